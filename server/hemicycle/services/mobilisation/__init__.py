"""Support of a bill, its thresholds and the news of its way through parliament."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.feature import Feature, Share, Tick
from hemicycle.services.kernel.kernel import Kernel
from hemicycle.services.mail import MailFeature
from hemicycle_protocol.commands import CommandBody

from .mobilisation import Mobilisation
from .news import Newsroom
from .reading import SupportReading

THRESHOLDS_S = 10


class MobilisationFeature(Feature):
    """`reading` is the page, list and curve; `supports` are given and taken back; `newsroom` writes mails."""

    def __init__(self, kernel: Kernel, mail: MailFeature) -> None:
        database, settings, clock = kernel.database, kernel.settings, kernel.clock
        self.newsroom = Newsroom(
            database.support_news,
            mail.mailing,
            clock,
            kernel.new_id,
            key=settings.key,
            base_url=settings.base_url,
        )
        self.supports = Mobilisation(kernel.forum, database, kernel.ballots, self.newsroom, kernel.new_id)
        self.reading = SupportReading(
            kernel.visibility, kernel.journal, database.supports, kernel.ballots, self.supports, clock
        )

    def handlers(self) -> Mapping[type[CommandBody], Handler]:
        """Supports, promises, moderation of the list."""
        return self.supports.handlers()

    def shares(self) -> Mapping[str, Share]:
        """What somebody said beside their support."""
        return {"supports": Share(self.supports.export_of, self.supports.erase)}

    def ticks(self) -> Sequence[Tick]:
        """Thresholds that were crossed; mails to supporters at their own pace."""
        return (
            Tick(self.supports.watch, every_s=THRESHOLDS_S),
            Tick(lambda now: self.newsroom.tell_due(), apart=True),
        )
