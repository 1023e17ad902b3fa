"""The tables, as SQLAlchemy reads them; `migrations` makes them. No queries here.

A module for what belongs together; a table is reached as `tables.propositions`.
"""

from __future__ import annotations

from .accounts import invitations, mails, people, revocations, sign_ins
from .ballot_box import ballots, carried, closings, salts, tallies
from .columns import metadata
from .consultation import arguments, imports, propositions
from .logs import events, heads, meta, snapshots
from .process import debates, memberships, processes

__all__ = [
    "arguments",
    "ballots",
    "carried",
    "closings",
    "debates",
    "events",
    "heads",
    "imports",
    "invitations",
    "mails",
    "memberships",
    "meta",
    "metadata",
    "people",
    "processes",
    "propositions",
    "revocations",
    "salts",
    "sign_ins",
    "snapshots",
    "tallies",
]
