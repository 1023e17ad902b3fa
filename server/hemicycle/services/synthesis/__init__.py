"""The synthesis: arguments that say the same, brought together in families."""

from __future__ import annotations

from collections.abc import Mapping

from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.feature import Feature, Share
from hemicycle.services.kernel.kernel import Kernel
from hemicycle.store import Write
from hemicycle.store.syntheses import forget_author
from hemicycle_protocol import synthesis as s
from hemicycle_protocol.commands import CommandBody

from .publishing import Publishing
from .reading import Synthesis
from .sorting import Sorting, Workshop
from .suggestions import Suggesting
from .work import Work


class SynthesisFeature(Feature):
    """`reading` is for everybody, `work` and `suggesting` are for editors."""

    def __init__(self, kernel: Kernel) -> None:
        database, visibility = kernel.database, kernel.visibility
        self._database = database
        workshop = Workshop(kernel.forum, database.families)
        self._sorting = Sorting(workshop)
        self._publishing = Publishing(workshop, database.families, database.syntheses)
        self.reading = Synthesis(visibility, database.families, database.syntheses, database.propositions)
        self.work = Work(visibility, kernel.journal, database.families, database.syntheses, self.reading)
        self.suggesting = Suggesting(visibility, database.families, database.ballots)

    def handlers(self) -> Mapping[type[CommandBody], Handler]:
        """Sorting, publishing, contesting."""
        return {
            s.CreateFamily: self._sorting.create_family,
            s.ChangeFamily: self._sorting.change_family,
            s.MergeFamilies: self._sorting.merge_families,
            s.DeleteFamily: self._sorting.delete_family,
            s.PlaceArgument: self._sorting.place_argument,
            s.PlaceArguments: self._sorting.place_arguments,
            s.IgnoreArguments: self._sorting.ignore_arguments,
            s.UnplaceArguments: self._sorting.unplace_arguments,
            s.PublishSynthesis: self._publishing.publish,
            s.ContestPlacement: self._publishing.contest,
            s.AnswerContest: self._publishing.answer,
        }

    def shares(self) -> Mapping[str, Share]:
        """What somebody contested."""
        return {"contests": Share(self._database.syntheses.contests_of, self._erase)}

    async def _erase(self, person: str, with_content: bool) -> Write | None:
        arguments = await self._database.families.arguments_of(person)
        return forget_author(person, arguments, with_content=with_content)
