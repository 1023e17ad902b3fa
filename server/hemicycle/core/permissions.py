"""Who may ask for what, and when: a table for debates and one for processes. The acts are elsewhere."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from hemicycle_protocol import bill as b
from hemicycle_protocol import commands as c
from hemicycle_protocol import consultation as co
from hemicycle_protocol import debate_record as dr
from hemicycle_protocol import electorate as el
from hemicycle_protocol import mobilisation as mob
from hemicycle_protocol import moderation as m
from hemicycle_protocol import open_data
from hemicycle_protocol import panel as pa
from hemicycle_protocol import personal as own
from hemicycle_protocol import presentation as pr
from hemicycle_protocol import process as p
from hemicycle_protocol import site as si
from hemicycle_protocol import synthesis as s
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.topics import Kind, Topic
from hemicycle_protocol.views import DebateState, Phase, ProcessView, Role, You

from .consultation import check_open, plan_of
from .synthesis import EDITORS

# Roles given for one debate by an invitation; elsewhere they mean nothing.
OF_ONE_DEBATE = frozenset(
    {Role.PANELIST, Role.MODERATOR, Role.HOST, Role.CAPTIONER, Role.STAGE, Role.DASHBOARD}
)

_S = DebateState
_ALWAYS = frozenset(_S)
_OPEN = frozenset({_S.LOBBY, _S.LIVE, _S.PAUSED})
_ON = frozenset({_S.LIVE, _S.PAUSED})
_WITH_REHEARSAL = _ALWAYS - {_S.ENDED}

_CITIZEN = frozenset({Role.CITIZEN})
_PEOPLE = frozenset({Role.CITIZEN, Role.ORGANISER})
_DESK = frozenset({Role.MODERATOR, Role.HOST})
_HOST = frozenset({Role.HOST})
_MODERATORS = frozenset({Role.MODERATOR})
_PANELIST = frozenset({Role.PANELIST})
_STAGE = frozenset({Role.STAGE})
_ORGANISERS = frozenset({Role.ORGANISER})
_ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


# No act waits longer for its transaction: the database gives up before.
LONGEST_ACT_MS = 60_000


class Rule(NamedTuple):
    """An act is for these roles while the debate is in these states.

    Roles that somebody has in the process of the debate alone count if they are in `of_process`.
    """

    roles: frozenset[Role]
    states: frozenset[DebateState] = _WITH_REHEARSAL
    of_process: frozenset[Role] = frozenset()


PERMISSIONS: dict[type[c.CommandBody], Rule] = {
    c.AskQuestion: Rule(_CITIZEN, _OPEN),
    c.WithdrawQuestion: Rule(_CITIZEN),
    c.SupportQuestion: Rule(_CITIZEN, _OPEN),
    c.AnswerPoll: Rule(_CITIZEN),
    c.React: Rule(_CITIZEN, _OPEN),
    c.ClaimQuestion: Rule(_DESK),
    c.MoveQuestion: Rule(_DESK),
    c.UndoQuestion: Rule(_DESK),
    c.RewordQuestion: Rule(_DESK),
    c.TieQuestion: Rule(_DESK, _ALWAYS),
    c.NoteQuestion: Rule(_DESK, _ALWAYS),
    c.OrderQueue: Rule(_DESK),
    c.SwitchPreModeration: Rule(_DESK),
    m.BlockAsker: Rule(_MODERATORS, _ALWAYS, of_process=_MODERATORS),
    c.SetDebateState: Rule(_HOST, _ALWAYS),
    c.MakeAgenda: Rule(_HOST | _ORGANISERS, frozenset({_S.REHEARSAL, _S.LOBBY}), of_process=_ORGANISERS),
    c.StartAgendaItem: Rule(_HOST, _ON | {_S.REHEARSAL}),
    c.GiveFloor: Rule(_HOST, frozenset({_S.LIVE, _S.REHEARSAL})),
    c.PauseFloor: Rule(_HOST),
    c.ResumeFloor: Rule(_HOST, frozenset({_S.LIVE, _S.REHEARSAL})),
    c.ExtendFloor: Rule(_HOST),
    c.EndFloor: Rule(_HOST | _PANELIST),
    c.SetSeatState: Rule(_HOST),
    c.MuteSeat: Rule(_HOST | {Role.MODERATOR}),
    c.MuteAll: Rule(_HOST | {Role.MODERATOR}),
    c.DirectProgram: Rule(_HOST),
    c.MessageSeat: Rule(_DESK),
    c.MarkRead: Rule(_DESK, _ALWAYS),
    c.CreatePoll: Rule(_HOST),
    c.OpenPoll: Rule(_HOST, _ON | {_S.REHEARSAL}),
    c.ClosePoll: Rule(_HOST),
    c.PublishPoll: Rule(_HOST, _ALWAYS),
    c.PostCaption: Rule(frozenset({Role.CAPTIONER, Role.HOST})),
    c.TakeSeat: Rule(_PANELIST),
    c.LeaveSeat: Rule(_PANELIST, _ALWAYS),
    c.WriteToControl: Rule(_PANELIST, _ALWAYS),
    c.SetSeatMedia: Rule(_PANELIST),
    c.Negotiate: Rule(_PANELIST | _HOST),
    c.RenewToken: Rule(_STAGE),
    c.ReportSeat: Rule(_STAGE, _ALWAYS),
    c.ReportLevels: Rule(_STAGE, _ALWAYS),
    c.ReportCut: Rule(_STAGE, _ALWAYS),
    c.ReportRecording: Rule(_STAGE, _ALWAYS),
    own.GiveConsent: Rule(_PEOPLE),
    own.SetPace: Rule(_PEOPLE),
    # There is no process yet whose rule could be asked.
    p.CreateProcess: Rule(_ORGANISERS),
    # The site is of no process.
    si.ChangeSite: Rule(_ADMINISTRATORS),
    si.WriteSitePage: Rule(_ADMINISTRATORS),
}

_AUTHORS = _ORGANISERS | {Role.PARLIAMENTARIAN, Role.STAFF}
LAWMAKERS = _AUTHORS - _ORGANISERS


class PhaseRule(NamedTuple):
    """An act in a process is for these roles, while `phase` is open if it names one."""

    roles: frozenset[Role]
    phase: Phase | None = None


# Everybody with an account: guests of one debate have none.
_ACCOUNTS = frozenset({Role.CITIZEN, Role.MODERATOR, Role.AUDITOR}) | _AUTHORS

# Who may write in a consultation: what parliamentarians and their staff propose is official.
_WRITERS = _CITIZEN | {Role.PARLIAMENTARIAN, Role.STAFF}

PROCESS_PERMISSIONS: dict[type[c.CommandBody], PhaseRule] = {
    c.Vote: PhaseRule(_CITIZEN, Phase.CONSULTATION),
    co.VoteArgument: PhaseRule(_CITIZEN, Phase.CONSULTATION),
    co.Propose: PhaseRule(_WRITERS, Phase.CONSULTATION),
    co.Argue: PhaseRule(_WRITERS, Phase.CONSULTATION),
    co.ReviseProposition: PhaseRule(_WRITERS, Phase.CONSULTATION),
    co.ReviseArgument: PhaseRule(_WRITERS, Phase.CONSULTATION),
    co.WithdrawProposition: PhaseRule(_WRITERS, Phase.CONSULTATION),
    co.WithdrawArgument: PhaseRule(_WRITERS, Phase.CONSULTATION),
    m.Report: PhaseRule(_ACCOUNTS),
    m.BinItem: PhaseRule(_MODERATORS),
    m.RestoreItem: PhaseRule(_MODERATORS),
    m.KeepItem: PhaseRule(_MODERATORS),
    m.DecideAppeal: PhaseRule(_MODERATORS),
    m.UndoModeration: PhaseRule(_MODERATORS),
    m.ClaimItem: PhaseRule(_MODERATORS),
    m.Appeal: PhaseRule(_ACCOUNTS),
    m.BlockAuthor: PhaseRule(_MODERATORS),
    m.LiftBlock: PhaseRule(_MODERATORS),
    m.DecideBlock: PhaseRule(_MODERATORS),
    m.AppealBlock: PhaseRule(_ACCOUNTS),
    own.FollowProcess: PhaseRule(_ACCOUNTS),
    # The panel has instants of its own, in its file.
    pa.ApplyToPanel: PhaseRule(_CITIZEN),
    pa.WithdrawApplication: PhaseRule(_CITIZEN),
    pa.ChallengePool: PhaseRule(_CITIZEN),
    pa.OpenPanel: PhaseRule(_ORGANISERS),
    pa.PublishPool: PhaseRule(_ORGANISERS),
    pa.AnswerChallenge: PhaseRule(_ORGANISERS),
    pa.StrikeFromPool: PhaseRule(_ORGANISERS),
    pa.FixBeacon: PhaseRule(_ORGANISERS),
    pa.EnterBeacon: PhaseRule(_ORGANISERS),
    pa.ChoosePanelist: PhaseRule(_ORGANISERS),
    pa.PassOver: PhaseRule(_ORGANISERS),
    pa.ReportAbsent: PhaseRule(_ORGANISERS),
    # Owed from the end of the debate on, in whichever phase that falls.
    dr.AnswerInWriting: PhaseRule(frozenset({Role.PARLIAMENTARIAN, Role.STAFF})),
    p.ChangeProcess: PhaseRule(_ORGANISERS),
    p.PublishProcess: PhaseRule(_ORGANISERS),
    p.PlanPhase: PhaseRule(_ORGANISERS),
    p.ExtendPhase: PhaseRule(_ORGANISERS),
    p.InviteMember: PhaseRule(_ORGANISERS),
    p.RemoveMember: PhaseRule(_ORGANISERS),
    p.AddDebate: PhaseRule(_ORGANISERS),
    # A draft is no public act: it is written whenever its writers like.
    b.SaveBillHead: PhaseRule(LAWMAKERS),
    b.AddBillArticle: PhaseRule(LAWMAKERS),
    b.SaveBillArticle: PhaseRule(LAWMAKERS),
    b.MoveBillArticle: PhaseRule(LAWMAKERS),
    b.RemoveBillArticle: PhaseRule(LAWMAKERS),
    b.RestoreBillArticle: PhaseRule(LAWMAKERS),
    b.LinkBill: PhaseRule(LAWMAKERS),
    b.ChangeBillLink: PhaseRule(LAWMAKERS),
    b.UnlinkBill: PhaseRule(LAWMAKERS),
    b.PublishBill: PhaseRule(LAWMAKERS, Phase.BILL),
    # What happens to the bill in parliament does not wait for our phases.
    b.FileBill: PhaseRule(_AUTHORS),
    b.AddBillStep: PhaseRule(_AUTHORS),
    b.CorrectBillStep: PhaseRule(_AUTHORS),
    mob.SupportBill: PhaseRule(_CITIZEN, Phase.MOBILISATION),
    mob.WithdrawSupport: PhaseRule(_CITIZEN, Phase.MOBILISATION),
    mob.SetThresholds: PhaseRule(_AUTHORS),
    mob.HideSupportMessage: PhaseRule(_MODERATORS),
    pr.WritePresentation: PhaseRule(_AUTHORS),
    pr.RemovePresentation: PhaseRule(_AUTHORS),
    pr.OrderPresentation: PhaseRule(_AUTHORS),
    s.CreateFamily: PhaseRule(EDITORS),
    s.ChangeFamily: PhaseRule(EDITORS),
    s.MergeFamilies: PhaseRule(EDITORS),
    s.DeleteFamily: PhaseRule(EDITORS),
    s.PlaceArgument: PhaseRule(EDITORS),
    s.PlaceArguments: PhaseRule(EDITORS),
    s.IgnoreArguments: PhaseRule(EDITORS),
    s.UnplaceArguments: PhaseRule(EDITORS),
    s.PublishSynthesis: PhaseRule(EDITORS, Phase.SYNTHESIS),
    s.ContestPlacement: PhaseRule(_ACCOUNTS),
    s.AnswerContest: PhaseRule(EDITORS),
    open_data.PublishBallots: PhaseRule(_ORGANISERS),
    el.ChooseElectorate: PhaseRule(_ORGANISERS),
    el.AddToRoll: PhaseRule(_ORGANISERS),
}

_READERS: dict[str, frozenset[Role]] = {
    "desk": _DESK | {Role.ORGANISER},
    "desk/board": _DESK | {Role.ORGANISER},
    "stage/board": _DESK | _PANELIST | _STAGE | {Role.ORGANISER},
}


def general_roles(you: You) -> frozenset[Role]:
    """The roles of somebody that count everywhere: a guest of one debate is a viewer elsewhere (DA20)."""
    held = set() if you.debate is not None else set(you.roles) - OF_ONE_DEBATE
    return frozenset(held | {Role.VIEWER})


def roles_in(you: You | None, debate: str | None) -> frozenset[Role]:
    """The roles that count for an act in `debate`; everybody is a viewer.

    What concerns nobody but oneself (None) is asked where one is: a guest in the debate of their invitation.
    """
    if you is None:
        return frozenset({Role.VIEWER})
    if you.debate is not None and debate in (you.debate, None):
        return frozenset({*you.roles, Role.VIEWER})
    return general_roles(you)


def is_audience(you: You | None) -> bool:
    """Whether somebody counts as a viewer: they have no other part in a debate."""
    return you is None or {Role.VIEWER, Role.CITIZEN}.issuperset(you.roles)


def check_role(command: c.CommandBody, roles: Collection[Role]) -> None:
    """Pass if the act is for somebody with these roles where they act.

    Raises:
        Refused: `FORBIDDEN` for another role.
    """
    kind = type(command)
    rule = PROCESS_PERMISSIONS[kind] if kind in PROCESS_PERMISSIONS else PERMISSIONS[kind]
    if rule.roles.isdisjoint(roles):
        raise Refused(Code.FORBIDDEN, roles=sorted(rule.roles))


def check_state(command: c.CommandBody, state: DebateState) -> None:
    """Pass if the act is for a debate in this state.

    Raises:
        Refused: `CLOSED` after the end of the debate, `NOT_OPEN` in another state.
    """
    if state not in PERMISSIONS[type(command)].states:
        code = Code.CLOSED if state is DebateState.ENDED else Code.NOT_OPEN
        raise Refused(code, state=state.value)


def check_phase(command: c.CommandBody, process: ProcessView, *, at: int) -> None:
    """Pass if the phase that the act belongs to is open at the instant `at`.

    Raises:
        Refused: `NOT_OPEN` or `CLOSED` outside of it.
    """
    phase = PROCESS_PERMISSIONS[type(command)].phase
    if phase is not None:
        check_open(process, phase, at=at)


def ends_soon(command: c.CommandBody, process: ProcessView, *, at: int) -> bool:
    """Whether the phase that the act belongs to may be over before an act received at `at` is written."""
    phase = PROCESS_PERMISSIONS[type(command)].phase
    plan = None if phase is None else plan_of(process, phase)
    return plan is not None and plan.closes_at is not None and plan.closes_at - at < LONGEST_ACT_MS


def check_signed_in(you: You | None) -> You:
    """The person, who must have signed in.

    Raises:
        Refused: `SIGN_IN`.
    """
    if you is None:
        raise Refused(Code.SIGN_IN)
    return you


def may_follow(you: You | None, topic: Topic) -> Code | None:
    """None if they may read the topic, else why not."""
    if topic.scope in ("ballots", "site"):
        return Code.FORBIDDEN
    if topic.scope == "person":
        if you is None:
            return Code.SIGN_IN
        return None if you.id == topic.id else Code.FORBIDDEN
    readers = _READERS.get(topic.part) if topic.scope == "debate" else None
    if readers is None or readers & roles_in(you, topic.id):
        return None
    return Code.SIGN_IN if you is None else Code.FORBIDDEN


def may_publish(you: You | None, topic: Topic) -> bool:
    """Whether they may publish the stream: the stage of that debate only."""
    return topic.kind is Kind.STREAM and Role.STAGE in roles_in(you, topic.id)
