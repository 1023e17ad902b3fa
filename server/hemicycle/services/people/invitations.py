"""Invitations to a role in a debate: links that are mailed or shown, renewed, revoked.

Whoever accepts one is a guest with that role alone, apart from any account, so that revoking it takes back
exactly what it gave. The sentences of mails are in `mail.letters`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import NamedTuple

from msgspec.structs import replace

from hemicycle.auth import invitations
from hemicycle.auth.mailboxes import mailbox_of, normal_email, shown_email
from hemicycle.auth.revocations import invitation_subject
from hemicycle.auth.tokens import TTL_MS, TokenKind
from hemicycle.clock import Clock
from hemicycle.core import seats
from hemicycle.core.emit import debate_log, on_debate
from hemicycle.core.names import own_name, required_name
from hemicycle.core.permissions import OF_ONE_DEBATE, roles_in
from hemicycle.services.kernel.decision import Decision
from hemicycle.services.kernel.identities import GUEST
from hemicycle.services.kernel.journal import Journal
from hemicycle.services.kernel.roll import Roll
from hemicycle.services.kernel.site import OwnSite
from hemicycle.services.mail.letters import Occasion, invitation_letter
from hemicycle.services.mail.mailing import Mailing
from hemicycle.store import Database, Write
from hemicycle.store.connections import together
from hemicycle.store.invitations import InvitationRow, put_invitation
from hemicycle.store.leavers import Mark
from hemicycle.store.mails import MailKind, put_mail
from hemicycle_protocol.api import AcceptInvitation, Invitation, NewInvitation, RenewInvitation
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import MailState, Role, You

from .quotas import HOUR_MS, spend_invitation

# The longest that a link made over the wire is good.
VALID_HOURS = 24 * 30
# A guest is here for so long after their own link has expired.
SIGNED_IN_HOURS = TTL_MS[TokenKind.SESSION] // HOUR_MS
INVITED = OF_ONE_DEBATE - {Role.STAGE} | {Role.CITIZEN}
# What a mail program makes a link of.
_LEADS_AWAY = re.compile(r"[/\\@]|\bwww\b|(?<![\w-])[\w-]{2,}\.[a-z]{2,}\b", re.IGNORECASE)
# Dots of other writings, of which some mail programs and every reader make one; but for the inclusive
# ending of a French word (`citoyen·ne`) and the double l of Catalan.
_DOTS = re.compile(
    r"[\u2024\u3002\uff0e\uff61\u2027\u2219\u22c5\u2022\u30fb\uff65\u0701\u0702\u06d4]"
    r"|\u00b7(?!(?<=[lL]\u00b7)[lL])(?!(?:s|[nltvsf]?es?|t?rices?|euses?|ères?|ales?)\b)"
)
_INVITERS = frozenset({Role.HOST, Role.ORGANISER})


class Draft(NamedTuple):
    """An invitation with its link, which is good once `write` is done."""

    invitation: Invitation
    write: Write


class Invitations:
    """Making, accepting, renewing and revoking them."""

    def __init__(
        self,
        database: Database,
        journal: Journal,
        mailing: Mailing,
        roll: Roll,
        site: OwnSite,
        *,
        clock: Clock,
        mark: Mark,
        base_url: str,
        new_id: Callable[[], str],
    ) -> None:
        self._database = database
        self._journal = journal
        self._mailing = mailing
        self._roll = roll
        self._site = site
        self._clock = clock
        self._mark = mark
        self._base_url = base_url
        self._new_id = new_id

    async def accept(self, request: AcceptInvitation, you: You | None) -> You:
        """The guest with the invitation's role. Refused: `NOT_FOUND`, `EXPIRED`, `REVOKED`.

        The link opens the same seat on another device while it is good.
        """
        hash_, now = invitations.token_hash(request.token), self._clock.now()
        person = you.id if you is not None else ""
        row = await self._database.invitations.accept(hash_, person=person, now=now)
        name = own_name(request.name, known=row.name) or row.name
        return You(GUEST + row.id, name, [Role(row.role)], row.debate, row.seat)

    async def of_debate(self, you: You, debate: str) -> list[Invitation]:
        """The invitations of a debate, for its host and organisers."""
        await self._check_inviter(you, debate)
        rows = await self._database.invitations.of_debate(debate)
        mails = await self._database.mails.states([invitation_mail(row.id) for row in rows])
        return [
            _shown(row, mail=mails.get(invitation_mail(row.id)), may_change=_may_change(you, row))
            for row in rows
        ]

    async def invite(self, you: You, request: NewInvitation, *, locale: str = "fr") -> Invitation:
        """A new invitation with its link, for hosts and organisers. A mail is sent if it has an address.

        It is in the language of its reader, and in `locale` where we do not know that.
        """
        await self._check_inviter(you, request.debate)
        valid_hours = await self._hours(you, request.valid_hours)
        if request.role not in OF_ONE_DEBATE:
            # Citizens sign in with their own address: a host who could make guests of them made voters.
            raise Refused(Code.INVALID, field="role")
        _check_host(you, request.role)
        wish = replace(request, valid_hours=valid_hours)
        draft = await self._draft(wish, asked_by=you, locale=locale)
        await self._spend(you, request.debate, draft.invitation.email)
        await self._database.connections.write(draft.write)
        return draft.invitation

    async def create(self, request: NewInvitation) -> Invitation:
        """The same for the command line and the demo, to any role and without a quota.

        Raises:
            Refused: `NOT_FOUND` for the debate, and as `draft`.
        """
        draft = await self._draft(request)
        await self._database.connections.write(draft.write)
        return draft.invitation

    async def _draft(
        self, request: NewInvitation, *, asked_by: You | None = None, locale: str = "fr"
    ) -> Draft:
        await self._journal.load(debate_log(request.debate))
        view = self._journal.debate(request.debate)
        occasion = Occasion(view.title, view.starts_at, await self._site.zone_in(view.process))
        if request.email:
            locale = (
                await self._database.preferences.language_at(mailbox_of(normal_email(request.email)))
                or locale
            )
        return self.draft(request, occasion, seats=view.seats, asked_by=asked_by, locale=locale)

    async def _spend(self, by: You, debate: str, email: str | None) -> None:
        """Pass if the inviter, whoever gets it and the process may have one more link."""
        await self._journal.load(debate_log(debate))
        process = self._journal.debate(debate).process
        now, mark = self._clock.now(), self._mark
        spent = spend_invitation(inviter=by, email=email, process=process, mark=mark, now=now)
        await self._database.connections.write(spent)

    def draft(
        self,
        wish: NewInvitation,
        debate: Occasion,
        *,
        seats: Collection[str],
        token: str | None = None,
        asked_by: You | None = None,
        locale: str = "fr",
    ) -> Draft:
        """An invitation to a debate with these seats, for a caller who writes it down.

        `token` is what its link has in it, for who had to know the link before (`link_of`).

        Raises:
            Refused: `NOT_FOUND` for the seat, `INVALID` for a role nobody is invited to or what is no
                address.
        """
        if wish.role not in INVITED or (wish.role is Role.PANELIST) != (wish.seat is not None):
            raise Refused(Code.INVALID, field="role")
        if wish.seat is not None and wish.seat not in seats:
            raise Refused(Code.NOT_FOUND, seat=wish.seat)
        email = normal_email(wish.email) if wish.email else None
        now, token = self._clock.now(), token or invitations.new_invitation_token()
        row = InvitationRow(
            self._new_id(),
            invitations.token_hash(token),
            wish.debate,
            wish.role.value,
            _person_name(wish.name),
            wish.seat,
            email,
            now,
            now + wish.valid_hours * HOUR_MS,
            made_by=None if asked_by is None else _guest(asked_by),
        )
        by = "" if asked_by is None else asked_by.id
        draft = self._addressed(row, token, debate, asked_by=by, locale=locale)
        return draft._replace(write=together([put_invitation(row), draft.write]))

    async def renew(
        self, you: You, invitation: str, request: RenewInvitation, *, locale: str = "fr"
    ) -> Invitation:
        """Another link for the same invitation, mailed if it has an address; the one before opens nothing.

        Who is in by the old link stays: only revoking takes back what was given. One that a guest made is the
        organiser's who renews it.

        Raises:
            Refused: `NOT_FOUND`, `REVOKED`, `FORBIDDEN`, `RATE_LIMITED`.
        """
        known = await self._of_inviter(you, invitation)
        valid_hours = await self._hours(you, request.valid_hours)
        await self._spend(you, known.debate, known.email)
        now, token = self._clock.now(), invitations.new_invitation_token()
        row = await self._database.invitations.renew(
            invitation,
            token_hash=invitations.token_hash(token),
            now=now,
            expires_at=now + valid_hours * HOUR_MS,
            made_by=_guest(you),
        )
        view = self._journal.debate(row.debate)
        if row.email is not None:
            locale = await self._database.preferences.language_at(mailbox_of(row.email)) or locale
        debate = Occasion(view.title, view.starts_at, await self._site.zone_in(view.process))
        draft = self._addressed(row, token, debate, asked_by=you.id, locale=locale)
        await self._database.connections.write(draft.write)
        return draft.invitation

    async def revoke(self, you: You, invitation: str) -> None:
        """It is worth nothing from now on, and neither is what it gave, nor what its guest made."""
        await self._revoke(await self._of_inviter(you, invitation), actor=you.id)

    async def withdraw(self, invitation: str) -> None:
        """The same where no person decides it; one that is not there any more is no fault."""
        row = await self._database.invitations.get(invitation)
        if row is not None:
            await self._revoke(row, actor=None)

    async def _revoke(self, row: InvitationRow, *, actor: str | None) -> None:
        now = self._clock.now()
        until = self._roll.tokens_until(now)
        gone = await self._database.invitations.revoke(
            row.id, now=now, subject_of=invitation_subject, tokens_until=until
        )
        await self._roll.tell()
        for each in gone:
            if each.seat is not None:
                await self._vacate(each.debate, each.seat, GUEST + each.id, actor=actor)

    async def _of_inviter(self, you: You, invitation: str) -> InvitationRow:
        row = await self._database.invitations.get(invitation)
        if row is None:
            raise Refused(Code.NOT_FOUND, invitation=invitation)
        await self._check_inviter(you, row.debate)
        _check_host(you, Role(row.role))
        if not _may_change(you, row):
            raise Refused(Code.FORBIDDEN, roles=[Role.ORGANISER.value])
        return row

    async def _hours(self, you: You, valid_hours: int) -> int:
        """How long a link will be good: none that a guest makes outlasts their own for long."""
        if not 1 <= valid_hours <= VALID_HOURS:
            raise Refused(Code.INVALID, field="valid_hours")
        maker = _guest(you)
        own = None if maker is None else await self._database.invitations.get(maker)
        if own is None:
            return valid_hours
        left = (own.expires_at - self._clock.now()) // HOUR_MS
        return min(valid_hours, max(left, SIGNED_IN_HOURS))

    async def _check_inviter(self, you: You, debate: str) -> None:
        """Pass for a host of the debate, and for organisers in general or of its process."""
        if _INVITERS & roles_in(you, debate):
            return
        row = await self._database.processes.debate(debate)
        here = [] if row is None else await self._database.members.roles(row.process, you.id)
        if Role.ORGANISER.value not in here:
            raise Refused(Code.FORBIDDEN, roles=sorted(_INVITERS))

    def _addressed(
        self, row: InvitationRow, token: str, debate: Occasion, *, asked_by: str, locale: str
    ) -> Draft:
        """The invitation with its link, and the mail that brings it if it has an address."""
        role, until = Role(row.role), row.expires_at
        path, mails, state = link_of(role, row.debate, token), [], None
        if row.email is not None:
            link = self._base_url + path
            letter = invitation_letter(row.name, role, debate, link, good_until=until, locale=locale)
            mail = self._mailing.draft(
                MailKind.INVITATION,
                row.email,
                letter,
                expires_at=until,
                about=invitation_mail(row.id),
                asked_by=asked_by,
            )
            mails.append(put_mail(mail))
            state = None if mail.next_at is None else MailState.WAITING
        return Draft(_shown(row, link=path, mail=state), together(mails))

    async def _vacate(self, debate: str, seat: str, person: str, *, actor: str | None) -> None:
        """Whoever sits on stage by an invitation that is worth nothing leaves it."""

        def decide(now: int) -> Decision[None]:
            left = seats.vacate(self._journal.debate(debate), seat, person=person, now=now)
            return Decision(on_debate(debate, left))

        await self._journal.decide([debate_log(debate)], decide, now=self._clock.now(), actor=actor)


def invitation_mail(invitation: str) -> str:
    """What the mail of an invitation is about."""
    return f"invitation/{invitation}"


def link_of(role: Role, debate: str, token: str) -> str:
    """The path by which an invitation with this token leads into a debate."""
    return f"/debates/{debate}/join/{token}" if role is Role.PANELIST else f"/enter/{token}"


def _person_name(text: str) -> str:
    """The name by which a mail greets a stranger: no address to go to stands in it."""
    name = required_name(text)
    if _LEADS_AWAY.search(_DOTS.sub(".", name)):
        raise Refused(Code.INVALID, field="name")
    return name


def _check_host(you: You, role: Role) -> None:
    """Pass unless a guest would decide who hosts: what they passed on would outlive their own invitation."""
    if role is Role.HOST and you.debate is not None:
        raise Refused(Code.FORBIDDEN, roles=[Role.ORGANISER.value])


def _guest(you: You) -> str | None:
    """The invitation that somebody is a guest by."""
    return None if you.debate is None else you.id.removeprefix(GUEST)


def _may_change(you: You, row: InvitationRow) -> bool:
    """Whether somebody who may invite decides on this invitation: guests on what they made themselves."""
    return you.debate is None or row.made_by == _guest(you)


def _shown(
    row: InvitationRow, *, link: str | None = None, mail: MailState | None = None, may_change: bool = True
) -> Invitation:
    return Invitation(
        id=row.id,
        debate=row.debate,
        role=Role(row.role),
        name=row.name,
        expires_at=row.expires_at,
        created_at=row.created_at,
        person=GUEST + row.id,
        seat=row.seat,
        email=None if row.email is None else shown_email(row.email),
        accepted_at=row.accepted_at,
        opened_at=row.opened_at,
        revoked_at=row.revoked_at,
        link=link,
        mail=mail,
        may_change=may_change,
    )
