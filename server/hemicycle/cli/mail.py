"""What an operator does about mails: try the server, look at what became of them, take in what came back."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

import typer

from hemicycle.app import make_mailer
from hemicycle.auth.mailboxes import normal_email
from hemicycle.clock import SystemClock
from hemicycle.config import Config, ConfigError
from hemicycle.core.site import ZONE
from hemicycle.services.kernel.dates import spoken
from hemicycle.services.mail.bounces import read_bounce
from hemicycle.services.mail.letters import trial_letter
from hemicycle.services.mail.mailing import LIFE_MS, MailFault, unnamed
from hemicycle.services.services import short_id
from hemicycle.store import Database, Unavailable, open_database
from hemicycle.store.mails import MailKind, MailRow


async def try_server(config: Config, address: str) -> None:
    """Send one mail, and say how far it came and what to look at.

    Raises:
        ConfigError: it did not leave; with what can be done.
    """
    mailer = make_mailer(config)
    if mailer is None:
        raise ConfigError("HEMICYCLE_SMTP_HOST is missing: no mail can leave.")
    now, letter = SystemClock().now(), trial_letter()
    to = normal_email(address)
    mail = MailRow(short_id(), now, to, letter.subject, letter.text, MailKind.TEST, now + LIFE_MS)
    sender, who = mailer.sender, config.smtp_user or "anybody"
    typer.echo(f"Server  {config.smtp_host}:{config.smtp_port}, {config.smtp_tls}, as {who}")
    typer.echo(f"From    {sender.name} <{sender.address}>, answers to {sender.reply_to}")
    try:
        async with mailer.connect() as line:
            typer.echo("It lets us in.")
            await line.send(mail)
    except MailFault as fault:
        raise ConfigError(f"The mail did not leave: {fault}. {fault.remedy}".strip()) from None
    typer.echo(
        f"It took the mail for {to}. Look for it there, also where unwanted mail is kept. In its source,"
    )
    typer.echo("`Authentication-Results` must say spf=pass, dkim=pass and dmarc=pass: docs/operate.md, Mail.")


async def show_outbox(config: Config, last: int) -> None:
    """The last mails: when, to whom, what became of them, and their text where it is still kept."""
    async with _database(config) as database:
        mails = await database.mails.newest(last)
    for mail in reversed(mails):
        at = spoken(mail.at, "en", ZoneInfo(ZONE))
        typer.echo(f"{at}  {mail.recipient}  {mail.subject or mail.kind}  {_became(mail)}")
        if mail.body:
            typer.echo("\n" + "\n".join(f"    {line}" for line in mail.body.splitlines()) + "\n")


async def take_back(config: Config, raw: bytes) -> None:
    """Note of a mail that it was not delivered, from the message that a server sent back about it."""
    bounce, mailer = read_bounce(raw), make_mailer(config)
    if bounce is None or (mailer is not None and bounce.domain != mailer.sender.domain):
        typer.echo("No mail of ours was given up in it.")
        return
    async with _database(config) as database:
        reason, now = unnamed(bounce.reason), SystemClock().now()
        known = await database.mails.given_up(bounce.mail, fault=reason, now=now)
    typer.echo(f"Mail {bounce.mail} is not known any more." if not known else f"Mail {bounce.mail}: {reason}")


def _became(mail: MailRow) -> str:
    if mail.refused_at is not None:
        return f"refused: {mail.fault}"
    if mail.sent_at is not None:
        return "sent"
    if mail.next_at is None:
        return "not sent: no server is set" if mail.fault is None else mail.fault
    return f"waits, tried {mail.tries} times: {mail.fault}" if mail.fault else "waits"


@contextlib.asynccontextmanager
async def _database(config: Config) -> AsyncIterator[Database]:
    try:
        database = await open_database(config.database)
    except (Unavailable, ValueError, OSError) as error:
        raise ConfigError(f"The database cannot be opened: {error}") from None
    try:
        yield database
    finally:
        await database.close()
