"""What a mail server gets of us, byte by byte, and what becomes of what it refuses."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hemicycle.services.mail.letters import Letter
from hemicycle.services.mail.mailing import AWAY_MS, LIFE_MS, MAILS_A_CONNECTION, PUT_OFF, RETRY_MS, Mailing
from hemicycle.services.mail.message import Sender, read_sender
from hemicycle.services.mail.smtp import SmtpMailer, SmtpSettings
from hemicycle.store import Database, open_database
from hemicycle.store.mails import MailKind, MailRow, put_mail
from tests.support.nodes import FakeClock
from tests.support.ports import keep_port
from tests.support.post_office import PostOffice, open_post_office

LETTER = Letter(
    "Élections : « quatre » pages, un sujet qui est bien plus long qu’une ligne", "Bonjour à tous.\n"
)
STOP = "https://debat.example.org/unsubscribe/" + "t0k3n" * 30


def mailing_of(database: Database, office: PostOffice | SmtpMailer, clock: FakeClock) -> Mailing:
    ids = (f"m{n:05}" for n in range(10_000))
    mailer = office.mailer if isinstance(office, PostOffice) else office
    return Mailing(database.mails, mailer, clock, lambda: next(ids))


async def post(
    database: Database, mails: Mailing, *to: str, kind: MailKind = MailKind.NOTICE, stop: str | None = None
) -> None:
    for address in to:
        await keep(database, mails.draft(kind, address, LETTER, unsubscribe=stop))


async def keep(database: Database, mail: MailRow) -> None:
    await database.connections.write(put_mail(mail))


async def test_a_mail_has_the_heads_that_large_providers_ask_for(url: str) -> None:
    """[H25] Read off the wire: without Date and Message-ID they refuse a mail."""
    database, clock = await open_database(url), FakeClock()
    async with open_post_office() as office:
        mails = mailing_of(database, office, clock)
        await post(database, mails, "zoe@example.org")
        await mails.send_due()
    assert office.names == {"example.org"}
    (received,) = office.mails
    mail = received.message
    assert (received.sender, received.to) == ("debat@example.org", "zoe@example.org")
    assert mail["Date"].datetime == datetime.fromtimestamp(clock.at // 1000, UTC)
    assert mail["Message-ID"] == "<m00000@example.org>"
    assert str(mail["From"]) == "Débat public <debat@example.org>"
    assert mail["Reply-To"] == "equipe@example.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Subject"] == LETTER.subject
    assert mail.get_content().splitlines() == LETTER.text.splitlines()
    assert mail["List-Unsubscribe"] is None
    head, _, body = received.content.partition(b"\r\n\r\n")
    assert head.isascii()
    assert body.isascii()
    assert max(map(len, received.content.split(b"\r\n"))) <= 78
    await database.close()


async def test_the_address_that_stops_mails_is_written_as_it_is(url: str) -> None:
    """[H26] [NO7] One click (RFC 8058): programs do not decode it, whatever its length."""
    database, clock = await open_database(url), FakeClock()
    async with open_post_office() as office:
        mails = mailing_of(database, office, clock)
        await post(database, mails, "zoe@example.org", stop=STOP)
        await mails.send_due()
    lines = office.mails[0].content.split(b"\r\n")
    at = lines.index(b"List-Unsubscribe:")
    assert lines[at + 1] == f" <{STOP}>".encode()
    assert lines[at + 2] == b"List-Unsubscribe-Post: List-Unsubscribe=One-Click"
    await database.close()


@pytest.mark.slow
async def test_three_thousand_mails_leave_once_each_over_few_connections(url: str) -> None:
    """[H31] With some refused for good among them, and a code that comes last and leaves first."""
    database, clock = await open_database(url), FakeClock()
    people = [f"p{n}@example.org" for n in range(3_000)]
    gone = people[100:3_000:500]
    async with open_post_office() as office:
        office.rcpt = {address: ["550 5.1.1 no such mailbox"] * 9 for address in gone}
        mails = mailing_of(database, office, clock)
        await post(database, mails, *people)
        await post(database, mails, "code@example.org", kind=MailKind.SIGN_IN)
        await mails.send_due()
        for wait in RETRY_MS:
            clock.at += wait
            await mails.send_due()
    assert office.recipients[0] == "code@example.org"
    assert sorted(office.recipients[1:]) == sorted(set(people) - set(gone))
    assert sorted(office.tried) == sorted([*people, "code@example.org"])
    assert office.connections == 3_001 // MAILS_A_CONNECTION + 1
    rows = {row.recipient: row for row in await database.mails.newest(4_000)}
    assert {address for address, row in rows.items() if row.refused_at} == set(gone)
    await database.close()


@pytest.mark.parametrize(("command", "code"), [("rcpt", "550 5.1.1"), ("rcpt", "553"), ("data", "554 5.7.1")])
async def test_what_is_refused_for_good_is_not_tried_again(url: str, command: str, code: str) -> None:
    """[H31] [NO10] Providers take note of who knocks again."""
    database, clock = await open_database(url), FakeClock()
    async with open_post_office() as office:
        getattr(office, command)["zoe@example.org"] = [f"{code} <zoe@example.org>: no"]
        mails = mailing_of(database, office, clock)
        await post(database, mails, "zoe@example.org", "yan@example.org")
        await mails.send_due()
        clock.at += LIFE_MS - 1
        await mails.send_due()
        assert office.tried == ["zoe@example.org", "yan@example.org"]
        assert office.recipients == ["yan@example.org"]
    kept = {row.recipient: row for row in await database.mails.newest()}["zoe@example.org"]
    assert kept.fault == f"{code} … no"
    assert kept.refused_at
    await database.close()


@pytest.mark.parametrize("command", ["rcpt", "data"])
async def test_what_is_not_taken_now_is_tried_again(url: str, command: str) -> None:
    """[NO10] As by a server that wants to see whether we come back."""
    database, clock = await open_database(url), FakeClock()
    async with open_post_office() as office:
        getattr(office, command)["zoe@example.org"] = ["451 4.7.1 come back later"] * 2
        mails = mailing_of(database, office, clock)
        await post(database, mails, "zoe@example.org")
        for wait in (0, RETRY_MS[0], RETRY_MS[1]):
            clock.at += wait
            assert office.mails == []
            await mails.send_due()
        assert office.recipients == ["zoe@example.org"]
    await database.close()


async def test_a_mail_is_given_up_when_it_would_come_too_late(url: str) -> None:
    """[NO10] A code that is void is no use to anybody."""
    database, clock = await open_database(url), FakeClock()
    async with open_post_office() as office:
        office.rcpt["zoe@example.org"] = ["450 4.2.1 busy"] * 99
        mails = mailing_of(database, office, clock)
        until = clock.at + RETRY_MS[0] + RETRY_MS[1]
        await keep(database, mails.draft(MailKind.SIGN_IN, "zoe@example.org", LETTER, expires_at=until))
        for wait in (0, *RETRY_MS):
            clock.at += wait
            await mails.send_due()
        assert len(office.tried) == 2
    (kept,) = await database.mails.newest()
    assert (kept.fault, bool(kept.refused_at), kept.body) == ("450 4.2.1 busy", True, "")
    await database.close()


async def test_a_server_that_is_away_costs_no_mail_a_try(url: str) -> None:
    """[H31] It is asked now and then, by whichever mail; nothing is lost of those that wait."""
    database, clock = await open_database(url), FakeClock()
    nowhere = SmtpMailer(
        SmtpSettings("127.0.0.1", keep_port(), Sender("x", "a@b.org", "a@b.org"), tls="none")
    )
    mails = mailing_of(database, nowhere, clock)
    await post(database, mails, *(f"p{n}@example.org" for n in range(20)))
    for _ in range(30):
        await mails.send_due()
        clock.at += max(AWAY_MS)
    assert {row.tries for row in await database.mails.newest()} == {0}
    async with open_post_office() as office:
        await mailing_of(database, office, clock).send_due()
        assert len(office.mails) == 20
    await database.close()


@pytest.mark.parametrize("reply", ["450 4.7.1 slow down", "550 5.7.1 not your sender"])
async def test_what_is_said_of_the_sender_is_no_fault_of_a_mail(url: str, reply: str) -> None:
    """[H31] Nothing is given up for what an operator can mend, and nobody knocks three thousand times."""
    database, clock = await open_database(url), FakeClock()
    async with open_post_office() as office:
        office.sender = [reply] * 3
        mails = mailing_of(database, office, clock)
        await post(database, mails, *(f"p{n}@example.org" for n in range(20)))
        await mails.send_due()
        assert len(office.sender) == 2
        for _ in range(6):
            clock.at += max(AWAY_MS)
            await mails.send_due()
        assert sorted(office.recipients) == sorted(f"p{n}@example.org" for n in range(20))
    await database.close()


async def test_a_server_that_puts_many_off_is_left_alone_for_a_while(url: str) -> None:
    """[H31] Who goes on at once is shut out for longer."""
    database, clock = await open_database(url), FakeClock()
    people = [f"p{n}@example.org" for n in range(30)]
    async with open_post_office() as office:
        office.rcpt = {address: ["451 4.7.0 too many mails"] for address in people}
        mails = mailing_of(database, office, clock)
        await post(database, mails, *people)
        await mails.send_due()
        await mails.send_due()
        assert len(office.tried) == PUT_OFF
        for _ in range(12):
            clock.at += max(AWAY_MS)
            await mails.send_due()
        assert sorted(office.recipients) == sorted(people)
    await database.close()


async def test_a_server_that_hangs_up_is_called_again(url: str) -> None:
    """The mail over which it did so waits a moment, and the others go on."""
    database, clock = await open_database(url), FakeClock()
    async with open_post_office() as office:
        office.data["p1@example.org"] = ["421 4.3.2 shutting down"]
        mails = mailing_of(database, office, clock)
        await post(database, mails, *(f"p{n}@example.org" for n in range(3)))
        for _ in range(3):
            await mails.send_due()
            clock.at += max(AWAY_MS)
        assert sorted(office.recipients) == [f"p{n}@example.org" for n in range(3)]
    await database.close()


@pytest.mark.parametrize("kind", [MailKind.SIGN_IN, MailKind.INVITATION, MailKind.NOTICE])
async def test_nothing_of_what_a_mail_said_is_kept_once_it_is_sent(url: str, kind: MailKind) -> None:
    """[H30] [NO11] Links that work stood in the database for a week."""
    database, clock = await open_database(url), FakeClock()
    letter = Letter("123456 : votre code", "https://debat.example.org/enter/secret")
    async with open_post_office() as office:
        mails = mailing_of(database, office, clock)
        await keep(database, mails.draft(kind, "zoe@example.org", letter, unsubscribe=STOP))
        await mails.send_due()
        assert b"secret" in office.mails[0].content
    (kept,) = await database.mails.newest()
    assert (kept.body, kept.unsubscribe) == ("", None)
    assert ("123456" in kept.subject) == (kind is not MailKind.SIGN_IN)
    await database.close()


async def test_nothing_of_what_came_too_late_is_kept(url: str) -> None:
    """[H30] [NO11] Also without a mail server: a link that is void need not be read."""
    database, clock = await open_database(url), FakeClock()
    ids = iter("ab")
    mails = Mailing(database.mails, None, clock, lambda: next(ids))
    for until in (clock.at + 10, clock.at + 20):
        await keep(database, mails.draft(MailKind.SIGN_IN, "zoe@example.org", LETTER, expires_at=until))
    clock.at += 10
    await mails.forget_old()
    kept = {row.id: row for row in await database.mails.newest()}
    assert (kept["a"].body, kept["b"].body) == ("", LETTER.text)
    assert [mail.text for mail in await mails.outbox()].count("") == 1
    await database.close()


async def test_an_address_of_before_in_letters_of_its_own_is_written_to(url: str) -> None:
    """[H29] The domain as mail servers know it, in the envelope and in the head."""
    database, clock = await open_database(url), FakeClock()
    async with open_post_office() as office:
        mails = mailing_of(database, office, clock)
        old = MailRow(
            "old", clock.at, "zoe@exémple.fr", "Objet", "…", MailKind.NOTICE, clock.at + 9, next_at=0
        )
        await keep(database, old)
        await keep(database, old._replace(id="older", recipient="zoé@example.org"))
        await mails.send_due()
    assert office.recipients == ["zoe@xn--exmple-cva.fr"]
    assert office.mails[0].message["To"] == "zoe@xn--exmple-cva.fr"
    kept = {row.id: row for row in await database.mails.newest()}
    assert kept["older"].refused_at
    await database.close()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("debat@example.org", "Hémicycle"),
        ("Débat public <debat@example.org>", "Débat public"),
        ('"Débat, public" <debat@example.org>', "Débat, public"),
    ],
)
def test_a_sender_has_a_name(text: str, name: str) -> None:
    """[H25] People look at it before they open a mail."""
    assert read_sender(text) == Sender(name, "debat@example.org", "debat@example.org")


@pytest.mark.parametrize(("sender", "answers"), [("debat", ""), ("<>", ""), ("a@b.org", "x")])
def test_a_sender_that_is_no_address_is_refused(sender: str, answers: str) -> None:
    with pytest.raises(ValueError, match="no address"):
        read_sender(sender, answers)
