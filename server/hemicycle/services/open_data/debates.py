"""Debates, what happened in them, their questions, polls and speaking times."""

from __future__ import annotations

from collections.abc import Callable

from hemicycle.core.debate import empty_debate, fold_debate
from hemicycle.core.emit import debate_log
from hemicycle.core.instants import to_minute
from hemicycle.core.polls import is_public
from hemicycle.store.extracts import Extract, Key, Reading, Row, Step, Writing
from hemicycle_protocol.views import DebateView, Question

from .facts import facts_type
from .records import (
    PAGE,
    Field,
    Kind,
    Page,
    Record,
    RecordType,
    instant_text,
    of_table,
    record_of,
    row_of,
)

_EXTRACT = Extract("debates")
_TALLIES = Extract("tallies", order=("target", "choice"), owner="box")
_OF_DEBATE = Field("debate", Kind.ID, "The debate.")

DEBATES = of_table(
    "debates",
    "The live debates of the process.",
    _EXTRACT,
    (
        Field("id", Kind.ID, "The debate's id, a part of its address."),
        Field("process", Kind.ID, "The process it belongs to."),
        Field("title", Kind.TEXT, "Its title."),
        Field("state", Kind.TEXT, "`rehearsal`, `lobby`, `live`, `paused` or `ended`."),
        Field("starts_at", Kind.INSTANT, "When it was to begin."),
        Field(
            "recording",
            Kind.TEXT,
            "Where its recording plays, relative to the site; its files are not in the export.",
        ),
    ),
)

DEBATE_LOG = facts_type(
    "debate_log",
    "The public logs of the debates: every fact, in order, as the wire tells it.",
    Extract("events", order=("log", "offset"), steps=(Step("log", "debates", "debate/"),)),
    owner=_OF_DEBATE,
)


def _next_view(reading: Reading, process: str, after: Key | None) -> DebateView | None:
    """What the public sees of the debate that follows."""
    found = reading.rows(_EXTRACT, process, after=after, limit=1)
    if not found:
        return None
    debate: str = found[0]["id"]
    view, offset = empty_debate(debate), 0
    while events := reading.events(debate_log(debate), after=offset, limit=PAGE):
        for event in events:
            view = fold_debate(view, event)
        offset = events[-1].offset
    return view


def _of_views(
    name: str, about: str, fields: tuple[Field, ...], rows: Callable[[DebateView], list[Record]]
) -> RecordType:
    """Records that follow from the log of each debate."""

    def read(reading: Reading, process: str, after: Key | None) -> Page:
        view = _next_view(reading, process, after)
        if view is None:
            return Page([], None)
        return Page([{"debate": view.id} | record for record in rows(view)], (view.id,))

    return RecordType(name, about, (_OF_DEBATE, *fields), read)


def _read_tallies(reading: Reading, process: str, after: Key | None) -> Page:
    view = _next_view(reading, process, after)
    if view is None:
        return Page([], None)
    hidden = {f"poll/{poll.id}" for poll in view.polls.values() if not is_public(poll)}
    rows: list[Row] = []
    key: Key | None = None
    while part := reading.rows(_TALLIES, view.id, after=key, limit=PAGE):
        rows += [row for row in part if row["target"] not in hidden]
        key = (part[-1]["target"], part[-1]["choice"])
    return Page([record_of(DEBATE_TALLIES.fields, row) for row in rows], (view.id,))


def _keep_tallies(writing: Writing, process: str, records: list[Record]) -> None:
    writing.put("tallies", [row_of(DEBATE_TALLIES.fields, record) for record in records])


DEBATE_TALLIES = RecordType(
    "debate_tallies",
    "Supports of questions and answers to polls in the debates; what a poll still hides is not in it.",
    (
        Field("debate", Kind.ID, "The debate.", "box"),
        Field("target", Kind.ID, "`question/{id}` or `poll/{id}`; empty for the totals."),
        Field(
            "choice",
            Kind.TEXT,
            "`support`, or the number of the option, from 0; of the totals `votes_cast`, `voters`.",
        ),
        Field("count", Kind.INTEGER, "How many people chose it."),
    ),
    _read_tallies,
    _keep_tallies,
    table="tallies",
)


def _place(question: Question) -> tuple[int, str]:
    """Within a minute the order says nothing either."""
    return to_minute(question.asked_at), question.id


def _questions(view: DebateView) -> list[Record]:
    return [
        {
            "id": question.id,
            "text": question.text,
            "readout_text": question.readout_text,
            "name": question.name,
            "asked_at": instant_text(to_minute(question.asked_at)),
            "state": question.state.value,
            "state_at": instant_text(to_minute(question.state_at)),
            "reason": question.reason,
            "into": question.into,
            "theme": question.theme,
            "about": None if question.about is None else question.about.target,
        }
        for question in sorted(view.questions.values(), key=_place)
    ]


QUESTIONS = _of_views(
    "questions",
    "Questions that were published in the debates; how many support each stands in `debate_tallies`.",
    (
        Field("id", Kind.ID, "The question's id."),
        Field("text", Kind.TEXT, "As its author wrote it."),
        Field("readout_text", Kind.TEXT, "As moderation reworded it to be read out; empty if it did not."),
        Field("name", Kind.TEXT, "The name its author shows in public."),
        Field("asked_at", Kind.INSTANT, "When it was asked, to the minute."),
        Field(
            "state",
            Kind.TEXT,
            "What became of it: `answered`, `unanswered`, `merged`, `dismissed` and so on.",
        ),
        Field("state_at", Kind.INSTANT, "Since when, to the minute."),
        Field("reason", Kind.TEXT, "Why it was dismissed or binned."),
        Field("into", Kind.ID, "The question it was merged into."),
        Field("theme", Kind.TEXT, "The agenda item it belongs to."),
        Field("about", Kind.TEXT, "What it is about: `proposition/{id}` or `family/{id}`."),
    ),
    _questions,
)


WRITTEN_ANSWERS = of_table(
    "written_answers",
    "Answers in writing to questions that were not answered in the debate.",
    Extract("written_answers", order=("debate", "question"), steps=(Step("debate", "debates"),)),
    (
        _OF_DEBATE,
        Field("question", Kind.TEXT, "The question."),
        Field("version", Kind.INTEGER, "How often it was written."),
        Field("body", Kind.TEXT, "The answer, as Markdown; empty if its writer took it away."),
        Field("name", Kind.TEXT, "The name that its writer shows."),
        Field("role", Kind.TEXT, "The writer's role."),
        Field("at", Kind.INSTANT, "When."),
    ),
)


def _speaking(view: DebateView) -> list[Record]:
    return [
        {"seat": seat.id, "name": seat.name, "side": seat.side.value, "spoken_ms": seat.spoken_ms}
        for seat in view.seats.values()
    ]


SPEAKING_TIMES = _of_views(
    "speaking_times",
    "How long each seat had the floor, finished turns only.",
    (
        Field("seat", Kind.TEXT, "The seat."),
        Field("name", Kind.TEXT, "Who sat there."),
        Field("side", Kind.TEXT, "`parliamentarian`, `citizens` or `host`."),
        Field("spoken_ms", Kind.INTEGER, "Milliseconds on the server's clock."),
    ),
    _speaking,
)


def _polls(view: DebateView) -> list[Record]:
    return [
        {
            "id": poll.id,
            "question": poll.question,
            "options": poll.options,
            "state": poll.state.value,
            "hiding": poll.hiding.value,
            "result": poll.result if is_public(poll) else None,
        }
        for poll in view.polls.values()
    ]


POLLS = _of_views(
    "polls",
    "Live polls of the debates.",
    (
        Field("id", Kind.ID, "The poll's id."),
        Field("question", Kind.TEXT, "What was asked."),
        Field("options", Kind.JSON, "The answers to choose from."),
        Field("state", Kind.TEXT, "`created`, `open`, `closed` or `published`."),
        Field("hiding", Kind.TEXT, "When the result could be seen."),
        Field("result", Kind.JSON, "Answers per option; empty while hidden."),
    ),
    _polls,
)
