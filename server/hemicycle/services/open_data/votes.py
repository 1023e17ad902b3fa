"""Votes: the counts, and where a process publishes them the ballots under pseudonyms."""

from __future__ import annotations

from operator import itemgetter

from hemicycle.core.consultation import plan_of
from hemicycle.store.count import CAST, SET_ASIDE, Aside, Said
from hemicycle.store.extracts import Extract, Key, Reading, Row, Writing, json_text
from hemicycle.store.salts import ballot_name
from hemicycle_protocol.views import Phase, PhaseState, ProcessView

from .records import Field, Kind, Page, Record, RecordType, of_table, record_of, row_of

# Where a ballot would say when it was cast, and its file does not.
CAME_WITH_EXPORT = 0
# Supports of the bill go on when the consultation is over, and some of them are public under a name.
_PUBLISHED = ("proposition/", "argument/")
_TARGETS = Extract("tallies", order=("target", "choice"), owner="box")
_BALLOTS = Extract("ballots", order=("target", "voter"), owner="box", filled="choice")
_ASIDES = Extract("asides", order=("target", "why"), owner="box")
_VOTER = itemgetter("voter")
# Behind every choice.
_LAST = "\U0010ffff"

TALLIES = of_table(
    "tallies",
    "How many votes each choice has; an empty target holds the totals of the process.",
    Extract("tallies", order=("target", "choice"), owner="box"),
    (
        Field("process", Kind.ID, "The process.", "box"),
        Field(
            "target", Kind.ID, "What was voted on: `proposition/{id}`, `argument/{id}`; empty for the totals."
        ),
        Field(
            "choice",
            Kind.TEXT,
            "`agree`, `mixed`, `disagree`, `support`; of the totals `votes_cast`, `voters`.",
        ),
        Field("count", Kind.INTEGER, "How many people chose it."),
    ),
)

_BALLOT_FIELDS = (
    Field("process", Kind.ID, "The process.", "box"),
    Field(
        "voter",
        Kind.TEXT,
        "A pseudonym, another one for each target: `base64url(HMAC-SHA256(P, target))`, 24 characters of it, "
        "where P is the pseudonym in the copy that each person can take of their own data.",
    ),
    Field("target", Kind.ID, "What was voted on."),
    Field("choice", Kind.TEXT, "What was chosen."),
    Field("counted", Kind.BOOLEAN, "Whether it is in the tallies: what is in `set_aside` is not."),
)

_ASIDE_FIELDS = (
    Field("process", Kind.ID, "The process.", "box"),
    Field("target", Kind.ID, "What takes no votes and is in no count."),
    Field("why", Kind.ID, "What was put away: the text itself, or the proposition it belongs to."),
)


def _keep_asides(writing: Writing, process: str, records: list[Record]) -> None:
    rows = [row_of(_ASIDE_FIELDS, record) for record in records]
    writing.put("asides", rows)
    _tell(
        writing, process, [(0, SET_ASIDE, json_text(Aside(row["target"], row["why"])), None) for row in rows]
    )


ASIDES = RecordType(
    "set_aside",
    "What was taken out of the counts, votes kept: texts in the bin, and those their authors took back.",
    _ASIDE_FIELDS,
    of_table("", "", _ASIDES, _ASIDE_FIELDS).read,
    _keep_asides,
    table="asides",
)


def _tell(writing: Writing, box: str, facts: list[tuple[int, str, str, str | None]]) -> None:
    """Put facts (instant, type, body, actor) on the log of a ballot box, which tells all that is in it."""
    log = f"ballots/{box}"
    head = writing.heads([log]).get(log, 0)
    rows = [
        {"log": log, "offset": head + number, "at": at, "type": type_, "body": body, "actor": actor}
        for number, (at, type_, body, actor) in enumerate(facts, 1)
    ]
    writing.put("events", rows)
    writing.put_heads({log: head + len(rows)})


def _read_ballots(reading: Reading, process: str, after: Key | None) -> Page:
    """The ballots on the next target, by their names: in an order that says nothing of their voters."""
    found = reading.rows(_TARGETS, process, after=after and (*after, _LAST), limit=1)
    if not found:
        return Page([], None)
    target = found[0]["target"]
    if target.startswith(_PUBLISHED):
        rows = reading.all_rows(_BALLOTS._replace(only=("target", target)), process)
        named = sorted((row | {"voter": _name_of(row)} for row in rows if _is_public(row)), key=_VOTER)
        return Page([record_of(_BALLOT_FIELDS, row) for row in named], (target,))
    return Page([], (target,))


def _is_public(row: Row) -> bool:
    """An author's vote for their own text is in no count, and would name who cast it."""
    return bool(row["counted"]) or row["via"] is not None


def _name_of(row: Row) -> str:
    return str(row["voter"]) if row["at"] == CAME_WITH_EXPORT else ballot_name(row["voter"], row["target"])


def _keep_ballots(writing: Writing, process: str, records: list[Record]) -> None:
    rows = [row_of(_BALLOT_FIELDS, record) | {"at": CAME_WITH_EXPORT} for record in records]
    outside = {(row["target"], row["why"]) for row in writing.all_rows(_ASIDES, process)}
    why = dict(sorted(outside, reverse=True))
    kept = [row | {"via": None if row["counted"] else why.get(row["target"])} for row in rows]
    writing.put("ballots", kept)
    _tell(writing, process, [(row["at"], CAST, json_text(_said(row)), row["voter"]) for row in kept])


def _said(row: Row) -> Said:
    return Said(row["target"], row["choice"], 0, row["counted"], row["via"])


def _are_published(view: ProcessView) -> bool:
    """Where voters were told before, and nobody votes any more: a look tells no more than the one before."""
    plan = plan_of(view, Phase.CONSULTATION)
    return view.ballots_published and plan is not None and plan.state is PhaseState.CLOSED


BALLOTS = RecordType(
    "ballots",
    "Every ballot of the consultation under a pseudonym; only once it is over, and only where that was said "
    "before it opened.",
    _BALLOT_FIELDS,
    _read_ballots,
    _keep_ballots,
    wanted=_are_published,
    table="ballots",
)
