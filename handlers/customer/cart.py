"""The cart: every change is answered with the whole cart at today's prices and the one thing still to ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import convert, to_builtins
from msgspec.structs import replace

from bot import Context, Reply, Values, command
from handlers.customer import checkout
from handlers.customer.parts import cart_values, is_asked, open_cart, seen_cart, tell_if_closed, tell_refusals
from models import Cart, Product
from nlp.orders import OrderParse, Question, Unknown
from shop import carts, wordbook
from shop.cart_rows import line_key
from shop.carts import CartUpdate
from shop.errors import OptionNeeded, OutOfStock, QuantityNotSold
from shop.options import offered
from shop.order_views import just_placed
from values import CartLine, ChosenOption, Quantity

MOST_CHOICES = 3
ONE = Quantity.of(1)


@command("customer.cart.change")
def change(ctx: Context, changes: OrderParse) -> None:
    """Order, add, take out or correct; what cannot be had is told, the rest is kept."""
    if not changes.lines and any(done.kind == "clear" for done in changes.changes):
        ctx.then(clear)
        return
    cart = carts.open_cart(ctx.tx, ctx.store, ctx.customer, ctx.now)
    _tell_of_placed(ctx, cart)
    open_words = [*(word.text for word in changes.unknown), *(asked.text for asked in changes.questions)]
    wordbook.collect(ctx.tx, ctx.store, open_words, ctx.message.text, ctx.now)
    update = carts.set_lines(ctx.tx, cart, changes.lines, ctx.now)
    if changes.cut:
        ctx.reply("customer/cart:cut")
    tell_refusals(ctx, update.refused, part=bool(update.cart.lines))
    asked = next(iter(changes.questions), None)
    only = changes.unknown[0] if not asked and len(changes.unknown) == 1 and changes.unknown[0].nearest else None
    _tell_unknown(ctx, [word for word in changes.unknown if word is not only])
    if asked is not None:
        _show(ctx, update)
        _ask_which(ctx, asked)
    elif only is not None:
        _show(ctx, update)
        _ask_nearest(ctx, only)
    else:
        show_changed(ctx, cart, update, emptied=bool(changes.changes))
        _ask_fewer(ctx, update, changes.lines)


@command("customer.cart.fewer", waits=True)
def fewer(ctx: Context, quantity: Quantity, line: dict[str, Any]) -> None:
    """Take so many, after there was not as much as was wanted."""
    wanted = convert(line, CartLine).with_quantity(quantity)
    cart = carts.open_cart(ctx.tx, ctx.store, ctx.customer, ctx.now)
    others = [one for one in carts.lines_of(ctx.tx, cart) if line_key(one) != line_key(wanted)]
    update = carts.set_lines(ctx.tx, cart, (*others, wanted), ctx.now)
    tell_refusals(ctx, update.refused, part=bool(update.cart.lines))
    show_changed(ctx, cart, update)
    _ask_fewer(ctx, update, (wanted,))


@command("customer.cart.pick", waits=True)
def pick(ctx: Context, product: Product, quantity: Quantity = ONE, text: str = "") -> None:
    """Put the product that was chosen from a short list, for words that were not clear, into the cart."""
    wordbook.chosen(ctx.tx, ctx.store, text, product)
    cart = carts.open_cart(ctx.tx, ctx.store, ctx.customer, ctx.now)
    lines = (*carts.lines_of(ctx.tx, cart), CartLine(product.id, quantity))
    update = carts.set_lines(ctx.tx, cart, lines, ctx.now)
    tell_refusals(ctx, update.refused, part=bool(update.cart.lines))
    show_changed(ctx, cart, update)


@command("customer.cart.option", waits=True)
def choose_option(ctx: Context, option: int, group: int, product: int | None = None) -> None:
    """Take the option that was chosen, for the product it was asked for or the last one that offers it."""
    cart = carts.open_cart(ctx.tx, ctx.store, ctx.customer, ctx.now)
    chosen = ChosenOption(group, option)
    update = carts.set_lines(ctx.tx, cart, _with_option(ctx, cart, chosen, product), ctx.now)
    tell_refusals(ctx, update.refused, part=bool(update.cart.lines))
    show_changed(ctx, cart, update)


@command("customer.cart.show", keeps=True)
def show(ctx: Context) -> Reply | None:
    """What is in the cart, at today's prices."""
    view = seen_cart(ctx)
    tell_if_closed(ctx)
    if view is None:
        return Reply(block="empty")
    tell_refusals(ctx, view.problems)
    asked = is_asked(ctx)
    if not asked:
        ctx.confirm(checkout.checkout, no=keep)
    return Reply({**cart_values(view), "asked": asked})


@command("customer.cart.clear")
def clear(ctx: Context) -> Reply:
    """Ask once whether to take everything out of the cart."""
    view = seen_cart(ctx)
    if view is None:
        return Reply(block="customer/cart:empty")
    ctx.confirm(clear_now, no=keep)
    buttons = [ctx.button("clear", clear_now), ctx.button("keep_cart", keep)]
    return Reply({"total": view.total}, "customer/cart:clear", buttons)


@command("customer.cart.clear_now", waits=True)
def clear_now(ctx: Context) -> Values:
    """Take everything out of the cart."""
    cart = open_cart(ctx)
    if cart is not None:
        carts.clear_cart(ctx.tx, cart, ctx.now)
    return {}


@command("customer.cart.keep", waits=True)
def keep(ctx: Context) -> Values:
    """Leave the cart as it is for now."""
    return {}


def _tell_of_placed(ctx: Context, cart: Cart) -> None:
    """Words that begin a new cart right after an order change nothing of that order: say so."""
    if carts.lines_of(ctx.tx, cart):
        return
    number = just_placed(ctx.tx, ctx.store, ctx.customer, ctx.now)
    if number is not None:
        ctx.reply("customer/cart:new_order", {"number": number})


def show_changed(ctx: Context, cart: Cart, update: CartUpdate, emptied: bool = True) -> None:
    """Show the cart and ask what it needs: a choice that has to be made, or how the checkout goes on."""
    view = update.cart
    if not view.lines:
        ctx.reply("customer/cart:emptied" if emptied and not update.refused else "customer/cart:empty")
    elif update.needed:
        _show(ctx, update)
        _ask_option(ctx, update.needed[0])
    elif checkout.under_way(ctx, view):
        if view.missing:
            _show(ctx, update)
        checkout.proceed(ctx, view)
    else:
        _say_ready(ctx, update)


def _say_ready(ctx: Context, update: CartUpdate) -> None:
    """The cart with how to order it. It asks nothing new, so that a quick next change may replace it."""
    tell_if_closed(ctx)
    _show(ctx, update)
    ctx.reply("customer/cart:next")
    ctx.bubbles[-1:] = [replace(ctx.bubbles[-1], gathers=True)]
    ctx.confirm(checkout.checkout, no=keep)


def _show(ctx: Context, update: CartUpdate) -> None:
    values = cart_values(update.cart)
    if values["lines"]:
        ctx.reply("customer/cart:changed", values)


def _ask_fewer(ctx: Context, update: CartUpdate, lines: Sequence[CartLine]) -> None:
    """Let a bare number be how many it shall be instead, where so many of one product cannot be had."""
    short = [refusal for refusal in update.refused if isinstance(refusal, OutOfStock | QuantityNotSold)]
    if len(update.refused) > 1 or not short or (isinstance(short[0], OutOfStock) and short[0].left == Quantity(0)):
        return
    wanted = (line for line in reversed(lines) if _is_called(ctx, line.product_id, short[0].product))
    line = next(wanted, None)
    if line is not None:
        ctx.ask(fewer, line=to_builtins(line))


def _is_called(ctx: Context, product_id: int, name: str) -> bool:
    return ctx.tx.session.get_one(Product, product_id).name == name


def _tell_unknown(ctx: Context, unknown: list[Unknown]) -> None:
    for word in unknown[:MOST_CHOICES]:
        ctx.reply("customer/cart:unknown", {"text": word.text, "nearest": [_name(ctx, key) for key in word.nearest]})


def _name(ctx: Context, product_id: int) -> str:
    return ctx.index.products[product_id].name if ctx.index else ""


def _ask_nearest(ctx: Context, word: Unknown) -> None:
    choices = [(_name(ctx, key), {"product": key}) for key in word.nearest[:MOST_CHOICES]]
    buttons = ctx.choose(pick, choices, quantity=word.quantity, text=word.text)
    ctx.reply("customer/cart:which_nearest", {"text": word.text}, buttons=buttons)


def _ask_which(ctx: Context, asked: Question) -> None:
    if asked.about == "product":
        choices = [(_name(ctx, key), {"product": key}) for key in asked.candidates[:MOST_CHOICES]]
        buttons = ctx.choose(pick, choices, quantity=asked.quantity, text=asked.text)
        ctx.reply("customer/cart:which_product", {"text": asked.text}, buttons=buttons)
    elif ctx.index is not None:
        index = ctx.index
        options = [
            (index.options[key].name, {"option": key, "group": index.group_of[key]})
            for key in asked.candidates[:MOST_CHOICES]
        ]
        ctx.reply("customer/cart:which_option", {"text": asked.text}, buttons=ctx.choose(choose_option, options))


def _ask_option(ctx: Context, needed: OptionNeeded) -> None:
    offers = offered(ctx.tx, [needed.product_id])[needed.product_id]
    offer = next(offer for offer in offers if offer.group.id == needed.group_id)
    choices = [(row.name, {"option": row.id}) for row in offer.options.values()]
    buttons = ctx.choose(choose_option, choices, group=needed.group_id, product=needed.product_id)
    ctx.reply("customer/cart:needs_option", {"product": needed.product, "group": needed.group}, buttons=buttons)


def _with_option(ctx: Context, cart: Cart, chosen: ChosenOption, product: int | None) -> list[CartLine]:
    lines = list(carts.lines_of(ctx.tx, cart))
    offers = offered(ctx.tx, {line.product_id for line in lines})
    fitting = [
        place
        for place, line in enumerate(lines)
        if product in (None, line.product_id)
        and any(offer.group.id == chosen.group_id for offer in offers[line.product_id])
    ]
    for place in fitting if product is not None else fitting[-1:]:
        line = lines[place]
        groups = {offer.group.id for offer in offers[line.product_id] if not offer.group.multi}
        others = (o for o in line.options if o.group_id != chosen.group_id or chosen.group_id not in groups)
        lines[place] = replace(line, options=(*others, chosen))
    return lines
