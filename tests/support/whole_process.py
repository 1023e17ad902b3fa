"""A process with something of every kind that it can hold, made by the acts of its people."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from hemicycle.services.plan import NewArgument, NewProposition
from hemicycle_protocol import commands as c
from hemicycle_protocol.views import Choice, PollHiding, SeatState, You

from .evening import DEBATE, HOST, INES, MOD_A, YANN, ZOE
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


async def furnish_whole(node: Node, folder: Path) -> list[You]:
    """Fill the process and its debate; the people who did something in them."""
    file = folder / "legumes.jsonl.gz"
    file.write_bytes(gzip.compress(json.dumps(LINE).encode()))
    await node.services.creation.import_file(file, PROCESS)
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
