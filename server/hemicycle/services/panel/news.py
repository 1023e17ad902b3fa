"""What a step of a panel brings about: facts, mails to whoever is invited, seats of the debate.

It is written in the step's own transaction. Only an invitation to the debate that is worth nothing any more
is revoked afterwards, by the caller.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from hemicycle.auth import invitations
from hemicycle.core.emit import Emit, debate_log, process_log
from hemicycle.core.panel.view import seat_names, view_of
from hemicycle.services.kernel.site import OwnSite
from hemicycle.services.mail.letters import Occasion, panel_letter
from hemicycle.services.mail.mailing import Mailing
from hemicycle.services.people.invitations import Invitations, link_of
from hemicycle.store import Write
from hemicycle.store.connections import together
from hemicycle.store.mails import MailKind, put_mail
from hemicycle.store.panels import Address, change_panel_person, put_panel, to_people
from hemicycle_protocol.api import NewInvitation
from hemicycle_protocol.events import SeatNamed
from hemicycle_protocol.panel import PanelAdvanced
from hemicycle_protocol.panel_file import CallOutcome, PanelCall, PanelFile
from hemicycle_protocol.views import DebateView, Role, Side

HOUR_MS = 3_600_000
# How long after the planned beginning a panelist's link still opens the debate.
LINK_HOURS = 24


class Seated(NamedTuple):
    """Who accepted, the place in the debate, and what the link to it has in it."""

    call: PanelCall
    place: str
    token: str


class News(NamedTuple):
    """What one step did: the invited, who got a seat, and who gave one back."""

    facts: list[Emit]
    called: list[PanelCall]
    seated: list[Seated]
    ended: list[PanelCall]


class Stepped(NamedTuple):
    """What a step left: the file, and what is new in it."""

    file: PanelFile
    news: News

    @property
    def link(self) -> str | None:
        """The way into the debate, if somebody got a seat."""
        seated = self.news.seated[-1:]
        return link_of(Role.PANELIST, self.file.debate, seated[0].token) if seated else None


class PanelNews:
    """Tells people and the debate what a step did."""

    def __init__(self, invitations: Invitations, mailing: Mailing, site: OwnSite, *, base_url: str) -> None:
        self._invitations = invitations
        self._mailing = mailing
        self._site = site
        self._base_url = base_url

    def of(self, before: PanelFile | None, after: PanelFile, debate: DebateView) -> News:
        """What is new in a file."""
        known = {call.person: call for call in before.calls} if before else {}
        new = [call for call in after.calls if known.get(call.person) != call]
        seated = [
            Seated(call, place, invitations.new_invitation_token())
            for call in new
            if call.outcome is CallOutcome.ACCEPTED
            and (place := place_of(after, call.seat, debate)) is not None
        ]
        steps = after.log[len(before.log) if before else 0 :]
        named = [Emit(debate_log(after.debate), SeatNamed(one.place, one.call.name)) for one in seated]
        return News(
            [Emit(process_log(after.process), PanelAdvanced(steps, view_of(after))), *named],
            [call for call in new if call.outcome is CallOutcome.PENDING],
            seated,
            [call for call in new if call.accepted_at is not None and call.ended_at is not None],
        )

    def write(self, step: Stepped, debate: DebateView, *, version: int) -> Write:
        """Keep the step's file after `version`, and mail everybody it concerns."""
        after, news = step

        def tell(of: Mapping[str, Address]) -> Write:
            letters = [
                self._invite(after, call, of[call.person], debate)
                for call in news.called
                if call.person in of
            ]
            seats = [self._seat(after, one, of.get(one.call.person), debate) for one in news.seated]
            return together([*letters, *seats])

        publics = [call.person for call in [*news.called, *(one.call for one in news.seated)]]
        kept = put_panel(after.process, after, version=version)
        return together([kept, to_people(after.process, publics, tell)])

    def _invite(self, file: PanelFile, call: PanelCall, to: Address, debate: DebateView) -> Write:
        token = invitations.new_invitation_token()
        link = f"{self._base_url}/processes/{file.process}/panel/answer/{token}"
        occasion, until = self._occasion(file, debate), call.expires_at
        letter = panel_letter(to.name, occasion, link, answer_by=until, locale=to.locale)
        about = panel_mail(file.process, call.person)
        hash_ = invitations.token_hash(token)
        return together(
            [
                change_panel_person(file.process, call.person, token_hash=hash_),
                put_mail(
                    self._mailing.draft(MailKind.PANEL, to.email, letter, expires_at=until, about=about)
                ),
            ]
        )

    def _occasion(self, file: PanelFile, debate: DebateView) -> Occasion:
        return Occasion(debate.title, file.starts_at, self._site.zone_known(file.process))

    def _seat(self, file: PanelFile, seated: Seated, to: Address | None, debate: DebateView) -> Write:
        call, place, token = seated
        hours = LINK_HOURS + max(0, -(-(file.starts_at - (call.accepted_at or 0)) // HOUR_MS))
        email = to.email if to else None
        wish = NewInvitation(file.debate, Role.PANELIST, call.name, place, email, valid_hours=hours)
        occasion, locale = self._occasion(file, debate), to.locale if to else "fr"
        draft = self._invitations.draft(wish, occasion, seats=debate.seats, token=token, locale=locale)
        noted = change_panel_person(file.process, call.person, invitation=draft.invitation.id)
        return together([draft.write, noted])


def panel_mail(process: str, public: str) -> str:
    """What the mail that offers a seat is about."""
    return f"panel/{process}/{public}"


def places(debate: DebateView) -> list[str]:
    """The seats of a debate that a panel of citizens takes, in order."""
    return [seat.id for seat in debate.seats.values() if seat.side is Side.CITIZENS]


def place_of(file: PanelFile, seat: str, debate: DebateView) -> str | None:
    """The debate's seat that a seat of the panel is; None if the debate has too few."""
    names = [name for name, _ in seat_names(file)]
    free = places(debate)
    index = names.index(seat)
    return free[index] if index < len(free) else None
