"""What the simulated people know and do: only what a real client could."""

from __future__ import annotations

import pytest

from hemicycle.demo.desk import Desk
from hemicycle.demo.people import Audience, Simulated
from hemicycle.demo.scene import Scene
from hemicycle_protocol.messages import Board, Events, Subscribed
from hemicycle_protocol.views import Event, Position, QuestionState

LOG, BOARD = "debate/d1", "debate/d1/board"
_S = QuestionState


def scene(**states: QuestionState) -> Scene:
    seen = Scene("d1")
    questions = {id_: {"state": state, "version": 2} for id_, state in states.items()}
    seen.hear(Subscribed(LOG, "log", Position("e", 1), snapshot={"state": "live", "questions": questions}))
    return seen


def hear(seen: Scene, type_: str, **body: object) -> None:
    seen.hear(Events(LOG, "e", 2, [Event(2, 1_000, type_, body)]))


def test_a_scene_follows_questions_and_polls() -> None:
    seen = scene(q1=_S.PUBLISHED)
    hear(seen, "question_published", question={"id": "q2", "state": "published"})
    hear(seen, "question_moved", question="q1", step={"to": "dismissed"}, version=3)
    hear(seen, "poll_created", poll={"id": "p1", "options": ["a", "b", "c"]})
    hear(seen, "poll_opened", poll="p1")
    assert seen.supportable == ["q2"]
    assert seen.open_polls == {"p1"}
    assert seen.options == {"p1": 3}
    hear(seen, "poll_closed", poll="p1")
    assert not seen.open_polls


def test_the_most_supported_comes_first_and_the_older_of_equals() -> None:
    seen = scene(q1=_S.PUBLISHED, q2=_S.PUBLISHED, q3=_S.PUBLISHED)
    seen.hear(Board(BOARD, "e", 1, 2, {"support/q3": 4, "support/q1": None}))
    assert seen.in_state(_S.PUBLISHED) == ["q3", "q1", "q2"]


def test_the_audience_acts_only_while_the_debate_is_open() -> None:
    seen = scene()
    assert seen.is_open
    hear(seen, "debate_state_changed", to="ended")
    assert not seen.is_open


@pytest.mark.parametrize(
    ("states", "since_s", "move"),
    [
        ({}, 999, None),
        ({"q1": _S.PUBLISHED}, 0, ("q1", _S.QUEUED)),
        ({"q1": _S.QUEUED}, 0, ("q1", _S.NEXT)),
        ({"q1": _S.NEXT}, 5, None),
        ({"q1": _S.NEXT}, 30, ("q1", _S.ON_AIR)),
        ({"q1": _S.ON_AIR, "q2": _S.PUBLISHED}, 30, None),
        ({"q1": _S.ON_AIR}, 80, ("q1", _S.ANSWERED)),
    ],
)
def test_the_simulated_moderator_makes_one_legal_move_at_a_time(
    states: dict[str, QuestionState], since_s: float, move: tuple[str, QuestionState] | None
) -> None:
    nobody = Simulated("", "")
    desk = Desk(Audience("http://x", "d1", [], nobody, [], []))
    desk.scene = scene(**states)
    assert desk.next_move(since_s) == move


@pytest.mark.parametrize(
    ("states", "since_s", "move"),
    [
        ({"q1": _S.NEXT, "theirs": _S.PUBLISHED}, 0, ("theirs", _S.QUEUED)),
        ({"q1": _S.NEXT, "theirs": _S.QUEUED}, 0, ("theirs", _S.NEXT)),
        ({"q1": _S.ON_AIR, "theirs": _S.NEXT}, 10, None),
        ({"q1": _S.ON_AIR, "theirs": _S.NEXT}, 30, ("q1", _S.ANSWERED)),
        ({"q1": _S.NEXT, "theirs": _S.NEXT}, 1, ("theirs", _S.ON_AIR)),
        ({"theirs": _S.ON_AIR, "q1": _S.NEXT}, 30, None),
    ],
)
def test_a_visitor_s_question_does_not_stand_in_line(
    states: dict[str, QuestionState], since_s: float, move: tuple[str, QuestionState] | None
) -> None:
    desk = Desk(Audience("http://x", "d1", [], Simulated("", ""), [], []))
    desk.scene = scene(**states)
    desk.scene.questions["theirs"] = desk.scene.questions["theirs"]._replace(by="Zoé")
    assert desk.next_move(since_s) == move
