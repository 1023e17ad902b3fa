"""The bill: articles, what they answer, versions, the filing."""

from __future__ import annotations

from collections.abc import Mapping

from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.feature import Feature
from hemicycle.services.kernel.kernel import Kernel
from hemicycle.services.mobilisation import MobilisationFeature
from hemicycle_protocol.commands import CommandBody

from .answers import Answers
from .drafting import Drafting
from .filing import Filing
from .reading import BillReading
from .targets import Targets


class BillFeature(Feature):
    """`reading` is versions, their differences and the draft; `answers` is what became of contributions."""

    def __init__(self, kernel: Kernel, mobilisation: MobilisationFeature) -> None:
        database, journal = kernel.database, kernel.journal
        targets = Targets(database, journal)
        self._drafting = Drafting(kernel.forum, database.bills, targets)
        self._filing = Filing(kernel.forum, self._drafting, mobilisation.newsroom)
        self.reading = BillReading(kernel.visibility, journal, database.bills, self._drafting, targets)
        self.answers = Answers(database, kernel.visibility, targets)

    def handlers(self) -> Mapping[type[CommandBody], Handler]:
        """Writing, publishing, filing."""
        return {**self._drafting.handlers(), **self._filing.handlers()}
