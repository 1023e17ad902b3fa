"""News for supporters who asked for it: written down with a fact, mailed little by little afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from hemicycle.auth.unsubscribe import make_unsubscribe
from hemicycle.clock import Clock
from hemicycle.core.bill import bill_of
from hemicycle.services.mail.mailing import Mailing
from hemicycle.store import Write
from hemicycle.store.mails import MailKind, MailRow
from hemicycle.store.support_news import News, Reader, SupportNews, put_news
from hemicycle_protocol.bill import BillStepAdded, BillStepCorrected
from hemicycle_protocol.mobilisation import ThresholdCrossed
from hemicycle_protocol.personal import Subject
from hemicycle_protocol.views import ProcessView

from .letters import Told, news_letter

# Mails written in one transaction, so that ten thousand supporters hold nobody up.
PART = 100

Fact = BillStepAdded | BillStepCorrected | ThresholdCrossed


class Newsroom:
    """Turns facts into mails."""

    def __init__(
        self,
        news: SupportNews,
        mailing: Mailing,
        clock: Clock,
        new_id: Callable[[], str],
        *,
        key: bytes,
        base_url: str,
    ) -> None:
        self._news = news
        self._mailing = mailing
        self._clock = clock
        self._new_id = new_id
        self._key = key
        self._base_url = base_url

    def keep(self, view: ProcessView, facts: Sequence[Fact], *, now: int) -> Write:
        """Writes down, with these facts, what there is to tell of them."""
        title = bill_of(view).title or view.title
        told = [msgspec.json.encode(told_of(title, fact)).decode() for fact in facts]
        return put_news([News(self._new_id(), view.id, now, fact) for fact in told])

    async def tell_due(self) -> None:
        """Write the mails of all news; each node takes a part at a time."""
        while await self._news.tell(self._mail, now=self._clock.now(), limit=PART):
            pass

    def _mail(self, news: News, reader: Reader) -> MailRow:
        told = msgspec.json.decode(news.fact, type=Told)
        page = f"{self._base_url}/processes/{news.process}/bill"
        token = make_unsubscribe(reader.person, [Subject.BILL], key=self._key)
        stop = f"{self._base_url}/unsubscribe/{token}"
        letter = news_letter(told, reader.name, locale=reader.locale, page=page, stop=stop)
        return self._mailing.draft(MailKind.NEWS, reader.email, letter, unsubscribe=stop)


def told_of(title: str, fact: Fact) -> Told:
    """What a fact has to tell supporters of the bill of that title."""
    if isinstance(fact, ThresholdCrossed):
        return Told(title, count=fact.count, promise=fact.promise)
    if isinstance(fact, BillStepCorrected):
        return Told(title, fact.step, fact.reason)
    return Told(title, fact.step)
