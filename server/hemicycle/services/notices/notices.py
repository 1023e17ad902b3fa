"""Notifications: facts of processes become notices of the people they concern, and notices become mails.

The logs of processes are what is listened to, so the acts themselves know nothing of this. Everything is done
by the clock, a bounded part a tick, in transactions that one node wins; what a tick does not reach waits for
the next.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from hemicycle.auth.unsubscribe import make_unsubscribe, read_unsubscribe
from hemicycle.clock import Clock
from hemicycle.core import notices as rules
from hemicycle.core.consultation import is_open
from hemicycle.core.notices import Announcement, Audience
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.kernel.room import Result
from hemicycle.services.kernel.site import OwnSite
from hemicycle.services.kernel.visibility import Visibility
from hemicycle.services.mail.mailing import Mailing
from hemicycle.store import Database
from hemicycle.store.mails import MailKind, MailRow
from hemicycle.store.notices import NoticeRow, SpreadRow, Unheard
from hemicycle.store.texts import Text
from hemicycle_protocol.errors import Refused
from hemicycle_protocol.personal import MailPaces, Notice, Notifications, Pace, SetPace, Subject
from hemicycle_protocol.views import You

from .letters import digest_letter

# A tick's work: logs read, facts of each, spreads, people of each, people written to.
LOGS = 20
FACTS = 500
SPREADS = 5
PEOPLE = 200
MAILS = 20
# Every so many ticks: phases that end soon; what is old.
AHEAD_TICKS = 60
TIDY_TICKS = 3_600
KEPT_MS = 60 * rules.DAY_MS


class Notices:
    """Everything about notifications, for the clock and for the pages."""

    def __init__(
        self,
        database: Database,
        visibility: Visibility,
        site: OwnSite,
        mailing: Mailing,
        *,
        clock: Clock,
        key: bytes,
        base_url: str,
    ) -> None:
        self._database = database
        self._store = database.notices
        self._preferences = database.preferences
        self._visibility = visibility
        self._site = site
        self._mailing = mailing
        self._clock = clock
        self._key = key
        self._base_url = base_url
        self._ticks = 0

    # --- by the clock ---------------------------------------------------------------------------

    async def tick(self) -> None:
        """Read what is new, tell some of it, write some mails; once in a while look ahead and tidy up."""
        now = self._clock.now()
        if self._ticks % AHEAD_TICKS == 0:
            await self.look_ahead()
        if self._ticks % TIDY_TICKS == 0:
            await self.forget_old()
        self._ticks += 1
        for unheard in await self._store.unheard(LOGS):
            await self._hear(unheard, now)
        for spread in await self._store.open_spreads(SPREADS):
            await self._spread(spread, now)
        for person in await self._store.due(now=now, limit=MAILS):
            await self._write_to(person, now)

    async def look_ahead(self) -> None:
        """Announce the phases that end soon, each end once."""
        now = self._clock.now()
        for row, _ in await self._database.processes.all():
            try:
                view = await self._visibility.process(None, row.id)
            except Refused:  # a draft
                continue
            for plan in view.phases:
                if is_open(plan, at=now) and rules.is_closing_soon(plan.closes_at, now=now):
                    announcement = rules.closing_soon(row.id, plan, now=now)
                    id_ = f"closing/{row.id}/{plan.phase.value}/{plan.closes_at}"
                    await self._store.announce([_spread_row(id_, announcement)])

    async def forget_old(self) -> None:
        """Drop what was told two months ago."""
        await self._store.forget(before=self._clock.now() - KEPT_MS)

    async def _hear(self, unheard: Unheard, now: int) -> None:
        process = unheard.log.partition("/")[2]
        events = await self._database.log.read(unheard.log, after=unheard.after, limit=FACTS)
        if not events:
            return
        fresh = [event for event in events if now - event.at <= rules.STALE_MS]
        spreads = [
            _spread_row(f"{unheard.log}/{event.offset}/{place}", announcement)
            for event in fresh
            for place, announcement in enumerate(rules.announcements(event, process))
        ]
        taken_back = {target for event in fresh if (target := rules.takes_back(event)) is not None}
        await self._store.hear(unheard, events[-1].offset, spreads, taken_back)

    async def _spread(self, spread: SpreadRow, now: int) -> None:
        """Tell the next people."""
        process = spread.process
        notice = msgspec.json.decode(spread.body, type=Notice)
        view = await self._visibility.whole(process)
        notice = replace(notice, process_title=view.title, zone=self._site.zone_of(view).key)
        after, is_last = spread.after, True
        if spread.audience == Audience.FOLLOWERS:
            people = await self._store.followers(process, after=after, limit=PEOPLE)
            is_last, after = len(people) < PEOPLE, people[-1] if people else after
        elif spread.audience == Audience.VOTERS:
            people, reached = await self._store.voters(process, spread.target, after=after, limit=PEOPLE)
            is_last, after = reached == "", reached or after
        else:
            people = [""]  # the author, whom the texts name
        texts = await self._database.texts.several([spread.target, spread.but])
        text, but = texts.get(spread.target), texts.get(spread.but)
        if spread.audience == Audience.AUTHOR:
            people = [person] if (person := await self._person_of(spread.target, text)) is not None else []
        if text is not None and not notice.title:
            notice = replace(notice, title=text.title)
        silent = None if but is None else but.person
        rows = [await self._notice(spread, notice, person) for person in people if person != silent]
        await self._store.tell(spread, rows, after=after, done_at=now if is_last else None)

    async def _person_of(self, target: str, text: Text | None) -> str | None:
        """The author of a text, or the person whom a block is about."""
        kind, _, id_ = target.partition("/")
        if kind != "block":
            return None if text is None else text.person
        block = await self._database.blocks.get(id_)
        return None if block is None else block.person

    async def _notice(self, spread: SpreadRow, notice: Notice, person: str) -> NoticeRow:
        paces = await self._preferences.paces(person)
        pace = rules.pace_of(paces, rules.SUBJECTS[notice.kind])
        due_at = rules.due_at(notice.kind, pace, at=spread.at)
        body = msgspec.json.encode(notice).decode()
        id_ = f"{spread.id}/{person}"
        return NoticeRow(
            id_, person, notice.kind.value, notice.process, notice.target, body, spread.at, due_at
        )

    async def _write_to(self, person: str, now: int) -> None:
        account = await self._database.people.get(person)
        paces = await self._preferences.paces(person)
        locale = await self._preferences.language(person) or "fr"

        def compose(rows: list[NoticeRow]) -> MailRow | None:
            told = [row.notice for row in rows]
            wanted = [n for n in told if rules.pace_of(paces, rules.SUBJECTS[n.kind]) is not Pace.NONE]
            if account is None or account.email is None or not wanted:
                return None
            digest = rules.digest_of(wanted)
            token = make_unsubscribe(person, digest.subjects, key=self._key)
            stop = f"{self._base_url}/unsubscribe/{token}"
            site = self._site.view.name
            letter = digest_letter(digest, site=site, locale=locale, base_url=self._base_url, stop=stop)
            return self._mailing.draft(MailKind.NOTICE, account.email, letter, unsubscribe=stop)

        await self._store.send(person, compose, now=now)

    # --- people's choices -----------------------------------------------------------------------

    async def set_pace(self, caller: Caller, command: SetPace) -> Result:
        """Hear of a subject at once, once a day, or not; also of what waits to be told."""
        await self._choose(caller.by.id, command.subject, command.pace)
        return caller.received_at, {"pace": command.pace.value}

    async def settings(self, you: You) -> Notifications:
        """What one chose, what one follows, what one was told lately."""
        paces = await self._preferences.paces(you.id)
        shown = {subject.value: rules.pace_of(paces, subject) for subject in Subject}
        followed = await self._preferences.followed(you.id)
        digest_at = rules.next_digest(self._clock.now())
        return Notifications(shown, followed, await self._store.recent(you.id), digest_at)

    async def behind(self, token: str) -> MailPaces:
        """What a link of a mail switches off, and how its person hears of it now. Refused: `INVALID`."""
        person, subjects = read_unsubscribe(token, key=self._key)
        paces = await self._preferences.paces(person)
        return MailPaces({subject.value: rules.pace_of(paces, subject) for subject in subjects})

    async def unsubscribe(self, token: str) -> MailPaces:
        """Switch it off, for whoever has the mail; again changes nothing. Refused: `INVALID`."""
        person, subjects = read_unsubscribe(token, key=self._key)
        if await self._database.people.get(person) is None:
            return MailPaces({subject.value: Pace.NONE for subject in subjects})
        for subject in subjects:
            await self._choose(person, subject, Pace.NONE)
        return await self.behind(token)

    async def _choose(self, person: str, subject: Subject, pace: Pace) -> None:
        await self._preferences.set_pace(person, subject, pace)
        kinds = [kind for kind, of in rules.SUBJECTS.items() if of is subject]
        await self._store.retime(
            person, [kind.value for kind in kinds], lambda at: rules.due_at(kinds[0], pace, at=at)
        )


def _spread_row(id_: str, announcement: Announcement) -> SpreadRow:
    notice = announcement.notice
    body = msgspec.json.encode(notice).decode()
    about = (notice.process, announcement.of, announcement.but)
    return SpreadRow(id_, announcement.audience.value, notice.kind.value, *about, body, notice.at)
