"""The tables, as SQLAlchemy reads them; `migrations` makes them. No queries here.

A module for what belongs together; a table is reached as `tables.propositions`.
"""

from __future__ import annotations

from .accounts import invitations, mails, people, revocations, sign_ins
from .ballot_box import asides, ballots, carried, closings, salts, tallies
from .bill import (
    bill_articles,
    bill_links,
    bill_versions,
    bills,
    support_counts,
    support_news,
    supports,
)
from .columns import metadata
from .consultation import arguments, imports, propositions, rankings, text_versions
from .logs import events, heads, meta, snapshots
from .moderation import (
    closed_accounts,
    consents,
    follows,
    heard,
    languages,
    moderated,
    notices,
    paces,
    register,
    reports,
    spreads,
)
from .panel import panel_challenges, panel_people, panels
from .presentation import presentation_nodes, presentation_versions
from .process import debates, memberships, processes

__all__ = [
    "arguments",
    "asides",
    "ballots",
    "bill_articles",
    "bill_links",
    "bill_versions",
    "bills",
    "carried",
    "closed_accounts",
    "closings",
    "consents",
    "debates",
    "events",
    "follows",
    "heads",
    "heard",
    "imports",
    "invitations",
    "languages",
    "mails",
    "memberships",
    "meta",
    "metadata",
    "moderated",
    "notices",
    "paces",
    "panel_challenges",
    "panel_people",
    "panels",
    "people",
    "presentation_nodes",
    "presentation_versions",
    "processes",
    "propositions",
    "rankings",
    "register",
    "reports",
    "revocations",
    "salts",
    "sign_ins",
    "snapshots",
    "spreads",
    "support_counts",
    "support_news",
    "supports",
    "tallies",
    "text_versions",
]
