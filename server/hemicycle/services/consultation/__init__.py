"""The consultation: propositions, arguments, their versions, votes on them, rankings."""

from __future__ import annotations

from collections.abc import Mapping

from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.feature import Closing, Feature
from hemicycle.services.kernel.kernel import Kernel
from hemicycle_protocol.commands import CommandBody, Vote
from hemicycle_protocol.consultation import VoteArgument
from hemicycle_protocol.views import Phase

from .front import Front
from .overviews import Overviews
from .rankings import Rankings, freeze
from .reading import Consultation
from .similar import SimilarPropositions
from .texts import Texts
from .writing import Writing


class ConsultationFeature(Feature):
    """`reading` is processes and propositions, `texts` their versions and one's own."""

    def __init__(self, kernel: Kernel) -> None:
        database, visibility = kernel.database, kernel.visibility
        self._ballots = kernel.ballots
        self._writing = Writing(kernel.forum, database, kernel.settings.writing)
        self.reading = Consultation(
            database, visibility, kernel.ballots, Front(database, kernel.journal, kernel.hub)
        )
        self.rankings = Rankings(database, visibility)
        self.overviews = Overviews(database, visibility, self.rankings, kernel.site)
        self.similar = SimilarPropositions(database, visibility)
        self.texts = Texts(database, visibility, kernel.ballots)

    def handlers(self) -> Mapping[type[CommandBody], Handler]:
        """Writing, and the votes on what is written."""
        return {
            **self._writing.handlers(),
            Vote: self._ballots.vote,
            VoteArgument: self._ballots.vote_argument,
        }

    def closings(self) -> Mapping[Phase, Closing]:
        """The ranking stands from then on."""
        return {Phase.CONSULTATION: freeze}
