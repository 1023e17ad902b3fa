"""The panel: candidates, the draw, seats and those invited to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.feature import Feature, Share, Tick
from hemicycle.services.kernel.kernel import Kernel
from hemicycle.services.mail import MailFeature
from hemicycle.services.people import PeopleFeature
from hemicycle_protocol.commands import CommandBody

from .news import PanelNews
from .pages import PanelPages
from .people import PanelPeople
from .ranking import PanelRanking
from .steps import PanelSteps

# How soon an invitation that ran out passes on.
INVITATIONS_S = 5


class PanelFeature(Feature):
    """`pages` are read; `people` apply and answer; organisers take the steps."""

    def __init__(self, kernel: Kernel, people: PeopleFeature, mail: MailFeature) -> None:
        panels = kernel.database.panels
        base_url = kernel.settings.base_url
        news = PanelNews(people.invitations, mail.mailing, kernel.site, base_url=base_url)
        self._steps = PanelSteps(kernel.forum, panels, people, news, PanelRanking(kernel.database))
        self.people = PanelPeople(kernel.forum, panels, self._steps, kernel.clock)
        self.pages = PanelPages(kernel.forum, kernel.visibility, panels, kernel.database.mails, self._steps)

    def handlers(self) -> Mapping[type[CommandBody], Handler]:
        """Steps of organisers; applications and answers."""
        return {**self._steps.handlers(), **self.people.handlers()}

    def shares(self) -> Mapping[str, Share]:
        """What somebody said of themselves when they applied."""
        return {"panels": Share(self.people.export_of, self.people.erase)}

    def ticks(self) -> Sequence[Tick]:
        """Invitations that ran out."""
        return (Tick(lambda now: self._steps.tick(now=now), every_s=INVITATIONS_S),)
