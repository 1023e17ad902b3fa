"""What everybody reads of a synthesis: published versions, their differences, contests, exports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from hemicycle.core.argument_map import ArgumentMap, MapArgument, MapFamily, MapProposition
from hemicycle.core.contests import contest_until
from hemicycle.core.editions import (
    Edition,
    EditionFamily,
    EditionLeft,
    EditionPlace,
    differences,
    placed_in,
    total,
)
from hemicycle.core.text import clean
from hemicycle.services.kernel.markdown import html_of, prepare
from hemicycle.services.kernel.visibility import Visibility
from hemicycle.store.families import Families, Given, Headline
from hemicycle.store.propositions import Propositions
from hemicycle.store.syntheses import Syntheses
from hemicycle_protocol import synthesis as s
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import You

from .tables import editions_of

CONTESTS = 50


class Synthesis:
    """Reads of what is published."""

    def __init__(
        self, visibility: Visibility, families: Families, syntheses: Syntheses, propositions: Propositions
    ) -> None:
        self._visibility = visibility
        self._families = families
        self._syntheses = syntheses
        self._propositions = propositions

    async def map(self, you: You | None, process: str, number: int | None = None) -> s.SynthesisMap:
        """A version, the newest unless `number` says which. Refused: `NOT_FOUND` for one there is not."""
        view = await self._visibility.process(you, process)
        versions = await self.versions(process)
        if not versions and number is None:
            progress = await self._families.progress(process)
            return s.SynthesisMap(process, view.title, total(row.coverage for row in progress))
        version = _version(versions, number)
        return s.SynthesisMap(
            process,
            view.title,
            version.coverage,
            versions,
            version,
            await self._cards(process, version.number),
            await self._syntheses.waiting(process),
        )

    async def published(self, process: str) -> list[s.PropositionCoverage]:
        """The propositions of the newest version, for other rooms, which ask who reads."""
        versions = await self._syntheses.versions(process)
        return await self._cards(process, versions[0].number) if versions else []

    async def _cards(self, process: str, number: int) -> list[s.PropositionCoverage]:
        editions = editions_of(await self._syntheses.editions(process, number))
        headlines = await self._families.headlines(process)
        return [_card(h, editions[h.id]) for h in headlines if h.id in editions]

    async def proposition(
        self, you: You | None, process: str, proposition: str, number: int | None = None
    ) -> s.PropositionMap:
        """A proposition in a version, with every argument. Refused: `NOT_FOUND`."""
        await self._visibility.process(you, process)
        version = _version(await self.versions(process), number)
        editions = editions_of(await self._syntheses.editions(process, version.number, proposition))
        headlines = [h for h in await self._families.headlines(process) if h.id == proposition]
        if not headlines or proposition not in editions:
            raise Refused(Code.NOT_FOUND, proposition=proposition)
        edition = editions[proposition]
        given = {one.id: one for one in await self._families.given(process, proposition)}
        await prepare(one.body for one in given.values())
        families_of = _families_of(edition)
        known = placed_in(edition) | {left.argument for left in edition.unclassified}
        return s.PropositionMap(
            proposition,
            headlines[0].number,
            headlines[0].title,
            headlines[0].section,
            version,
            edition.coverage,
            [_family_page(family, families_of, given) for family in edition.families],
            [_left(left, given[left.argument]) for left in edition.unclassified if left.argument in given],
            await self._syntheses.contests(process, proposition=proposition),
            gone=len(known - given.keys()),
        )

    async def differences(
        self, you: You | None, process: str, before: int, after: int
    ) -> s.SynthesisDifferences:
        """What changed between two versions; `before` 0 is nothing at all. Refused: `NOT_FOUND`."""
        await self._visibility.process(you, process)
        versions = await self.versions(process)
        old = await self._editions(process, versions, before)
        new = await self._editions(process, versions, after)
        headlines = await self._families.headlines(process)
        found = [_difference(h, old.get(h.id), new.get(h.id)) for h in headlines]
        return s.SynthesisDifferences(before, after, [one for one in found if one is not None])

    async def contests(self, you: You | None, process: str, after: str | None = None) -> s.ContestList:
        """Contests without names, the newest first, page by page."""
        await self._visibility.process(you, process)
        found = await self._syntheses.contests(process, after=after, limit=CONTESTS + 1)
        more = found[CONTESTS - 1].id if len(found) > CONTESTS else None
        return s.ContestList(found[:CONTESTS], await self._syntheses.waiting(process), more)

    async def mine(self, you: You, process: str) -> s.MyPlacements:
        """One's own arguments, and what one contested."""
        await self._visibility.process(you, process)
        written = await self._families.arguments_of(you.id, process)
        return s.MyPlacements([one.id for one in written], await self._syntheses.contests_of(you.id, process))

    async def placements(self, you: You | None, proposition: str) -> s.Placements:
        """Where the arguments of a proposition stand in the newest version. Refused: `NOT_FOUND`."""
        process = await self._visibility.process_of_proposition(you, proposition)
        versions = await self.versions(process)
        if not versions:
            return s.Placements(process)
        editions = editions_of(await self._syntheses.editions(process, versions[0].number, proposition))
        edition = editions.get(proposition)
        arguments = {} if edition is None else _placements(edition)
        return s.Placements(process, versions[0].number, versions[0].contest_until, arguments)

    async def export(self, you: You | None, process: str, number: int | None = None) -> ArgumentMap:
        """A version with its texts, for the exports. Refused: `NOT_FOUND`."""
        view = await self._visibility.process(you, process)
        version = _version(await self.versions(process), number)
        editions = editions_of(await self._syntheses.editions(process, version.number))
        worked = await self._families.work(process)
        given = {one.id: one for one in worked.arguments}
        return ArgumentMap(
            view.title,
            version.number,
            [_exported(h, editions[h.id], given) for h in worked.propositions if h.id in editions],
        )

    async def versions(self, process: str) -> list[s.VersionCard]:
        """The versions of a process, the newest first."""
        found = await self._syntheses.versions(process)
        return [replace(version, contest_until=contest_until(version.at)) for version in found]

    async def _editions(
        self, process: str, versions: Sequence[s.VersionCard], number: int
    ) -> Mapping[str, Edition]:
        if number == 0:
            return {}
        version = _version(versions, number)
        return editions_of(await self._syntheses.editions(process, version.number))


def _version(versions: Sequence[s.VersionCard], number: int | None) -> s.VersionCard:
    found = [one for one in versions if number is None or one.number == number]
    if not found:
        raise Refused(Code.NOT_FOUND, version=number)
    return found[0]


def _card(headline: Headline, edition: Edition) -> s.PropositionCoverage:
    return s.PropositionCoverage(
        headline.id,
        headline.number,
        headline.title,
        headline.section,
        edition.coverage,
        [_family_card(family) for family in edition.families],
    )


def _family_card(family: EditionFamily) -> s.FamilyCard:
    arguments = len({place.argument for place in family.places})
    return s.FamilyCard(
        family.id, family.side, family.title, family.summary, arguments, family.people, family.supports
    )


def _families_of(edition: Edition) -> Mapping[str, list[str]]:
    """Argument → the families that it is in, in their order."""
    found: dict[str, list[str]] = {}
    for family in edition.families:
        for argument in dict.fromkeys(place.argument for place in family.places):
            found.setdefault(argument, []).append(family.id)
    return found


def _family_page(
    family: EditionFamily, families_of: Mapping[str, list[str]], given: Mapping[str, Given]
) -> s.FamilyPage:
    arguments = [
        s.PlacedArgument(
            one.id,
            one.side,
            html_of(one.body),
            one.author,
            one.supports,
            _part(place, one),
            place.source,
            [other for other in families_of[one.id] if other != family.id],
        )
        for place in family.places
        if (one := given.get(place.argument)) is not None
    ]
    return s.FamilyPage(_family_card(family), arguments)


def _part(place: EditionPlace, one: Given) -> str | None:
    """What is quoted of an argument; nothing of words that its author wrote anew since or had erased."""
    return place.part if place.part is not None and place.part in clean(one.body) else None


def _ids(family: EditionFamily) -> set[str]:
    return {place.argument for place in family.places}


def _left(left: EditionLeft, one: Given) -> s.UnclassifiedArgument:
    return s.UnclassifiedArgument(
        one.id, one.side, html_of(one.body), one.author, one.supports, left.reason, left.note
    )


def _difference(
    headline: Headline, old: Edition | None, new: Edition | None
) -> s.PropositionDifference | None:
    families = differences(old, new)
    came, went = placed_in(new) - placed_in(old), placed_in(old) - placed_in(new)
    if not families and not came and not went:
        return None
    return s.PropositionDifference(
        headline.id, headline.number, headline.title, families, len(came), len(went)
    )


def _placements(edition: Edition) -> dict[str, s.Placement]:
    found = {left.argument: s.Placement([], left.reason, left.note) for left in edition.unclassified}
    for family in edition.families:
        for place in family.places:
            before = found.get(place.argument, s.Placement())
            here = s.PlacedIn(family.id, family.title, family.side)
            found[place.argument] = s.Placement([*before.families, here])
    return found


def _exported(headline: Headline, edition: Edition, given: Mapping[str, Given]) -> MapProposition:
    name = f"P{headline.number}"
    times: Counter[str] = Counter()
    families = []
    for index, family in enumerate(edition.families, 1):
        arguments = []
        for place in family.places:
            if place.argument in given:
                times[place.argument] += 1
                one = given[place.argument]
                arguments.append(_argument(place.argument, one, _part(place, one), times[place.argument]))
        families.append(MapFamily(f"{name}-F{index}", family.side, family.title, family.summary, arguments))
    left = [
        _argument(one.argument, given[one.argument], None, times[one.argument] + 1, one.reason)
        for one in edition.unclassified
        if one.argument in given
    ]
    return MapProposition(name, headline.title, headline.section, families, left)


def _argument(
    id_: str, one: Given, part: str | None, time: int, reason: s.IgnoreReason | None = None
) -> MapArgument:
    """An argument as it stands in one place, of which it may have several: this is the `time`th."""
    suffix = "" if part is None and time == 1 else f"-{time}"
    return MapArgument(f"A-{id_}{suffix}", id_, one.side, part or one.body, one.author, reason)
