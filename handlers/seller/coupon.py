"""Coupons by chat: made in one sentence, listed with their uses, stopped."""

from __future__ import annotations

from bot import Context, Manager, Reply, Staff, Values, command
from handlers.seller.parts import undo_buttons
from nlp.coupon_words import CouponWords, read_coupon
from shop import coupons
from shop.calendar import DAY, starts_at
from values import Money


@command("seller.coupon.make", at_least=Manager)
def make(ctx: Context, text: str) -> Reply:
    """Make a coupon: its code and what it takes off, perhaps from which order on, how often and until when."""
    said = _said(ctx, text)
    if not said.code or (said.percent is None and said.amount is None):
        ctx.ask(make)
        return Reply({}, "make_text")
    until = starts_at(ctx.store, said.until + DAY) if said.until else None
    new = coupons.NewCoupon(said.code, said.percent, said.amount, said.minimum, said.most_uses, until)
    coupons.make_coupon(ctx.tx, ctx.store, new, ctx.actor, ctx.now)
    return Reply({"new": new, "code": coupons.code_of(said.code), "store": ctx.store}, "", undo_buttons(ctx))


def _said(ctx: Context, text: str) -> CouponWords:
    if ctx.index is None:
        return CouponWords("", None, None, None, None, None)
    return read_coupon(text, ctx.language, ctx.index, ctx.now.astimezone(ctx.zone))


@command("seller.coupon.list", at_least=Staff, keeps=True)
def list_coupons(ctx: Context) -> Values:
    """The coupons that can be used, and how often each was."""
    found = coupons.coupons_of(ctx.tx, ctx.store)
    return {"rows": [(one, Money(one.amount or 0, ctx.store.currency)) for one in found]}


@command("seller.coupon.stop", at_least=Manager)
def stop(ctx: Context, text: str) -> Reply:
    """Let nobody use a coupon any more; orders placed with it keep their price."""
    coupon = coupons.stop_coupon(ctx.tx, ctx.store, text, ctx.actor, ctx.now)
    return Reply({"coupon": coupon}, "", undo_buttons(ctx))
