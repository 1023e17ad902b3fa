"""What people are told of the processes they follow: notices by mail, the feed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.feature import Feature, Tick
from hemicycle.services.kernel.kernel import Kernel
from hemicycle.services.mail import MailFeature
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.personal import SetPace

from .feed import ProcessFeeds
from .notices import Notices


class NoticesFeature(Feature):
    """`notices` go by mail, `feed` is Atom."""

    def __init__(self, kernel: Kernel, mail: MailFeature) -> None:
        settings = kernel.settings
        self.notices = Notices(
            kernel.database,
            kernel.visibility,
            kernel.site,
            mail.mailing,
            clock=kernel.clock,
            key=settings.key,
            base_url=settings.base_url,
        )
        self.feed = ProcessFeeds(kernel.database, kernel.visibility, kernel.site, site=settings.base_url)

    def handlers(self) -> Mapping[type[CommandBody], Handler]:
        """How often somebody is written to."""
        return {SetPace: self.notices.set_pace}

    def ticks(self) -> Sequence[Tick]:
        """Notices have their own pace: they delay no clock."""
        return (Tick(lambda now: self.notices.tick(), apart=True),)
