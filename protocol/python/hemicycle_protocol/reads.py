"""What each address of the API that is read answers, and to whom.

A new `GET` route under `/api/` needs a line here; what is said of an answer is the docstring of its struct.
`generate` writes the table for TypeScript, the server writes it out as its OpenAPI document.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from . import (
    api,
    bill,
    consultation,
    debate_record,
    electorate,
    mobilisation,
    moderation,
    open_data,
    panel,
    panel_file,
    personal,
    presentation,
    process,
    site,
    synthesis,
    views,
)
from .errors import Code, Refused
from .integers import GREATEST

PART = re.compile(r"\{(\w+)(?::\w+)?\}")
VERSIONS = 10**6


class Reader(StrEnum):
    """Who gets an answer."""

    EVERYBODY = "everybody"
    SIGNED_IN = "whoever signed in"
    ONESELF = "whoever signed in, about themselves"
    MEMBERS = "those who have the role in the process or debate"
    ADMINISTRATORS = "the administrators of the site"
    HOLDER = "whoever holds the link"
    DEMO = "everybody, in a demonstration only"


class Kind(StrEnum):
    """What a parameter is."""

    STRING = "string"
    INTEGER = "integer"
    BOOLEAN = "boolean"


class Query(NamedTuple):
    """A parameter of an address: a text of at most `most` characters or one of `choices`, or a number."""

    name: str
    about: str
    kind: Kind = Kind.STRING
    is_needed: bool = False
    least: int = 0
    most: int = 200
    choices: tuple[str, ...] = ()

    @property
    def allowed(self) -> str:
        """What may be said, in the words of a refusal."""
        if self.choices:
            return ", ".join(self.choices)
        if self.kind is Kind.BOOLEAN:
            return "true, false"
        return f"{self.least} to {self.most}" + (" characters" if self.kind is Kind.STRING else "")


class Read(NamedTuple):
    """An answer: a struct or a list of them as JSON, or with `media_type` something else."""

    answer: object
    reader: Reader = Reader.EVERYBODY
    query: tuple[Query, ...] = ()
    media_type: str = "application/json"


def _number(name: str, about: str, *, least: int = 0, most: int = GREATEST) -> Query:
    return Query(name, about, Kind.INTEGER, least=least, most=most)


def _flag(name: str, about: str) -> Query:
    return Query(name, about, Kind.BOOLEAN)


def _needed(name: str, about: str, *, most: int = 200, choices: tuple[str, ...] = ()) -> Query:
    return Query(name, about, is_needed=True, least=1, most=most, choices=choices)


_AFTER = Query("after", "Where the page before ended.")
_PLACE = _number("after", "Where the page before ended.")
_PROCESS = _needed("process", "The process.")
_DEBATE = _needed("debate", "The debate.")
_TARGET = _needed("target", "`proposition/{id}` or `argument/{id}`.")
_LIMIT_50 = _number("limit", "At most so many.", least=1, most=50)
_LIST = (
    Query(
        "sort", "`random` without, with the `seed`; with words `best`.", choices=tuple(consultation.ListSort)
    ),
    Query("seed", "Makes the random order one's own.", most=64),
    Query("section", "Only this section."),
    _flag("official", "Only official ones, or only the others."),
    Query("kind", "Only propositions of this kind.", choices=tuple(consultation.PropositionKind)),
    Query("parent", "Only what answers this proposition."),
    _flag("mine", "Only one's own."),
    Query("q", "Only what holds all of these words, itself or in an argument."),
    _AFTER,
    _LIMIT_50,
)
_BEFORE = _number("before", "Only what came before this number.")
_VERSION = _number("version", "Which version; the newest without.", most=VERSIONS)
_LIMIT = _number("limit", "At most so many.", least=1, most=100)
_POSITION = (
    Query("epoch", "The epoch of the position one has.", most=64),
    _number("at", "The offset or version of that position."),
)

READS: dict[str, Read] = {
    "/api/session": Read(api.SessionInfo, Reader.ONESELF),
    "/api/sign-in/mail": Read(api.SignInMail, Reader.ONESELF),
    "/api/invitations": Read(list[api.Invitation], Reader.MEMBERS, (_DEBATE,)),
    "/api/outbox": Read(list[api.Mail], Reader.DEMO),
    "/api/home": Read(api.Home),
    "/api/site": Read(site.Site),
    "/api/site/pages/{slug}": Read(
        site.SitePage,
        query=(Query("locale", "`fr` or `en`; what the browser prefers without.", most=2),),
    ),
    "/api/site/setup": Read(site.SiteSetup, Reader.ADMINISTRATORS),
    "/api/processes/{id}": Read(api.ProcessPage),
    "/api/my/processes": Read(process.MyProcesses, Reader.ONESELF),
    "/api/processes/{id}/setup": Read(process.ProcessSetup, Reader.MEMBERS),
    "/api/processes/{id}/happenings": Read(process.Happenings, query=(_BEFORE, _LIMIT)),
    "/api/processes/{id}/presentation": Read(presentation.PresentationPage),
    "/api/processes/{id}/presentation/history": Read(
        presentation.PresentationHistory, query=(Query("node", "Only this node.", most=64), _BEFORE, _LIMIT)
    ),
    "/api/processes/{id}/presentation/nodes/{node}/versions/{version}": Read(
        presentation.PresentationDifference
    ),
    "/api/processes/{id}/propositions": Read(api.PropositionList, query=_LIST),
    "/api/propositions/{id}": Read(api.PropositionPage),
    "/api/processes/{id}/similar": Read(
        list[consultation.Similar], query=(_needed("q", "What is being typed.", most=300),)
    ),
    "/api/processes/{id}/ranking": Read(consultation.Ranking, query=(_PLACE, _LIMIT_50)),
    "/api/processes/{id}/overview": Read(consultation.Overview),
    "/api/propositions/{id}/versions": Read(consultation.TextVersions),
    "/api/arguments/{id}/versions": Read(consultation.TextVersions),
    "/api/my/text": Read(consultation.EditableText, Reader.ONESELF, (_TARGET,)),
    "/api/my/consultation": Read(consultation.MyConsultation, Reader.ONESELF, (_PROCESS,)),
    "/api/my/votes": Read(api.MyVotes, Reader.ONESELF, (_PROCESS,)),
    "/api/debates/{id}": Read(api.DebatePage),
    "/api/debates/{id}/my": Read(api.MyDebate, Reader.ONESELF),
    "/api/processes/{id}/roll": Read(electorate.Roll),
    "/api/processes/{id}/export": Read(open_data.OpenDataPage),
    "/api/processes/{id}/export.zip": Read(
        "All files of `/api/processes/{id}/export` in one.", media_type="application/zip"
    ),
    "/api/processes/{id}/export/{type}.{format}": Read(
        "The records of one type, as the format says.", media_type="text/csv"
    ),
    "/api/processes/{id}/moderation": Read(moderation.Desk, Reader.MEMBERS),
    "/api/processes/{id}/moderation/item": Read(moderation.DeskItem, Reader.MEMBERS, (_TARGET,)),
    "/api/processes/{id}/bin": Read(moderation.Bin, Reader.SIGNED_IN, (_AFTER,)),
    "/api/processes/{id}/register": Read(moderation.Register, query=(_PLACE,)),
    "/api/processes/{id}/standings": Read(
        list[moderation.Standing],
        Reader.ONESELF,
        (_needed("targets", "Targets, with commas between.", most=20_000),),
    ),
    "/api/processes/{id}/synthesis": Read(synthesis.SynthesisMap, query=(_VERSION,)),
    "/api/processes/{id}/synthesis.argdown": Read(
        "The map as Argdown text.", query=(_VERSION,), media_type="text/plain"
    ),
    "/api/processes/{id}/synthesis.xaif.json": Read("The map as xAIF.", query=(_VERSION,)),
    "/api/processes/{id}/synthesis/propositions/{proposition}": Read(
        synthesis.PropositionMap, query=(_VERSION,)
    ),
    "/api/processes/{id}/synthesis/differences": Read(
        synthesis.SynthesisDifferences,
        query=(
            _number("from", "The earlier version; 0 without.", most=VERSIONS),
            _number("to", "The later version; 1 without.", most=VERSIONS),
        ),
    ),
    "/api/processes/{id}/synthesis/contests": Read(synthesis.ContestList, query=(_AFTER,)),
    "/api/processes/{id}/synthesis/mine": Read(synthesis.MyPlacements, Reader.ONESELF),
    "/api/processes/{id}/synthesis/work": Read(synthesis.SynthesisWork, Reader.MEMBERS),
    "/api/processes/{id}/synthesis/work/{proposition}": Read(synthesis.PropositionWork, Reader.MEMBERS),
    "/api/processes/{id}/synthesis/suggestions/{proposition}": Read(
        synthesis.Suggestions,
        Reader.MEMBERS,
        (_needed("side", "The side of the arguments.", choices=tuple(synthesis.FamilySide)),),
    ),
    "/api/propositions/{id}/placements": Read(synthesis.Placements),
    "/api/debates/{id}/record": Read(debate_record.DebateRecord),
    "/api/debates/{id}/audience": Read(debate_record.AudienceHistory),
    "/api/debates/{id}/transcript": Read(list[views.Caption]),
    "/api/debates/{id}/subjects": Read(list[debate_record.DebateSubject]),
    "/api/propositions/{id}/questions": Read(list[debate_record.TiedQuestion]),
    "/api/processes/{id}/panel": Read(panel.PanelPage),
    "/api/processes/{id}/panel/file": Read(panel_file.PanelFile),
    "/api/processes/{id}/panel/mine": Read(panel.MyPanel, Reader.ONESELF),
    "/api/processes/{id}/panel/desk": Read(panel.PanelDeskPage, Reader.MEMBERS),
    "/api/me": Read(personal.Me, Reader.ONESELF),
    "/api/me/export": Read("A file with everything that is kept of oneself.", Reader.ONESELF),
    "/api/me/notifications": Read(personal.Notifications, Reader.ONESELF),
    "/api/unsubscribe/{token}": Read(personal.MailPaces, Reader.HOLDER),
    "/api/consent": Read(
        personal.ConsentText,
        query=(Query("locale", "`fr` or `en`; what the browser prefers without.", most=2),),
    ),
    "/api/processes/{id}/bill": Read(bill.BillPage),
    "/api/processes/{id}/bill/versions/{number}": Read(bill.BillVersion),
    "/api/processes/{id}/bill/compare": Read(
        bill.BillDifferences,
        query=(
            _number("from", "The earlier version; the one before the later without.", most=VERSIONS),
            _number("to", "The later version; the newest without.", most=VERSIONS),
        ),
    ),
    "/api/processes/{id}/bill/answers": Read(bill.BillAnswers),
    "/api/processes/{id}/bill/draft": Read(bill.BillDraftPage, Reader.MEMBERS),
    "/api/processes/{id}/bill/targets": Read(
        list[bill.BillTarget], Reader.MEMBERS, (Query("query", "Words of it, or its number.", most=100),)
    ),
    "/api/propositions/{id}/outcome": Read(bill.TargetOutcome),
    "/api/processes/{id}/mobilisation": Read(mobilisation.MobilisationPage),
    "/api/processes/{id}/supporters": Read(mobilisation.SupporterList, query=(_AFTER,)),
    "/api/processes/{id}/supports/curve": Read(mobilisation.SupportCurve),
    "/api/my/support": Read(mobilisation.MySupport, Reader.ONESELF, (_PROCESS,)),
    "/api/topics/{topic}": Read(
        "Messages as server-sent events, each a message of the wire as JSON.",
        query=_POSITION,
        media_type="text/event-stream",
    ),
    "/api/openapi.json": Read("This document."),
}


def shape(path: str) -> str:
    """A route's path as the table names it."""
    return PART.sub(r"{\1}", path)


def unknown_place(field: str) -> Refused:
    """The refusal of a place in a list that no page gave."""
    return Refused(Code.INVALID, field=field, allowed=f"`{field}` of the page before")


def whole_number(text: str, *, least: int = 0, most: int = GREATEST) -> int | None:
    """The number that a text is, in digits alone and within these bounds."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most))):
        return None
    return number if least <= (number := int(text)) <= most else None
