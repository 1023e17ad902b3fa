"""People, sign-ins, invitations, revocations and mails, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio

import pytest

from hemicycle.store import Database
from hemicycle.store.invitations import InvitationRow, put_invitation
from hemicycle.store.mails import LEASE_MS, MailKind, MailRow
from hemicycle.store.people import Person, put_roles
from hemicycle.store.revocations import put_revocation
from hemicycle.store.sign_ins import SignIn
from hemicycle_protocol.errors import Code, Refused

ZOE = Person("p1", "zoe@example.org", "Zoé", ["citizen"], 1, "zoe@example.org")
INVITATION = InvitationRow("i1", "hash", "d1", "panelist", "Zoé", "seat-1", None, 1_000, 5_000)


def sign_in(id_: str, *, at: int = 1_000, email: str = "zoe@example.org") -> SignIn:
    return SignIn(id_, email, email, f"link-{id_}", f"code-{id_}", "/", at, at + 1_000)


def mail(id_: str, at: int, *, next_at: int | None = None) -> MailRow:
    return MailRow(id_, at, "zoe@example.org", "Objet", "Texte", MailKind.NOTICE, 10**9, next_at=next_at)


async def test_a_person_is_found_by_id_and_by_address(database: Database) -> None:
    assert await database.people.welcome(ZOE) == ZOE
    assert await database.people.get("p1") == ZOE
    assert await database.people.by_email("zoe@example.org") == ZOE
    assert await database.people.get("p2") is None
    assert await database.people.by_email("p2@example.org") is None


async def test_an_address_has_one_account_even_when_it_comes_twice_at_once(database: Database) -> None:
    twins = [ZOE._replace(id=f"p{n}") for n in range(6)]
    welcomed = await asyncio.gather(*map(database.people.welcome, twins))
    assert len({person.id for person in welcomed}) == 1


async def test_people_without_an_address_are_different_people(database: Database) -> None:
    one = await database.people.welcome(ZOE._replace(id="a", email=None, mailbox=None))
    other = await database.people.welcome(ZOE._replace(id="b", email=None, mailbox=None))
    assert (one.id, other.id) == ("a", "b")


async def test_name_and_roles_can_change(database: Database) -> None:
    await database.people.welcome(ZOE)
    await database.people.rename("p1", "Zoé B.")
    assert await database.people.get("p1") == ZOE._replace(name="Zoé B.")
    assert await database.people.with_other_roles(ZOE.roles) == []
    both = ["citizen", "organiser"]
    await database.connections.write(put_roles("p1", "Zoé C.", both))
    assert await database.people.get("p1") == ZOE._replace(name="Zoé C.", roles=both)
    assert await database.people.with_other_roles(ZOE.roles) == [ZOE._replace(name="Zoé C.", roles=both)]


async def test_erasing_a_person_forgets_their_address(database: Database) -> None:
    await database.people.welcome(ZOE)
    await database.sign_ins.open(sign_in("s1"))
    await database.people.erase("p1")
    assert await database.people.get("p1") is None
    assert await database.sign_ins.asked_since("zoe@example.org", 0) == 0


async def test_a_link_signs_in_once(database: Database) -> None:
    await database.sign_ins.open(sign_in("s1"))
    assert await database.sign_ins.spend_link("link-s1", now=1_500) == sign_in("s1")
    with pytest.raises(Refused) as caught:
        await database.sign_ins.spend_link("link-s1", now=1_501)
    assert caught.value.code is Code.INVALID


async def test_a_link_used_twice_at_once_signs_in_once(database: Database) -> None:
    await database.sign_ins.open(sign_in("s1"))
    uses = (database.sign_ins.spend_link("link-s1", now=1_500) for _ in range(5))
    outcomes = await asyncio.gather(*uses, return_exceptions=True)
    assert sum(isinstance(outcome, SignIn) for outcome in outcomes) == 1


async def test_a_link_expires_at_its_instant(database: Database) -> None:
    await database.sign_ins.open(sign_in("s1"))
    with pytest.raises(Refused) as caught:
        await database.sign_ins.spend_link("link-s1", now=2_000)
    assert caught.value.code is Code.EXPIRED
    with pytest.raises(Refused) as caught:
        await database.sign_ins.spend_code("zoe@example.org", lambda _: "code-s1", now=2_000)
    assert caught.value.code is Code.EXPIRED


async def test_a_code_signs_in_once_and_spends_its_link(database: Database) -> None:
    await database.sign_ins.open(sign_in("s1"))
    used = await database.sign_ins.spend_code("zoe@example.org", lambda id_: f"code-{id_}", now=1_500)
    assert used == sign_in("s1")
    for again in (
        database.sign_ins.spend_link("link-s1", now=1_501),
        database.sign_ins.spend_code("zoe@example.org", lambda id_: f"code-{id_}", now=1_501),
    ):
        with pytest.raises(Refused) as caught:
            await again
        assert caught.value.code is Code.INVALID


async def test_five_wrong_codes_are_too_many(database: Database) -> None:
    await database.sign_ins.open(sign_in("s1"))
    left = []
    for _ in range(5):
        with pytest.raises(Refused) as caught:
            await database.sign_ins.spend_code("zoe@example.org", lambda _: "wrong", now=1_500)
        left.append(caught.value.facts["tries_left"])
    assert left == [4, 3, 2, 1, 0]
    with pytest.raises(Refused):
        await database.sign_ins.spend_code("zoe@example.org", lambda _: "code-s1", now=1_500)
    assert await database.sign_ins.spend_link("link-s1", now=1_500)


async def test_tries_made_at_once_are_all_counted(database: Database) -> None:
    await database.sign_ins.open(sign_in("s1"))
    tries = (database.sign_ins.spend_code("zoe@example.org", lambda _: "wrong", now=1_500) for _ in range(9))
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    left = sorted(
        int(str(outcome.facts["tries_left"])) for outcome in outcomes if isinstance(outcome, Refused)
    )
    assert left == [0, 0, 0, 0, 0, 1, 2, 3, 4]


async def test_only_the_newest_code_is_tried(database: Database) -> None:
    await database.sign_ins.open(sign_in("s1", at=1_000))
    await database.sign_ins.open(sign_in("s2", at=1_100))
    with pytest.raises(Refused):
        await database.sign_ins.spend_code("zoe@example.org", lambda _: "code-s1", now=1_500)
    assert (await database.sign_ins.spend_code("zoe@example.org", lambda _: "code-s2", now=1_500)).id == "s2"
    assert await database.sign_ins.asked_since("zoe@example.org", 1_050) == 1


async def test_a_code_for_nobody_says_nothing_more(database: Database) -> None:
    with pytest.raises(Refused) as caught:
        await database.sign_ins.spend_code("nobody@example.org", lambda _: "x", now=1)
    assert caught.value.code is Code.INVALID


async def test_an_invitation_stands_for_who_accepted_it_first(database: Database) -> None:
    await database.connections.write(put_invitation(INVITATION))
    first = await database.invitations.accept("hash", person="p1", now=2_000)
    again = await database.invitations.accept("hash", person="p2", now=3_000)
    assert first == INVITATION._replace(accepted_at=2_000, accepted_by="p1", opened_at=2_000)
    assert again == first._replace(opened_at=3_000)
    assert await database.invitations.get("i1") == again


async def test_a_renewed_invitation_has_another_link_and_the_one_before_opens_nothing(
    database: Database,
) -> None:
    await database.connections.write(put_invitation(INVITATION))
    await database.invitations.accept("hash", person="p1", now=2_000)
    renewed = await database.invitations.renew("i1", token_hash="other", now=6_000, expires_at=9_000)
    assert (renewed.created_at, renewed.expires_at, renewed.accepted_by) == (6_000, 9_000, "p1")
    with pytest.raises(Refused) as caught:
        await database.invitations.accept("hash", person="p1", now=6_001)
    assert caught.value.code is Code.NOT_FOUND
    again = await database.invitations.accept("other", person="p2", now=6_001)
    assert again == renewed._replace(opened_at=6_001)


async def test_what_is_revoked_or_unknown_is_not_renewed(database: Database) -> None:
    await database.connections.write(put_invitation(INVITATION))
    await database.invitations.revoke("i1", now=2_000, subject="invitation/i1", tokens_until=9_000)
    for id_, code in (("i1", Code.REVOKED), ("i2", Code.NOT_FOUND)):
        with pytest.raises(Refused) as caught:
            await database.invitations.renew(id_, token_hash="other", now=3_000, expires_at=9_000)
        assert caught.value.code is code


@pytest.mark.parametrize(
    ("token", "now", "code"), [("hash", 5_000, Code.EXPIRED), ("?", 2_000, Code.NOT_FOUND)]
)
async def test_an_invitation_is_refused_with_its_reason(
    database: Database, token: str, now: int, code: Code
) -> None:
    await database.connections.write(put_invitation(INVITATION))
    with pytest.raises(Refused) as caught:
        await database.invitations.accept(token, person="p1", now=now)
    assert caught.value.code is code


async def test_a_revoked_invitation_and_its_tokens_are_worth_nothing(database: Database) -> None:
    await database.connections.write(put_invitation(INVITATION))
    for now in (2_000, 2_500):
        revoked = await database.invitations.revoke(
            "i1", now=now, subject="invitation/i1", tokens_until=9_000
        )
        assert revoked.revoked_at == 2_000
    with pytest.raises(Refused) as caught:
        await database.invitations.accept("hash", person="p1", now=3_000)
    assert caught.value.code is Code.REVOKED
    assert await database.revocations.current(now=8_999) == {"invitation/i1": 2_000}
    assert await database.revocations.current(now=9_000) == {}
    with pytest.raises(Refused):
        await database.invitations.revoke("i2", now=1, subject="invitation/i2", tokens_until=2)


async def test_invitations_of_a_debate_are_listed_oldest_first(database: Database) -> None:
    for n, debate in ((2, "d1"), (1, "d1"), (3, "d2")):
        row = INVITATION._replace(id=f"i{n}", token_hash=f"h{n}", debate=debate, created_at=n)
        await database.connections.write(put_invitation(row))
    assert [row.id for row in await database.invitations.of_debate("d1")] == ["i1", "i2"]


async def test_revocations_are_forgotten_when_their_tokens_have_expired(database: Database) -> None:
    for subject, until in (("session/a", 10), ("session/b", 20)):
        await database.connections.write(put_revocation(subject, now=1, tokens_until=until))
    await database.revocations.forget(now=10)
    assert await database.revocations.current(now=0) == {"session/b": 1}


async def test_a_due_mail_is_taken_by_one(database: Database) -> None:
    for n in range(4):
        await database.mails.add(mail(f"m{n}", n, next_at=100))
    await database.mails.add(mail("kept", 9))
    taken = await asyncio.gather(*(database.mails.take(now=100, limit=3) for _ in range(3)))
    assert sorted(mail.id for mails in taken for mail in mails) == ["m0", "m1", "m2", "m3"]
    assert await database.mails.take(now=100) == []
    assert [row.id for row in await database.mails.newest(2)] == ["kept", "m3"]


async def test_a_mail_that_failed_is_taken_again_and_a_sent_one_is_not(database: Database) -> None:
    await database.mails.add(mail("m", 1, next_at=100))
    await database.mails.take(now=100)
    await database.mails.failed("m", fault="connection refused", next_at=200)
    assert [row.tries for row in await database.mails.take(now=200)] == [2]
    # Whoever took it died: the lease runs out.
    assert [row.tries for row in await database.mails.take(now=200 + LEASE_MS)] == [3]
    await database.mails.sent("m", now=300)
    assert await database.mails.take(now=10**9) == []
    (kept,) = await database.mails.newest()
    assert (kept.sent_at, kept.fault) == (300, None)
    await database.mails.forget(before=2)
    assert await database.mails.newest() == []
