"""Options that are ordered without saying of what: the product that has them all is meant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from nlp.catalogue import ProductSpec
from nlp.index import Index
from nlp.orders.cart import ONE, Cart
from nlp.orders.drafts import Part, Wish
from nlp.orders.items import DOUBTFUL
from nlp.orders.result import Question
from values import Quantity

ENOUGH: Final = 4  # products that are found: nobody is asked to choose between more


def implied(index: Index, wishes: Sequence[Wish]) -> tuple[int, ...]:
    """The products that options alone point at: those that can take every one of them."""
    found: list[int] = []
    for product in index.spec.products if wishes else ():
        groups = product.groups
        if all(any(index.group_of[o] in groups and cost < DOUBTFUL for o, cost in w.candidates) for w in wishes):
            found.append(product.id)
            if len(found) == ENOUGH:
                break
    return tuple(found)


def order_apart(cart: Cart, questions: list[Question], part: Part, product: ProductSpec) -> bool:
    """ "2 fries and a lime one" where only sodas come in lime: order a part that wants nothing which its product can
    have, but what another has, or ask which; whether it is one."""
    index = cart.index
    if not part.wishes or any(index.group_of[o] in product.groups for w in part.wishes for o, _ in w.candidates):
        return False
    ids = implied(index, part.wishes)
    if len(ids) == 1:
        cart.add(ids[0], part.size or ONE, part.wishes)
    elif ids:
        quantity = Quantity.of(part.size or ONE)
        questions.append(Question("product", part.wishes[0].text, ids[:3], quantity))
    return bool(ids)
