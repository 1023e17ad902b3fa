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
    mobilisation,
    moderation,
    open_data,
    panel,
    panel_file,
    personal,
    presentation,
    process,
    synthesis,
)

PART = re.compile(r"\{(\w+)(?::\w+)?\}")


class Reader(StrEnum):
    """Who gets an answer."""

    EVERYBODY = "everybody"
    SIGNED_IN = "whoever signed in"
    ONESELF = "whoever signed in, about themselves"
    MEMBERS = "those who have the role in the process or debate"
    HOLDER = "whoever holds the link"
    DEMO = "everybody, in a demonstration only"


class Query(NamedTuple):
    """A parameter of an address."""

    name: str
    kind: str
    about: str


class Read(NamedTuple):
    """An answer: a struct or a list of them as JSON, or with `media_type` something else."""

    answer: object
    reader: Reader = Reader.EVERYBODY
    query: tuple[Query, ...] = ()
    media_type: str = "application/json"


_AFTER = Query("after", "string", "Where the page before ended.")
_PROCESS = Query("process", "string", "The process.")
_DEBATE = Query("debate", "string", "The debate.")
_LIST = (
    Query("sort", "string", "`random` (with `seed`), `agreed`, `voted`, `newest`; `best` for words."),
    Query("seed", "string", "Makes the random order one's own."),
    Query("section", "string", "Only this section."),
    Query("official", "boolean", "Only official ones, or only the others."),
    Query("kind", "string", "Only `problem`, `cause` or `solution`."),
    Query("parent", "string", "Only what answers this proposition."),
    Query("mine", "boolean", "Only one's own."),
    Query("q", "string", "Only what holds all of these words, itself or in an argument."),
    _AFTER,
    Query("limit", "integer", "At most so many, up to 50."),
)
_BEFORE = Query("before", "integer", "Only what came before this number.")
_VERSION = Query("version", "integer", "Which version; the newest without.")
_LIMIT = Query("limit", "integer", "At most so many, up to 100.")
_POSITION = (
    Query("epoch", "string", "The epoch of the position one has."),
    Query("at", "integer", "The offset or version of that position."),
)

READS: dict[str, Read] = {
    "/api/session": Read(api.SessionInfo, Reader.ONESELF),
    "/api/invitations": Read(list[api.Invitation], Reader.MEMBERS, (_DEBATE,)),
    "/api/outbox": Read(list[api.Mail], Reader.DEMO),
    "/api/home": Read(api.Home),
    "/api/processes/{id}": Read(api.ProcessPage),
    "/api/my/processes": Read(process.MyProcesses, Reader.ONESELF),
    "/api/processes/{id}/setup": Read(process.ProcessSetup, Reader.MEMBERS),
    "/api/processes/{id}/happenings": Read(process.Happenings, query=(_BEFORE, _LIMIT)),
    "/api/processes/{id}/presentation": Read(presentation.PresentationPage),
    "/api/processes/{id}/presentation/history": Read(
        presentation.PresentationHistory, query=(Query("node", "string", "Only this node."), _BEFORE, _LIMIT)
    ),
    "/api/processes/{id}/presentation/nodes/{node}/versions/{version}": Read(
        presentation.PresentationDifference
    ),
    "/api/processes/{id}/propositions": Read(api.PropositionList, query=_LIST),
    "/api/propositions/{id}": Read(api.PropositionPage),
    "/api/processes/{id}/similar": Read(
        list[consultation.Similar], query=(Query("q", "string", "What is being typed."),)
    ),
    "/api/processes/{id}/ranking": Read(
        consultation.Ranking, query=(_AFTER, Query("limit", "integer", "At most so many, up to 50."))
    ),
    "/api/propositions/{id}/versions": Read(consultation.TextVersions),
    "/api/arguments/{id}/versions": Read(consultation.TextVersions),
    "/api/my/text": Read(
        consultation.EditableText,
        Reader.ONESELF,
        (Query("target", "string", "`proposition/{id}` or `argument/{id}`."),),
    ),
    "/api/my/consultation": Read(consultation.MyConsultation, Reader.ONESELF, (_PROCESS,)),
    "/api/my/votes": Read(api.MyVotes, Reader.ONESELF, (_PROCESS,)),
    "/api/debates/{id}": Read(api.DebatePage),
    "/api/debates/{id}/my": Read(api.MyDebate, Reader.ONESELF),
    "/api/processes/{id}/export": Read(open_data.OpenDataPage),
    "/api/processes/{id}/export/{type}.{format}": Read(
        "The records of one type, as the format says.", media_type="text/csv"
    ),
    "/api/processes/{id}/moderation": Read(moderation.Desk, Reader.MEMBERS),
    "/api/processes/{id}/moderation/item": Read(
        moderation.DeskItem,
        Reader.MEMBERS,
        (Query("target", "string", "`proposition/{id}` or `argument/{id}`."),),
    ),
    "/api/processes/{id}/bin": Read(moderation.Bin, Reader.SIGNED_IN, (_AFTER,)),
    "/api/processes/{id}/register": Read(moderation.Register, query=(_AFTER,)),
    "/api/processes/{id}/standings": Read(
        list[moderation.Standing],
        Reader.ONESELF,
        (Query("targets", "string", "Targets, with commas between."),),
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
            Query("from", "integer", "The earlier version."),
            Query("to", "integer", "The later version."),
        ),
    ),
    "/api/processes/{id}/synthesis/contests": Read(synthesis.ContestList, query=(_AFTER,)),
    "/api/processes/{id}/synthesis/mine": Read(synthesis.MyPlacements, Reader.ONESELF),
    "/api/processes/{id}/synthesis/work": Read(synthesis.SynthesisWork, Reader.MEMBERS),
    "/api/processes/{id}/synthesis/work/{proposition}": Read(synthesis.PropositionWork, Reader.MEMBERS),
    "/api/processes/{id}/synthesis/suggestions/{proposition}": Read(
        synthesis.Suggestions, Reader.MEMBERS, (Query("side", "string", "`for` or `against`."),)
    ),
    "/api/propositions/{id}/placements": Read(synthesis.Placements),
    "/api/debates/{id}/record": Read(debate_record.DebateRecord),
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
    "/api/consent": Read(personal.ConsentText, query=(Query("locale", "string", "`fr` or `en`."),)),
    "/api/processes/{id}/bill": Read(bill.BillPage),
    "/api/processes/{id}/bill/versions/{number}": Read(bill.BillVersion),
    "/api/processes/{id}/bill/compare": Read(
        bill.BillDifferences,
        query=(
            Query("from", "integer", "The earlier version; the one before the later without."),
            Query("to", "integer", "The later version; the newest without."),
        ),
    ),
    "/api/processes/{id}/bill/answers": Read(bill.BillAnswers),
    "/api/processes/{id}/bill/draft": Read(bill.BillDraftPage, Reader.MEMBERS),
    "/api/processes/{id}/bill/targets": Read(
        list[bill.BillTarget], Reader.MEMBERS, (Query("query", "string", "Words of it, or its number."),)
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
