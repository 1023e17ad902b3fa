"""The numbers that docs/rules.md names are those that the code goes by."""

import re
from pathlib import Path

import pytest

from hemicycle.core import (
    bill_draft,
    contests,
    contributions,
    desk,
    families,
    mobilisation,
    moderation,
    notices,
    organising,
    phases,
    polls,
    presentation,
    questions,
)
from hemicycle.core.fair_order import LEAST_SEEN_EVERY
from hemicycle.core.panel.seating import LATE_MS, default_rules

RULES = (Path(__file__).parents[3] / "docs" / "rules.md").read_text()
SECOND_MS = 1_000
MINUTE_MS, HOUR_MS, DAY_MS = 60 * SECOND_MS, 3_600 * SECOND_MS, 86_400 * SECOND_MS
WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
EVERY = {5: "fifth"}

TEXTS = contributions.WritingLimits()
ASKED = questions.QuestionLimits()
PANEL = default_rules()
RANKED, DRAWN, CHOSEN = (WORDS[rule.size] for rule in PANEL.seats)
*MOST, LAST = map(str, phases.PLANNED_DAYS.values())


def sentence(rule: str) -> str:
    found = re.search(rf"^- \*\*{rule}\*\* (.+?)$(?!\n  )", RULES, re.MULTILINE | re.DOTALL)
    assert found, rule
    return " ".join(found[1].split())


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("PR2", f"with {', '.join(MOST)} and {LAST} days"),
        ("PR6", f"{WORDS[phases.GRACE_MS // SECOND_MS]} second after"),
        ("PR13", f"(0 to {organising.MOST_ANSWERS})"),
        ("PR20", f"at most {presentation.NODES} nodes"),
        ("CO6", f"at most {TEXTS.title_characters} characters and a body of {TEXTS.body_characters:,}"),
        ("CO6", f"an argument {TEXTS.argument_characters:,}, both at most {WORDS[TEXTS.sources]} sources"),
        ("CO7", f"{WORDS[TEXTS.per_minute]} propositions and {WORDS[TEXTS.per_minute]} arguments a minute"),
        ("CO9", f"{TEXTS.propositions} propositions and {TEXTS.arguments} arguments"),
        ("MD5", f"at most {moderation.EXPLANATION_CHARACTERS} characters"),
        ("MD10", f"within {WORDS[moderation.UNDO_MS // MINUTE_MS]} minutes"),
        ("SY3", f"at most {families.FAMILIES}"),
        ("SY11", f"until {WORDS[contests.WINDOW_MS // DAY_MS]} days after"),
        ("PA1", f"{RANKED} are ranked, {DRAWN} drawn, {CHOSEN} chosen"),
        ("PA11", f"waits {PANEL.answer_ms // HOUR_MS} hours, not into the last"),
        ("PA11", f"the last {PANEL.short_notice_ms // HOUR_MS} before the debate"),
        ("PA22", f"{WORDS[LATE_MS // HOUR_MS]} hours old"),
        ("DE12", f"one of {WORDS[len(questions.REASONS)]} reasons"),
        ("DE17", f"{ASKED.characters} characters; a person has {WORDS[ASKED.open_per_person]} open ones"),
        ("DE17", f"{ASKED.interval_ms // SECOND_MS} seconds apart; {ASKED.waiting_in_room:,} wait"),
        ("DE19", f"{desk.CLAIM_MS // SECOND_MS} seconds"),
        ("DE28", f"Every {EVERY[LEAST_SEEN_EVERY]} place"),
        ("DE30", f"{WORDS[polls.OPTIONS[0]]} to {WORDS[polls.OPTIONS[-1]]} different options"),
        ("BI14", f"at most {bill_draft.ARTICLES} articles"),
        ("MO6", f"{WORDS[mobilisation.THRESHOLDS]} at most"),
        ("NO2", f"{notices.DIGEST_MS // HOUR_MS:02}:00 UTC"),
        ("NO5", f"more than {WORDS[notices.STALE_MS // DAY_MS]} days ago"),
        ("NO6", f"within {WORDS[notices.CLOSING_SOON_MS // DAY_MS]} days"),
    ],
)
def test_a_number_in_a_rule_is_that_of_the_code(rule: str, said: str) -> None:
    assert said in sentence(rule)
