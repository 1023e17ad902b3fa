"""Mails leave once, on whatever node; what does not leave is tried again, then kept with its fault."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from hemicycle.services.mail.letters import Letter
from hemicycle.services.mail.mailing import RETRY_MS, Mailing, NotTaken
from hemicycle.store import Database, open_database
from hemicycle.store.mails import MailKind, MailRow, put_mail
from tests.support.nodes import FakeClock


class Postbox:
    """A `Mailer` that can be out of order."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.broken = ""

    @contextlib.asynccontextmanager
    async def connect(self) -> AsyncIterator[Postbox]:
        yield self

    async def send(self, mail: MailRow) -> None:
        if self.broken:
            raise NotTaken(self.broken, for_good=False)
        self.taken.append(f"{mail.recipient}: {mail.subject}")


def mailing(database: Database, postbox: Postbox | None, clock: FakeClock) -> Mailing:
    ids = iter(f"m{n}-{id(database)}" for n in range(100))
    return Mailing(database.mails, postbox, clock, lambda: next(ids))


async def post(database: Database, mails: Mailing, text: str = "…") -> None:
    mail = mails.draft(MailKind.NOTICE, "zoe@example.org", Letter("Bonjour", text))
    await database.connections.write(put_mail(mail))


async def test_two_nodes_send_a_mail_once(any_url: str) -> None:
    """[NO3]"""
    one, other = await open_database(any_url), await open_database(any_url)
    postbox, clock = Postbox(), FakeClock()
    mailings = [mailing(one, postbox, clock), mailing(other, postbox, clock)]
    await post(one, mailings[0])
    await asyncio.gather(*(each.send_due() for each in mailings for _ in range(3)))
    assert postbox.taken == ["zoe@example.org: Bonjour"]
    await one.close()
    await other.close()


async def test_a_mail_that_cannot_leave_is_tried_again_and_then_kept(url: str) -> None:
    """[NO10]"""
    database, postbox, clock = await open_database(url), Postbox(), FakeClock()
    mails = mailing(database, postbox, clock)
    postbox.broken = "no answer"
    await post(database, mails)
    for wait in RETRY_MS:
        await mails.send_due()
        clock.at += wait
    for _ in range(20):
        await mails.send_due()
        clock.at += RETRY_MS[-1]
    clock.at += 10**9
    postbox.broken = ""
    await mails.send_due()
    assert postbox.taken == []
    (kept,) = await database.mails.newest()
    assert (kept.fault, bool(kept.refused_at), kept.body) == ("no answer", True, "")
    await database.close()


async def test_a_server_that_comes_back_gets_the_mail(url: str) -> None:
    """[NO10]"""
    database, postbox, clock = await open_database(url), Postbox(), FakeClock()
    mails = mailing(database, postbox, clock)
    postbox.broken = "no answer"
    await post(database, mails)
    await mails.send_due()
    postbox.broken = ""
    clock.at += RETRY_MS[0]
    await mails.send_due()
    await mails.send_due()
    assert postbox.taken == ["zoe@example.org: Bonjour"]
    await database.close()


async def test_without_a_server_mails_stay_in_the_outbox(url: str) -> None:
    """[NO10]"""
    database, clock = await open_database(url), FakeClock()
    mails = mailing(database, None, clock)
    await post(database, mails, "Votre code : 123456")
    await mails.send_due()
    assert [(mail.to, mail.text) for mail in await mails.outbox()] == [
        ("zoe@example.org", "Votre code : 123456")
    ]
    await database.close()


async def test_who_was_written_to_stays_out_of_the_log(url: str, caplog: pytest.LogCaptureFixture) -> None:
    """[NO10] A mail server answers with the address it refuses."""
    database, postbox, clock = await open_database(url), Postbox(), FakeClock()
    mails = mailing(database, postbox, clock)
    postbox.broken = "550 <zoe@example.org>: no such mailbox"
    await post(database, mails)
    await mails.send_due()
    assert "550" in caplog.text
    assert "zoe" not in caplog.text
    await database.close()


async def test_without_a_server_neither_address_nor_code_stands_in_the_log(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """[NO10] Who reads the log would sign in as anybody."""
    database, clock = await open_database(url), FakeClock()
    with caplog.at_level("DEBUG", logger="hemicycle"):
        await post(database, mailing(database, None, clock), "Votre code : 123456")
    assert "zoe" not in caplog.text
    assert "123456" not in caplog.text
    await database.close()
