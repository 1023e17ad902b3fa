"""Which acts keep a political opinion: they need their person's consent first (GDPR, article 9)."""

from __future__ import annotations

from .commands import COMMANDS

OPINIONS = (
    "vote",
    "vote_argument",
    "propose",
    "argue",
    "revise_proposition",
    "revise_argument",
    "ask_question",
    "support_question",
    "answer_poll",
    "apply_to_panel",
    "challenge_pool",
    "contest_placement",
    "support_bill",
)

KEEPING = frozenset(COMMANDS[name] for name in OPINIONS)
