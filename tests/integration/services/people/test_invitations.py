"""What an invitation gives: a role where it was given, and no more."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from hemicycle.services.kernel.consent_text import VERSION
from hemicycle.services.people.quotas import HOUR_MS, OF_DOMAIN, OF_GUESTS, spend_invitation
from hemicycle.services.process.plan import NewDebate, NewProcess
from hemicycle_protocol import commands as c
from hemicycle_protocol import consultation as co
from hemicycle_protocol.api import AcceptInvitation, NewInvitation, RenewInvitation, TakeBackVotes
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.mobilisation import SupportBill
from hemicycle_protocol.personal import GiveConsent
from hemicycle_protocol.views import Choice, DebateState, PollHiding, ReactionKind, Role, SeatState, You
from tests.support.evening import AGENDA, DEBATE, HOST, SEATS, START, YANN, ZOE
from tests.support.nodes import PHASES, PROCESS, Node, open_nodes


async def guest_of(node: Node, role: Role, *, name: str = "Invitée") -> You:
    """Somebody who came into the debate by a link that the operator made."""
    invitations = node.services.people.invitations
    made = await invitations.create(NewInvitation(DEBATE, role, name))
    assert made.link is not None
    return await invitations.accept(AcceptInvitation(made.link.rpartition("/")[2]), None)


def propose() -> co.Propose:
    return co.Propose(PROCESS, co.PropositionKind.SOLUTION, "Un menu végétarien", "Chaque semaine.", key="k")


async def refusal(node: Node, command: c.CommandBody, by: You) -> Code:
    with pytest.raises(Refused) as refused:
        await node.do(command, by)
    return refused.value.code


async def test_nobody_is_invited_to_be_a_citizen(url: str) -> None:
    """[DA22] [H9]: a host who makes guests makes no voters; whoever takes part signs in with an address."""
    async with open_nodes(url) as (node,):
        guest_host = await guest_of(node, Role.HOST)
        for host in (HOST, guest_host):
            wish = NewInvitation(DEBATE, Role.CITIZEN, "Invitée", email="a@exemple.fr")
            with pytest.raises(Refused) as refused:
                await node.services.people.invitations.invite(host, wish)
            assert (refused.value.code, refused.value.facts["field"]) == (Code.INVALID, "role")


async def test_a_guest_acts_where_they_were_invited_and_nowhere_else(url: str) -> None:
    """[DA22] [H9]: whatever role a link gives means nothing in a process or in another debate."""
    async with open_nodes(url) as (node,):
        other = NewProcess("p2", "Autre", "", PHASES, [], [NewDebate("d2", "Autre", START, AGENDA, SEATS)])
        await node.services.process.creation.create_process(other)
        proposition = (await node.do(propose(), ZOE))["proposition"]
        theirs = await node.ask("Qui paie les repas ?", ZOE)
        for role in (Role.CITIZEN, Role.HOST, Role.MODERATOR, Role.CAPTIONER, Role.DASHBOARD):
            guest = await guest_of(node, role)
            for elsewhere in (
                c.Vote(proposition, Choice.AGREE, 1),
                propose(),
                SupportBill(PROCESS, 1),
                c.AskQuestion("d2", "Une question ?", key="k"),
                c.React("d2", ReactionKind.APPLAUSE),
            ):
                assert await refusal(node, elsewhere, guest) is Code.FORBIDDEN, elsewhere
        guest = await guest_of(node, Role.CITIZEN)
        assert (await node.support(theirs, guest))["on"] is True
        assert await node.ask("Et la cantine ?", guest)
        assert await refusal(node, c.SetDebateState(DEBATE, DebateState.ENDED), guest) is Code.FORBIDDEN


async def test_a_guest_may_agree_to_what_their_acts_need(url: str) -> None:
    """Consent is asked of guests too, and can be given by them."""
    async with open_nodes(url) as (node,):
        guest = await guest_of(node, Role.CITIZEN)
        assert await node.do(GiveConsent(VERSION), guest)


async def test_a_guest_host_makes_no_hosts_and_touches_no_hosts_link(url: str) -> None:
    """[DA22] [H16] Revoking a host ends all that they could pass on, and none throws another out."""
    async with open_nodes(url) as (node,):
        invitations = node.services.people.invitations
        organiser = You("p-org", "Odile", [Role.ORGANISER])
        real = await invitations.invite(organiser, NewInvitation(DEBATE, Role.HOST, "Hélène"))
        other = await invitations.invite(organiser, NewInvitation(DEBATE, Role.HOST, "Yann"))
        assert other.link is not None
        guest = await invitations.accept(AcceptInvitation(other.link.rpartition("/")[2]), None)
        for attempt in (
            invitations.invite(guest, NewInvitation(DEBATE, Role.HOST, "Encore")),
            invitations.revoke(guest, real.id),
            invitations.renew(guest, real.id, RenewInvitation(720)),
            invitations.renew(guest, other.id, RenewInvitation(720)),
        ):
            with pytest.raises(Refused) as refused:
                await attempt
            assert (refused.value.code, refused.value.facts) == (Code.FORBIDDEN, {"roles": ["organiser"]})
        moderator = await invitations.invite(guest, NewInvitation(DEBATE, Role.MODERATOR, "Awa"))
        await invitations.revoke(guest, moderator.id)
        await invitations.revoke(organiser, other.id)


async def test_a_guest_host_decides_on_their_own_links_alone(url: str) -> None:
    """[DA29] [H16] A host by a link revoked the moderators whom the organisers had sent."""
    async with open_nodes(url) as (node,):
        invitations = node.services.people.invitations
        organiser = You("p-org", "Odile", [Role.ORGANISER])
        sent = await invitations.invite(organiser, NewInvitation(DEBATE, Role.MODERATOR, "Awa"))
        guest, other = await guest_of(node, Role.HOST), await guest_of(node, Role.HOST, name="Yann")
        mine = await invitations.invite(guest, NewInvitation(DEBATE, Role.MODERATOR, "Bruno"))
        theirs = await invitations.invite(other, NewInvitation(DEBATE, Role.CAPTIONER, "Karim"))
        for id_ in (sent.id, theirs.id):
            for attempt in (
                invitations.revoke(guest, id_),
                invitations.renew(guest, id_, RenewInvitation(1)),
            ):
                with pytest.raises(Refused) as refused:
                    await attempt
                assert refused.value.code is Code.FORBIDDEN
        listed = await invitations.of_debate(guest, DEBATE)
        assert {each.id for each in listed if each.may_change} == {mine.id}
        assert all(each.may_change for each in await invitations.of_debate(organiser, DEBATE))
        await invitations.renew(guest, mine.id, RenewInvitation(1))
        await invitations.revoke(guest, mine.id)


async def test_what_a_guest_made_ends_with_the_guest(any_url: str) -> None:
    """[DA29] [H16] A moderator made by a revoked host stayed, and the seats of their panelists too."""
    async with open_nodes(any_url, 2) as (a, b):
        invitations, revocations = a.services.people.invitations, b.services.kernel.roll.revocations
        organiser = You("p-org", "Odile", [Role.ORGANISER])

        async def entered(by: You, role: Role, seat: str | None = None) -> tuple[str, You]:
            made = await invitations.invite(by, NewInvitation(DEBATE, role, "Awa", seat=seat))
            assert made.link is not None
            return made.id, await invitations.accept(AcceptInvitation(made.link.rpartition("/")[2]), None)

        host_link, host = await entered(organiser, Role.HOST)
        gone = [await entered(host, Role.MODERATOR), await entered(host, Role.PANELIST, "s1")]
        kept = [await entered(host, Role.MODERATOR), await entered(organiser, Role.MODERATOR)]
        await invitations.renew(organiser, kept[0][0], RenewInvitation(1))
        await a.do(c.TakeSeat(DEBATE), gone[1][1])
        waiting = NewInvitation(DEBATE, Role.CAPTIONER, "Plus tard")
        late = await invitations.invite(host, waiting)
        await invitations.revoke(organiser, host_link)
        await b.services.kernel.roll.refresh()
        assert [revocations.hold("s", invitation, guest.id) for invitation, guest in gone] == [True, True]
        assert [revocations.hold("s", invitation, guest.id) for invitation, guest in kept] == [False, False]
        assert a.services.kernel.journal.debate(DEBATE).seats["s1"].state is SeatState.EMPTY
        for attempt in (
            invitations.accept(AcceptInvitation((late.link or "").rpartition("/")[2]), None),
            invitations.invite(host, waiting),
        ):
            with pytest.raises(Refused) as refused:
                await attempt
            assert refused.value.code is Code.REVOKED


async def test_no_link_of_a_guest_outlasts_their_own(url: str) -> None:
    """[DA29] But for the evening that they are still here."""
    async with open_nodes(url) as (node,):
        invitations = node.services.people.invitations
        organiser = You("p-org", "Odile", [Role.ORGANISER])
        made = await invitations.invite(organiser, NewInvitation(DEBATE, Role.HOST, "Hélène", valid_hours=48))
        guest = await invitations.accept(AcceptInvitation((made.link or "").rpartition("/")[2]), None)
        wish = NewInvitation(DEBATE, Role.MODERATOR, "Awa", valid_hours=720)
        assert (await invitations.invite(guest, wish)).expires_at <= made.expires_at
        node.clock.at = made.expires_at
        late = await invitations.invite(guest, wish)
        assert late.expires_at == node.clock.at + 12 * HOUR_MS
        renewed = await invitations.renew(guest, late.id, RenewInvitation(720))
        assert renewed.expires_at == node.clock.at + 12 * HOUR_MS


async def test_guests_leave_organisers_their_invitations(url: str) -> None:
    """[DA23] [H28] However many hosts came by links, they use up what is theirs."""
    async with open_nodes(url) as (node,):

        async def spend(inviter: You) -> None:
            spent = spend_invitation(
                inviter=inviter,
                email=None,
                process=PROCESS,
                mark=node.services.kernel.mark,
                now=node.clock.now(),
            )
            await node.database.connections.write(spent)

        guests = [You(f"guest-{n}", "Hôte", [Role.HOST], DEBATE) for n in range(5)]
        for n in range(OF_GUESTS.times):
            await spend(guests[n % len(guests)])
        with pytest.raises(Refused) as refused:
            await spend(guests[-1])
        assert refused.value.facts["quota"] == "invitations_guests"
        await spend(You("p-org", "Odile", [Role.ORGANISER]))


async def test_invitations_are_limited_by_inviter_recipient_and_process(any_url: str) -> None:
    """[DA23] [H16]: nobody's mailbox is filled by a host, on however many nodes; the refusal says which."""
    async with open_nodes(any_url, 2) as nodes:

        async def invite(n: int, email: str | None, by: You = HOST) -> str:
            wish = NewInvitation(DEBATE, Role.MODERATOR, "Awa", email=email)
            try:
                await nodes[n % 2].services.people.invitations.invite(by, wish)
            except Refused as refused:
                return f"{refused.code} {refused.facts.get('quota')} {refused.facts.get('retry_after_ms')}"
            return "sent"

        async def count(wishes: list[tuple[int, str | None, You]]) -> Counter[str]:
            answers = [
                await asyncio.gather(*(invite(*wish) for wish in wishes[start : start + 6]))
                for start in range(0, len(wishes), 6)
            ]
            return Counter(answer for some in answers for answer in some)

        to_one = await count([(n, f"zoe+{n}@exemple.fr", HOST) for n in range(30)])
        assert to_one == {"sent": 4, "rate_limited invitations_recipient 21600000": 26}
        of_one = await count([(n, None, HOST) for n in range(70)])
        assert of_one == {"sent": 56, "rate_limited invitations_inviter 3600000": 14}
        others = [You(f"p-org-{n}", "Odile", [Role.ORGANISER]) for n in range(6)]
        of_process = await count([(n, None, others[n % 6]) for n in range(310)])
        assert of_process == {"sent": 300, "rate_limited invitations_process 86400000": 10}
        nodes[0].clock.at += 24 * 3_600_000
        assert await invite(0, "zoe@exemple.fr") == "sent"


DOTTED = ["evil。fr", "evil․fr", "evil·fr", "evil．fr", "evil｡fr", "evil•fr 0900", "evi\u200dl\u200d·fr"]


@pytest.mark.parametrize("name", ["Gagnez sur exemple.com", "http://x", "www", "a@b", "x\\y", *DOTTED])
async def test_the_name_of_an_invitation_leads_nowhere(url: str, name: str) -> None:
    """[H16]: a mail to a stranger greets a person and carries no link of the sender's choosing."""
    async with open_nodes(url) as (node,):
        wish = NewInvitation(DEBATE, Role.MODERATOR, name, email="zoe@exemple.fr")
        with pytest.raises(Refused) as refused:
            await node.services.people.invitations.invite(HOST, wish)
        assert (refused.value.code, refused.value.facts) == (Code.INVALID, {"field": "name"})


async def test_organisers_take_back_what_a_revoked_guest_voted(any_url: str) -> None:
    """[DA22] [H9]: with a reason on the log that names nobody, on every node, and every count verifies."""
    async with open_nodes(any_url, 2) as (a, b):
        guests = a.services.people.guests
        invitations = a.services.people.invitations
        made = await invitations.create(NewInvitation(DEBATE, Role.CITIZEN, "Fantôme"))
        assert made.link is not None
        guest = await invitations.accept(AcceptInvitation(made.link.rpartition("/")[2]), None)
        question = await a.ask("Qui paie les repas ?", ZOE)
        created = await a.do(c.CreatePoll(DEBATE, "Oui ?", ["Oui", "Non"], PollHiding.ALWAYS), HOST)
        poll = str(created["poll"])
        await a.do(c.OpenPoll(DEBATE, poll), HOST)
        for you in (guest, YANN):
            await b.support(question, you)
            await b.answer(poll, 0, you)
        organiser = You("p-org", "Odile", [Role.ORGANISER])

        async def refused(by: You, reason: str = "Un invité fictif.") -> Code:
            with pytest.raises(Refused) as refused:
                await guests.take_votes_back(by, made.id, TakeBackVotes(reason))
            return refused.value.code

        assert await refused(HOST) is Code.FORBIDDEN
        assert await refused(organiser) is Code.ILLEGAL_MOVE
        await invitations.revoke(organiser, made.id)
        assert await refused(organiser, " ") is Code.EMPTY
        wish = TakeBackVotes("Un invité fictif.")
        assert (await guests.take_votes_back(organiser, made.id, wish)).taken == 2
        assert (await guests.take_votes_back(organiser, made.id, wish)).taken == 0
        for node in (a, b):
            board = await node.board(f"debate/{DEBATE}/board")
            assert (board[f"support/{question}"], board[f"poll/{poll}"]["voters"]) == (1, 1)
        (fact,) = [
            event
            for event in await a.database.log.read(f"debate/{DEBATE}", limit=100)
            if event.type == "guest_votes_taken_back"
        ]
        assert fact.body == {"reason": "Un invité fictif."}
        assert await a.services.recount() == []


async def test_a_domain_gets_so_many_invitations_a_day_whoever_sends_them(url: str) -> None:
    """[H16] [DA23] Whose domain takes whatever is sent to it has a mailbox for every name."""
    async with open_nodes(url) as (node,):

        async def invite(n: int, email: str) -> None:
            spent = spend_invitation(
                inviter=You(f"p{n}", "", []),
                email=email,
                process=f"x{n}",
                mark=node.services.kernel.mark,
                now=node.clock.now(),
            )
            await node.database.connections.write(spent)

        for n in range(OF_DOMAIN.times):
            await invite(n, f"p{n}@example.org")
        with pytest.raises(Refused) as refused:
            await invite(10_000, "one.more@example.org")
        assert refused.value.facts["quota"] == "invitations_domain"
        await invite(10_000, "one.more@example.net")
