"""A process with something of every kind that it can hold, made by the acts of its people."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from msgspec.structs import replace

from hemicycle.services.process.plan import NewArgument, NewDebate, NewProcess, NewProposition
from hemicycle.store.members import Membership, put_membership
from hemicycle_protocol import bill as b
from hemicycle_protocol import commands as c
from hemicycle_protocol import mobilisation as mob
from hemicycle_protocol import moderation as m
from hemicycle_protocol import presentation as pr
from hemicycle_protocol import synthesis as sy
from hemicycle_protocol.bill import BillTargetKind, Outcome
from hemicycle_protocol.consultation import PropositionKind
from hemicycle_protocol.debate_record import AnswerInWriting
from hemicycle_protocol.moderation import ReportReason
from hemicycle_protocol.presentation import NodeText
from hemicycle_protocol.synthesis import FamilySide, SeenArgument
from hemicycle_protocol.views import (
    Choice,
    DebateState,
    Phase,
    PhasePlan,
    PollHiding,
    Role,
    SeatState,
    You,
)

from .evening import AGENDA, DEBATE, HOST, INES, MOD_A, SEATS, START, YANN, ZOE
from .nodes import PROCESS, Node

AT = "2015-09-26T10:00:00+02:00"
FORMULA = '=HYPERLINK("http://example.org")'
PROPOSITIONS = [
    NewProposition("Publier", "**Tout** publier,\n« vite »", "Solutions", "Inès", True),
    NewProposition(FORMULA, "Former; les, agents\r\n\u2028", "Solutions", "@sylvie"),
    NewProposition(
        "Le secret", "Trop invoqué", "Causes", "Karim", False, [NewArgument("for", "Oui.", "Yann")]
    ),
]
LINE = {
    "id": 7,
    "title": "Plus de légumes",
    "body": "Un **repas** végétal par jour.",
    "section": "Menus",
    "author": "Camille",
    "official": False,
    "created_at": AT,
    "votes": {"agree": 10, "mixed": 2, "disagree": 3},
    "arguments": [
        {"id": 1, "side": "against", "body": "-1 + Trop cher", "author": "B", "created_at": AT, "votes": 1},
        {"id": 2, "side": "for", "body": "Bon", "author": "C", "created_at": AT, "votes": 9},
    ],
}


DAY_MS = 86_400_000
ALL_OPEN = [PhasePlan(phase, START - DAY_MS, START + DAY_MS) for phase in Phase]
MP = You("person-mp", "Claire Morel", [Role.CITIZEN])
MODERATOR = You("person-moderator", "Awa", [Role.CITIZEN])
BINNED = "Ce texte a été écarté"
ENDED = "d0"


async def furnish_six_phases(node: Node, folder: Path) -> list[You]:
    """A process all of whose phases are open and hold something; the people in it."""
    debate = NewDebate(DEBATE, "Débat", START, AGENDA, SEATS)
    doomed = NewProposition(BINNED, BINNED, "Causes", BINNED, False, [NewArgument("against", BINNED, BINNED)])
    debates = [debate, NewDebate(ENDED, "Premier débat", START, AGENDA, SEATS)]
    new = NewProcess(PROCESS, "Cantines", "Bien manger.", ALL_OPEN, [*PROPOSITIONS, doomed], debates)
    await node.services.process.creation.create_process(new)
    for you, role in ((MP, Role.PARLIAMENTARIAN), (MODERATOR, Role.MODERATOR)):
        member = put_membership(Membership(PROCESS, you.id, role.value, START))
        await node.database.connections.write(member)
    await node.do(c.SetDebateState(DEBATE, DebateState.LIVE), HOST)
    await _ended_debate(node)
    people = await furnish_whole(node, folder)
    await _presentation(node)
    await _synthesis(node)
    await _moderation(node)
    await _bill(node, people)
    return [*people, MP, MODERATOR]


async def _ended_debate(node: Node) -> None:
    """A debate that left a question, which was answered in writing."""
    host = replace(HOST, debate=ENDED)
    await node.do(c.SetDebateState(ENDED, DebateState.LIVE), host)
    left = str((await node.do(c.AskQuestion(ENDED, "Quand ?", "k"), YANN))["question"])
    await node.do(c.SetDebateState(ENDED, DebateState.ENDED), host)
    await node.do(AnswerInWriting(ENDED, left, "**Dès** la rentrée."), MP)


async def _presentation(node: Node) -> None:
    text = NodeText("L’eau manque", "Chaque été, **des communes** sont livrées par camion.")
    write = pr.WritePresentation(PROCESS, PropositionKind.PROBLEM, text, "k1")
    root = (await node.do(write, MP))["node"]
    cause = NodeText("Les fuites", "Parce que.")
    await node.do(pr.WritePresentation(PROCESS, PropositionKind.CAUSE, cause, "k2", str(root)), MP)


async def _synthesis(node: Node) -> None:
    """The argument on the third proposition in a family; the binned one's stands in another."""
    for number, side in ((3, FamilySide.FOR), (4, FamilySide.AGAINST)):
        proposition = f"{PROCESS}-{number}"
        work = await node.services.synthesis.work.table(MP, PROCESS, proposition)
        seen = [SeenArgument(one.id, one.filing.version) for one in work.arguments]
        family = sy.CreateFamily(PROCESS, proposition, side, "Famille", key=f"f{number}", arguments=seen)
        await node.do(family, MP)
    await node.do(sy.PublishSynthesis(PROCESS, 1, "Relu à deux"), MP)


async def _moderation(node: Node) -> None:
    for target in (f"proposition/{PROCESS}-4", f"argument/{PROCESS}-4-a1"):
        await node.do(m.Report(PROCESS, target, ReportReason.SPAM, "Une publicité."), YANN)
        version = (await node.services.moderation.desk.item(MODERATOR, PROCESS, target)).version
        await node.do(m.BinItem(PROCESS, target, version, ReportReason.SPAM, "Publicité."), MODERATOR)


async def _bill(node: Node, people: list[You]) -> None:
    await node.do(b.SaveBillHead(PROCESS, 1, "Proposition de loi", "Bien manger est un droit."), MP)
    added = await node.do(b.AddBillArticle(PROCESS, "k1", None), MP)
    article = str(added["id"])
    await node.do(b.SaveBillArticle(PROCESS, article, added["version"], "", "Les repas sont bons."), MP)
    target = f"{PROCESS}-2"
    link = b.LinkBill(
        PROCESS, "l1", BillTargetKind.PROPOSITION, target, Outcome.RETAINED, "C’est juste.", article
    )
    await node.do(link, MP)
    draft = await node.services.bill.reading.draft(MP, PROCESS)
    await node.do(b.PublishBill(PROCESS, draft.draft.revision, "Première version"), MP)
    await node.do(mob.SupportBill(PROCESS, 1, public=True, message="Bravo"), people[0])
    await node.do(mob.SupportBill(PROCESS, 1), people[1])


async def furnish_whole(node: Node, folder: Path) -> list[You]:
    """Fill the process and its debate; the people who did something in them."""
    file = folder / "legumes.jsonl.gz"
    file.write_bytes(gzip.compress(json.dumps(LINE).encode()))
    await node.services.process.creation.import_file(file, PROCESS)
    crowd = [You(f"person-{n}", f"P{n}", ZOE.roles) for n in range(7)]
    choices = [*Choice, None]
    for n, you in enumerate([ZOE, YANN, *crowd]):
        for number in (1, 2):
            await node.do(c.Vote(f"{PROCESS}-{number}", choices[(n * number) % 4], n + 1), you)
    await _debate(node, crowd)
    return [ZOE, YANN, HOST, MOD_A, INES, *crowd]


async def _debate(node: Node, crowd: list[You]) -> None:
    await node.do(c.TakeSeat(DEBATE, device="device-of-ines"), INES)
    await node.do(c.SetSeatState(DEBATE, "s2", SeatState.ON_STAGE), HOST)
    await node.do(c.StartAgendaItem(DEBATE, "i1"), HOST)
    await node.do(c.GiveFloor(DEBATE, "s2", 120_000), HOST)
    node.clock.at += 9_000
    await node.do(c.EndFloor(DEBATE), HOST)
    asked = await node.ask("Qui paie ?", ZOE)
    other = await node.ask("Et pourquoi pas ?", YANN)
    for you in crowd:
        await node.support(asked, you)
    await node.move(asked, "queued", MOD_A)
    await node.move(other, "dismissed", MOD_A, reason="off_topic")
    shown = (await node.do(c.CreatePoll(DEBATE, "D’accord ?", ["Oui", "Non"], PollHiding.ALWAYS), HOST))[
        "poll"
    ]
    hidden = (await node.do(c.CreatePoll(DEBATE, "Secret ?", ["Oui", "Non"], PollHiding.AT_CLOSE), HOST))[
        "poll"
    ]
    for poll in (shown, hidden):
        await node.do(c.OpenPoll(DEBATE, str(poll)), HOST)
        for n, you in enumerate(crowd):
            await node.answer(str(poll), n % 2, you)
    await node.do(c.PostCaption(DEBATE, "Bonjour à toutes et à tous.", speaker="Inès"), HOST)
