"""Votes: the counts, and where a process publishes them the ballots under pseudonyms."""

from __future__ import annotations

from hemicycle.store.count import CAST, SET_ASIDE, Aside, Said
from hemicycle.store.extracts import Extract, Row, Writing, json_text

from .records import Field, Kind, Record, RecordType, of_table, row_of

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

_BALLOTS = Extract("ballots", order=("voter", "target"), owner="box", filled="choice")
_BALLOT_FIELDS = (
    Field("process", Kind.ID, "The process.", "box"),
    Field(
        "voter", Kind.TEXT, "A pseudonym, the same for all votes of one person in this process and no other."
    ),
    Field("target", Kind.ID, "What was voted on."),
    Field("choice", Kind.TEXT, "What was chosen."),
    Field("at", Kind.INSTANT, "When it was last changed."),
    Field("counted", Kind.BOOLEAN, "Whether it is in the tallies: a vote on one's own proposition is not."),
    Field("version", Kind.INTEGER, "The version of the text that was voted on."),
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
    of_table("", "", Extract("asides", order=("target", "why"), owner="box"), _ASIDE_FIELDS).read,
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


def _keep_ballots(writing: Writing, process: str, records: list[Record]) -> None:
    rows = [row_of(_BALLOT_FIELDS, record) for record in records]
    writing.put("ballots", rows)
    facts = [(row["at"], CAST, json_text(_said(row)), row["voter"]) for row in rows]
    _tell(writing, process, facts)


def _said(row: Row) -> Said:
    return Said(row["target"], row["choice"], 0, row["counted"], version=row["version"])


BALLOTS = RecordType(
    "ballots",
    "Every ballot under a pseudonym; only where the process has published its ballots.",
    _BALLOT_FIELDS,
    of_table("", "", _BALLOTS, _BALLOT_FIELDS).read,
    _keep_ballots,
    wanted=lambda view: view.ballots_published,
    table="ballots",
)
