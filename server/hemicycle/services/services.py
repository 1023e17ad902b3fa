"""The services of a node, put together. What the layers above may call:

| attribute | for | what |
|---|---|---|
| `source` | app: `await hub.start(services.source)` | the truth behind topics (`hub.Source`) |
| `gate` | app: `LiveServer(hub, services.gate, …)`; http: commands | `live.Gate`: identify, handle, … |
| `identities` | http (`ports.Tokens`), app | `make_session`, `make_socket`, `read_session`, `make_stage` |
| `people` | http (`ports.People`) | sign-in, invitations, outbox |
| `consultation` | http (`ports.Consultation`) | home, process, propositions, proposition, votes_of |
| `rankings`, `similar`, `texts` | http | the ranking, similar propositions, versions and one's own |
| `pages` | http (`ports.Debates`) | page, mine |
| `records`, `subjects` | http | what a debate leaves; what questions can be about |
| `panel_pages`, `panel_people` | http | pages of the panel, answers to its invitations |
| `forum` | http | who has which role in a process |
| `lawmaking` | http | the bill and its supporters |
| `visibility` | http | who may read what of a process: the one gate |
| `open_data` | http, cli | the public files of a process, and a process out of them |
| `feed` | http | the Atom feed of a process |
| `desk` | http | the moderation desk, the bin, the public register |
| `setup` | http | what organisers read, and what happened in a process |
| `presentation` | http | the tree of problem, causes and solutions, its versions |
| `phases` | slices | `closings`: what else is done as a phase closes; `advance` says what is due |
| `notices` | http | notifications: settings, unsubscribing |
| `personal` | http; slices: `register` | one's own data: page, copy, erasure; who closed their account |
| `synthesis` | http | the published map (`read`), the editors' work (`work`, `suggesting`) |
| `creation` | cli, demo, tests | `create_process`, `create_debate`, `import_file`, `import_process` |
| `revocations` | app: `on_news` | who must go at once |
| `seats` | app: `on_replaced` | whose seat was taken on another device |
| `people` | cli, demo, tests | also `create_invitation`, `add_account` |
| `recount()` | cli | differences between tallies and ballots |
| `run()` | app: a task for the node's life | polls that close by time, reactions, fair order, revocations |
| `close()` | app | ends background work; idempotent |

`mailer` sends mails (`smtp.SmtpMailer`); without one they stay in the outbox and stand in the log.
Order at start: `Services(...)`, `await hub.start(services.source)`, `await services.start()`, then `run()`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from hemicycle.auth.revocations import Revocations
from hemicycle.auth.tokens import Tokens
from hemicycle.clock import Clock
from hemicycle.core.emit import debate_log, desk_log
from hemicycle.hub import Hub
from hemicycle.hub.tasks import Tasks
from hemicycle.services.bill.lawmaking import Lawmaking
from hemicycle.services.consultation.rankings import Rankings, freeze
from hemicycle.services.consultation.reading import Consultation
from hemicycle.services.consultation.similar import SimilarPropositions
from hemicycle.services.consultation.texts import Texts
from hemicycle.services.consultation.writing import Writing
from hemicycle.services.debate.agenda import Agenda
from hemicycle.services.debate.debates import Debates
from hemicycle.services.debate.fairness import Fairness
from hemicycle.services.debate.messages import Messages
from hemicycle.services.debate.page import Pages
from hemicycle.services.debate.questions import Questions
from hemicycle.services.debate.reactions import Reactions
from hemicycle.services.debate.record import DebateRecords
from hemicycle.services.debate.seats import Seats
from hemicycle.services.debate.subjects import Subjects
from hemicycle.services.kernel.acts import Acts, Handler
from hemicycle.services.kernel.ballots import Ballots
from hemicycle.services.kernel.consents import Consents
from hemicycle.services.kernel.forum import Forum
from hemicycle.services.kernel.gate import ServiceGate
from hemicycle.services.kernel.identities import Identities
from hemicycle.services.kernel.journal import Journal
from hemicycle.services.kernel.presence import Presence
from hemicycle.services.kernel.room import Room
from hemicycle.services.kernel.source import TopicSource
from hemicycle.services.kernel.upkeep import Upkeep
from hemicycle.services.kernel.visibility import Visibility
from hemicycle.services.mail.mailing import Mailer, Mailing
from hemicycle.services.moderation.desk import ModerationDesk
from hemicycle.services.moderation.moderation import Moderation
from hemicycle.services.notices.feed import ProcessFeeds
from hemicycle.services.notices.notices import Notices
from hemicycle.services.panel.news import PanelNews
from hemicycle.services.panel.pages import PanelPages
from hemicycle.services.panel.people import PanelPeople
from hemicycle.services.panel.ranking import PanelRanking
from hemicycle.services.panel.steps import PanelSteps
from hemicycle.services.people.people import People
from hemicycle.services.people.personal import Personal, Share
from hemicycle.services.presentation.presentation import Presentation
from hemicycle.services.process.announcing import Announcing
from hemicycle.services.process.creation import Creation
from hemicycle.services.process.follows import Follows
from hemicycle.services.process.membership import Memberships
from hemicycle.services.process.organising import Organising
from hemicycle.services.process.phases import Phases
from hemicycle.services.process.setup import Setup
from hemicycle.services.synthesis.phase import SynthesisPhase
from hemicycle.store import Database
from hemicycle.store.ballots import Difference
from hemicycle_protocol import commands as c
from hemicycle_protocol import personal as own
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.consultation import VoteArgument
from hemicycle_protocol.views import DebateState, Phase

from .open_data import OpenData
from .settings import ServiceSettings


def short_id() -> str:
    """An id of 72 random bits."""
    return secrets.token_hex(9)


class Services:
    """Everything a node does with debates, for one database and one hub."""

    def __init__(
        self,
        database: Database,
        hub: Hub,
        *,
        clock: Clock,
        settings: ServiceSettings,
        mailer: Mailer | None = None,
        new_id: Callable[[], str] = short_id,
    ) -> None:
        self._tasks = Tasks()
        self.revocations = Revocations()
        self.journal = Journal(database.log, hub, self._tasks)
        room = Room(self.journal, new_id)
        self.forum = Forum(self.journal, database.members, new_id)
        self.ballots = Ballots(room, database.ballots, database.salts, database.propositions, hub)
        self.reactions = Reactions(room, hub)
        presence = Presence(hub)
        self.identities = Identities(Tokens(settings.key, self.revocations), clock)
        self.seats = Seats(room, hub, self.identities)
        messages = Messages(room, hub)
        debates = Debates(room, self.ballots)
        self.synthesis = SynthesisPhase(database, self.forum)
        self.subjects = Subjects(database, self.journal, self.synthesis.read)
        questions = Questions(room, self.ballots, presence, settings.questions, self.subjects)
        agenda = Agenda(room, self.forum, self.subjects)
        mailing = Mailing(database.mails, mailer, clock, new_id)
        self.notices = Notices(
            database, self.forum, mailing, clock=clock, key=settings.key, base_url=settings.base_url
        )
        self.consents = Consents(database.consents, database.preferences, required=settings.consent)
        follows = Follows(self.forum, database.preferences)
        moderation = Moderation(self.forum, database, hub)
        self.desk = ModerationDesk(self.forum, database, clock)
        self.personal = Personal(
            database,
            self.journal,
            moderation,
            self.consents,
            self.revocations,
            clock=clock,
            key=settings.key,
            new_id=new_id,
        )
        self.visibility = Visibility(self.forum)
        self.source = TopicSource(database.log, database.epoch, self.journal, self.ballots)
        fairness = Fairness(self.journal, database.log, database.ballots, hub)
        self.people = People(
            database,
            self.journal,
            mailing,
            self.revocations,
            clock=clock,
            key=settings.key,
            base_url=settings.base_url,
            new_id=new_id,
        )
        panels, panel_news = database.panels, PanelNews(self.people, mailing, base_url=settings.base_url)
        self.panel_steps = panel_steps = PanelSteps(
            self.forum, panels, self.people, panel_news, PanelRanking(database)
        )
        self.panel_people = PanelPeople(self.forum, panels, panel_steps, clock)
        self.personal.register("contests", Share(self.synthesis.export_of, self.synthesis.erase))
        self.personal.register("panels", Share(self.panel_people.export_of, self.panel_people.erase))
        self.panel_pages = PanelPages(self.forum, panels, panel_steps)
        self.creation = Creation(self.journal, self.people, clock, new_id)
        self.phases = Phases(self.journal, database.processes)
        self.setup = Setup(database, self.forum, clock)
        organising = Organising(self.forum, self.setup)
        memberships = Memberships(database, self.forum, self.people, mailing, base_url=settings.base_url)
        announcing = Announcing(database, self.forum)
        self.lawmaking = Lawmaking(
            database,
            self.forum,
            self.ballots,
            mailing,
            self.visibility,
            clock=clock,
            key=settings.key,
            base_url=settings.base_url,
            new_id=new_id,
        )
        supports = Share(self.lawmaking.mobilisation.export_of, self.lawmaking.mobilisation.erase)
        self.personal.register("supports", supports)
        self.presentation = Presentation(database, self.forum)
        self.open_data = OpenData(database, self.visibility, clock, site=settings.base_url)
        writing = Writing(self.forum, database, settings.writing)
        self.pages = Pages(database, self.journal, self.ballots)
        self.records = DebateRecords(self.forum, database, self.pages, self.subjects)
        self.personal.register("written_answers", Share(self.records.export_of, self.records.erase))
        acts = Acts(
            {
                **handlers(room, self.ballots, self.reactions, self.seats, messages, debates, questions),
                **organising.handlers(),
                **memberships.handlers(),
                **announcing.handlers(),
                **self.presentation.handlers(),
                **moderation.handlers(),
                **self.lawmaking.handlers(),
                **self.synthesis.handlers,
                **self.open_data.handlers(),
                **writing.handlers(),
                VoteArgument: self.ballots.vote_argument,
                own.GiveConsent: self.consents.give,
                own.SetPace: self.notices.set_pace,
                own.FollowProcess: follows.follow,
                **panel_steps.handlers(),
                **self.panel_people.handlers(),
                **self.records.handlers(),
                c.MakeAgenda: agenda.make,
            },
            self.consents,
        )
        self.gate = ServiceGate(acts, self.seats, presence, self.identities, self.visibility, self._tasks)
        self.consultation = Consultation(database, self.ballots)
        self.rankings = Rankings(database, self.journal)
        self.phases.closings[Phase.CONSULTATION].append(freeze)
        self.similar = SimilarPropositions(database)
        self.texts = Texts(database, self.journal, self.ballots)
        self.feed = ProcessFeeds(database, self.visibility, site=settings.base_url)
        self.upkeep = Upkeep(
            self.journal,
            self.phases,
            debates,
            self.reactions,
            fairness,
            self.people,
            mailing,
            panel_steps,
            self.notices,
            self.lawmaking,
            clock,
        )
        self._database = database

    async def start(self) -> None:
        """Have the debates that are not over in memory, so that their clocks run on this node."""
        await self.people.refresh_revocations()
        for debate in await self._database.processes.debates():
            if debate.state != DebateState.ENDED:
                await self.journal.load(debate_log(debate.id), desk_log(debate.id))

    async def recount(self) -> list[Difference]:
        """Compare every tally with the ballots and their log; empty when every number agrees."""
        return await self._database.ballots.recount()

    async def run(self) -> None:
        """What happens by the clock, until cancelled."""
        await self.upkeep.run()

    async def close(self) -> None:
        """End the background work; idempotent."""
        await self._tasks.close()


def handlers(
    room: Room,
    ballots: Ballots,
    reactions: Reactions,
    seats: Seats,
    messages: Messages,
    debates: Debates,
    questions: Questions,
) -> dict[type[CommandBody], Handler]:
    """Who handles which command of debates."""
    alone = room.act_alone
    return {
        c.AskQuestion: questions.ask,
        c.WithdrawQuestion: questions.withdraw,
        c.SupportQuestion: ballots.support,
        c.AnswerPoll: ballots.answer,
        c.React: reactions.react,
        c.Vote: ballots.vote,
        c.ClaimQuestion: questions.claim,
        c.MoveQuestion: questions.move,
        c.UndoQuestion: questions.undo,
        c.RewordQuestion: questions.reword,
        c.TieQuestion: questions.tie,
        c.NoteQuestion: questions.note,
        c.OrderQueue: questions.order,
        c.SwitchPreModeration: alone,
        c.SetDebateState: debates.set_state,
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
        c.MessageSeat: messages.to_seat,
        c.MarkRead: messages.mark_read,
        c.CreatePoll: debates.create_poll,
        c.OpenPoll: alone,
        c.ClosePoll: debates.close_poll,
        c.PublishPoll: debates.publish_poll,
        c.PostCaption: alone,
        c.TakeSeat: seats.take,
        c.LeaveSeat: seats.leave,
        c.WriteToControl: messages.to_control,
        c.SetSeatMedia: seats.set_media,
        c.Negotiate: seats.negotiate,
        c.RenewToken: seats.renew_token,
        c.ReportSeat: alone,
        c.ReportLevels: seats.levels,
        c.ReportCut: alone,
        c.ReportRecording: seats.recording,
    }
