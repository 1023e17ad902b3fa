"""What a card shows of a debate that is live."""

from __future__ import annotations

from hemicycle.services.consultation.front import on_air
from hemicycle_protocol.api import OnAir
from hemicycle_protocol.views import AgendaItem, AgendaKind, DebateView, Floor, Seat, Side

ITEMS = [AgendaItem(name, next(iter(AgendaKind)), f"Thème {name}", 60_000) for name in ("a", "b")]
SEATS = {"s1": Seat("s1", "Élise Vannier", Side.PARLIAMENTARIAN)}


def test_a_card_shows_who_has_the_floor_and_how_far_the_agenda_is() -> None:
    view = DebateView("d", "p", "t", agenda=ITEMS, item="b", seats=SEATS, floor=Floor("s1", 0, 60_000))
    assert on_air(view, viewers=37) == OnAir(37, "Élise Vannier", Side.PARLIAMENTARIAN, 2, "Thème b", 2)


def test_a_card_names_nobody_while_nobody_has_the_floor() -> None:
    gone = DebateView("d", "p", "t", seats=SEATS, floor=Floor("s2", 0, 60_000))
    for view in (DebateView("d", "p", "t", seats=SEATS), gone):
        assert on_air(view, viewers=0) == OnAir()
