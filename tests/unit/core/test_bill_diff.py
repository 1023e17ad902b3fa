"""Two versions of a bill side by side."""

from hemicycle.core.bill_diff import article_differences
from hemicycle_protocol.bill import ArticlePresence, BillArticle, BillText
from hemicycle_protocol.differences import Change


def bill(**articles: str) -> BillText:
    return BillText("Titre", "Exposé", [BillArticle(id_, "", body) for id_, body in articles.items()])


def test_articles_are_compared_with_themselves_whatever_their_number() -> None:
    """[BI8]"""
    before = bill(a="Un.", b="Deux mots.", c="Trois.")
    after = bill(n="Nouveau.", a="Un.", b="Deux autres mots.", c="Trois.")
    told = [(d.id, d.presence, d.number_before, d.number_after) for d in article_differences(before, after)]
    assert told == [
        ("n", ArticlePresence.ADDED, None, 1),
        ("a", ArticlePresence.SAME, 1, 2),
        ("b", ArticlePresence.CHANGED, 2, 3),
        ("c", ArticlePresence.SAME, 3, 4),
    ]


def test_changed_words_are_told() -> None:
    """[BI8]"""
    (found,) = article_differences(bill(a="Deux mots."), bill(a="Deux autres mots."))
    (row,) = found.body
    assert [(piece.change, piece.text) for piece in row.after] == [
        (Change.SAME, "Deux "),
        (Change.ADDED, "autres "),
        (Change.SAME, "mots."),
    ]


def test_removed_articles_stand_where_they_stood() -> None:
    """[BI8]"""
    before = bill(x="X", a="A", y="Y", z="Z", b="B")
    after = bill(a="A", b="B")
    assert [d.id for d in article_differences(before, after)] == ["x", "a", "y", "z", "b"]


def test_a_moved_article_is_told_and_those_it_passed_are_not() -> None:
    """[BI8]"""
    found = article_differences(bill(a="A", b="B", c="C", d="D"), bill(d="D", a="A", b="B", c="C"))
    assert [(d.id, d.moved) for d in found] == [("d", True), ("a", False), ("b", False), ("c", False)]


def test_every_article_of_both_versions_stands_once() -> None:
    """[BI8]"""
    found = article_differences(bill(a="A", b="B", c="C"), bill(c="C", n="N", a="A"))
    assert sorted(d.id for d in found) == ["a", "b", "c", "n"]


def test_a_first_version_is_all_new() -> None:
    assert [d.presence for d in article_differences(bill(), bill(a="A"))] == [ArticlePresence.ADDED]
