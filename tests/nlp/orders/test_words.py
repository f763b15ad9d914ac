"""Tokens, spellings, packs and the index of a catalogue."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from nlp.catalogue import CatalogueSpec
from nlp.index import build_index, find_product
from nlp.packs import load_pack
from nlp.text import normalise
from nlp.validate import validate_all
from tests.nlp.orders.shops import shop


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Don't   STOP", ["dont", "stop"]),
        ("miayam2, 250gm", ["miayam", "2", ",", "250", "gm"]),
        ("café ñame", ["cafe", "name"]),
        ("मक्खन अदरक जलेबी", ["makkhan", "adrak", "jalebi"]),
        ("gluten-free 1-2", ["gluten", "free", "1", "-", "2"]),
        ("makasihhh 1½ १२", ["makasih", "1", "1/2", "12"]),
    ],
)
def test_tokens(text: str, wanted: list[str]) -> None:
    assert [token.text for token in normalise(text)] == wanted


def test_offsets_point_into_the_text() -> None:
    text = "2 Café, por favor"
    assert [text[t.start : t.end] for t in normalise(text)] == [t.raw for t in normalise(text)]


def test_every_pack_is_complete_and_unambiguous() -> None:
    assert validate_all() == []


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(LookupError, match="no language pack for 'xx'"):
        load_pack("xx")


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("sayur", "wortle", "wortel"),
        ("kirana", "moong daal", "moong_dal"),
        ("kirana", "मूंग दाल", "moong_dal"),
        ("kirana", "tel sarson", "sarson_tel"),
        ("panaderia", "almojavanas", "almojabana"),
        ("bubble", "wintermellon", "wintermelon_tea"),
        ("hardware", "cemment", "cement"),
    ],
)
def test_products_are_found_however_they_are_spelled(name: str, text: str, wanted: str) -> None:
    catalogue, index = shop(name)
    found = find_product(index, text)
    assert catalogue.product_ids[found[0][0]] == wanted


def test_two_products_with_the_same_word_score_alike() -> None:
    _, index = shop("sayur")
    (_, first), (_, second) = find_product(index, "bawang")[:2]
    assert first == second


def test_a_refreshed_index_knows_what_changed_and_nothing_else() -> None:
    _, index = shop("sayur")
    products = (replace(index.spec.products[0], name="kacang panjang", aliases=()), *index.spec.products[1:])
    refreshed = index.refresh(CatalogueSpec(products, index.spec.groups))
    assert find_product(refreshed, "kacang panjang")[0] == (1, 1.0)
    assert all(pid != 1 for pid, _ in find_product(refreshed, "bawang merah"))
    assert find_product(index, "bawang merah")[0] == (1, 1.0)
    assert refreshed.tables == build_index(refreshed.spec, index.pack).tables


def test_a_hidden_product_is_not_found() -> None:
    _, index = shop("sayur")
    products = tuple(replace(p, hidden=p.id == 1) for p in index.spec.products)
    found = find_product(index.refresh(CatalogueSpec(products, index.spec.groups)), "bawang merah")
    assert all(pid != 1 for pid, _ in found)
