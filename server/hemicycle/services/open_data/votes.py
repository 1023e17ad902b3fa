"""Votes: the counts, and where a process publishes them the ballots under pseudonyms."""

from __future__ import annotations

from hemicycle.store.count import CAST, Said
from hemicycle.store.extracts import Extract, Writing, json_text

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
)


def _keep_ballots(writing: Writing, process: str, records: list[Record]) -> None:
    rows = [row_of(_BALLOT_FIELDS, record) for record in records]
    writing.put("ballots", rows)
    log = f"ballots/{process}"
    head = writing.heads([log]).get(log, 0)
    facts = [
        {
            "log": log,
            "offset": head + number,
            "at": row["at"],
            "type": CAST,
            "body": json_text(Said(row["target"], row["choice"], 0, row["counted"])),
            "actor": row["voter"],
        }
        for number, row in enumerate(rows, 1)
    ]
    writing.put("events", facts)
    writing.put_heads({log: head + len(facts)})


BALLOTS = RecordType(
    "ballots",
    "Every ballot under a pseudonym; only where the process has published its ballots.",
    _BALLOT_FIELDS,
    of_table("", "", _BALLOTS, _BALLOT_FIELDS).read,
    _keep_ballots,
    wanted=lambda view: view.ballots_published,
)
