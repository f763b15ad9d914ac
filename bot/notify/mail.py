"""Letters by any SMTP server: kept as rows, leased one by one, sent with no transaction open."""

from __future__ import annotations

import logging
import smtplib
import ssl
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Final

from msgspec import Struct
from sqlalchemy import or_, select, update
from sqlmodel import col

from bot.runtime import runtime
from models import Mail, Store, Tx, reading, statement
from shop.errors_web import MailOff

log = logging.getLogger(__name__)

# How long a letter rests after each failure; after the last it has failed for good.
PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
LEASE: Final = timedelta(minutes=5)
TIMEOUT: Final = 30.0


def is_on() -> bool:
    """Whether a mail server is set up."""
    return bool(runtime().settings.smtp_host and runtime().settings.smtp_from)


class Letter(Struct, frozen=True):
    """A letter; `file` is its name, type and content."""

    to: str
    subject: str
    text: str
    file: tuple[str, str, bytes] | None = None


def write(tx: Tx, store: Store, letter: Letter, now: datetime) -> Mail:
    """Let a letter be sent by the clock; MailOff where no server is set up."""
    if not is_on():
        raise MailOff
    name, kind, content = letter.file or ("", "", None)
    return tx.save(
        Mail(
            seller_id=store.seller_id,
            store_id=store.id,
            to_address=letter.to,
            subject=" ".join(letter.subject.split())[:200],
            text=letter.text,
            file_name=name,
            file_type=kind.partition(";")[0],
            file=content,
            message_id=make_msgid(domain="bakul"),
            created_at=now,
            retry_at=now,
        )
    )


def due_now(now: datetime, limit: int) -> list[int]:
    """The letters to send: new ones, and those whose sender was lost."""
    if not is_on():
        return []
    with reading() as tx:
        waiting = select(col(Mail.id)).where(col(Mail.state).in_(("new", "leased")), col(Mail.retry_at) <= now)
        return list(tx.session.execute(waiting.order_by(col(Mail.retry_at), col(Mail.id)).limit(limit)).scalars())


def send_one(mail_id: int, now: datetime) -> None:
    """Send a letter, unless somebody else has it. A failure lets it rest; too many end it."""
    with statement() as tx:
        # Others may have taken their time since the round began: nobody else is to find it due meanwhile.
        later = max(now, tx.database_now())
        mine = (col(Mail.id) == mail_id, or_(col(Mail.state) == "new", col(Mail.state) == "leased"))
        taken = update(Mail).where(*mine, col(Mail.retry_at) <= now)
        values = {"state": "leased", "retry_at": later + LEASE, "attempts": col(Mail.attempts) + 1}
        row = tx.session.execute(
            taken.values(**values).returning(Mail), execution_options={"synchronize_session": False}
        ).scalar_one_or_none()
    if row is None:
        return
    try:
        _hand_over(row)
        done = {"state": "sent", "sent_at": datetime.now(UTC), "error": "", "file": None}
    except Exception as failure:
        # A server may answer anything, and an address may be one that no letter can bear.
        log.warning("mail_failed", extra={"mail_id": mail_id, "error": type(failure).__name__})
        last = row.attempts > len(PAUSES)
        done = {"state": "failed"} if last else {"state": "new", "retry_at": later + PAUSES[row.attempts - 1]}
        done["error"] = f"{type(failure).__name__}: {failure}"[:500]
    with statement() as tx:
        mine = (col(Mail.id) == mail_id, col(Mail.attempts) == row.attempts)
        tx.changed(update(Mail).where(*mine).values(**done))


def _hand_over(row: Mail) -> None:
    settings = runtime().settings
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = settings.smtp_from, row.to_address, row.subject
    # The same id at every try, so that a letter sent twice is seen once.
    letter["Message-ID"], letter["Date"] = row.message_id, format_datetime(row.created_at)
    letter.set_content(row.text)
    if row.file is not None:
        main, _, sub = row.file_type.partition("/")
        letter.add_attachment(row.file, maintype=main, subtype=sub, filename=row.file_name)
    context = ssl.create_default_context()
    with _connected(settings.smtp_host, settings.smtp_port, settings.smtp_security, context) as server:
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        server.send_message(letter)


def _connected(host: str, port: int, security: str, context: ssl.SSLContext) -> smtplib.SMTP:
    if security == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=context)
    server = smtplib.SMTP(host, port, timeout=TIMEOUT)
    if security == "starttls":
        server.starttls(context=context)
    return server
