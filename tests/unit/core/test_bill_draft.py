"""The draft of a bill: order, texts, answers."""

from collections.abc import Callable
from typing import Any

import pytest

from hemicycle.core import bill_draft as rules
from hemicycle.core.bill_draft import ARTICLE_CHARACTERS, ARTICLES, moved, text_of
from hemicycle_protocol import bill as b
from hemicycle_protocol.bill import BillDraft, BillLink, BillTargetKind, DraftArticle, DraftLink, Outcome
from hemicycle_protocol.errors import Code, Facts, Refused

R, P, S = Outcome.RETAINED, Outcome.PARTLY, Outcome.SET_ASIDE
ABC = BillDraft(
    revision=7, placing=3, order=["a", "b", "c"], articles=[DraftArticle(id_, "", id_) for id_ in "abc"]
)


def refusal(act: Callable[..., Any], *args: Any, **given: Any) -> tuple[Code, Facts]:
    with pytest.raises(Refused) as refused:
        act(*args, **given)
    return refused.value.code, refused.value.facts


def test_an_article_is_moved_and_the_others_keep_their_order() -> None:
    """[BI3]"""
    assert moved(["a", "b", "c", "d"], "d", to=0) == ["d", "a", "b", "c"]
    assert moved(["a", "b", "c", "d"], "a", to=2) == ["b", "c", "a", "d"]
    after = rules.move_article(ABC, b.MoveBillArticle("p", "c", 3, 0))
    assert (after.order, after.placing, after.revision) == (["c", "a", "b"], 4, 8)
    assert [article.id for article in text_of(after).articles] == ["c", "a", "b"]


def test_a_move_to_where_it_stands_changes_nothing() -> None:
    assert rules.move_article(ABC, b.MoveBillArticle("p", "a", 3, 0)) is ABC


@pytest.mark.parametrize(
    ("article", "to", "code"), [("z", 0, "not_found"), ("a", 3, "invalid"), ("a", -1, "invalid")]
)
def test_a_place_that_does_not_exist_is_refused(article: str, to: int, code: str) -> None:
    assert refusal(rules.move_article, ABC, b.MoveBillArticle("p", article, 3, to))[0] == code


def test_the_second_of_two_moves_hears_the_present_order() -> None:
    """[BI2]"""
    after = rules.move_article(ABC, b.MoveBillArticle("p", "c", 3, 0))
    assert refusal(rules.move_article, after, b.MoveBillArticle("p", "b", 3, 0)) == (
        Code.CHANGED,
        {"version": 4, "state": ["c", "a", "b"]},
    )


def test_an_article_is_added_behind_another_or_first_and_once() -> None:
    """[BI3]"""
    behind = rules.add_article(ABC, b.AddBillArticle("p", "k", after="a"), id="n")
    assert behind.order == ["a", "n", "b", "c"]
    assert rules.add_article(behind, b.AddBillArticle("p", "k", after="a"), id="n") is behind
    assert rules.add_article(ABC, b.AddBillArticle("p", "k"), id="n").order == ["n", "a", "b", "c"]
    assert refusal(rules.add_article, ABC, b.AddBillArticle("p", "k", after="z"), id="n")[0] is Code.NOT_FOUND


def test_there_is_a_limit_to_articles_and_it_is_told() -> None:
    """[BI14]"""
    full = BillDraft(order=[str(n) for n in range(ARTICLES)])
    code, facts = refusal(rules.add_article, full, b.AddBillArticle("p", "k"), id="n")
    assert (code, facts["limit"]) == (Code.TOO_LONG, ARTICLES)


def test_an_article_is_saved_in_its_own_version() -> None:
    """[BI2]"""
    after = rules.save_article(ABC, b.SaveBillArticle("p", "b", 1, " Un  titre ", "x\n\n\ny"))
    saved = rules.article_of(after, "b")
    assert (saved.title, saved.body, saved.version, after.revision) == ("Un titre", "x\n\ny", 2, 8)
    assert rules.article_of(after, "a") is ABC.articles[0]
    code, facts = refusal(rules.save_article, after, b.SaveBillArticle("p", "b", 1, "", "z"))
    assert (code, facts) == (
        Code.CHANGED,
        {"version": 2, "state": {"title": "Un titre", "body": "x\n\ny", "removed": False}},
    )


def test_saving_the_same_text_again_changes_nothing() -> None:
    assert rules.save_article(ABC, b.SaveBillArticle("p", "b", 1, "", "b")) is ABC
    assert rules.save_head(ABC, b.SaveBillHead("p", 1, " ", "")) is ABC


def test_title_and_statement_have_a_version_of_their_own() -> None:
    """[BI2]"""
    after = rules.save_head(ABC, b.SaveBillHead("p", 1, "Proposition de loi", "Exposé"))
    assert (after.title, after.statement, after.version) == ("Proposition de loi", "Exposé", 2)
    code, facts = refusal(rules.save_head, after, b.SaveBillHead("p", 1, "Autre", ""))
    assert (code, facts["state"]) == (Code.CHANGED, {"title": "Proposition de loi", "statement": "Exposé"})


def test_a_text_may_not_be_endless() -> None:
    long = b.SaveBillArticle("p", "a", 1, "", "x" * (ARTICLE_CHARACTERS + 1))
    assert refusal(rules.save_article, ABC, long)[1]["field"] == "body"


def test_a_removed_article_keeps_its_text_and_comes_back() -> None:
    """[BI3]"""
    gone = rules.remove_article(ABC, b.RemoveBillArticle("p", "b", 1))
    assert gone.order == ["a", "c"]
    assert [article.id for article in text_of(gone).articles] == ["a", "c"]
    back = rules.restore_article(gone, b.RestoreBillArticle("p", "b", 2, to=1))
    assert back.order == ["a", "b", "c"]
    assert rules.article_of(back, "b").body == "b"
    assert rules.restore_article(gone, b.RestoreBillArticle("p", "b", 2)).order == ["a", "c", "b"]
    assert refusal(rules.remove_article, gone, b.RemoveBillArticle("p", "b", 1))[0] is Code.CHANGED
    assert refusal(rules.restore_article, ABC, b.RestoreBillArticle("p", "z", 1))[0] is Code.NOT_FOUND


# --- answers ----------------------------------------------------------------------------------------


def linked(*links: BillLink) -> BillDraft:
    return BillDraft(order=ABC.order, articles=ABC.articles, links=[DraftLink(link) for link in links])


def link(id: str = "l", article: str | None = "a", outcome: Outcome = R, target: str = "p1") -> BillLink:
    return BillLink(id, BillTargetKind.PROPOSITION, target, outcome, "Parce que.", article)


def wish(article: str | None, outcome: Outcome = R, target: str = "p1", reason: str = "Oui. ") -> b.LinkBill:
    return b.LinkBill("p", "k", BillTargetKind.PROPOSITION, target, outcome, reason, article)


def test_a_contribution_is_answered_with_a_reason() -> None:
    """[BI4]"""
    after = rules.add_link(ABC, wish("a"), id="l")
    (added,) = after.links
    assert (added.link.reason, added.version, after.revision) == ("Oui.", 1, 8)
    assert rules.add_link(after, wish("a"), id="l") is after
    assert refusal(rules.add_link, ABC, wish("a", reason=" \n"), id="l")[0] is Code.REASON_MISSING


def test_what_is_retained_is_retained_somewhere() -> None:
    """[BI5]"""
    for outcome in (R, P):
        assert refusal(rules.add_link, ABC, wish(None, outcome), id="l") == (
            Code.INVALID,
            {"field": "article"},
        )
    assert refusal(rules.add_link, ABC, wish("gone"), id="l")[0] is Code.NOT_FOUND
    assert rules.add_link(ABC, wish(None, S), id="l").links[0].link.article is None


def test_a_contribution_is_answered_once_in_each_article() -> None:
    """[BI4]"""
    draft = linked(link("l1", "a"))
    assert len(rules.add_link(draft, wish("b", P), id="l2").links) == 2
    assert len(rules.add_link(draft, wish("a", target="p2"), id="l2").links) == 2
    for article in ("a", None):
        assert refusal(rules.add_link, draft, wish(article, S), id="l2") == (Code.DUPLICATE, {"link": "l1"})


def test_what_is_set_aside_as_a_whole_is_in_no_article() -> None:
    """[BI5]"""
    assert refusal(rules.add_link, linked(link("l1", None, S)), wish("a"), id="l2")[0] is Code.DUPLICATE


def test_an_answer_is_changed_in_the_version_that_was_seen() -> None:
    """[BI2]"""
    draft = linked(link("l1"))
    after = rules.change_link(draft, b.ChangeBillLink("p", "l1", 1, P, "À moitié.", "b"))
    assert (after.links[0].link.outcome, after.links[0].link.article, after.links[0].version) == (P, "b", 2)
    code, facts = refusal(rules.change_link, after, b.ChangeBillLink("p", "l1", 1, S, "Non.", None))
    assert (code, facts["state"]) == (
        Code.CHANGED,
        {"outcome": "partly", "reason": "À moitié.", "article": "b"},
    )
    assert refusal(rules.remove_link, after, b.UnlinkBill("p", "l1", 1))[0] is Code.CHANGED
    assert rules.remove_link(after, b.UnlinkBill("p", "l1", 2)).links == []
    assert refusal(rules.remove_link, ABC, b.UnlinkBill("p", "l1", 1))[0] is Code.NOT_FOUND
