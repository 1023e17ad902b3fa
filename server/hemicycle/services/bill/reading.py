"""What the pages of a bill show: its versions and their differences, for everybody, and the draft."""

from __future__ import annotations

from hemicycle.core.bill import bill_of
from hemicycle.core.bill_diff import article_differences
from hemicycle.core.bill_draft import text_of
from hemicycle.core.emit import process_log
from hemicycle.core.permissions import PROCESS_PERMISSIONS
from hemicycle.core.text_diff import side_by_side
from hemicycle.services.kernel.journal import Journal
from hemicycle.services.kernel.markdown import html_of, prepare
from hemicycle.services.kernel.visibility import Visibility
from hemicycle.services.kernel.workbench import apart
from hemicycle.store.bills import Bills, Version
from hemicycle_protocol.bill import (
    ArticleText,
    BillDifferences,
    BillDraftPage,
    BillPage,
    BillTarget,
    BillText,
    BillVersion,
    BillVersionCard,
    SaveBillHead,
)
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import ProcessView, You

from .drafting import Drafting
from .targets import Targets, in_order

WRITERS = PROCESS_PERMISSIONS[SaveBillHead].roles


class BillReading:
    """Reads of a bill."""

    def __init__(
        self, visibility: Visibility, journal: Journal, bills: Bills, drafting: Drafting, targets: Targets
    ) -> None:
        self._visibility = visibility
        self._journal = journal
        self._bills = bills
        self._drafting = drafting
        self._targets = targets

    async def page(self, you: You | None, process: str) -> BillPage:
        """The newest version, the list of all, and the steps since. Refused: `NOT_FOUND`."""
        await self._visibility.process(you, process)
        view = await self._view(process)
        versions = await self._bills.versions(process)
        current = await self._read(versions[0]) if versions else None
        cards = [card_of(version) for version in versions]
        return BillPage(process, view.title, current, cards, bill_of(view).steps)

    async def version(self, you: You | None, process: str, number: int) -> BillVersion:
        """A version to be read. Refused: `NOT_FOUND`."""
        await self._visibility.process(you, process)
        return await self._read(_of_number(await self._bills.versions(process), number))

    async def compare(
        self, you: You | None, process: str, before: int | None, after: int | None
    ) -> BillDifferences:
        """Two versions side by side; without numbers the last two. Refused: `NOT_FOUND`, `INVALID`."""
        await self._visibility.process(you, process)
        versions = await self._bills.versions(process)
        if not versions:
            raise Refused(Code.NOT_FOUND, bill=process)
        later = _of_number(versions, versions[0].number if after is None else after)
        earlier = _of_number(versions, max(1, later.number - 1) if before is None else before)
        if earlier.number > later.number:
            raise Refused(Code.INVALID, field="from")
        old, new = await self._text(earlier), await self._text(later)
        view = await self._view(process)
        cards = [card_of(version) for version in versions]
        return await apart(
            lambda: BillDifferences(
                view.title,
                card_of(earlier),
                card_of(later),
                side_by_side(old.title, new.title),
                side_by_side(old.statement, new.statement),
                article_differences(old, new),
                cards,
            )
        )

    async def draft(self, you: You, process: str) -> BillDraftPage:
        """What those who write the bill see. Refused: `NOT_FOUND`, `FORBIDDEN`."""
        await self._visibility.process(you, process, roles=WRITERS)
        view = await self._view(process)
        draft = await self._bills.draft(process)
        keys = list(dict.fromkeys((one.link.kind, one.link.target) for one in draft.links))
        named = await self._targets.named(process, keys)
        return BillDraftPage(
            process,
            view.title,
            draft,
            list(in_order(keys, named)),
            await self._targets.ranked(process),
            await self._drafting.owed_in(process, text_of(draft)),
            [card_of(version) for version in await self._bills.versions(process)],
            bill_of(view).steps,
        )

    async def targets(self, you: You, process: str, words: str) -> list[BillTarget]:
        """Contributions to answer to, for those who write. Refused: `NOT_FOUND`, `FORBIDDEN`."""
        await self._visibility.process(you, process, roles=WRITERS)
        return await self._targets.search(process, words) if words else []

    async def _view(self, process: str) -> ProcessView:
        await self._journal.refresh(process_log(process))
        return self._journal.process(process)

    async def _read(self, version: Version) -> BillVersion:
        text = await self._text(version)
        await prepare([text.statement, *(article.body for article in text.articles)])
        articles = [
            ArticleText(article.id, number, article.title, html_of(article.body))
            for number, article in enumerate(text.articles, 1)
        ]
        statement = html_of(text.statement)
        return BillVersion(version.number, text.title, version.note, version.at, statement, articles)

    async def _text(self, version: Version) -> BillText:
        text = await self._bills.text(version.process, version.number)
        assert text is not None, version
        return text


def card_of(version: Version) -> BillVersionCard:
    """A version in a list."""
    return BillVersionCard(version.number, version.title, version.note, version.articles, version.at)


def _of_number(versions: list[Version], number: int) -> Version:
    found = next((version for version in versions if version.number == number), None)
    if found is None:
        raise Refused(Code.NOT_FOUND, version=number)
    return found
