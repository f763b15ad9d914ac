"""What the people of a store are told of once: stock that an order brings below what is low."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import col, select

from models import Alert, Product, Tx, transaction
from shop.alerts import still_low, stores_to_tell, take_alerts
from shop.stock import add_stock
from tests.shop.builders import NOW, Shop, line, open_shop, placed, product
from values import Quantity


def alerts(tx: Tx) -> list[tuple[str, int]]:
    return [(one.kind, one.subject_id) for one in tx.exec(select(Alert).order_by(col(Alert.id)))]


def low_at(tx: Tx, shop: Shop, limit: int, stock: str = "10") -> Product:
    rice = product(tx, shop, stock=stock)
    rice.low_at = limit * 1000
    return tx.save(rice)


def test_crossing_the_limit_is_told_once_and_being_below_is_not(somewhere: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice = low_at(tx, shop, 5)
        placed(tx, shop, line(rice, "4"))
        assert alerts(tx) == []
        placed(tx, shop, line(rice, "2"), phone="whatsapp:+62811")
        placed(tx, shop, line(rice, "1"), phone="whatsapp:+62812")
        assert alerts(tx) == [("low_stock", rice.id)]


def test_it_is_taken_by_one_and_may_come_again_after_new_goods(somewhere: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice = low_at(tx, shop, 5)
        placed(tx, shop, line(rice, "6"))
        assert stores_to_tell(tx) == [shop.store.id]
        (taken,) = take_alerts(tx, shop.store, NOW)
        assert [one.name for one, _ in still_low(tx, shop.store, [taken.subject_id])] == ["Nasi Goreng"]
        assert (take_alerts(tx, shop.store, NOW), stores_to_tell(tx)) == ([], [])
        add_stock(tx, rice, Quantity.of(20), shop.owner, NOW + timedelta(hours=1))
        assert still_low(tx, shop.store, [rice.id]) == []
        placed(tx, shop, line(rice, "20"), phone="whatsapp:+62811")
        assert alerts(tx) == [("low_stock", rice.id)] * 2
