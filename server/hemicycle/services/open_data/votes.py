"""Votes: the counts, and where a process publishes them the ballots under pseudonyms."""

from __future__ import annotations

from hemicycle.store.extracts import Extract

from .records import Field, Kind, of_table

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
