"""A live debate: questions, seats, agenda, polls, the record that stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hemicycle.core.emit import debate_log, desk_log
from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.kernel.feature import Feature, Share, Tick
from hemicycle.services.kernel.kernel import Kernel
from hemicycle.services.synthesis import SynthesisFeature
from hemicycle.store import Write
from hemicycle_protocol import commands as c
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.errors import Refused
from hemicycle_protocol.views import DebateState

from .agenda import Agenda
from .audience import AudienceKeeper
from .debates import Debates
from .fairness import Fairness
from .messages import Messages
from .page import Pages
from .questions import Questions
from .reactions import Reactions
from .record import DebateRecords
from .seats import Seats
from .subjects import Subjects

FAIR_ORDER_S = 3
AUDIENCE_S = 20


class DebateFeature(Feature):
    """`pages`, `records` and `audience` are read, `subjects` are what questions can be about.

    `seats.on_replaced` is the app's: whose seat was taken on another device.
    """

    def __init__(self, kernel: Kernel, synthesis: SynthesisFeature) -> None:
        room, ballots, database = kernel.room, kernel.ballots, kernel.database
        self._kernel = kernel
        self.subjects = Subjects(database, kernel.visibility, synthesis.reading)
        self._questions = Questions(room, ballots, kernel.presence, kernel.settings.questions, self.subjects)
        self._agenda = Agenda(room, self.subjects)
        self._debates = Debates(room, ballots)
        self._messages = Messages(room, kernel.hub)
        self._reactions = Reactions(room, kernel.hub)
        self._fairness = Fairness(kernel.journal, database.log, database.ballots, kernel.hub)
        self.seats = Seats(room, kernel.hub, kernel.identities)
        self.pages = Pages(database, kernel.visibility, kernel.journal, ballots, kernel.settings.media_dir)
        self.audience = AudienceKeeper(database, kernel.journal, kernel.visibility, kernel.hub)
        self.records = DebateRecords(kernel.forum, kernel.visibility, database, self.pages, self.subjects)

    def handlers(self) -> Mapping[type[CommandBody], Handler]:
        """What everybody in a debate does; `alone` touches its public log only."""
        alone = self._kernel.room.act_alone
        questions, debates, seats, ballots = self._questions, self._debates, self.seats, self._kernel.ballots
        return {
            c.AskQuestion: questions.ask,
            c.WithdrawQuestion: questions.withdraw,
            c.SupportQuestion: ballots.support,
            c.AnswerPoll: ballots.answer,
            c.React: self._reactions.react,
            c.ClaimQuestion: questions.claim,
            c.MoveQuestion: questions.move,
            c.UndoQuestion: questions.undo,
            c.RewordQuestion: questions.reword,
            c.TieQuestion: questions.tie,
            c.NoteQuestion: questions.note,
            c.OrderQueue: questions.order,
            c.SwitchPreModeration: alone,
            c.SetDebateState: debates.set_state,
            c.MakeAgenda: self._agenda.make,
            c.StartAgendaItem: alone,
            c.GiveFloor: alone,
            c.PauseFloor: alone,
            c.ResumeFloor: alone,
            c.ExtendFloor: alone,
            c.EndFloor: alone,
            c.SetSeatState: alone,
            c.MuteSeat: alone,
            c.MuteAll: alone,
            c.DirectProgram: alone,
            c.MessageSeat: self._messages.to_seat,
            c.MarkRead: self._messages.mark_read,
            c.CreatePoll: debates.create_poll,
            c.OpenPoll: alone,
            c.ClosePoll: debates.close_poll,
            c.PublishPoll: debates.publish_poll,
            c.PostCaption: alone,
            c.TakeSeat: seats.take,
            c.LeaveSeat: seats.leave,
            c.WriteToControl: self._messages.to_control,
            c.SetSeatMedia: seats.set_media,
            c.Negotiate: seats.negotiate,
            c.RenewToken: seats.renew_token,
            c.ReportSeat: alone,
            c.ReportLevels: seats.levels,
            c.ReportCut: alone,
            c.ReportRecording: seats.recording,
            **self.records.handlers(),
        }

    def shares(self) -> Mapping[str, Share]:
        """Answers that somebody wrote after a debate; their questions stand in the record of their own."""
        return {"written_answers": Share(self.records.export_of, self._erase)}

    def ticks(self) -> Sequence[Tick]:
        """Reactions; polls that end; what the end of a debate left open; the fair order; how many watch."""
        return (
            Tick(self._second),
            Tick(self._order, every_s=FAIR_ORDER_S),
            Tick(self.audience.keep, every_s=AUDIENCE_S, apart=True),
        )

    async def start(self) -> None:
        """Have the debates that are not over in memory, so that their clocks run on this node."""
        for debate in await self._kernel.database.processes.debates():
            if debate.state != DebateState.ENDED:
                await self._kernel.journal.load(debate_log(debate.id), desk_log(debate.id))

    def left(self, caller: Caller) -> None:
        """Nobody sits in the waiting room without a connection."""
        debate = self.seats.left(caller)
        if debate is not None:
            self._kernel.tasks.spawn(self._give_up(caller, debate))

    async def _erase(self, person: str, with_content: bool) -> Write:
        if with_content:
            await self._questions.leave(person, self._kernel.clock.now())
        return await self.records.erase(person, with_content)

    async def _give_up(self, caller: Caller, debate: str) -> None:
        leaving = c.LeaveSeat(debate)
        try:
            await self.seats.leave(await self._kernel.rules.ask(caller, leaving), leaving)
        except Refused:
            return  # admitted, removed or taken over meanwhile: the seat is no longer theirs to empty

    async def _second(self, now: int) -> None:
        self._reactions.flush()
        for debate in self._kernel.journal.debates:
            await self._debates.close_due(debate.id, now=now)
            await self._debates.sweep(debate.id, now=now)

    async def _order(self, now: int) -> None:
        for debate in self._kernel.journal.debates:
            await self._fairness.show(debate.id, now=now)
