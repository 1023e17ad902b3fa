"""Ballots, their tallies, closings and asides, and the salts of pseudonyms."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, LargeBinary

from .columns import count_column, id_column, ms_column, ordered_table, text_column

ballots = ordered_table(
    "ballots",
    id_column("box"),
    id_column("voter"),
    id_column("target"),
    text_column("choice", nullable=True),
    Column("seq", BigInteger, nullable=False),
    ms_column("at"),
    Column("counted", Boolean, nullable=False),
    text_column("via", nullable=True),
    count_column("version", nullable=True),
    Index(None, "box", "target"),
)
tallies = ordered_table(
    "tallies", id_column("box"), id_column("target"), id_column("choice"), count_column("count")
)
# Counts that came with an export, without their ballots; a recount adds them to what it counts.
carried = ordered_table(
    "carried", id_column("box"), id_column("target"), id_column("choice"), count_column("count")
)
closings = ordered_table("closings", id_column("box"), id_column("target"), ms_column("at"))
# Targets out of the counts, and why; one may be out for several reasons.
asides = ordered_table("asides", id_column("box"), id_column("target"), id_column("why"))
# Who casts no ballots of a kind (any more, or again): pseudonyms, and marks of mailboxes.
leavers = ordered_table("leavers", id_column("box"), id_column("kind"), id_column("name"))
salts = ordered_table(
    "salts", id_column("box"), id_column("person"), Column("salt", LargeBinary, nullable=False)
)
