"""The limits that the wire names are those that the rules refuse by."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import Struct

import hemicycle
from hemicycle.auth import codes, mailboxes
from hemicycle.core import (
    bill,
    bill_draft,
    blocks,
    contests,
    contributions,
    electorate,
    families,
    lifecycle,
    links,
    mobilisation,
    moderation,
    organising,
    polls,
    presentation,
    program,
    questions,
    seats,
    site,
    sorting,
    text,
    written_answers,
)
from hemicycle.core.panel import application, beacon, steps
from hemicycle.services.consultation import writing
from hemicycle.services.debate import messages
from hemicycle.services.mobilisation import mobilisation as supports
from hemicycle.services.people import guests, personal
from hemicycle.services.synthesis import publishing
from hemicycle_protocol import topics
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.events import snake_case
from hemicycle_protocol.generate import structs
from hemicycle_protocol.marks import limits_of

WRITING = contributions.WritingLimits()
ASKING = questions.QuestionLimits()

# What the rules refuse by, for each field with a limit.
RULES = {
    "accept_invitation": {"name": text.NAME_CHARACTERS},
    "account_change": {"name": text.NAME_CHARACTERS},
    "add_bill_step": {"label": bill.LABEL_CHARACTERS, "link": links.LINK_CHARACTERS},
    "add_debate": {"title": lifecycle.TITLE_CHARACTERS},
    "add_to_roll": {"csv": electorate.CSV_CHARACTERS},
    "agenda_draft": {"title": lifecycle.TITLE_CHARACTERS},
    "answer_challenge": {"answer": application.CHALLENGE_CHARACTERS},
    "answer_contest": {"answer": contests.TEXT_CHARACTERS},
    "answer_in_writing": {"text": written_answers.ANSWER_CHARACTERS},
    "appeal": {"text": moderation.APPEAL_CHARACTERS},
    "apply_to_panel": {"name": text.NAME_CHARACTERS, "motivation": application.MOTIVATION_CHARACTERS},
    "argue": {"body": WRITING.argument_characters},
    "ask_question": {"text": ASKING.characters, "theme": questions.THEME_CHARACTERS},
    "appeal_block": {"text": blocks.APPEAL_CHARACTERS},
    "bin_item": {"explanation": moderation.EXPLANATION_CHARACTERS},
    "block_asker": {"explanation": blocks.EXPLANATION_CHARACTERS},
    "block_author": {"explanation": blocks.EXPLANATION_CHARACTERS},
    "decide_block": {"explanation": blocks.EXPLANATION_CHARACTERS},
    "lift_block": {"explanation": blocks.EXPLANATION_CHARACTERS},
    "challenge_pool": {"text": application.CHALLENGE_CHARACTERS},
    "change_bill_link": {"reason": bill_draft.REASON_CHARACTERS},
    "change_family": {"title": families.TITLE_CHARACTERS, "summary": families.SUMMARY_CHARACTERS},
    "change_process": {
        "zone": site.ZONE_CHARACTERS,
        "title": lifecycle.TITLE_CHARACTERS,
        "summary": organising.SUMMARY_CHARACTERS,
    },
    "choose_panelist": {"criteria": steps.CRITERION_CHARACTERS, "reason": steps.REASON_CHARACTERS},
    "contest_placement": {"text": contests.TEXT_CHARACTERS},
    "correct_bill_step": {
        "reason": bill.NOTE_CHARACTERS,
        "label": bill.LABEL_CHARACTERS,
        "number": bill.NUMBER_CHARACTERS,
        "link": links.LINK_CHARACTERS,
    },
    "change_site": {
        "name": site.NAME_CHARACTERS,
        "zone": site.ZONE_CHARACTERS,
        "controller": site.CONTROLLER_CHARACTERS,
        "contact": site.CONTACT_CHARACTERS,
        "accent": site.COLOUR_CHARACTERS,
        "night": site.COLOUR_CHARACTERS,
    },
    "create_family": {"title": families.TITLE_CHARACTERS, "summary": families.SUMMARY_CHARACTERS},
    "create_poll": {"question": polls.QUESTION_CHARACTERS, "options": polls.OPTION_CHARACTERS},
    "create_process": {
        "process": topics.ID_CHARACTERS,
        "title": lifecycle.TITLE_CHARACTERS,
        "summary": organising.SUMMARY_CHARACTERS,
    },
    "decide_appeal": {"explanation": moderation.EXPLANATION_CHARACTERS},
    "direct_program": {"slate": program.SLATE_CHARACTERS},
    "enter_beacon": {"value": beacon.VALUE_CHARACTERS, "signature": beacon.SIGNATURE_CHARACTERS},
    "erasure": {"confirmation": personal.CONFIRMATION_CHARACTERS, "code": codes.CODE_CHARACTERS},
    "extend_phase": {"reason": organising.REASON_CHARACTERS},
    "file_bill": {"number": bill.NUMBER_CHARACTERS, "link": links.LINK_CHARACTERS},
    "fix_beacon": {"name": steps.NAME_CHARACTERS},
    "hide_support_message": {"reason": supports.REASON_CHARACTERS},
    "ignore_arguments": {"note": sorting.NOTE_CHARACTERS},
    "invite_member": {"email": mailboxes.EMAIL_CHARACTERS, "name": text.NAME_CHARACTERS},
    "keep_item": {"explanation": moderation.EXPLANATION_CHARACTERS},
    "link_bill": {"reason": bill_draft.REASON_CHARACTERS},
    "message_seat": {"text": messages.MESSAGE_CHARACTERS},
    "move_question": {"explanation": questions.EXPLANATION_CHARACTERS},
    "new_invitation": {"name": text.NAME_CHARACTERS},
    "node_text": {
        "title": lifecycle.TITLE_CHARACTERS,
        "body": presentation.BODY_CHARACTERS,
        "video": links.LINK_CHARACTERS,
    },
    "note_question": {"note": questions.NOTE_CHARACTERS},
    "panel_answer": {"name": text.NAME_CHARACTERS},
    "post_caption": {
        "text": program.CAPTION_CHARACTERS,
        "lang": program.LANGUAGE_CHARACTERS,
        "speaker": program.SPEAKER_CHARACTERS,
    },
    "propose": {
        "title": WRITING.title_characters,
        "body": WRITING.body_characters,
        "section": writing.SECTION_CHARACTERS,
    },
    "publish_bill": {"note": bill.NOTE_CHARACTERS},
    "publish_synthesis": {"note": publishing.NOTE_CHARACTERS},
    "reference": {"url": links.LINK_CHARACTERS, "title": lifecycle.TITLE_CHARACTERS},
    "remove_presentation": {"note": presentation.NOTE_CHARACTERS},
    "report": {"note": moderation.NOTE_CHARACTERS},
    "restore_item": {"explanation": moderation.EXPLANATION_CHARACTERS},
    "revise_argument": {"body": WRITING.argument_characters},
    "revise_proposition": {"title": WRITING.title_characters, "body": WRITING.body_characters},
    "reword_question": {"readout_text": ASKING.characters},
    "save_bill_article": {
        "title": bill_draft.ARTICLE_TITLE_CHARACTERS,
        "body": bill_draft.ARTICLE_CHARACTERS,
    },
    "save_bill_head": {"title": bill_draft.TITLE_CHARACTERS, "statement": bill_draft.STATEMENT_CHARACTERS},
    "set_seat_state": {"reason": seats.REASON_CHARACTERS},
    "sign_in_code": {"code": codes.CODE_CHARACTERS},
    "sign_in_request": {"email": mailboxes.EMAIL_CHARACTERS},
    "strike_from_pool": {"reason": steps.REASON_CHARACTERS},
    "support_bill": {"message": mobilisation.MESSAGE_CHARACTERS},
    "support_threshold": {"promise": mobilisation.PROMISE_CHARACTERS},
    "take_back_votes": {"reason": guests.REASON_CHARACTERS},
    "take_seat": {"name": text.NAME_CHARACTERS, "device": seats.DEVICE_CHARACTERS},
    "write_presentation": {"note": presentation.NOTE_CHARACTERS},
    "write_site_page": {"body": site.TEXT_CHARACTERS},
    "write_to_control": {"text": messages.MESSAGE_CHARACTERS},
}
MARKED = {snake_case(each.__name__): each for each in structs() if limits_of(each)}
# What makes typed text safe, with the most of it that is taken.
CHECKS = {"required", "required_lines", "within", "within_lines"}


def test_every_field_with_a_limit_is_refused_by_a_rule() -> None:
    assert set(RULES) == set(MARKED), "each has a line in RULES above: the rule that refuses what is too long"


@pytest.mark.parametrize("struct", MARKED.values(), ids=MARKED)
def test_a_limit_on_the_wire_is_that_of_the_rule(struct: type[Struct]) -> None:
    assert RULES[snake_case(struct.__name__)] == limits_of(struct)


def test_no_rule_has_a_limit_of_its_own() -> None:
    own = [
        f"{path.name}:{call.lineno}"
        for path in Path(hemicycle.__file__).parent.rglob("*.py")
        for tree in [ast.parse(path.read_text())]
        for numbers in [set(_numbers(tree))]
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in CHECKS
        for word in call.keywords
        if word.arg == "limit"
        if isinstance(word.value, ast.Constant)
        or (isinstance(word.value, ast.Name) and word.value.id in numbers)
    ]
    assert own == []


def _numbers(tree: ast.Module) -> list[str]:
    """The names that a module gives to plain numbers."""
    return [
        target.id
        for line in tree.body
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant)
        for target in line.targets
        if isinstance(target, ast.Name)
    ]


@pytest.mark.parametrize("check", [text.required, text.required_lines, text.within, text.within_lines])
def test_a_text_is_refused_from_one_more_than_its_limit(check: Callable[..., str]) -> None:
    assert check("e" * 20, field="text", limit=20) == "e" * 20
    with pytest.raises(Refused) as refused:
        check("e" * 21, field="text", limit=20)
    assert refused.value.code is Code.TOO_LONG
    assert refused.value.facts == {"field": "text", "limit": 20, "length": 21}
