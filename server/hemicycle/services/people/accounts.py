"""Who somebody is: signing in by a mail with a link and a code, and the accounts that this opens."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote

from hemicycle.auth import codes, invitations
from hemicycle.auth.mailboxes import mailbox_of, normal_email
from hemicycle.auth.revocations import session_subject
from hemicycle.auth.tokens import TTL_MS, TokenKind
from hemicycle.clock import Clock
from hemicycle.core import sign_ins as rules
from hemicycle.services.kernel.caller import Identity
from hemicycle.services.kernel.roll import EVERYBODY, Roll
from hemicycle.services.kernel.site import OwnSite
from hemicycle.services.mail.letters import sign_in_letter
from hemicycle.services.mail.mailing import Mailing
from hemicycle.store import Database, Write
from hemicycle.store.blocks import adopt_blocks
from hemicycle.store.connections import together
from hemicycle.store.leavers import Mark
from hemicycle.store.mails import MailKind, put_mail
from hemicycle.store.people import Person, put_roles
from hemicycle.store.sign_ins import Asked, SignIn
from hemicycle_protocol.api import (
    Mail,
    SignInCode,
    SignInLink,
    SignInMail,
    SignInRequest,
)
from hemicycle_protocol.views import Role, You

from .quotas import spend_account

HOUR_MS = 3_600_000
# So many that of twenty thousand people some five share one, in two groups of digits that can be told apart.
NAMES = 9_000 * 10_000
SIGN_INS_KEPT_MS = 24 * HOUR_MS


class Asker(NamedTuple):
    """Who asks to sign in: a secret that the browser keeps, and the network it is in."""

    browser: str
    network: str


class Accounts:
    """Sign-in and accounts."""

    def __init__(
        self,
        database: Database,
        mailing: Mailing,
        roll: Roll,
        site: OwnSite,
        *,
        clock: Clock,
        key: bytes,
        mark: Mark,
        new_id: Callable[[], str],
    ) -> None:
        self._database = database
        self._mailing = mailing
        self._roll = roll
        self._site = site
        self._clock = clock
        self._key = key
        self._mark = mark
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
        letter = sign_in_letter(code, link, site=self._site.view.name, locale=request.locale)
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


def newcomer_name(person: str) -> str:
    """The name shown for somebody who has not chosen one: nothing of their address."""
    number = int.from_bytes(hashlib.blake2b(person.encode(), digest_size=8).digest()) % NAMES
    return f"Citoyen·ne {1000 + number // 10_000}-{number % 10_000:04}"
