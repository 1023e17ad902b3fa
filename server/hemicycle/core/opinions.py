"""Which acts keep a political opinion: they need their person's consent first (GDPR, article 9)."""

from __future__ import annotations

from hemicycle_protocol.commands import COMMANDS, CommandBody

_NAMES = (
    "vote",
    "vote_argument",
    "propose",
    "argue",
    "revise_proposition",
    "revise_argument",
    "ask_question",
    "support_question",
    "answer_poll",
    "apply",
    "apply_to_panel",
    "challenge_pool",
    "contest_placement",
    "support_bill",
)


def keeps_opinion(kind: type[CommandBody]) -> bool:
    """Whether acts of this kind keep what somebody thinks of politics."""
    return kind in _KINDS


_KINDS = frozenset(COMMANDS[name] for name in _NAMES if name in COMMANDS)
