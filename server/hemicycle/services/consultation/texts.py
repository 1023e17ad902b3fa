"""Texts of a consultation beyond their present form: their versions, and what one person wrote and voted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from hemicycle.core.text_diff import side_by_side, word_changes
from hemicycle.services.kernel.ballots import Ballots
from hemicycle.services.kernel.markdown import excerpt_of, html_of
from hemicycle.services.kernel.visibility import Visibility
from hemicycle.services.kernel.workbench import apart
from hemicycle.store import Database
from hemicycle.store.propositions import VISIBLE, ArgumentRow, PropositionRow
from hemicycle_protocol.consultation import (
    ArgumentSide,
    EditableText,
    MyConsultation,
    MyContribution,
    MyVote,
    TextVersion,
    TextVersions,
)
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import TextKind, You


class _Form(NamedTuple):
    version: int
    at: int
    title: str
    body: str
    sources: tuple[str, ...]


class Texts:
    """Reads of versions and of one's own."""

    def __init__(self, database: Database, visibility: Visibility, ballots: Ballots) -> None:
        self._propositions = database.propositions
        self._versions = database.versions
        self._texts = database.texts
        self._visibility = visibility
        self._ballots = ballots

    async def versions(self, you: You | None, target: str) -> TextVersions:
        """The versions of a visible text that can be read, the newest first. Refused: `NOT_FOUND`.

        An argument is as visible as the proposition that it stands under.
        """
        row, proposition = await self._row(target)
        readable = {row.state, proposition.state} <= {VISIBLE, "withdrawn"}
        if not readable or not await self._visibility.may_know(you, proposition.process):
            raise Refused(Code.NOT_FOUND, target=target)
        forms = [
            _Form(kept.version, kept.at, kept.title, kept.body, kept.sources)
            for kept in await self._versions.of(target)
        ]
        title = row.title if isinstance(row, PropositionRow) else ""
        forms.append(_Form(row.version, row.revised_at or row.created_at, title, row.body, row.sources))
        return TextVersions(
            row.id,
            _kind(row),
            proposition.process,
            proposition.id,
            proposition.title,
            [
                await apart(partial(_version, form, before))
                for before, form in zip([None, *forms], forms, strict=False)
            ][::-1],
        )

    async def editable(self, you: You, target: str) -> EditableText:
        """One's own text as one wrote it. Refused: `NOT_FOUND`, `FORBIDDEN` for somebody else's."""
        row, proposition = await self._row(target)
        if not await self._visibility.may_know(you, proposition.process):
            raise Refused(Code.NOT_FOUND, target=target)
        if row.person != you.id:
            raise Refused(Code.FORBIDDEN)
        return EditableText(
            row.id,
            _kind(row),
            proposition.process,
            proposition.id,
            row.version,
            row.body,
            row.title if isinstance(row, PropositionRow) else "",
            list(row.sources),
        )

    async def mine(self, you: You, process: str) -> MyConsultation:
        """All that somebody wrote and voted in a process. Refused: `NOT_FOUND`."""
        view = await self._visibility.process(you, process)
        votes = await self._ballots.votes_of(you, process)
        rows = await self._propositions.several(list(votes.votes))
        return MyConsultation(
            process,
            view.title,
            view.phases,
            await self._contributions(you, process),
            [
                MyVote(
                    row.id,
                    row.number,
                    row.title if row.state in (VISIBLE, "withdrawn") else "",
                    votes.votes[row.id].value,
                    votes.versions.get(f"proposition/{row.id}", 0),
                    row.version,
                )
                for row in sorted(rows, key=lambda row: row.number)
            ],
            len(votes.supports),
        )

    async def _contributions(self, you: You, process: str) -> list[MyContribution]:
        mine = [text for text in await self._texts.of_person(you.id) if text.process == process]
        own = [text.target.partition("/")[2] for text in mine if text.target.startswith("proposition/")]
        propositions = {row.id: row for row in await self._propositions.several(own)}
        found: list[MyContribution] = []
        for text in reversed(mine):
            id_ = text.target.partition("/")[2]
            row: PropositionRow | ArgumentRow | None = propositions.get(id_)
            if row is None:
                row = await self._propositions.argument(id_)
            if row is not None:
                found.append(_contribution(row, text.proposition, text.number, text.title))
        return found

    async def _row(self, target: str) -> tuple[PropositionRow | ArgumentRow, PropositionRow]:
        kind, _, id_ = target.partition("/")
        row: PropositionRow | ArgumentRow | None = None
        if kind == TextKind.ARGUMENT:
            row = await self._propositions.argument(id_)
            proposition = None if row is None else await self._propositions.get(row.proposition)
        else:
            row = proposition = await self._propositions.get(id_)
        if row is None or proposition is None:
            raise Refused(Code.NOT_FOUND, target=target)
        return row, proposition


def _kind(row: PropositionRow | ArgumentRow) -> TextKind:
    return TextKind.PROPOSITION if isinstance(row, PropositionRow) else TextKind.ARGUMENT


def _version(form: _Form, before: _Form | None) -> TextVersion:
    if before is None:
        return TextVersion(form.version, form.at, html_of(form.body), form.title, list(form.sources))
    return TextVersion(
        form.version,
        form.at,
        html_of(form.body),
        form.title,
        list(form.sources),
        word_changes(before.title, form.title),
        side_by_side(_whole(before), _whole(form)),
    )


def _whole(form: _Form) -> str:
    """The body and its sources, which change like lines of it."""
    lines: Sequence[str] = [form.body, *form.sources]
    return "\n".join(lines)


def _contribution(
    row: PropositionRow | ArgumentRow, proposition: str, number: int, title: str
) -> MyContribution:
    if isinstance(row, PropositionRow):
        supports, side = row.counts.agree + (row.imported.agree if row.imported else 0), None
    else:
        supports, side = row.supports + row.imported_votes, ArgumentSide(row.side)
    return MyContribution(
        row.id,
        _kind(row),
        proposition,
        number,
        title,
        excerpt_of(row.body)[0],
        row.created_at,
        row.version,
        row.state,
        supports,
        side,
    )
