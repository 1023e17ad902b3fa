"""What the page of a debate shows before the socket speaks, and the chapters of its replay."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from msgspec import convert

from hemicycle.core.emit import debate_log, process_log
from hemicycle.services.consultation.front import debate_card
from hemicycle.services.kernel.ballots import Ballots
from hemicycle.services.kernel.journal import Journal
from hemicycle.services.kernel.visibility import Visibility
from hemicycle.store import Database, Unavailable
from hemicycle.store.log import Log
from hemicycle_protocol.api import Chapter, DebateCard, DebatePage, MyDebate, Recording
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import Caption, DebateState, DebateView, Event, You

PAGE = 1_000
POSTED = "caption_posted"
# Where the program's files are served.
HLS = "/hls/"


class Folder(NamedTuple):
    """A folder below that of all media, and whether everybody may read what is in it."""

    name: str
    is_public: bool


class Pages:
    """Reads of debates."""

    def __init__(
        self,
        database: Database,
        visibility: Visibility,
        journal: Journal,
        ballots: Ballots,
        media_dir: Path | None,
    ) -> None:
        self._database = database
        self._visibility = visibility
        self._journal = journal
        self._ballots = ballots
        self._media_dir = media_dir

    async def page(self, you: You | None, debate: str) -> DebatePage:
        """What the page of a debate needs. Refused: `NOT_FOUND`."""
        await self._visibility.debate(you, debate)
        return await self.known(debate)

    async def known(self, debate: str) -> DebatePage:
        """The same for somebody who is known to be let in; while the store is away, from memory."""
        try:
            return await self._read(debate)
        except Unavailable:
            view = self._journal.known_debate(debate)
            if view is None or view.recording is not None:  # its chapters are in the store alone
                raise
            await self._journal.load(process_log(view.process))
            return DebatePage(
                card=DebateCard(view.id, view.process, view.title, view.state, view.starts_at),
                process_title=self._journal.process(view.process).title,
                hls=playlist_of(debate),
            )

    async def _read(self, debate: str) -> DebatePage:
        row = await self._database.processes.debate(debate)
        if row is None:
            raise Refused(Code.NOT_FOUND, debate=debate)
        process = await self._database.processes.get(row.process)
        await self._journal.refresh(debate_log(debate))
        view = self._journal.debate(debate)
        recording = None
        if view.recording is not None and view.live_at is not None:
            events = await _events(self._database.log, debate_log(debate))
            recording = recording_of(view, events, path=view.recording, kept=self._has(view.recording))
        return DebatePage(
            card=debate_card(row),
            process_title="" if process is None else process.title,
            hls=playlist_of(debate),
            recording=recording,
        )

    def _has(self, recording: str) -> bool:
        """Whether the files of a recording are here; of one that plays elsewhere nobody can say."""
        if self._media_dir is None or not recording.startswith(HLS):
            return True
        return (self._media_dir / recording.removeprefix(HLS)).is_file()

    async def ended_in(self, you: You | None, debate: str) -> str | None:
        """The process of a debate that is over; None while it is not, or where nobody can say."""
        try:
            await self._visibility.debate(you, debate)
            await self._journal.load(debate_log(debate))
        except Refused:
            return None
        view = self._journal.debate(debate)
        return view.process if view.state is DebateState.ENDED else None

    async def transcript(self, you: You | None, debate: str) -> list[Caption]:
        """Every line of captions that was written, in order. Refused: `NOT_FOUND`."""
        await self._visibility.debate(you, debate)
        posted = [e for e in await _events(self._database.log, debate_log(debate)) if e.type == POSTED]
        return [convert(event.body["caption"], Caption) for event in posted]

    async def mine(self, you: You, debate: str) -> MyDebate:
        """One's own supports and poll answers. Refused: `NOT_FOUND`."""
        await self._visibility.debate(you, debate)
        return await self._ballots.mine(you, debate)

    async def folder(self, you: You | None, debate: str) -> Folder:
        """Where the program's files are. Refused: `NOT_FOUND`."""
        return Folder(debate, await self._visibility.debate(you, debate))


def playlist_of(debate: str) -> str:
    """The path of the program's playlist."""
    return f"{HLS}{debate}/program.m3u8"


def recording_of(view: DebateView, events: list[Event], *, path: str, kept: bool) -> Recording:
    """Where a recording plays, and its chapters: agenda, turns, questions, polls, in server time.

    The recording begins with the first picture of the program, before or as the debate goes live.
    """
    cuts = (event.at for event in events if event.type == "program_cut")
    began_at = min(next(cuts, view.live_at or 0), view.live_at or 0)
    ended_at = view.ended_at or (events[-1].at if events else began_at)
    chapters = [
        Chapter(max(0, event.at - began_at), *named)
        for event in events
        if (named := _chapter(view, event)) is not None
    ]
    return Recording(path, began_at, max(0, ended_at - began_at), chapters, kept)


def _chapter(view: DebateView, event: Event) -> tuple[str, str, str] | None:
    """Kind, title and id of the chapter that begins with a fact, if one does."""
    body = event.body
    if event.type == "agenda_item_started":
        titles = {item.id: item.title for item in view.agenda}
        return "agenda", titles.get(str(body["item"]), ""), str(body["item"])
    if event.type == "floor_given":
        seat = str(body["seat"])
        return "floor", view.seats[seat].name if seat in view.seats else "", seat
    if event.type == "poll_opened":
        poll = str(body["poll"])
        return "poll", view.polls[poll].question if poll in view.polls else "", poll
    step = body.get("step")
    if event.type == "question_moved" and isinstance(step, dict) and step.get("to") == "on_air":
        id_ = str(body["question"])
        question = view.questions.get(id_)
        return None if question is None else ("question", question.readout_text or question.text, id_)
    return None


async def _events(log: Log, name: str) -> list[Event]:
    events: list[Event] = []
    while page := await log.read(name, after=len(events), limit=PAGE):
        events += page
    return events
