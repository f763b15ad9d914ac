"""What customers complained about, for the seller to read again."""

from __future__ import annotations

from bot import Context, Staff, Values, command
from shop import complaints
from values import Period


@command("seller.complaint.list", at_least=Staff, keeps=True)
def list_complaints(ctx: Context, period: Period | None = None) -> Values:
    """The newest complaints, of a time if one is told."""
    return {"told": complaints.complaints(ctx.tx, ctx.store, period), "period": period}
