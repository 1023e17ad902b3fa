"""One's own data: a page, a copy of everything, and the end of it.

A slice that keeps something of a person registers a `Share`: what of it goes into the copy, and what is
written when an account is closed. What concerns everybody (account, votes, texts, mails) is done here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from hemicycle.auth import codes
from hemicycle.auth.invitations import token_hash
from hemicycle.auth.mailboxes import mailbox_of, shown_email
from hemicycle.auth.revocations import person_subject, session_subject
from hemicycle.auth.tokens import TTL_MS, TokenKind
from hemicycle.clock import Clock
from hemicycle.core.emit import person_log, process_log
from hemicycle.core.names import required_name
from hemicycle.core.phases import is_under_way
from hemicycle.core.text import within
from hemicycle.services.kernel.ballots import CLOSED_WITH, CLOSED_WITH_DEBATE
from hemicycle.services.kernel.caller import Identity
from hemicycle.services.kernel.consents import Consents
from hemicycle.services.kernel.feature import Share
from hemicycle.services.kernel.identities import GUEST
from hemicycle.services.kernel.journal import Journal
from hemicycle.services.kernel.mailboxes import mailbox_of_account
from hemicycle.services.kernel.roll import Roll
from hemicycle.services.moderation import ModerationFeature
from hemicycle.services.moderation.desk import path_of
from hemicycle.store import Database
from hemicycle.store.connections import together
from hemicycle.store.erasure import Closed, close_account
from hemicycle.store.leavers import Leaving, Mark, leave
from hemicycle.store.members import keep_one
from hemicycle.store.people import Person
from hemicycle.store.salts import ballot_name
from hemicycle.store.sessions import SessionRow
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.marks import limit_of
from hemicycle_protocol.personal import AccountChange, Contribution, Erasure, ErasureForm, Me, SignInPlace
from hemicycle_protocol.views import DebateState, Role, You

from .invitations import Invitations

# A sign-in this old proves little: the device may have been left to somebody else.
FRESH_MS = 15 * 60_000
# What one types to confirm, in either language.
CONFIRMATION_CHARACTERS = limit_of(Erasure, "confirmation")
CONFIRMATIONS = frozenset({"fermer mon compte", "close my account"})


class Personal:
    """People's own data."""

    def __init__(
        self,
        database: Database,
        journal: Journal,
        moderation: ModerationFeature,
        consents: Consents,
        roll: Roll,
        invitations: Invitations,
        *,
        clock: Clock,
        key: bytes,
        mark: Mark,
        new_id: Callable[[], str],
    ) -> None:
        self._database = database
        self._journal = journal
        self._moderation = moderation.acts
        self._desk = moderation.desk
        self._consents = consents
        self._roll = roll
        self._invitations = invitations
        self._clock = clock
        self._key = key
        self._mark = mark
        self._new_id = new_id
        self._shares: dict[str, Share] = {}

    def register(self, name: str, share: Share) -> None:
        """A slice's part of the copy stands under `name`."""
        assert name not in self._shares, name
        self._shares[name] = share

    # --- one's page -----------------------------------------------------------------------------

    async def began(self, identity: Identity) -> None:
        """Note where somebody signed in; guests of a debate have no account to look at it from."""
        you, sign_in = identity.you, identity.sign_in
        if not you.id.startswith(GUEST):
            await self._database.sessions.begin(SessionRow(you.id, sign_in, self._clock.now()))

    async def ended(self, identity: Identity) -> None:
        """Somebody signed out there."""
        await self._database.sessions.end(identity.you.id, identity.sign_in)

    async def end_others(self, identity: Identity) -> int:
        """Sign out everywhere but here; how many sign-ins that were."""
        you, here = identity.you, identity.sign_in
        now = self._clock.now()
        rows = await self._database.sessions.of_person(you.id, since=now - TTL_MS[TokenKind.SESSION])
        others = [row.session for row in rows if row.session != here]
        for session in others:
            await self._database.connections.write(self._roll.revoke(session_subject(session)))
            await self._database.sessions.end(you.id, session)
        await self._roll.tell()
        return len(others)

    async def me(self, identity: Identity, *, signed_in_at: int) -> Me:
        """One's account and what one wrote. Refused: `NOT_FOUND` for a guest, who has none."""
        you, here = identity.you, identity.sign_in
        since = self._clock.now() - TTL_MS[TokenKind.SESSION]
        sessions = await self._database.sessions.of_person(you.id, since=since)
        person = await self._account(you)
        consents = await self._database.consents.of_person(you.id)
        texts = await self._database.texts.of_person(you.id)
        rows = await self._database.moderation.several([text.target for text in texts])
        written = [
            Contribution(
                target=text.target,
                process=text.process,
                number=text.number,
                title=text.title,
                created_at=text.created_at,
                state=rows[text.target].state if text.target in rows else "visible",
                path=path_of(text),
            )
            for text in texts
        ]
        return Me(
            id=person.id,
            name=person.name,
            email=shown_email(person.email or ""),
            locale=await self._database.preferences.language(you.id) or "fr",
            created_at=person.created_at,
            consent=consents[-1] if consents else None,
            contributions=written[::-1],
            sign_ins=[SignInPlace(row.at, row.session == here) for row in sessions],
            blocks=await self._desk.blocks_of(you.id),
            fresh=self._is_fresh(signed_in_at),
            signed_in_at=signed_in_at,
        )

    async def change(self, you: You, change: AccountChange) -> You:
        """Another name, another language. Refused: `EMPTY`, `TOO_LONG`, `INVALID` (`locale`), `NOT_FOUND`."""
        await self._account(you)
        if change.locale is not None and change.locale not in ("fr", "en"):
            raise Refused(Code.INVALID, field="locale")
        if change.name is not None:
            name = required_name(change.name, known=you.name)
            await self._database.people.rename(you.id, name)
            you = msgspec.structs.replace(you, name=name)
        if change.locale is not None:
            await self._database.preferences.set_language(you.id, change.locale, chosen=True)
        return you

    # --- the copy -------------------------------------------------------------------------------

    async def export(self, you: You) -> dict[str, object]:
        """Everything that is kept of a person, as one document."""
        person = await self._account(you)
        database, id_ = self._database, you.id
        await self._journal.load(person_log(id_))
        await self._journal.refresh(person_log(id_))
        texts = await database.texts.of_person(id_)
        moderated = await database.moderation.several([text.target for text in texts])
        document: dict[str, object] = {
            "format": "hemicycle-person-1",
            "made_at": self._clock.now(),
            "account": person,
            "language": await database.preferences.language(id_),
            "consents": await database.consents.of_person(id_),
            "roles": await database.members.of_person(id_),
            "votes": await self._votes(id_),
            "contributions": texts,
            "moderation": [
                {
                    "target": row.target,
                    "state": row.state,
                    "reason": row.reason,
                    "explanation": row.explanation,
                    "appeal": row.appeal,
                    "outcome": row.outcome,
                    "outcome_explanation": row.outcome_explanation,
                }
                for row in moderated.values()
            ],
            "reports": await database.moderation.reports_of(id_),
            "contests": await database.syntheses.contests_by(id_),
            "record": self._journal.person(id_),
            "notifications": {
                "paces": await database.preferences.paces(id_),
                "followed": await database.preferences.followed(id_),
                "told": await database.notices.recent(id_, limit=1_000),
            },
            "mails": await database.mails.subjects_to(person.email or ""),
        }
        for name, share in self._shares.items():
            document[name] = await share.export(id_)
        return {name: _plain(part) for name, part in document.items()}

    async def _votes(self, person: str) -> list[dict[str, object]]:
        """Every ballot box one acted in: one's pseudonym there, what stands, and each entry on its log."""
        boxes = await self._database.salts.of_person(person)
        return [
            {
                "box": box,
                "pseudonym": voter,
                "stands": (stands := await self._database.ballots.of_voter(box, voter)),
                # Where the ballots are published, theirs are under these.
                "ballot_names": {target: ballot_name(voter, target) for target in stands},
                "receipts": [entry._asdict() for entry in await self._database.ballots.receipts(box, voter)],
            }
            for box, voter in sorted(boxes.items())
        ]

    # --- the end --------------------------------------------------------------------------------

    async def erase(self, you: You, wish: Erasure, *, signed_in_at: int, browser: str = "") -> None:
        """Close the account for good, alone or with what its person wrote. All of it can be asked again.

        Raises:
            Refused: `INVALID` with `confirmation` when it was not typed, or `code` (`tries_left`) when it is
                wrong; `EXPIRED` when one signed in too long ago and gave no code; `NOT_FOUND` for a guest;
                `ILLEGAL_MOVE` (`last_organiser`, `process`) for who alone organises one under way.
        """
        person = await self._account(you)
        typed = within(wish.confirmation, field="confirmation", limit=CONFIRMATION_CHARACTERS)
        if typed.lower() not in CONFIRMATIONS:
            raise Refused(Code.INVALID, field="confirmation")
        await self._check_fresh(person, wish.code, signed_in_at, browser)
        organised = await self._kept_organised(you.id)
        with_content = wish.form is ErasureForm.CONTENT
        now = self._clock.now()
        writes = [await share.erase(you.id, with_content) for share in self._shares.values()]
        if with_content:
            for text in await self._database.texts.of_person(you.id):
                await self._moderation.retire(text, now=now)
        closed = Closed(you.id, wish.form.value, now)
        stand_in = "closed-" + self._new_id()
        for invitation in await self._database.invitations.accepted_by(you.id):
            await self._invitations.withdraw(invitation)
        await self._database.connections.write(
            together(
                [
                    leave(await self._leaving(person, now)),
                    keep_one(you.id, Role.ORGANISER, organised),
                    *(write for write in writes if write is not None),
                    close_account(closed, person.email, stand_in=stand_in, rewritten=self._roll.rewrite),
                    self._roll.revoke(person_subject(you.id)),
                ]
            )
        )
        await self._roll.tell()
        await self._database.connections.scrub()

    async def _kept_organised(self, person: str) -> list[str]:
        """What they organise that is under way; refused where nobody else does."""
        alone = await self._database.members.alone_in(person, Role.ORGANISER)
        kept = []
        for membership in await self._database.members.of_person(person):
            process = membership.process
            await self._journal.refresh(process_log(process))
            view = self._journal.process(process)
            if membership.role != Role.ORGANISER or not is_under_way(view):
                continue
            if process in alone:
                raise Refused(Code.ILLEGAL_MOVE, reason="last_organiser", process=process)
            kept.append(process)
        return kept

    async def is_closed(self, person: str) -> bool:
        """Whether an account was closed: nobody is offered a seat under it."""
        return person in await self.closed_among([person])

    async def closed_among(self, people: list[str]) -> set[str]:
        """Those whose account was closed."""
        return await self._database.closed.among(people)

    async def _leaving(self, person: Person, now: int) -> list[Leaving]:
        """What they hold where a box is open is not held once more by whoever reads their mails."""
        mailbox = mailbox_of_account(person)
        boxes = await self._database.salts.of_person(person.id)
        return [
            Leaving(box, voter, kinds, None if mailbox is None else self._mark(box, mailbox))
            for box, voter in boxes.items()
            if (kinds := await self._open_kinds(box, now))
        ]

    async def _open_kinds(self, box: str, now: int) -> tuple[str, ...]:
        """The kinds of targets that a box takes ballots on."""
        debate = await self._database.processes.debate(box)
        if debate is not None:
            return () if debate.state == DebateState.ENDED else CLOSED_WITH_DEBATE
        is_open = self._moderation.is_open
        kinds = [kinds for phase, kinds in CLOSED_WITH.items() if await is_open(box, phase, now=now)]
        return tuple(kind for some in kinds for kind in some)

    async def _account(self, you: You) -> Person:
        person = await self._database.people.get(you.id)
        if person is None:
            raise Refused(Code.NOT_FOUND, person=you.id)
        return person

    async def _check_fresh(self, person: Person, code: str, signed_in_at: int, browser: str) -> None:
        if self._is_fresh(signed_in_at):
            return
        if not code.strip() or person.email is None:
            raise Refused(Code.EXPIRED, field="code")
        digits = codes.normal_code(code)

        def hash_of(sign_in: str) -> str:
            return codes.code_hash(digits, sign_in=sign_in, key=self._key)

        mailbox, here = mailbox_of(person.email), token_hash(browser)
        await self._database.sign_ins.spend_code(mailbox, here, hash_of, now=self._clock.now())

    def _is_fresh(self, signed_in_at: int) -> bool:
        return self._clock.now() - signed_in_at < FRESH_MS


def _plain(value: Any) -> object:
    """Rows as tables with names: a copy is read by people."""
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if hasattr(value, "_asdict"):
        return value._asdict()
    return value
