"""The tables, as SQLAlchemy reads them; `migrations` makes them. No queries here.

A module for what belongs together; a table is reached as `tables.propositions`.
"""

from __future__ import annotations

from .accounts import allowances, invitations, mails, people, revocations, rolls, sign_ins
from .ballot_box import asides, ballots, carried, closings, leavers, salts, tallies
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
    blocks,
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
    sessions,
    spreads,
)
from .panel import panel_challenges, panel_people, panels, written_answers
from .presentation import presentation_nodes, presentation_versions
from .process import audiences, debates, memberships, processes
from .synthesis import (
    argument_families,
    argument_filings,
    placement_contests,
    synthesis_editions,
    synthesis_versions,
)

__all__ = [
    "allowances",
    "argument_families",
    "argument_filings",
    "arguments",
    "asides",
    "audiences",
    "ballots",
    "bill_articles",
    "bill_links",
    "bill_versions",
    "bills",
    "blocks",
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
    "leavers",
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
    "placement_contests",
    "presentation_nodes",
    "presentation_versions",
    "processes",
    "propositions",
    "rankings",
    "register",
    "reports",
    "revocations",
    "rolls",
    "salts",
    "sessions",
    "sign_ins",
    "snapshots",
    "spreads",
    "support_counts",
    "support_news",
    "supports",
    "synthesis_editions",
    "synthesis_versions",
    "tallies",
    "text_versions",
    "written_answers",
]
