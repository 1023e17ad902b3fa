"""The services of a node, put together: the kernel, and a line for each feature.

A new feature is wired here and nowhere else: what it handles, what it keeps of people, what it does
as a phase closes and by the clock, it says itself (`kernel.feature.Feature`). Order at start:
`Services(...)`, `await hub.start(services.kernel.source)`, `await services.start()`, then `run()`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TypeVar

from hemicycle.clock import Clock
from hemicycle.hub import Hub
from hemicycle.progress import SILENT, Progress
from hemicycle.store import Database
from hemicycle.store.ballots import Difference

from .bill import BillFeature
from .consultation import ConsultationFeature
from .debate import DebateFeature
from .electorate import ElectorateFeature
from .kernel.acts import joined
from .kernel.feature import Feature
from .kernel.gate import ServiceGate
from .kernel.kernel import Kernel
from .kernel.upkeep import Upkeep
from .mail import MailFeature
from .mail.mailing import Mailer
from .mobilisation import MobilisationFeature
from .moderation import ModerationFeature
from .notices import NoticesFeature
from .open_data import OpenDataFeature
from .panel import PanelFeature
from .people import PeopleFeature
from .presentation import PresentationFeature
from .process import ProcessFeature
from .settings import ServiceSettings
from .sharing import SharingFeature
from .site import SiteFeature
from .synthesis import SynthesisFeature

F = TypeVar("F", bound=Feature)


def short_id() -> str:
    """An id of 72 random bits."""
    return secrets.token_hex(9)


class Services:
    """Everything a node does with debates and processes, for one database and one hub.

    `mailer` sends mails (`mail.smtp.SmtpMailer`); without one they stay in the outbox and stand in the log.
    """

    def __init__(
        self,
        database: Database,
        hub: Hub,
        *,
        clock: Clock,
        settings: ServiceSettings,
        mailer: Mailer | None = None,
        new_id: Callable[[], str] = short_id,
    ) -> None:
        self.features: list[Feature] = []
        self.kernel = kernel = Kernel(database, hub, clock=clock, settings=settings, new_id=new_id)
        self.mail = self._add(MailFeature(kernel, mailer))
        self.moderation = self._add(ModerationFeature(kernel))
        self.people = self._add(PeopleFeature(kernel, self.mail, self.moderation))
        self.notices = self._add(NoticesFeature(kernel, self.mail))
        self.process = self._add(ProcessFeature(kernel, self.people, self.mail))
        self.electorate = self._add(ElectorateFeature(kernel))
        self.presentation = self._add(PresentationFeature(kernel))
        self.consultation = self._add(ConsultationFeature(kernel))
        self.synthesis = self._add(SynthesisFeature(kernel))
        self.debate = self._add(DebateFeature(kernel, self.synthesis))
        self.panel = self._add(PanelFeature(kernel, self.people, self.mail))
        self.mobilisation = self._add(MobilisationFeature(kernel, self.mail))
        self.bill = self._add(BillFeature(kernel, self.mobilisation))
        self.sharing = self._add(SharingFeature(kernel, self.mobilisation))
        self.open_data = self._add(OpenDataFeature(kernel))
        self.site = self._add(SiteFeature(kernel))
        self._join()

    def _add(self, feature: F) -> F:
        self.features.append(feature)
        return feature

    def _join(self) -> None:
        """Bring together what the features say of themselves."""
        kernel, features = self.kernel, self.features
        for feature in features:
            for name, share in feature.shares().items():
                self.people.personal.register(name, share)
            for phase, closing in feature.closings().items():
                self.process.phases.closings[phase].append(closing)
        handlers = joined([feature.handlers() for feature in features])
        self.gate = ServiceGate(kernel, handlers, [feature.left for feature in features])
        self.upkeep = Upkeep([tick for feature in features for tick in feature.ticks()], kernel.clock)

    async def start(self) -> None:
        """Read what is needed before the node answers."""
        for feature in self.features:
            await feature.start()

    async def recount(self, progress: Progress = SILENT) -> list[Difference]:
        """Compare every tally with the ballots and their log; empty when every number agrees."""
        return await self.kernel.database.ballots.recount(progress=progress)

    async def run(self) -> None:
        """What happens by the clock, until cancelled."""
        await self.upkeep.run()

    async def close(self) -> None:
        """End the background work; idempotent."""
        await self.kernel.close()
