"""Whoever has a mail sent to an address reads what became of it."""

from __future__ import annotations

from hemicycle.services.mail.mailing import Mailing
from hemicycle.services.people.accounts import Asker
from hemicycle_protocol import process as p
from hemicycle_protocol.api import NewInvitation, RenewInvitation, SignInRequest
from hemicycle_protocol.views import MailState, Role, You
from tests.support.evening import DEBATE, HOST
from tests.support.nodes import PROCESS, Node, open_nodes
from tests.support.panel_people import PROCESS as HALL
from tests.support.panel_people import open_hall
from tests.support.post_office import PostOffice, open_post_office

GOOD, GONE = "lea@example.org", "nobody@example.org"


async def make_due(node: Node) -> None:
    """A node of tests has no mail server, so nobody has to send what it writes down."""
    for row in await node.database.mails.newest():
        if row.sent_at is None and row.refused_at is None:
            await node.database.mails.failed(row.id, fault="", next_at=0)


async def send(node: Node, office: PostOffice) -> None:
    """What waits, to an office that knows no mailbox of `GONE`."""
    office.rcpt[GONE] = ["550 5.1.1 no such mailbox"] * 9
    await make_due(node)
    await Mailing(node.database.mails, office.mailer, node.clock, lambda: "unused").send_due()


async def test_a_host_reads_whose_invitation_was_refused(url: str) -> None:
    """[H31] "A mail has left", and nobody was told that it came back."""
    async with open_nodes(url) as (node,), open_post_office() as office:
        invitations = node.services.people.invitations
        for name, email in (("Léa", GOOD), ("Personne", GONE), ("Sans adresse", None)):
            made = await invitations.invite(HOST, NewInvitation(DEBATE, Role.MODERATOR, name, email=email))
            assert made.mail is None  # without a mail server nobody sends it
        await make_due(node)
        waiting = [each.mail for each in await invitations.of_debate(HOST, DEBATE) if each.email]
        assert waiting == [MailState.WAITING] * 2
        await send(node, office)
        listed = {each.name: each for each in await invitations.of_debate(HOST, DEBATE)}
        states = {name: each.mail for name, each in listed.items()}
        assert states == {"Léa": MailState.SENT, "Personne": MailState.REFUSED, "Sans adresse": None}
        node.clock.at += 1
        await invitations.renew(HOST, listed["Personne"].id, RenewInvitation())
        await make_due(node)
        (again,) = [each for each in await invitations.of_debate(HOST, DEBATE) if each.name == "Personne"]
        assert again.mail is MailState.WAITING


async def test_who_asks_for_a_code_reads_that_its_mail_was_refused(url: str) -> None:
    """[H29] [H31] In the browser that asked, and nowhere else."""
    async with open_nodes(url) as (node,), open_post_office() as office:
        people = node.services.people.accounts
        for email, browser in ((GONE, "b1"), (GOOD, "b2")):
            await people.request_sign_in(SignInRequest(email), Asker(browser, "n"), base_url="https://x.org")
        assert (await people.asked_mail("b1")).mail is None
        await send(node, office)
        states = {browser: (await people.asked_mail(browser)).mail for browser in ("b1", "b2", "b3", "")}
        assert states == {"b1": MailState.REFUSED, "b2": MailState.SENT, "b3": None, "": None}


async def test_an_organiser_reads_which_member_was_not_reached(url: str) -> None:
    """[H31]"""
    async with open_nodes(url, live=False) as (node,), open_post_office() as office:
        organiser = You("p-nour", "Nour", [Role.CITIZEN, Role.ORGANISER])
        for email in (GOOD, GONE):
            await node.do(p.InviteMember(PROCESS, email, Role.MODERATOR, email), organiser)
        await send(node, office)
        setup = await node.services.process.setup.setup(organiser, PROCESS)
        states = {member.email: member.mail for member in setup.members}
        assert states == {GOOD: MailState.SENT, GONE: MailState.REFUSED}


async def test_organisers_of_a_panel_read_whom_its_offer_did_not_reach(url: str) -> None:
    """[H31] A seat would wait 72 hours for somebody who never heard of it."""
    async with open_hall(url) as hall, open_post_office() as office:
        await hall.open()
        await hall.apply("ada", "bea", "cleo", "dora", "eva", "flo")
        await hall.draw()
        written = await hall.node.database.mails.newest()
        first, *others = [mail.recipient.partition("@")[0] for mail in written]
        office.rcpt[f"{first}@example.org"] = ["550 5.1.1 no such mailbox"]
        await send(hall.node, office)
        desk = await hall.node.services.panel.pages.desk(hall.organiser, HALL)
        states = {person.motivation: person.mail for person in desk.people if person.mail is not None}
        assert states == {
            f"Parce que {first}.": MailState.REFUSED,
            **{f"Parce que {other}.": MailState.SENT for other in others},
        }


async def test_an_invitation_is_in_the_language_of_its_reader(url: str) -> None:
    """[H31] [NO8] However the address is written; in that of who invites where we do not know it."""
    async with open_nodes(url) as (node,):
        people = node.services.people.accounts
        known = await people.expect("lea+debat@example.org")
        await node.database.preferences.set_language(known, "en", chosen=True)
        for email, words in (("lea@example.org", "you are invited"), ("new@example.org", "vous êtes invité")):
            wish = NewInvitation(DEBATE, Role.MODERATOR, "Léa", email=email)
            await node.services.people.invitations.invite(HOST, wish, locale="fr")
            (newest,) = await node.database.mails.newest(1)
            assert words in newest.body
            node.clock.at += 1
