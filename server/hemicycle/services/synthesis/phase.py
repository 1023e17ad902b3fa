"""Phase 3 put together: what reads and acts of the synthesis the layers above may call."""

from __future__ import annotations

from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.forum import Forum
from hemicycle.store import Database, Write
from hemicycle.store.syntheses import forget_author
from hemicycle_protocol import synthesis as s
from hemicycle_protocol.commands import CommandBody

from .publishing import Publishing
from .reading import Synthesis
from .sorting import Sorting, Workshop
from .suggestions import Suggesting
from .work import Work


class SynthesisPhase:
    """`read` is for everybody, `work` and `suggesting` are for editors."""

    def __init__(self, database: Database, forum: Forum) -> None:
        self._database = database
        workshop = Workshop(forum, database.families)
        self._sorting = Sorting(workshop)
        self._publishing = Publishing(workshop, database.families, database.syntheses)
        self.read = Synthesis(forum, database.families, database.syntheses, database.propositions)
        self.work = Work(forum, database.families, database.syntheses, self.read)
        self.suggesting = Suggesting(forum, database.families, database.ballots)

    async def export_of(self, person: str) -> object:
        """What somebody contested, for their copy."""
        return await self._database.syntheses.contests_of(person)

    async def erase(self, person: str, with_content: bool) -> Write | None:
        """What is written when an account ends."""
        arguments = await self._database.families.arguments_of(person)
        return forget_author(person, arguments, with_content=with_content)

    @property
    def handlers(self) -> dict[type[CommandBody], Handler]:
        """Who handles which command of the phase."""
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
