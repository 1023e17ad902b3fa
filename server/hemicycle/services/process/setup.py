"""What organisers read: their processes, all that is set up in one, what happened. It changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from hemicycle.auth.mailboxes import shown_email
from hemicycle.clock import Clock
from hemicycle.core import organising
from hemicycle.core.emit import process_log
from hemicycle.services.consultation.front import debate_card
from hemicycle.services.kernel.forum import Forum
from hemicycle.services.kernel.site import OwnSite
from hemicycle.services.kernel.visibility import Visibility
from hemicycle.services.notices.feed import path_of, sentence_of
from hemicycle.services.notices.sentences import LOCALES, SENTENCES
from hemicycle.store import Database
from hemicycle.store.log import Log
from hemicycle_protocol.consultation import PropositionKind
from hemicycle_protocol.process import Happening, Happenings, Member, MyProcess, MyProcesses, ProcessSetup
from hemicycle_protocol.views import Event, Role, You

# Roles that are given in a process, in the order in which they are listed.
GIVEN = (Role.ORGANISER, Role.PARLIAMENTARIAN, Role.STAFF, Role.MODERATOR, Role.AUDITOR)
READERS = frozenset({Role.ORGANISER, Role.AUDITOR})


class Setup:
    """Reads of organisers, and the log of a process for everybody who may read it."""

    def __init__(
        self, database: Database, forum: Forum, visibility: Visibility, site: OwnSite, clock: Clock
    ) -> None:
        self._processes = database.processes
        self._members = database.members
        self._people = database.people
        self._mails = database.mails
        self._presentations = database.presentations
        self._log: Log = database.log
        self._forum = forum
        self._visibility = visibility
        self._site = site
        self._clock = clock

    async def mine(self, you: You) -> MyProcesses:
        """The processes one has roles in; a general organiser has that role in all."""
        held: dict[str, list[Role]] = {}
        for membership in await self._members.of_person(you.id):
            held.setdefault(membership.process, []).append(Role(membership.role))
        may_create = Role.ORGANISER in you.roles
        if may_create:
            rows = [row for row, _ in await self._processes.all()]
        else:
            rows = await self._processes.of_ids(sorted(held))
        processes = [
            MyProcess(row.id, row.title, row.draft, _ordered(held.get(row.id, [Role.ORGANISER])))
            for row in rows
        ]
        return MyProcesses(processes, may_create)

    async def setup(self, you: You, process: str) -> ProcessSetup:
        """All that its organisers change. Refused: `NOT_FOUND`, `FORBIDDEN`."""
        await self._visibility.process(you, process, roles=READERS)
        roles = await self._forum.roles(you, process)
        await self._forum.journal.refresh(process_log(process))
        view = self._forum.journal.process(process)
        checks = organising.checks(
            view,
            now=self._clock.now(),
            has_problem=await self.has_problem(process),
            roles=await self.roles_given(process),
        )
        debates = [debate_card(row) for row in await self._processes.debates(process)]
        members = await self._members_of(process)
        return ProcessSetup(view, members, checks, debates, Role.ORGANISER in roles)

    async def happenings(
        self, you: You | None, process: str, *, before: int | None, limit: int
    ) -> Happenings:
        """What happened that is news, newest first, before an offset. Refused: `NOT_FOUND`."""
        view = await self._visibility.process(you, process)
        types, zone = sorted(SENTENCES), self._site.zone_of(view)
        found = await self._log.newest(process_log(process), types, before=before, limit=limit + 1)
        page = found[:limit]
        more = page[-1].offset if len(found) > limit else None
        return Happenings(process, view.title, [_told(event, zone) for event in page], more)

    async def has_problem(self, process: str) -> bool:
        """Whether the presentation says what the problem is."""
        nodes = await self._presentations.nodes(process)
        return any(node.kind is PropositionKind.PROBLEM for node in nodes)

    async def roles_given(self, process: str) -> frozenset[Role]:
        """The roles that somebody has in a process."""
        return frozenset(Role(one.role) for one in await self._members.of_process(process))

    async def _members_of(self, process: str) -> list[Member]:
        memberships = await self._members.of_process(process)
        people = await self._people.of_ids(sorted({one.person for one in memberships}))
        about = {one: member_mail(one.process, one.person, one.role) for one in memberships}
        mails = await self._mails.states(list(about.values()))
        members = []
        for one in memberships:
            person = people.get(one.person)
            name, email = ("", "") if person is None else (person.name, shown_email(person.email or ""))
            mail = mails.get(about[one])
            members.append(Member(one.person, name, Role(one.role), one.since, email, mail))
        return sorted(members, key=lambda member: GIVEN.index(member.role))


def member_mail(process: str, person: str, role: str) -> str:
    """What the mail that tells of a role is about."""
    return f"member/{process}/{person}/{role}"


def _told(event: Event, zone: ZoneInfo) -> Happening:
    sentence = SENTENCES[event.type]
    said = {locale: sentence_of(event, sentence, locale, zone) for locale in LOCALES}
    return Happening(event.offset, event.at, event.type, said["fr"], said["en"], path_of(event, sentence))


def _ordered(roles: Sequence[Role]) -> list[Role]:
    return sorted(roles, key=GIVEN.index)
