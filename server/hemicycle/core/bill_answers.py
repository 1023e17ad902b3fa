"""What became of each contribution: which answers stand, which are owed, where each article comes from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from hemicycle_protocol.bill import BillLink, BillTargetKind, BillText, Outcome, OwedAnswer, OwedReason

# From what was taken up most to what was not.
_BEST = (Outcome.RETAINED, Outcome.PARTLY, Outcome.SET_ASIDE)

Key = tuple[BillTargetKind, str]


def best_of(outcomes: Iterable[Outcome]) -> Outcome | None:
    """One word for several answers: the best of them; None while there is none."""
    found = set(outcomes)
    return next((outcome for outcome in _BEST if outcome in found), None)


def by_target(links: Iterable[BillLink]) -> dict[Key, list[BillLink]]:
    """The answers to each contribution, in the order in which contributions are first answered."""
    found: dict[Key, list[BillLink]] = {}
    for link in links:
        found.setdefault((link.kind, link.target), []).append(link)
    return found


def by_article(text: BillText) -> list[tuple[int, str, list[BillLink]]]:
    """Number, id and origins of each article; what was set aside is no origin."""
    return [
        (
            number,
            article.id,
            [
                link
                for link in text.links
                if link.article == article.id and link.outcome is not Outcome.SET_ASIDE
            ],
        )
        for number, article in enumerate(text.articles, 1)
    ]


def owed(
    top: Sequence[tuple[int, str]], links: Iterable[BillLink], *, articles: Collection[str]
) -> list[OwedAnswer]:
    """The top contributions, given as (rank, proposition), whose answer is not complete, and why.

    An answer is complete with an outcome, a reason, and, if it was retained or partly, an article that is
    in the bill.
    """
    answers = by_target(links)
    found: list[OwedAnswer] = []
    for rank, proposition in top:
        why = _missing(answers.get((BillTargetKind.PROPOSITION, proposition), []), articles)
        if why is not None:
            found.append(OwedAnswer(proposition, rank, why))
    return found


def _missing(answers: Sequence[BillLink], articles: Collection[str]) -> OwedReason | None:
    if not answers:
        return OwedReason.NO_OUTCOME
    for link in answers:
        if not link.reason.strip():
            return OwedReason.NO_REASON
        needs_article = link.outcome is not Outcome.SET_ASIDE or link.article is not None
        if needs_article and link.article not in articles:
            return OwedReason.NO_ARTICLE
    return None
