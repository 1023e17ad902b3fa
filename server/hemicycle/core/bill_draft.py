"""The draft of a bill: each act makes another value of it, or is refused.

An act on something that has not changed its version since it was seen is done; of two such acts the second
hears what stands. Keeping drafts, and who may write, is left to the services.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from hemicycle_protocol import bill as b
from hemicycle_protocol.bill import (
    BillArticle,
    BillDraft,
    BillLink,
    BillText,
    DraftArticle,
    DraftLink,
    Outcome,
)
from hemicycle_protocol.errors import Code, Refused, changed
from hemicycle_protocol.marks import limit_of

from .text import required_lines, within, within_lines

TITLE_CHARACTERS = limit_of(b.SaveBillHead, "title")
STATEMENT_CHARACTERS = limit_of(b.SaveBillHead, "statement")
ARTICLE_TITLE_CHARACTERS = limit_of(b.SaveBillArticle, "title")
ARTICLE_CHARACTERS = limit_of(b.SaveBillArticle, "body")
REASON_CHARACTERS = limit_of(b.LinkBill, "reason")
ARTICLES = 200
# Removed articles stay for a while of undoing; with those in place they are bounded by this.
KEPT_ARTICLES = 400
LINKS = 1_000


def save_head(draft: BillDraft, command: b.SaveBillHead) -> BillDraft:
    """Another title and explanatory statement; a draft may be empty. Refused: `CHANGED`, `TOO_LONG`."""
    _check_version(command.version, draft.version, title=draft.title, statement=draft.statement)
    title = within(command.title, field="title", limit=TITLE_CHARACTERS)
    statement = within_lines(command.statement, field="statement", limit=STATEMENT_CHARACTERS)
    if (title, statement) == (draft.title, draft.statement):
        return draft
    return _next(replace(draft, title=title, statement=statement, version=draft.version + 1))


def add_article(draft: BillDraft, command: b.AddBillArticle, *, id: str) -> BillDraft:
    """A new, empty article behind another, or the first. One that is there already changes nothing.

    Raises:
        Refused: `NOT_FOUND` for an `after` that is not in place, `TOO_LONG` when there are too many.
    """
    if _find(draft.articles, id) is not None:
        return draft
    if len(draft.order) >= ARTICLES or len(draft.articles) >= KEPT_ARTICLES:
        raise Refused(Code.TOO_LONG, field="articles", limit=ARTICLES)
    place = 0 if command.after is None else _place(draft.order, command.after) + 1
    added = replace(draft, articles=[*draft.articles, DraftArticle(id)])
    return _placed(added, [*draft.order[:place], id, *draft.order[place:]])


def save_article(draft: BillDraft, command: b.SaveBillArticle) -> BillDraft:
    """Another text of an article, in place or removed. Refused: `NOT_FOUND`, `CHANGED`, `TOO_LONG`."""
    old = article_of(draft, command.article)
    _check_version(command.version, old.version, title=old.title, body=old.body, removed=old.removed)
    title = within(command.title, field="title", limit=ARTICLE_TITLE_CHARACTERS)
    body = within_lines(command.body, field="body", limit=ARTICLE_CHARACTERS)
    if (title, body) == (old.title, old.body):
        return draft
    return _next(_with_article(draft, replace(old, title=title, body=body, version=old.version + 1)))


def move_article(draft: BillDraft, command: b.MoveBillArticle) -> BillDraft:
    """One article at another place; the others keep their order among themselves.

    Raises:
        Refused: `CHANGED` with the present order, `NOT_FOUND`, `INVALID` for a place that does not exist.
    """
    if command.placing != draft.placing:
        raise changed(draft.placing, state=draft.order)
    order = moved(draft.order, command.article, to=command.to)
    return draft if order == draft.order else _placed(draft, order)


def remove_article(draft: BillDraft, command: b.RemoveBillArticle) -> BillDraft:
    """An article is out of the bill; its text is kept. Refused: `NOT_FOUND`, `CHANGED`."""
    old = article_of(draft, command.article)
    _check_version(command.version, old.version, title=old.title, body=old.body, removed=old.removed)
    if old.removed:
        return draft
    gone = _with_article(draft, replace(old, removed=True, version=old.version + 1))
    return _placed(gone, [id_ for id_ in draft.order if id_ != old.id])


def restore_article(draft: BillDraft, command: b.RestoreBillArticle) -> BillDraft:
    """A removed article is in the bill again, at a place or at the end.

    Raises:
        Refused: `NOT_FOUND`, `CHANGED`, `TOO_LONG` when there are too many.
    """
    old = article_of(draft, command.article)
    _check_version(command.version, old.version, title=old.title, body=old.body, removed=old.removed)
    if not old.removed:
        return draft
    if len(draft.order) >= ARTICLES:
        raise Refused(Code.TOO_LONG, field="articles", limit=ARTICLES)
    place = len(draft.order) if command.to is None else max(0, min(command.to, len(draft.order)))
    back = _with_article(draft, replace(old, removed=False, version=old.version + 1))
    return _placed(back, [*draft.order[:place], old.id, *draft.order[place:]])


def add_link(draft: BillDraft, command: b.LinkBill, *, id: str) -> BillDraft:
    """An answer to a contribution. One that is there already changes nothing.

    Whether the contribution exists is left to the caller. Refused: as `_checked`.
    """
    if _find_link(draft, id) is not None:
        return draft
    if len(draft.links) >= LINKS:
        raise Refused(Code.TOO_LONG, field="links", limit=LINKS)
    link = BillLink(id, command.kind, command.target, command.outcome, command.reason, command.article)
    return _next(replace(draft, links=[*draft.links, DraftLink(_checked(draft, link))]))


def change_link(draft: BillDraft, command: b.ChangeBillLink) -> BillDraft:
    """Another outcome, reason or article. Refused: `NOT_FOUND`, `CHANGED`, and as `_checked`."""
    old = link_of(draft, command.link, command.version)
    wished = replace(old.link, outcome=command.outcome, reason=command.reason, article=command.article)
    link = _checked(draft, wished)
    if link == old.link:
        return draft
    links = [DraftLink(link, old.version + 1) if one is old else one for one in draft.links]
    return _next(replace(draft, links=links))


def remove_link(draft: BillDraft, command: b.UnlinkBill) -> BillDraft:
    """An answer is taken out. Refused: `NOT_FOUND`, `CHANGED`."""
    old = link_of(draft, command.link, command.version)
    return _next(replace(draft, links=[one for one in draft.links if one is not old]))


def moved(order: Sequence[str], article: str, *, to: int) -> list[str]:
    """The order with one article at the place `to`. Refused: `NOT_FOUND`, `INVALID`."""
    _place(order, article)
    if not 0 <= to < len(order):
        raise Refused(Code.INVALID, field="to", allowed=f"0 to {len(order) - 1}")
    others = [id_ for id_ in order if id_ != article]
    return [*others[:to], article, *others[to:]]


def text_of(draft: BillDraft) -> BillText:
    """What would be published: the articles in place, in their order, and all answers."""
    articles = [article_of(draft, id_) for id_ in draft.order]
    return BillText(
        draft.title,
        draft.statement,
        [BillArticle(article.id, article.title, article.body) for article in articles],
        [one.link for one in draft.links],
    )


def article_of(draft: BillDraft, id: str) -> DraftArticle:
    """An article, in place or removed. Refused: `NOT_FOUND`."""
    found = _find(draft.articles, id)
    if found is None:
        raise Refused(Code.NOT_FOUND, article=id)
    return found


def link_of(draft: BillDraft, id: str, version: int) -> DraftLink:
    """An answer in the version that was seen. Refused: `NOT_FOUND`, `CHANGED`."""
    found = _find_link(draft, id)
    if found is None:
        raise Refused(Code.NOT_FOUND, link=id)
    link = found.link
    _check_version(
        version, found.version, outcome=link.outcome.value, reason=link.reason, article=link.article
    )
    return found


def _checked(draft: BillDraft, link: BillLink) -> BillLink:
    """The answer with its reason cleaned, if it fits to the others.

    A contribution is set aside as a whole, without an article, or answered in articles, once in each.

    Raises:
        Refused: `REASON_MISSING`, `TOO_LONG`, `NOT_FOUND` for an article that is not in place, `INVALID`
            when something is retained in no article, `DUPLICATE` with the `link` that answers already.
    """
    if not link.reason.strip():
        raise Refused(Code.REASON_MISSING, field="reason")
    reason = required_lines(link.reason, field="reason", limit=REASON_CHARACTERS)
    if link.article is None and link.outcome is not Outcome.SET_ASIDE:
        raise Refused(Code.INVALID, field="article")
    if link.article is not None and link.article not in draft.order:
        raise Refused(Code.NOT_FOUND, article=link.article)
    for other in (one.link for one in draft.links):
        same_target = (other.kind, other.target) == (link.kind, link.target)
        clash = other.article == link.article or None in (other.article, link.article)
        if same_target and clash and other.id != link.id:
            raise Refused(Code.DUPLICATE, link=other.id)
    return replace(link, reason=reason)


def _check_version(seen: int, present: int, **state: object) -> None:
    if seen != present:
        raise changed(present, state=state)


def _next(draft: BillDraft) -> BillDraft:
    return replace(draft, revision=draft.revision + 1)


def _placed(draft: BillDraft, order: list[str]) -> BillDraft:
    return _next(replace(draft, order=order, placing=draft.placing + 1))


def _with_article(draft: BillDraft, article: DraftArticle) -> BillDraft:
    articles = [article if one.id == article.id else one for one in draft.articles]
    return replace(draft, articles=articles)


def _place(order: Sequence[str], article: str) -> int:
    try:
        return order.index(article)
    except ValueError:
        raise Refused(Code.NOT_FOUND, article=article) from None


def _find(articles: Sequence[DraftArticle], id: str) -> DraftArticle | None:
    return next((article for article in articles if article.id == id), None)


def _find_link(draft: BillDraft, id: str) -> DraftLink | None:
    return next((one for one in draft.links if one.link.id == id), None)
