"""What every package speaks: money, quantities, periods, addresses, order lines. Imports nothing of ours."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

THOUSANDTHS: Final = 1000

# How many digits of the ISO 4217 minor unit a price shows in the shop's country. Rupiah and Colombian pesos have two
# on paper and none in any shop, so amounts are rounded to whole ones although they are stored in hundredths.
SHOWN_DIGITS: Final = {"IDR": 0, "COP": 0, "INR": 2, "USD": 2}
MINOR_DIGITS: Final = 2


class Money(Struct, frozen=True, order=True):
    """An amount in minor units (hundredths for every currency served here) of one currency."""

    amount: int
    currency: str

    @classmethod
    def of(cls, main_units: Decimal | int | str, currency: str) -> Money:
        """Money from an amount in main units, rounded half up to what the currency shows."""
        return cls._shown(Decimal(main_units).scaleb(MINOR_DIGITS), currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in that currency."""
        return cls(0, currency)

    def rounded(self) -> Money:
        """The amount rounded half up to the precision the currency shows."""
        return self._shown(Decimal(self.amount), self.currency)

    @classmethod
    def _shown(cls, minor_units: Decimal, currency: str) -> Money:
        """Rounded once: 504.495 rupiah are 504, and not 505 by way of 504.50."""
        step = 10 ** (MINOR_DIGITS - SHOWN_DIGITS.get(currency, MINOR_DIGITS))
        return cls(int((minor_units / step).to_integral_value(ROUND_HALF_UP)) * step, currency)

    @property
    def main_units(self) -> Decimal:
        """The amount in main units: 1250000 minor units of IDR are 12500 rupiah."""
        return Decimal(self.amount).scaleb(-MINOR_DIGITS)

    def __add__(self, other: Money) -> Money:
        self._check(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._check(other)
        return Money(self.amount - other.amount, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def times(self, quantity: Quantity) -> Money:
        """The price of a quantity at this unit price, rounded half up to what the currency shows."""
        return self._shown(Decimal(self.amount) * quantity.decimal, self.currency)

    def _check(self, other: Money) -> None:
        if other.currency != self.currency:
            raise ValueError(f"cannot mix {self.currency} and {other.currency}")


class Quantity(Struct, frozen=True, order=True):
    """A quantity as an integer number of thousandths of the product's base unit."""

    thousandths: int

    @classmethod
    def of(cls, amount: Decimal | int | str) -> Quantity:
        """A quantity from a decimal amount of base units, rounded half up to a thousandth."""
        return cls(int((Decimal(amount) * THOUSANDTHS).to_integral_value(ROUND_HALF_UP)))

    @property
    def decimal(self) -> Decimal:
        """The quantity in base units, without trailing zeros beyond what it needs."""
        return Decimal(self.thousandths) / THOUSANDTHS

    def __add__(self, other: Quantity) -> Quantity:
        return Quantity(self.thousandths + other.thousandths)

    def __sub__(self, other: Quantity) -> Quantity:
        return Quantity(self.thousandths - other.thousandths)

    def __neg__(self) -> Quantity:
        return Quantity(-self.thousandths)


class Address(Struct, frozen=True):
    """Where a person is reached: a channel and an opaque id, never parsed as a number where it is identity."""

    channel: str
    external_id: str


class Period(Struct, frozen=True):
    """Business days from `first` to `last`, both included, with the instants they cover in UTC.

    `name` is the word it was asked by (today, yesterday, this_week, last_week, this_month, last_month, range).
    """

    name: str
    first: date
    last: date
    starts_at: datetime
    ends_at: datetime


class ChosenOption(Struct, frozen=True):
    """An option on an order line: how many of it, `extra`, `light` or nothing, and whether it is refused."""

    group_id: int
    option_id: int
    count: int = 1
    qualifier: str = ""
    negated: bool = False


class CartLine(Struct, frozen=True):
    """One wish in a cart: a product, how much of it, its options, and what was said that no option covers."""

    product_id: int
    quantity: Quantity
    options: tuple[ChosenOption, ...] = ()
    note: str = ""

    def with_quantity(self, quantity: Quantity) -> CartLine:
        """The same wish in another quantity."""
        return replace(self, quantity=quantity)
