"""A simulated moderator who keeps questions moving while no real one is at the desk."""

from __future__ import annotations

import asyncio

import structlog

from hemicycle.line import Line, open_line
from hemicycle_protocol.commands import MoveQuestion
from hemicycle_protocol.errors import Refused
from hemicycle_protocol.messages import Board, FromServer, Subscribed
from hemicycle_protocol.views import QuestionState

from .people import Audience
from .scene import Scene

LOOK_S = 3.0
RETRY_S = 4.0
ON_AIR_S = 75.0
# How long another question stays on air once a visitor waits.
VISITED_S = 25.0
PAUSE_S = 20.0
PREPARED = 3
# A person's desk closes after this long without a sign; then the simulated moderator goes on.
STAND_BACK_S = 120.0

_log = structlog.get_logger(__name__)
_S = QuestionState


class Desk:
    """Prepares a short queue, puts a question on air, calls it answered after a while, pauses, goes on."""

    def __init__(self, order: Audience) -> None:
        self._order = order
        self.scene = Scene(order.debate)
        self._present = f"debate/{order.debate}/desk/board"
        self._others: set[str] = set()
        self._made_up = {viewer.name for viewer in order.viewers} | {""}
        self._moved_at = 0.0
        self._others_at = -STAND_BACK_S

    async def run(self) -> None:
        """Until cancelled; comes back after any failure."""
        topics = [*self.scene.topics, self._present]
        # What is on air already is not over because it is seen for the first time.
        self._moved_at = asyncio.get_running_loop().time()
        while True:
            try:
                token = self._order.moderator.token
                async with open_line(self._order.url, token, topics, self._hear) as line:
                    while not line.ended.is_set():
                        await asyncio.sleep(LOOK_S)
                        await self._look(line)
            except (OSError, Refused) as error:
                _log.info("the simulated moderator comes back", reason=repr(error))
            await asyncio.sleep(RETRY_S)

    def _hear(self, message: FromServer) -> None:
        self.scene.hear(message)
        if not isinstance(message, Subscribed | Board) or message.topic != self._present:
            return
        keys = message.keys if isinstance(message, Board) else message.snapshot or {}
        for key, value in keys.items():
            if key.startswith("present/"):
                (self._others.discard if value is None else self._others.add)(key)

    async def _look(self, line: Line) -> None:
        now = asyncio.get_running_loop().time()
        if self._others:
            self._others_at = now
        if self.scene.state != "live" or now - self._others_at < STAND_BACK_S:
            return
        move = self.next_move(now - self._moved_at)
        if move is None:
            return
        question, to = move
        try:
            version = self.scene.questions[question].version
            await line.act(MoveQuestion(self._order.debate, question, version, to))
        except Refused as refused:
            _log.info("the simulated moderator was refused", code=refused.code, to=to)
        if to in (_S.ON_AIR, _S.ANSWERED):
            self._moved_at = now

    def next_move(self, since_s: float) -> tuple[str, QuestionState] | None:
        """The question to move and where to, `since_s` after the last change on air."""
        waiting, queued, published = map(self._visitors_first, (_S.NEXT, _S.QUEUED, _S.PUBLISHED))
        is_visitor_here = any(map(self._is_visitors, (*waiting, *queued, *published)))
        # A visitor's question does not stand in line: within a minute and a half it is on air.
        if published and self._is_visitors(published[0]):
            return published[0], _S.QUEUED
        if queued and self._is_visitors(queued[0]):
            return queued[0], _S.NEXT
        if on_air := self.scene.in_state(_S.ON_AIR):
            lasts_s = VISITED_S if is_visitor_here and not self._is_visitors(on_air[0]) else ON_AIR_S
            return (on_air[0], _S.ANSWERED) if since_s > lasts_s else None
        if waiting and (since_s > PAUSE_S or self._is_visitors(waiting[0])):
            return waiting[0], _S.ON_AIR
        if queued and not waiting:
            return queued[0], _S.NEXT
        if published and len(queued) + len(waiting) < PREPARED:
            return published[0], _S.QUEUED
        return None

    def _is_visitors(self, question: str) -> bool:
        """Asked by somebody who is no simulated person."""
        return self.scene.questions[question].by not in self._made_up

    def _visitors_first(self, state: QuestionState) -> list[str]:
        return sorted(self.scene.in_state(state), key=lambda id_: not self._is_visitors(id_))
