"""People, sign-ins, invitations, revocations and mails, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio

import pytest

from hemicycle.store import Database
from hemicycle.store.invitations import InvitationRow, put_invitation
from hemicycle.store.mails import LEASE_MS, MailKind, MailRow, put_mail
from hemicycle.store.people import Person, put_roles
from hemicycle.store.revocations import put_revocation
from hemicycle.store.sign_ins import Asked, SignIn, Unused
from hemicycle_protocol.errors import Code, Refused

ZOES = "zoe@example.org"
ZOE = Person("p1", "zoe@example.org", "Zoé", ["citizen"], 1, "zoe@example.org")
INVITATION = InvitationRow("i1", "hash", "d1", "panelist", "Zoé", "seat-1", None, 1_000, 5_000)


def sign_in(id_: str, *, at: int = 1_000, browser: str = "b", network: str = "n") -> SignIn:
    return SignIn(
        id_, ZOES, ZOES, browser, network, f"link-{id_}", f"code-{id_}", "/", at, at + 1_000, at + 4_000
    )


async def expect(database: Database, *sign_ins: SignIn) -> Asked:
    """Open sign-ins; what the last of them was told was asked for before."""
    told: list[Asked] = []
    for each in sign_ins:
        await database.sign_ins.open(each, check=told.append, since=0, also=lambda _: None)
    return told[-1]


async def typed(database: Database, code: str, *, now: int = 1_500, browser: str = "b") -> SignIn:
    return await database.sign_ins.spend_code(ZOES, browser, lambda _: code, now=now)


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
    await expect(database, sign_in("s1"))
    await database.people.erase("p1")
    assert await database.people.get("p1") is None
    with pytest.raises(Refused):
        await database.sign_ins.spend_link("link-s1", now=1_500)


async def test_a_link_signs_in_once(database: Database) -> None:
    await expect(database, sign_in("s1"))
    assert await database.sign_ins.spend_link("link-s1", now=1_500) == sign_in("s1")
    with pytest.raises(Refused) as caught:
        await database.sign_ins.spend_link("link-s1", now=1_501)
    assert caught.value.code is Code.INVALID


async def test_a_link_used_twice_at_once_signs_in_once(database: Database) -> None:
    await expect(database, sign_in("s1"))
    uses = (database.sign_ins.spend_link("link-s1", now=1_500) for _ in range(5))
    outcomes = await asyncio.gather(*uses, return_exceptions=True)
    assert sum(isinstance(outcome, SignIn) for outcome in outcomes) == 1


async def test_a_code_expires_at_its_instant_and_a_link_later(database: Database) -> None:
    await expect(database, sign_in("s1"))
    with pytest.raises(Refused) as caught:
        await typed(database, "code-s1", now=2_000)
    assert caught.value.code is Code.EXPIRED
    with pytest.raises(Refused) as caught:
        await database.sign_ins.spend_link("link-s1", now=5_000)
    assert caught.value.code is Code.EXPIRED
    assert await database.sign_ins.spend_link("link-s1", now=4_999)


async def test_a_code_signs_in_once_and_spends_its_link(database: Database) -> None:
    await expect(database, sign_in("s1"))
    assert await typed(database, "code-s1") == sign_in("s1")
    for again in (database.sign_ins.spend_link("link-s1", now=1_501), typed(database, "code-s1")):
        with pytest.raises(Refused) as caught:
            await again
        assert caught.value.code is Code.INVALID


async def test_five_wrong_codes_are_too_many(database: Database) -> None:
    await expect(database, sign_in("s1"))
    left = []
    for _ in range(5):
        with pytest.raises(Refused) as caught:
            await typed(database, "wrong")
        left.append(caught.value.facts["tries_left"])
    assert left == [4, 3, 2, 1, 0]
    with pytest.raises(Refused):
        await typed(database, "code-s1")
    await expect(database, sign_in("s2", at=1_100))
    assert (await typed(database, "code-s2")).id == "s2"


async def test_tries_made_at_once_are_all_counted(database: Database) -> None:
    await expect(database, sign_in("s1"))
    outcomes = await asyncio.gather(*(typed(database, "wrong") for _ in range(9)), return_exceptions=True)
    left = sorted(
        int(str(outcome.facts["tries_left"])) for outcome in outcomes if isinstance(outcome, Refused)
    )
    assert left == [0, 0, 0, 0, 0, 1, 2, 3, 4]


async def test_wrong_codes_of_one_browser_spoil_nothing_for_another(database: Database) -> None:
    """[H28] Five of anybody locked out whoever's address it was."""
    await expect(database, sign_in("s1", browser="mine"), sign_in("s2", at=1_100, browser="theirs"))
    for _ in range(9):
        with pytest.raises(Refused):
            await typed(database, "wrong", browser="theirs")
        with pytest.raises(Refused) as caught:
            await typed(database, "code-s1", browser="a third")
        assert caught.value.facts["asked_here"] is False
    with pytest.raises(Refused):
        await typed(database, "code-s1", browser="theirs")
    assert (await typed(database, "code-s1", browser="mine")).id == "s1"


@pytest.mark.parametrize("code", ["code-s1", "code-s2"])
async def test_whichever_of_two_mails_arrives_its_code_is_good(database: Database, code: str) -> None:
    """Who asks again is sent another, and then the first one arrives."""
    await expect(database, sign_in("s1"), sign_in("s2", at=1_100))
    with pytest.raises(Refused) as caught:
        await typed(database, "wrong")
    assert caught.value.facts["tries_left"] == 4
    assert f"code-{(await typed(database, code)).id}" == code
    with pytest.raises(Refused):
        await typed(database, "code-s1")


async def test_what_was_asked_for_is_told_before_more_is(database: Database) -> None:
    """[H27] By mailbox, by mailbox and network, by browser, and by network; what was used counts no more."""
    first = [sign_in(f"s{n}", at=1_000 + n, network="hall") for n in range(3)]
    others = sign_in("s4", network="far")._replace(mailbox="yan@example.org")
    asked = await expect(database, *first, sign_in("s3", at=1_009, network="far"), others)
    assert asked == Asked(Unused(0, None), Unused(0, None), Unused(4, 1_000), Unused(1, 1_009))
    asked = await expect(database, sign_in("s5", at=1_100, network="hall"))
    assert asked == Asked(Unused(4, 1_000), Unused(3, 1_000), Unused(5, 1_000), Unused(3, 1_000))
    await database.sign_ins.spend_link("link-s1", now=1_500)
    asked = await expect(database, sign_in("s6", network="hall"))
    assert asked == Asked(Unused(0, None), Unused(0, None), Unused(1, 1_000), Unused(0, None))


async def test_who_is_refused_is_expected_by_nothing(database: Database) -> None:
    def refuse(_: Asked) -> None:
        raise Refused(Code.RATE_LIMITED)

    with pytest.raises(Refused):
        await database.sign_ins.open(sign_in("s1"), check=refuse, since=0, also=lambda _: None)
    with pytest.raises(Refused) as caught:
        await database.sign_ins.spend_link("link-s1", now=1_500)
    assert caught.value.code is Code.INVALID


async def test_a_code_for_nobody_says_nothing_more(database: Database) -> None:
    with pytest.raises(Refused) as caught:
        await database.sign_ins.spend_code("nobody@example.org", "b", lambda _: "x", now=1)
    assert caught.value.code is Code.INVALID


def subject_of(invitation: str) -> str:
    return f"invitation/{invitation}"


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
    renewed = await database.invitations.renew(
        "i1", token_hash="other", now=6_000, expires_at=9_000, made_by=None
    )
    assert (renewed.created_at, renewed.expires_at, renewed.accepted_by) == (6_000, 9_000, "p1")
    with pytest.raises(Refused) as caught:
        await database.invitations.accept("hash", person="p1", now=6_001)
    assert caught.value.code is Code.NOT_FOUND
    again = await database.invitations.accept("other", person="p2", now=6_001)
    assert again == renewed._replace(opened_at=6_001)


async def test_what_is_revoked_or_unknown_is_not_renewed(database: Database) -> None:
    await database.connections.write(put_invitation(INVITATION))
    await database.invitations.revoke("i1", now=2_000, subject_of=subject_of, tokens_until=9_000)
    for id_, code in (("i1", Code.REVOKED), ("i2", Code.NOT_FOUND)):
        with pytest.raises(Refused) as caught:
            await database.invitations.renew(
                id_, token_hash="other", now=3_000, expires_at=9_000, made_by=None
            )
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
        (revoked,) = await database.invitations.revoke(
            "i1", now=now, subject_of=subject_of, tokens_until=9_000
        )
        assert revoked.revoked_at == 2_000
    with pytest.raises(Refused) as caught:
        await database.invitations.accept("hash", person="p1", now=3_000)
    assert caught.value.code is Code.REVOKED
    assert await database.revocations.current(now=8_999) == {"invitation/i1": 2_000}
    assert await database.revocations.current(now=9_000) == {}
    with pytest.raises(Refused):
        await database.invitations.revoke("i2", now=1, subject_of=subject_of, tokens_until=2)


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
        await database.connections.write(put_mail(mail(f"m{n}", n, next_at=100)))
    await database.connections.write(put_mail(mail("kept", 9)))
    taken = await asyncio.gather(*(database.mails.take(now=100, limit=3) for _ in range(3)))
    assert sorted(mail.id for mails in taken for mail in mails) == ["m0", "m1", "m2", "m3"]
    assert await database.mails.take(now=100) == []
    assert [row.id for row in await database.mails.newest(2)] == ["kept", "m3"]


async def test_a_mail_that_failed_is_taken_again_and_a_sent_one_is_not(database: Database) -> None:
    await database.connections.write(put_mail(mail("m", 1, next_at=100)))
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
