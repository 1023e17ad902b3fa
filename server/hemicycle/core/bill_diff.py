"""Two versions of a bill side by side: which articles came, went, moved or were reworded.

Articles are known by their ids, so that a renumbered article is compared with itself.
"""

from __future__ import annotations

from difflib import SequenceMatcher

from hemicycle_protocol.bill import ArticleDifference, ArticlePresence, BillArticle, BillText
from hemicycle_protocol.differences import DiffRow

from .text_diff import is_same, side_by_side


def article_differences(before: BillText, after: BillText) -> list[ArticleDifference]:
    """Every article of both versions once: in the order of `after`, removed ones behind their neighbour."""
    old = {article.id: (number, article) for number, article in enumerate(before.articles, 1)}
    stay_put = _in_place(
        [article.id for article in before.articles], [article.id for article in after.articles]
    )
    found = [
        _compared(
            old.get(article.id), (number, article), moved=article.id in old and article.id not in stay_put
        )
        for number, article in enumerate(after.articles, 1)
    ]
    kept = {article.id for article in after.articles}
    for index, article in enumerate(before.articles):
        if article.id not in kept:
            _put_behind(found, before.articles[:index], _compared((index + 1, article), None, moved=False))
    return found


def _compared(
    before: tuple[int, BillArticle] | None, after: tuple[int, BillArticle] | None, *, moved: bool
) -> ArticleDifference:
    id_ = (after or before or (0, BillArticle("", "", "")))[1].id
    title = _rows(before and before[1].title, after and after[1].title)
    body = _rows(before and before[1].body, after and after[1].body)
    if before is None:
        presence = ArticlePresence.ADDED
    elif after is None:
        presence = ArticlePresence.REMOVED
    else:
        presence = ArticlePresence.SAME if is_same(title) and is_same(body) else ArticlePresence.CHANGED
    return ArticleDifference(
        id_,
        presence,
        title,
        body,
        None if before is None else before[0],
        None if after is None else after[0],
        moved,
    )


def _rows(before: str | None, after: str | None) -> list[DiffRow]:
    return side_by_side(before or "", after or "")


def _in_place(old: list[str], new: list[str]) -> set[str]:
    """The articles that kept their order among themselves; the others were moved past them."""
    both = set(old) & set(new)
    one = [id_ for id_ in old if id_ in both]
    other = [id_ for id_ in new if id_ in both]
    matcher: SequenceMatcher[str] = SequenceMatcher(None, one, other, autojunk=False)
    return {id_ for block in matcher.get_matching_blocks() for id_ in one[block.a : block.a + block.size]}


def _put_behind(
    found: list[ArticleDifference], earlier: list[BillArticle], removed: ArticleDifference
) -> None:
    """Behind the last of the `earlier` articles that is in the list, or first."""
    places = {difference.id: place for place, difference in enumerate(found)}
    behind = next((places[article.id] for article in reversed(earlier) if article.id in places), -1)
    found.insert(behind + 1, removed)
