"""Making the running order of a debate: of subjects or of anything, before it is live, by one at a time."""

from __future__ import annotations

import pytest

from hemicycle.core.debate import fold_debate
from hemicycle.core.emit import on_debate
from hemicycle.core.lifecycle import AGENDA_ITEMS, ITEM_MS, make_agenda
from hemicycle.core.permissions import check_role, check_state, roles_in
from hemicycle_protocol import commands as c
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import About, AgendaKind, DebateState, Role, You
from tests.support.evening import DEBATE, HOST, MOD_A, Evening

WATER = About("proposition/p1-1", "L’eau gratuite")
ABOUT = {WATER.target: WATER}


def draft(title: str = "Thème", minutes: int = 20, about: str | None = None) -> c.AgendaDraft:
    return c.AgendaDraft(AgendaKind.THEME, title, minutes * 60_000, about)


def test_an_item_carries_the_title_of_what_it_is_about() -> None:
    """[DE44]"""
    evening = Evening(state=DebateState.LOBBY)
    made = make_agenda(
        evening.debate, c.MakeAgenda(DEBATE, 0, [draft(), draft("Eau", 10, WATER.target)]), about=ABOUT
    )
    assert [(item.id, item.title, item.about) for item in made.agenda] == [
        ("i1", "Thème", None),
        ("i2", "Eau", WATER),
    ]
    (fact,) = on_debate(DEBATE, [made])
    after = fold_debate(evening.debate, fact.event(offset=99, at=evening.now))
    assert (after.agenda, after.agenda_version) == (made.agenda, 1)


def test_the_second_of_two_who_make_it_at_once_is_refused() -> None:
    """[DE2]"""
    view = Evening(state=DebateState.LOBBY).debate
    with pytest.raises(Refused) as refused:
        make_agenda(view, c.MakeAgenda(DEBATE, 1, [draft()]), about={})
    assert (refused.value.code, refused.value.facts) == (Code.CHANGED, {"version": 0})


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ([], Code.EMPTY),
        ([draft()] * (AGENDA_ITEMS + 1), Code.TOO_LONG),
        ([draft(" ")], Code.EMPTY),
        ([draft("x" * 201)], Code.TOO_LONG),
        ([draft(minutes=0)], Code.INVALID),
        ([draft(minutes=ITEM_MS // 60_000 + 1)], Code.INVALID),
        ([draft(about="family/none")], Code.NOT_FOUND),
    ],
)
def test_an_agenda_that_cannot_be_held_is_refused(items: list[c.AgendaDraft], code: Code) -> None:
    """[DE2]"""
    view = Evening(state=DebateState.LOBBY).debate
    with pytest.raises(Refused) as refused:
        make_agenda(view, c.MakeAgenda(DEBATE, 0, items), about=ABOUT)
    assert refused.value.code is code


def test_only_hosts_and_organisers_make_it_and_before_the_debate_is_live() -> None:
    """[DE2]"""
    command = c.MakeAgenda(DEBATE, 0, [draft()])
    organiser = You("p-org", "Odile", [Role.CITIZEN, Role.ORGANISER])
    for by in (HOST, organiser):
        check_role(command, roles_in(by, DEBATE))
    with pytest.raises(Refused):
        check_role(command, roles_in(MOD_A, DEBATE))
    check_state(command, DebateState.LOBBY)
    for state in (DebateState.LIVE, DebateState.ENDED):
        with pytest.raises(Refused):
            check_state(command, state)
