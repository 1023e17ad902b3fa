"""Who somebody is: signing in by a mail with a link and a code, and invitations to a role in a debate.

Whoever accepts an invitation is a guest with that role alone, apart from any account, so that revoking it
takes back exactly what it gave. The sentences of mails are in `letters`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection
from typing import NamedTuple
from urllib.parse import quote

from hemicycle.auth import codes, invitations
from hemicycle.auth.mailboxes import mailbox_of, normal_email, shown_email
from hemicycle.auth.revocations import invitation_subject, session_subject
from hemicycle.auth.tokens import TTL_MS, TokenKind
from hemicycle.clock import Clock
from hemicycle.core import seats
from hemicycle.core import sign_ins as rules
from hemicycle.core.emit import debate_log, on_debate
from hemicycle.core.names import own_name, required_name
from hemicycle.core.permissions import OF_ONE_DEBATE, roles_in
from hemicycle.services.kernel.caller import Identity
from hemicycle.services.kernel.decision import Decision
from hemicycle.services.kernel.identities import GUEST
from hemicycle.services.kernel.journal import Journal
from hemicycle.services.kernel.roll import EVERYBODY, Roll
from hemicycle.services.mail.letters import Occasion, invitation_letter, sign_in_letter
from hemicycle.services.mail.mailing import Mailing
from hemicycle.store import Database, Write
from hemicycle.store.blocks import adopt_blocks
from hemicycle.store.connections import together
from hemicycle.store.invitations import InvitationRow, put_invitation
from hemicycle.store.leavers import Mark
from hemicycle.store.mails import MailKind, put_mail
from hemicycle.store.people import Person, put_roles
from hemicycle.store.sign_ins import Asked, SignIn
from hemicycle_protocol.api import (
    AcceptInvitation,
    Invitation,
    Mail,
    NewInvitation,
    RenewInvitation,
    SignInCode,
    SignInLink,
    SignInMail,
    SignInRequest,
)
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import MailState, Role, You

from .quotas import spend_account, spend_invitation

HOUR_MS = 3_600_000
# So many that of twenty thousand people some five share one, in two groups of digits that can be told apart.
NAMES = 9_000 * 10_000
SIGN_INS_KEPT_MS = 24 * HOUR_MS
# The longest that a link made over the wire is good.
VALID_HOURS = 24 * 30
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


class Asker(NamedTuple):
    """Who asks to sign in: a secret that the browser keeps, and the network it is in."""

    browser: str
    network: str


class Draft(NamedTuple):
    """An invitation with its link, which is good once `write` is done."""

    invitation: Invitation
    write: Write


class Accounts:
    """Sign-in, accounts, invitations."""

    def __init__(
        self,
        database: Database,
        journal: Journal,
        mailing: Mailing,
        roll: Roll,
        *,
        clock: Clock,
        key: bytes,
        mark: Mark,
        base_url: str,
        new_id: Callable[[], str],
    ) -> None:
        self._database = database
        self._journal = journal
        self._mailing = mailing
        self._roll = roll
        self._clock = clock
        self._key = key
        self._mark = mark
        self._base_url = base_url
        self._new_id = new_id

    # --- signing in -----------------------------------------------------------------------------

    async def request_sign_in(self, request: SignInRequest, asker: Asker, *, base_url: str) -> None:
        """Send a mail with a link and a code; says nothing of accounts.

        It goes to the address of the mailbox's account, if there is one, which was confirmed.

        Raises:
            Refused: `INVALID` for what is no address, `RATE_LIMITED` (`core.sign_ins`).
        """
        email, now = normal_email(request.email), self._clock.now()
        mailbox = mailbox_of(email)
        known = await self._database.people.by_email(email, mailbox)
        if known is not None and known.email is not None:
            email = known.email
        id_, code, token = self._new_id(), codes.new_code(), codes.new_link_token()
        sign_in = SignIn(
            id_,
            email,
            mailbox,
            invitations.token_hash(asker.browser),
            self._mark("network", asker.network),
            invitations.token_hash(token),
            codes.code_hash(code, sign_in=id_, key=self._key),
            request.next,
            now,
            now + rules.CODE_VALID_MS,
            now + rules.LINK_VALID_MS,
        )
        link = f"{base_url}/sign-in/link?token={token}&next={quote(request.next, safe='')}"
        letter = sign_in_letter(code, link, locale=request.locale)
        about, until = sign_in_mail(id_), sign_in.code_until
        mail = self._mailing.draft(MailKind.SIGN_IN, email, letter, expires_at=until, about=about)

        def check(asked: Asked) -> None:
            rules.check_limits(_limits(asked), now=now)

        await self._database.sign_ins.open(
            sign_in, check=check, since=now - rules.LINK_VALID_MS, also=put_mail(mail)
        )

    async def asked_mail(self, browser: str) -> SignInMail:
        """What became of the mail that a browser asked for last."""
        newest = await self._database.sign_ins.newest_of(invitations.token_hash(browser))
        if newest is None:
            return SignInMail()
        about = sign_in_mail(newest)
        return SignInMail((await self._database.mails.states([about])).get(about))

    async def sign_in_by_code(self, request: SignInCode, *, browser: str) -> You:
        """The person of the address, in the browser that asked.

        Raises:
            Refused: `INVALID` with `tries_left`, and `asked_here` false in another browser; `EXPIRED`;
                `RATE_LIMITED` for one new account too many.
        """

        def hash_of(sign_in: str) -> str:
            return codes.code_hash(request.code, sign_in=sign_in, key=self._key)

        mailbox, now = mailbox_of(normal_email(request.email)), self._clock.now()
        here = invitations.token_hash(browser)
        spent = await self._database.sign_ins.spend_code(mailbox, here, hash_of, now=now)
        return await self._welcome(spent.email)

    async def sign_in_by_link(self, request: SignInLink) -> You:
        """The person of the link, which is spent by this. Refused: `INVALID`, `EXPIRED`, `RATE_LIMITED`."""
        hash_ = invitations.token_hash(request.token)
        spent = await self._database.sign_ins.spend_link(hash_, now=self._clock.now())
        return await self._welcome(spent.email)

    async def _welcome(self, email: str) -> You:
        spent = spend_account(mailbox=mailbox_of(email), mark=self._mark, now=self._clock.now())
        person = await self._open(self._newcomer(email), spent)
        return You(person.id, person.name, [Role(role) for role in person.roles])

    async def sign_out(self, identity: Identity) -> None:
        """The tokens of this sign-in are worth nothing from now on, and its connections end."""
        await self._database.connections.write(self._roll.revoke(session_subject(identity.sign_in)))
        await self._roll.tell()

    async def with_roles(self) -> list[Person]:
        """Accounts with general roles beyond a citizen's, in the order of their addresses."""
        found = await self._database.people.with_other_roles([role.value for role in EVERYBODY])
        return sorted(found, key=lambda person: person.email or "")

    async def of_address(self, email: str) -> Person | None:
        """The account that an address signs in to."""
        normal = normal_email(email)
        return await self._database.people.by_email(normal, mailbox_of(normal))

    async def add_account(self, email: str, *, roles: list[Role], name: str = "") -> str:
        """Give an address an account with general roles, or change the one it has; its id.

        A name that it has stays, unless one is given. What its person has open ends, and is opened anew
        with these.
        """
        wanted = [role.value for role in roles]
        person = await self._open(self._newcomer(normal_email(email)))
        writes = [put_roles(person.id, name or person.name, wanted), self._roll.move(person.id)]
        await self._database.connections.write(together(writes))
        await self._roll.tell()
        return person.id

    async def account(self, person: str) -> Person | None:
        """The account of a person, if there is one."""
        return await self._database.people.get(person)

    async def expect(self, email: str, *, name: str = "") -> str:
        """The account of an address whose person may not have signed in yet; its id. A known name stays."""
        return (await self._open(self._newcomer(email, name=name))).id

    async def _open(self, newcomer: Person, *also: Write) -> Person:
        """The account of a mailbox; a new one takes over the blocks of the one that was closed (MD22)."""
        id_, mailbox = newcomer.id, newcomer.mailbox or ""
        moved, now = self._roll.move(id_), self._clock.now()
        adopted = adopt_blocks(id_, mailbox, moved, mark=self._mark, now=now)
        person = await self._database.people.welcome(newcomer, also=together([*also, adopted]))
        if person.id == id_ and await self._database.blocks.of_person(id_):
            await self._roll.tell()
        return person

    def _newcomer(self, email: str, *, name: str = "") -> Person:
        """Whose account it is if the address, in its normal form, has none."""
        id_, now = "p-" + self._new_id(), self._clock.now()
        shown, roles = name or newcomer_name(id_), [Role.CITIZEN.value]
        return Person(id_, email, shown, roles, now, mailbox_of(email))

    # --- invitations ----------------------------------------------------------------------------

    async def accept_invitation(self, request: AcceptInvitation, you: You | None) -> You:
        """The guest with the invitation's role. Refused: `NOT_FOUND`, `EXPIRED`, `REVOKED`.

        The link opens the same seat on another device while it is good.
        """
        hash_, now = invitations.token_hash(request.token), self._clock.now()
        person = you.id if you is not None else ""
        row = await self._database.invitations.accept(hash_, person=person, now=now)
        name = own_name(request.name, known=row.name) or row.name
        return You(GUEST + row.id, name, [Role(row.role)], row.debate, row.seat)

    async def invitations(self, you: You, debate: str) -> list[Invitation]:
        """The invitations of a debate, for its host and organisers."""
        await self._check_inviter(you, debate)
        rows = await self._database.invitations.of_debate(debate)
        mails = await self._database.mails.states([invitation_mail(row.id) for row in rows])
        return [_shown(row, mail=mails.get(invitation_mail(row.id))) for row in rows]

    async def invite(self, you: You, request: NewInvitation, *, locale: str = "fr") -> Invitation:
        """A new invitation with its link, for hosts and organisers. A mail is sent if it has an address.

        It is in the language of its reader, and in `locale` where we do not know that.
        """
        await self._check_inviter(you, request.debate)
        _check_hours(request.valid_hours)
        if request.role not in OF_ONE_DEBATE:
            # Citizens sign in with their own address: a host who could make guests of them made voters.
            raise Refused(Code.INVALID, field="role")
        _check_host(you, request.role)
        draft = await self._draft(request, asked_by=you.id, locale=locale)
        await self._spend(you, request.debate, draft.invitation.email)
        await self._database.connections.write(draft.write)
        return draft.invitation

    async def create_invitation(self, request: NewInvitation) -> Invitation:
        """The same for the command line and the demo, to any role and without a quota.

        Raises:
            Refused: `NOT_FOUND` for the debate, and as `draft`.
        """
        draft = await self._draft(request)
        await self._database.connections.write(draft.write)
        return draft.invitation

    async def _draft(self, request: NewInvitation, *, asked_by: str = "", locale: str = "fr") -> Draft:
        await self._journal.load(debate_log(request.debate))
        view = self._journal.debate(request.debate)
        occasion = Occasion(view.title, view.starts_at)
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
        asked_by: str = "",
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
        )
        draft = self._addressed(row, token, debate, asked_by=asked_by, locale=locale)
        return draft._replace(write=together([put_invitation(row), draft.write]))

    async def renew_invitation(
        self, you: You, invitation: str, request: RenewInvitation, *, locale: str = "fr"
    ) -> Invitation:
        """Another link for the same invitation, mailed if it has an address; the one before opens nothing.

        Who is in by the old link stays: only revoking takes back what was given.

        Raises:
            Refused: `NOT_FOUND`, `REVOKED`, `FORBIDDEN`, `RATE_LIMITED`.
        """
        known = await self._of_inviter(you, invitation)
        _check_hours(request.valid_hours)
        await self._spend(you, known.debate, known.email)
        now, token = self._clock.now(), invitations.new_invitation_token()
        row = await self._database.invitations.renew(
            invitation,
            token_hash=invitations.token_hash(token),
            now=now,
            expires_at=now + request.valid_hours * HOUR_MS,
        )
        view = self._journal.debate(row.debate)
        if row.email is not None:
            locale = await self._database.preferences.language_at(mailbox_of(row.email)) or locale
        debate = Occasion(view.title, view.starts_at)
        draft = self._addressed(row, token, debate, asked_by=you.id, locale=locale)
        await self._database.connections.write(draft.write)
        return draft.invitation

    async def revoke_invitation(self, you: You, invitation: str) -> None:
        """It is worth nothing from now on, and neither is what it gave."""
        await self._revoke(await self._of_inviter(you, invitation), actor=you.id)

    async def withdraw_invitation(self, invitation: str) -> None:
        """The same where no person decides it; one that is not there any more is no fault."""
        row = await self._database.invitations.get(invitation)
        if row is not None:
            await self._revoke(row, actor=None)

    async def _revoke(self, row: InvitationRow, *, actor: str | None) -> None:
        subject, now = invitation_subject(row.id), self._clock.now()
        until = self._roll.tokens_until(now)
        await self._database.invitations.revoke(row.id, now=now, subject=subject, tokens_until=until)
        await self._roll.tell()
        if row.seat is not None:
            await self._vacate(row.debate, row.seat, GUEST + row.id, actor=actor)

    async def _of_inviter(self, you: You, invitation: str) -> InvitationRow:
        row = await self._database.invitations.get(invitation)
        if row is None:
            raise Refused(Code.NOT_FOUND, invitation=invitation)
        await self._check_inviter(you, row.debate)
        _check_host(you, Role(row.role))
        return row

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

    async def forget_sign_ins(self) -> None:
        """Drop the sign-ins of yesterday and before: links and codes of theirs are long spent."""
        now = self._clock.now()
        await self._database.sign_ins.forget(before=now - SIGN_INS_KEPT_MS)
        await self._database.allowances.forget(before=now)

    async def forget_sessions(self) -> None:
        """Drop the sign-ins, and the revocations, whose tokens have expired."""
        now = self._clock.now()
        await self._database.sessions.forget(before=now - TTL_MS[TokenKind.SESSION])
        await self._database.revocations.forget(now=now)

    async def outbox(self) -> list[Mail]:
        """The last mails, newest first."""
        return await self._mailing.outbox()


def _limits(asked: Asked) -> list[rules.Limit]:
    return [
        rules.Limit("sign_in_mailbox", rules.TO_MAILBOX_FROM_NETWORK, *asked.to_mailbox_from_network),
        rules.Limit("sign_in_mailbox", rules.TO_MAILBOX, *asked.to_mailbox),
        rules.Limit("sign_in_browser", rules.FROM_BROWSER, *asked.from_browser),
        rules.Limit("sign_in_network", rules.FROM_NETWORK, *asked.from_network),
    ]


def sign_in_mail(sign_in: str) -> str:
    """What the mail with a code is about."""
    return f"sign_in/{sign_in}"


def invitation_mail(invitation: str) -> str:
    """What the mail of an invitation is about."""
    return f"invitation/{invitation}"


def link_of(role: Role, debate: str, token: str) -> str:
    """The path by which an invitation with this token leads into a debate."""
    return f"/debates/{debate}/join/{token}" if role is Role.PANELIST else f"/enter/{token}"


def newcomer_name(person: str) -> str:
    """The name shown for somebody who has not chosen one: nothing of their address."""
    number = int.from_bytes(hashlib.blake2b(person.encode(), digest_size=8).digest()) % NAMES
    return f"Citoyen·ne {1000 + number // 10_000}-{number % 10_000:04}"


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


def _check_hours(valid_hours: int) -> None:
    if not 1 <= valid_hours <= VALID_HOURS:
        raise Refused(Code.INVALID, field="valid_hours")


def _shown(row: InvitationRow, *, link: str | None = None, mail: MailState | None = None) -> Invitation:
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
    )
