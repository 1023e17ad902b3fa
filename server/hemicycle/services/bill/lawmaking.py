"""Everything around the bill, put together: its draft, versions, way through parliament, and supporters.

| attribute | what |
|---|---|
| `reading` | versions and their differences, the draft for its writers |
| `answers` | what became of contributions |
| `supports` | a mobilisation: page, list, curve, one's own support |
| `mobilisation` | supports and thresholds; `watch` by the clock |
| `sharing` | what shared links show of pages |
| `newsroom` | mails for supporters; `tell_due` by the clock |
"""

from __future__ import annotations

from collections.abc import Callable

from hemicycle.clock import Clock
from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.ballots import Ballots
from hemicycle.services.kernel.forum import Forum
from hemicycle.services.kernel.visibility import Visibility
from hemicycle.services.mail.mailing import Mailing
from hemicycle.services.mobilisation.mobilisation import Mobilisation
from hemicycle.services.mobilisation.news import Newsroom
from hemicycle.services.mobilisation.reading import SupportReading
from hemicycle.services.sharing.sharing import Sharing
from hemicycle.store import Database
from hemicycle_protocol.commands import CommandBody

from .answers import Answers
from .drafting import Drafting
from .filing import Filing
from .reading import BillReading
from .targets import Targets


class Lawmaking:
    """The services of the phases `bill` and `mobilisation`."""

    def __init__(
        self,
        database: Database,
        forum: Forum,
        ballots: Ballots,
        mailing: Mailing,
        visibility: Visibility,
        *,
        clock: Clock,
        key: bytes,
        base_url: str,
        new_id: Callable[[], str],
    ) -> None:
        journal = forum.journal
        targets = Targets(database, journal)
        self._drafting = Drafting(forum, database.bills, targets)
        self.newsroom = Newsroom(database.support_news, mailing, clock, new_id, key=key, base_url=base_url)
        self._filing = Filing(forum, self._drafting, self.newsroom)
        self.mobilisation = Mobilisation(forum, database, ballots, self.newsroom, clock, new_id)
        self.reading = BillReading(forum, database.bills, self._drafting, targets)
        self.answers = Answers(database, journal, targets)
        self.supports = SupportReading(journal, database.supports, ballots, self.mobilisation, clock)
        self.sharing = Sharing(database, journal, visibility, self.mobilisation, clock)

    def handlers(self) -> dict[type[CommandBody], Handler]:
        """Who handles which command."""
        return {
            **self._drafting.handlers(),
            **self._filing.handlers(),
            **self.mobilisation.handlers(),
        }
