"""What questions and items of an agenda can be about: propositions, and families of the synthesis."""

from __future__ import annotations

from collections.abc import Sequence

from hemicycle.services.kernel.visibility import Visibility
from hemicycle.services.synthesis.reading import Synthesis
from hemicycle.store import Database
from hemicycle.store.propositions import VISIBLE, Sort
from hemicycle_protocol.debate_record import DebateSubject
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.synthesis import PropositionCoverage
from hemicycle_protocol.views import About, You

# Without a synthesis: so many of the most agreed propositions.
PROPOSITIONS = 50
TARGET_CHARACTERS = 160


class Subjects:
    """Names of subjects."""

    def __init__(self, database: Database, visibility: Visibility, synthesis: Synthesis) -> None:
        self._database = database
        self._visibility = visibility
        self._synthesis = synthesis

    async def of_debate(self, you: You | None, debate: str) -> list[DebateSubject]:
        """All that the agenda of a debate can be made of: the map's propositions, each with its families.

        Refused: `NOT_FOUND`.
        """
        process = await self._visibility.process_of_debate(you, debate)
        published = await self._synthesis.published(process)
        if published:
            return _of_map(published)
        page = await self._database.propositions.page(process, sort=Sort.AGREED, limit=PROPOSITIONS)
        return [
            DebateSubject(f"proposition/{row.id}", row.title, None, row.arguments_for + row.arguments_against)
            for row in page.rows
        ]

    async def named(self, process: str, targets: Sequence[str]) -> dict[str, About]:
        """These subjects by their titles as they are now.

        Raises:
            Refused: `NOT_FOUND` (`target`) for one that the process does not show.
        """
        found: dict[str, About] = {}
        families: dict[str, str] | None = None
        for target in targets:
            kind, _, id_ = target[:TARGET_CHARACTERS].partition("/")
            title = None
            if kind == "proposition":
                title = await self._proposition(process, id_)
            elif kind == "family":
                if families is None:
                    families = await self._families(process)
                title = families.get(id_)
            if title is None:
                raise Refused(Code.NOT_FOUND, target=target[:TARGET_CHARACTERS])
            found[target] = About(target, title)
        return found

    async def _proposition(self, process: str, id: str) -> str | None:
        row = await self._database.propositions.get(id)
        return row.title if row is not None and row.process == process and row.state == VISIBLE else None

    async def under(self, process: str, proposition: str) -> set[str]:
        """A proposition and its published families, as targets."""
        published = await self._synthesis.published(process)
        families = [f for one in published if one.id == proposition for f in one.families]
        return {f"proposition/{proposition}", *(f"family/{family.id}" for family in families)}

    async def _families(self, process: str) -> dict[str, str]:
        published = await self._synthesis.published(process)
        return {family.id: family.title for one in published for family in one.families}


def _of_map(published: Sequence[PropositionCoverage]) -> list[DebateSubject]:
    subjects = []
    for one in published:
        parent, families = f"proposition/{one.id}", one.families
        subjects.append(DebateSubject(parent, one.title, None, sum(family.arguments for family in families)))
        subjects += [DebateSubject(f"family/{f.id}", f.title, parent, f.arguments) for f in families]
    return subjects
