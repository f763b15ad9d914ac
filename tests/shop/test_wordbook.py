"""Words that were not understood: counted by store, bounded, and other names of products only when a seller says so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import Store, Tx, transaction
from shop import undo, wordbook
from shop.actors import Actor
from shop.errors import AliasTaken, NotAValue, NotUndoable
from shop.products import aliases_of, set_aliases
from tests.shop.builders import NOW, open_shop, product

pytestmark = pytest.mark.usefixtures("database")
OWNER = Actor.user(1, "owner")


def said(tx: Tx, store: Store) -> list[tuple[str, int]]:
    return [(row.words, row.count) for row in wordbook.heard(tx, store)]


def test_words_are_counted_as_they_are_compared_and_per_store() -> None:
    with transaction() as tx:
        store, other = open_shop(tx).store, open_shop(tx, "whatsapp:+628111000010").store
        wordbook.collect(tx, store, ["Teh  Tarik", "seblak"], "teh tarik 2, seblak", NOW)
        wordbook.collect(tx, store, ["teh tarik", "TEH TARIK"], "teh tarik lagi", NOW + timedelta(hours=1))
        wordbook.collect(tx, store, ["", "12", "x" * 200], "?", NOW)
        assert said(tx, store) == [("teh tarik", 2), ("seblak", 1)]
        assert wordbook.heard(tx, store)[0].example == "teh tarik lagi"
        assert said(tx, other) == []


def test_strangers_cannot_fill_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wordbook, "MOST_KEPT", 2)
    with transaction() as tx:
        store = open_shop(tx).store
        wordbook.collect(tx, store, ["aa", "bb"], "", NOW)
        wordbook.collect(tx, store, ["cc", "aa"], "", NOW)
        assert sorted(said(tx, store)) == [("aa", 2), ("bb", 1)]


def test_what_was_chosen_instead_is_told() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice = product(tx, shop)
        wordbook.collect(tx, shop.store, ["nasgor"], "nasgor 1", NOW)
        wordbook.chosen(tx, shop.store, "Nasgor", rice)
        wordbook.chosen(tx, shop.store, "never said", rice)
        assert [(row.words, row.product) for row in wordbook.heard(tx, shop.store)] == [("nasgor", rice.name)]
        assert aliases_of(tx, rice) == []


def test_another_name_leaves_the_list_and_can_be_taken_back() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice = product(tx, shop)
        wordbook.collect(tx, shop.store, ["nasgor"], "nasgor 1", NOW)
        version = shop.store.catalogue_version
        done = wordbook.add_alias(tx, shop.store, rice, " Nasgor ", OWNER, NOW)
        assert (done.name, done.old, done.new) == ("Nasi Goreng", None, "Nasgor")
        assert (aliases_of(tx, rice), said(tx, shop.store)) == (["Nasgor"], [])
        tx.refresh(shop.store)
        assert shop.store.catalogue_version > version
        kind, back = undo.undo(tx, shop.store, OWNER, NOW)
        assert (kind, back.old, back.new, aliases_of(tx, rice)) == ("product.alias", "Nasgor", None, [])


def test_a_name_means_one_product() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice, noodles = product(tx, shop), product(tx, shop, "Mie Goreng")
        wordbook.add_alias(tx, shop.store, rice, "nasgor", OWNER, NOW)
        for name in ("NASGOR", "mie  goreng", "nasi goreng"):
            with pytest.raises(AliasTaken):
                wordbook.add_alias(tx, shop.store, noodles, name, OWNER, NOW)
        for name in ("", "12", "x" * 61):
            with pytest.raises(NotAValue):
                wordbook.add_alias(tx, shop.store, noodles, name, OWNER, NOW)
        assert aliases_of(tx, noodles) == []


def test_a_name_that_is_gone_already_is_not_taken_back() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice = product(tx, shop)
        wordbook.add_alias(tx, shop.store, rice, "nasgor", OWNER, NOW)
        set_aliases(tx, rice, [])
        with pytest.raises(NotUndoable):
            undo.undo(tx, shop.store, OWNER, NOW)
