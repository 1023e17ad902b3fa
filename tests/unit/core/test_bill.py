"""Publishing, filing, and later steps."""

from typing import Any

import pytest
from msgspec.structs import replace

from hemicycle.core.bill import add_step, check_publication, correct_step, file, in_order
from hemicycle_protocol.bill import (
    AddBillStep,
    BillArticle,
    BillText,
    CorrectBillStep,
    FileBill,
    OwedAnswer,
    OwedReason,
)
from hemicycle_protocol.bill_view import BillStep, BillStepKind, BillSummary, Chamber
from hemicycle_protocol.errors import Code, Facts, Refused

NOW = 1_800_000_000_000  # 2027-01-15
TEXT = BillText("Proposition de loi relative aux avenants", "Exposé", [BillArticle("a", "", "Les avenants…")])
FILED = BillStep("s1", BillStepKind.FILED, "2027-01-10", chamber=Chamber.SENATE, number="312", said_at=NOW)
PUBLISHED = BillSummary(1, NOW, TEXT.title)
STANDING = replace(PUBLISHED, steps=[FILED])


def refusal(act: Any, *args: Any, **given: Any) -> tuple[Code, Facts]:
    with pytest.raises(Refused) as refused:
        act(*args, **given)
    return refused.value.code, refused.value.facts


def test_versions_are_numbered_one_after_the_other() -> None:
    """[BI7]"""
    assert check_publication(BillSummary(), TEXT, "Première version", []).number == 1
    fact = check_publication(replace(PUBLISHED, published=4), TEXT, " Article 2 réécrit ", [])
    assert (fact.number, fact.note, fact.articles) == (5, "Article 2 réécrit", 1)


def test_publication_is_refused_with_the_list_of_owed_answers() -> None:
    """[BI6]"""
    missing = [OwedAnswer("p7", 3, OwedReason.NO_OUTCOME)]
    assert refusal(check_publication, BillSummary(), TEXT, "Note", missing) == (
        Code.REASON_MISSING,
        {"owed": [{"target": "p7", "rank": 3, "why": "no_outcome"}]},
    )


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (replace(TEXT, title=" "), "title"),
        (replace(TEXT, statement=""), "statement"),
        (replace(TEXT, articles=[]), "articles"),
        (replace(TEXT, articles=[BillArticle("a", "Titre", "")]), "body"),
    ],
)
def test_an_unfinished_text_is_not_published(text: BillText, field: str) -> None:
    """[BI7]"""
    code, facts = refusal(check_publication, BillSummary(), text, "Note", [])
    assert (code, facts["field"]) == (Code.EMPTY, field)


def test_a_version_needs_a_note() -> None:
    """[BI7]"""
    assert refusal(check_publication, BillSummary(), TEXT, "", [])[0] is Code.EMPTY


def filing(**given: Any) -> FileBill:
    return FileBill("p", "k", Chamber.ASSEMBLY, **({"number": "2 117", "date": "2027-01-14"} | given))


def test_a_published_bill_is_filed_once() -> None:
    """[BI9]"""
    step = file(PUBLISHED, filing(link="https://www.assemblee-nationale.fr/x"), id="s", now=NOW).step
    assert (step.kind, step.chamber, step.number, step.version) == (
        BillStepKind.FILED,
        Chamber.ASSEMBLY,
        "2 117",
        1,
    )
    assert refusal(file, BillSummary(), filing(), id="s", now=NOW)[0] is Code.NOT_OPEN
    assert refusal(file, STANDING, filing(), id="s2", now=NOW) == (Code.DUPLICATE, {"step": "s1"})


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"number": " "}, "number"),
        ({"date": "2027-02-30"}, "date"),
        ({"date": "demain"}, "date"),
        ({"date": "2027-03-01"}, "date"),
        ({"date": "1789-06-17"}, "date"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "senat.fr"}, "link"),
    ],
)
def test_a_filing_that_cannot_be_is_refused_with_the_field(given: dict[str, str], field: str) -> None:
    """[BI9]"""
    assert refusal(file, PUBLISHED, filing(**given), id="s", now=NOW)[1]["field"] == field


def test_later_steps_come_after_the_filing() -> None:
    """[BI9]"""
    command = AddBillStep("p", "k", BillStepKind.COMMITTEE, "2027-02-03", "Commission des lois")
    assert refusal(add_step, PUBLISHED, command, id="s2", now=NOW)[0] is Code.NOT_OPEN
    step = add_step(STANDING, command, id="s2", now=NOW).step
    assert (step.kind, step.label, step.number) == (BillStepKind.COMMITTEE, "Commission des lois", "")
    second_filing = AddBillStep("p", "k", BillStepKind.FILED, "2027-02-03")
    assert refusal(add_step, STANDING, second_filing, id="s3", now=NOW)[0] is Code.INVALID


def test_another_kind_of_step_needs_a_label() -> None:
    """[BI9]"""
    assert refusal(
        add_step, STANDING, AddBillStep("p", "k", BillStepKind.OTHER, "2027-02-03"), id="x", now=NOW
    ) == (
        Code.EMPTY,
        {"field": "label"},
    )


def correction(**given: Any) -> CorrectBillStep:
    fields: dict[str, Any] = {
        "step": "s1",
        "version": 1,
        "date": "2027-01-10",
        "reason": "Le numéro était faux.",
        "kind": BillStepKind.FILED,
        "chamber": Chamber.SENATE,
        "number": "321",
    }
    return CorrectBillStep("p", **(fields | given))


def test_a_step_is_corrected_by_another_fact_with_a_reason() -> None:
    """[BI10]"""
    fact = correct_step(STANDING, correction(), now=NOW)
    assert (fact.step.number, fact.step.version, fact.step.said_at) == ("321", 2, NOW)
    assert fact.reason == "Le numéro était faux."


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"reason": ""}, Code.REASON_MISSING),
        ({"version": 2}, Code.CHANGED),
        ({"step": "s9"}, Code.NOT_FOUND),
        ({"kind": BillStepKind.ADOPTED}, Code.INVALID),
        ({"number": "312"}, Code.DUPLICATE),
        ({"chamber": None}, Code.INVALID),
    ],
)
def test_a_correction_that_does_not_fit_is_refused(given: dict[str, Any], code: Code) -> None:
    """[BI10]"""
    assert refusal(correct_step, STANDING, correction(**given), now=NOW)[0] is code


def test_steps_are_shown_by_their_dates() -> None:
    """[BI11]"""
    late = BillStep("s2", BillStepKind.COMMITTEE, "2027-01-11", said_at=1)
    same_day = BillStep("s3", BillStepKind.OTHER, "2027-01-10", said_at=NOW + 1)
    assert [step.id for step in in_order([late, same_day, FILED])] == ["s1", "s3", "s2"]
