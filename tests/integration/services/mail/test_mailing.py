"""Mails leave once, on whatever node; what does not leave is tried again, then kept with its fault."""

from __future__ import annotations

import asyncio

import pytest

from hemicycle.services.mail.mailing import RETRY_MS, MailFault, Mailing
from hemicycle.services.mail.smtp import SmtpMailer, SmtpSettings, message
from hemicycle.store import Database, open_database
from tests.support.nodes import FakeClock


class Postbox:
    """A `Mailer` that can be out of order."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.broken = ""

    async def send(self, *, to: str, subject: str, text: str, unsubscribe: str | None = None) -> None:
        if self.broken:
            raise MailFault(self.broken)
        self.taken.append(f"{to}: {subject}")


def mailing(database: Database, postbox: Postbox | None, clock: FakeClock) -> Mailing:
    ids = iter(f"m{n}-{id(database)}" for n in range(100))
    return Mailing(database.mails, postbox, clock, lambda: next(ids))


async def test_two_nodes_send_a_mail_once(any_url: str) -> None:
    """[NO3]"""
    one, other = await open_database(any_url), await open_database(any_url)
    postbox, clock = Postbox(), FakeClock()
    mailings = [mailing(one, postbox, clock), mailing(other, postbox, clock)]
    await mailings[0].post("zoe@example.org", "Bonjour", "…")
    await asyncio.gather(*(each.send_due() for each in mailings for _ in range(3)))
    assert postbox.taken == ["zoe@example.org: Bonjour"]
    await one.close()
    await other.close()


async def test_a_mail_that_cannot_leave_is_tried_again_and_then_kept(url: str) -> None:
    """[NO10]"""
    database, postbox, clock = await open_database(url), Postbox(), FakeClock()
    mails = mailing(database, postbox, clock)
    postbox.broken = "no answer"
    await mails.post("zoe@example.org", "Bonjour", "…")
    for wait in RETRY_MS:
        await mails.send_due()
        clock.at += wait
    await mails.send_due()
    clock.at += 10**9
    postbox.broken = ""
    await mails.send_due()
    assert postbox.taken == []
    (kept,) = await database.mails.newest()
    assert (kept.fault, kept.tries) == ("no answer", len(RETRY_MS) + 1)
    await database.close()


async def test_a_server_that_comes_back_gets_the_mail(url: str) -> None:
    """[NO10]"""
    database, postbox, clock = await open_database(url), Postbox(), FakeClock()
    mails = mailing(database, postbox, clock)
    postbox.broken = "no answer"
    await mails.post("zoe@example.org", "Bonjour", "…")
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
    await mails.post("zoe@example.org", "Bonjour", "Votre code : 123456")
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
    await mails.post("zoe@example.org", "Bonjour", "…")
    await mails.send_due()
    assert "550" in caplog.text
    assert "zoe" not in caplog.text
    await database.close()


async def test_a_mail_that_cannot_be_written_is_a_fault_of_its_own() -> None:
    mailer = SmtpMailer(SmtpSettings("127.0.0.1", 1, "us@example.org"))
    with pytest.raises(MailFault, match="ValueError"):
        await mailer.send(to="zoe@example.org", subject="Bonjour\nBcc: all@example.org", text="…")


def test_a_mail_that_can_be_stopped_says_so_in_its_head() -> None:
    """[NO7] RFC 8058: one click, without a page."""
    plain = message("us@example.org", "zoe@example.org", "Bonjour", "…", unsubscribe=None)
    assert plain["List-Unsubscribe"] is None
    mail = message("us@x.org", "z@x.org", "Bonjour", "…", unsubscribe="https://x.org/unsubscribe/t")
    assert mail["List-Unsubscribe"] == "<https://x.org/unsubscribe/t>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
