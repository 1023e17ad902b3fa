"""What became of it all: for each contribution its answers, for each article where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from hemicycle.core.bill_answers import best_of, by_article, by_target
from hemicycle.services.kernel.visibility import Visibility
from hemicycle.store import Database
from hemicycle_protocol.bill import (
    ArticleOrigin,
    ArticleOrigins,
    BillAnswer,
    BillAnswers,
    BillLink,
    BillTarget,
    BillTargetKind,
    BillText,
    TargetAnswers,
    TargetOutcome,
)
from hemicycle_protocol.views import You

from .targets import Key, Targets, key_of, unnamed


class Published(NamedTuple):
    """The newest version; number 0 and no text before the first."""

    number: int
    text: BillText


class Answers:
    """Reads of what the newest published version says of contributions."""

    def __init__(self, database: Database, visibility: Visibility, targets: Targets) -> None:
        self._database = database
        self._visibility = visibility
        self._targets = targets

    async def page(self, you: You | None, process: str) -> BillAnswers:
        """All answers; the top contributions stand there before there is any. Refused: `NOT_FOUND`."""
        view = await self._visibility.process(you, process)
        number, text = await self._published(process)
        ranked = await self._targets.ranked(process)
        answers = by_target(text.links)
        named = await self._targets.named(process, list(answers))
        top_keys = {key_of(target) for target in ranked}
        others = [named.get(key) or unnamed(key) for key in answers if key not in top_keys]
        questions = [
            replace(question, answered=(BillTargetKind.QUESTION, question.id) in answers)
            for question in await self._targets.owed_questions(process)
        ]
        return BillAnswers(
            process,
            view.title,
            number,
            len(ranked),
            [_answered(target, answers, text) for target in ranked],
            [_answered(target, answers, text) for target in others],
            _origins(text, {**named, **{key_of(target): target for target in ranked}}),
            questions,
        )

    async def of_proposition(self, you: You | None, proposition: str) -> TargetOutcome:
        """What became of one proposition. Refused: `NOT_FOUND`."""
        process = await self._visibility.process_of_proposition(you, proposition)
        _, text = await self._published(process)
        links = by_target(text.links).get((BillTargetKind.PROPOSITION, proposition), [])
        top = await self._targets.top(process)
        rank = next((one.rank for one in top if one.proposition == proposition), None)
        found = _answers(links, text)
        return TargetOutcome(process, found, best_of(answer.outcome for answer in found), rank)

    async def _published(self, process: str) -> Published:
        versions = await self._database.bills.versions(process)
        if not versions:
            return Published(0, BillText("", ""))
        text = await self._database.bills.text(process, versions[0].number)
        assert text is not None, versions[0]
        return Published(versions[0].number, text)


def _answered(target: BillTarget, answers: dict[Key, list[BillLink]], text: BillText) -> TargetAnswers:
    found = _answers(answers.get(key_of(target), []), text)
    return TargetAnswers(target, best_of(answer.outcome for answer in found), found)


def _answers(links: Sequence[BillLink], text: BillText) -> list[BillAnswer]:
    numbers = {article.id: (number, article.title) for number, article in enumerate(text.articles, 1)}
    return [
        BillAnswer(link.outcome, link.reason, link.article, *numbers.get(link.article or "", (None, "")))
        for link in links
    ]


def _origins(text: BillText, named: dict[Key, BillTarget]) -> list[ArticleOrigins]:
    titles = {article.id: article.title for article in text.articles}
    return [
        ArticleOrigins(
            id_,
            number,
            titles[id_],
            [
                ArticleOrigin(
                    named.get((link.kind, link.target)) or unnamed((link.kind, link.target)),
                    link.outcome,
                    link.reason,
                )
                for link in links
            ],
        )
        for number, id_, links in by_article(text)
    ]
