"""Invariants of pictures: what is shown is there, and what is there is shown or on its way out."""

from __future__ import annotations

from bot.verify.invariants import invariant
from models import Tx


@invariant("images")
def pictures_have_their_files(tx: Tx) -> str:
    """A picture has its content and its thumbnail."""
    return """
        SELECT id AS image_id, LENGTH(content) AS bytes, LENGTH(thumbnail) AS thumbnail_bytes FROM images
        WHERE LENGTH(content) = 0 OR LENGTH(thumbnail) = 0 OR width <= 0 OR height <= 0"""


@invariant("images", "sellers", "payment_ways")
def what_is_shown_is_kept(tx: Tx) -> str:
    """The picture above a profile and the code to pay by are there, and not among those to be forgotten."""
    return """
        SELECT 'sellers' AS shown_by, s.id, s.banner AS picture FROM sellers s
        WHERE s.banner <> '' AND NOT EXISTS (SELECT 1 FROM images i
            WHERE i.name = s.banner AND i.seller_id = s.id AND i.unused_since IS NULL)
        UNION ALL
        SELECT 'payment_ways', w.id, CAST(w.picture_id AS VARCHAR(20)) FROM payment_ways w
        WHERE w.picture_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM images i
            WHERE i.id = w.picture_id AND i.store_id = w.store_id AND i.unused_since IS NULL)"""


@invariant("images", "sellers", "payment_ways", "products")
def pictures_that_are_kept_are_shown(tx: Tx) -> str:
    """A picture that is not to be forgotten is of a product of its store, above a profile, or a code to pay by."""
    return """
        SELECT i.id AS image_id, i.seller_id, i.product_id FROM images i WHERE i.unused_since IS NULL
            AND NOT EXISTS (SELECT 1 FROM products p WHERE p.id = i.product_id AND p.store_id = i.store_id)
            AND NOT EXISTS (SELECT 1 FROM sellers s WHERE s.id = i.seller_id AND s.banner = i.name)
            AND NOT EXISTS (SELECT 1 FROM payment_ways w WHERE w.picture_id = i.id)"""
