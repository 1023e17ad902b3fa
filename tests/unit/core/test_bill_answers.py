"""What became of each contribution."""

import pytest

from hemicycle.core.bill_answers import best_of, by_article, by_target, owed
from hemicycle_protocol.bill import BillArticle, BillLink, BillTargetKind, BillText, Outcome, OwedReason

R, P, S = Outcome.RETAINED, Outcome.PARTLY, Outcome.SET_ASIDE
TOP = [(1, "p1"), (2, "p2"), (2, "p3"), (4, "p4")]


def link(target: str, outcome: Outcome, article: str | None, reason: str = "Parce que.") -> BillLink:
    return BillLink(f"{target}-{article}", BillTargetKind.PROPOSITION, target, outcome, reason, article)


def test_every_top_contribution_is_owed_an_answer() -> None:
    """[BI6]"""
    answered = [link("p1", R, "a"), link("p3", S, None), link("other", R, "a")]
    missing = owed(TOP, answered, articles=["a"])
    assert [(item.target, item.rank, item.why) for item in missing] == [
        ("p2", 2, OwedReason.NO_OUTCOME),
        ("p4", 4, OwedReason.NO_OUTCOME),
    ]


def test_nothing_is_owed_when_each_has_an_outcome_and_a_reason() -> None:
    """[BI6]"""
    answered = [
        link("p1", R, "a"),
        link("p1", P, "b"),
        link("p2", P, "b"),
        link("p3", S, None),
        link("p4", S, "a"),
    ]
    assert owed(TOP, answered, articles=["a", "b"]) == []
    assert owed([], [], articles=[]) == []


@pytest.mark.parametrize("outcome", [R, P, S])
def test_an_answer_in_an_article_that_was_removed_is_not_complete(outcome: Outcome) -> None:
    """[BI6]"""
    (item,) = owed(TOP[:1], [link("p1", outcome, "removed")], articles=["a"])
    assert item.why is OwedReason.NO_ARTICLE


def test_an_answer_without_a_reason_is_not_complete() -> None:
    """[BI6]"""
    (item,) = owed(TOP[:1], [link("p1", S, None, reason=" ")], articles=[])
    assert item.why is OwedReason.NO_REASON


def test_an_answer_to_a_question_is_none_to_a_proposition_of_the_same_id() -> None:
    """[BI13]"""
    other = BillLink("l", BillTargetKind.QUESTION, "p1", S, "Parce que.")
    assert [item.target for item in owed(TOP[:1], [other], articles=[])] == ["p1"]


def test_one_word_for_several_answers_is_the_best_of_them() -> None:
    """[BI12]"""
    assert best_of([S, R, P]) is R
    assert best_of([S, P]) is P
    assert best_of([S]) is S
    assert best_of([]) is None


def test_each_article_knows_where_it_comes_from_and_each_contribution_where_it_went() -> None:
    """[BI12]"""
    links = [link("p1", R, "a"), link("p2", S, "a"), link("p1", P, "b")]
    text = BillText("t", "s", [BillArticle("a", "", "x"), BillArticle("b", "", "y")], links)
    assert [(number, id_, [o.target for o in origins]) for number, id_, origins in by_article(text)] == [
        (1, "a", ["p1"]),
        (2, "b", ["p1"]),
    ]
    assert [(target, len(found)) for (_, target), found in by_target(links).items()] == [("p1", 2), ("p2", 1)]
