"""Mails: the outbox, the mail server, their sentences."""

from __future__ import annotations

from collections.abc import Sequence

from hemicycle.services.kernel.feature import Feature, Tick
from hemicycle.services.kernel.kernel import Kernel

from .mailing import Mailer, Mailing

HOUR_S = 3_600


class MailFeature(Feature):
    """`mailing` writes mails down and sends them."""

    def __init__(self, kernel: Kernel, mailer: Mailer | None) -> None:
        self.mailing = Mailing(kernel.database.mails, mailer, kernel.clock, kernel.new_id)

    def ticks(self) -> Sequence[Tick]:
        """Mails leave at their own pace; old ones are forgotten."""
        return (
            Tick(lambda now: self.mailing.send_due(), apart=True),
            Tick(lambda now: self.mailing.forget_old(), every_s=HOUR_S),
        )
