"""What the pages of a process show, from what was imported and what was voted here."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from hemicycle.services.consultation.reading import ListQuery
from hemicycle.services.process.plan import NewArgument, NewProposition
from hemicycle.store.importer import ImportRefused
from hemicycle_protocol import commands as c
from hemicycle_protocol.boards import Tally, Totals
from hemicycle_protocol.consultation import ListSort
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import Choice, DebateState
from tests.support.evening import DEBATE, HOST, YANN, ZOE
from tests.support.nodes import PROCESS, open_nodes

AT = "2015-09-26T10:00:00+02:00"
LINE = {
    "id": 7,
    "title": "Plus de légumes",
    "body": "Un **repas** végétal par jour.\n\n" + "Parce que. " * 60,
    "section": "Menus",
    "author": "Camille",
    "official": False,
    "created_at": AT,
    "votes": {"agree": 10, "mixed": 2, "disagree": 3},
    "arguments": [
        {"id": 1, "side": "against", "body": "Trop cher", "author": "B", "created_at": AT, "votes": 1},
        {"id": 2, "side": "for", "body": "Bon", "author": "C", "created_at": AT, "votes": 9},
    ],
}


NEWEST = ListQuery(sort=ListSort.NEWEST)


def written(path: Path, *lines: object) -> Path:
    with gzip.open(path, "wt") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
    return path


async def test_imported_totals_stand_beside_the_votes_cast_here(url: str, tmp_path: Path) -> None:
    """[CO4]"""
    async with open_nodes(url) as (node,):
        report = await node.services.process.creation.import_file(
            written(tmp_path / "a.jsonl.gz", LINE), PROCESS
        )
        assert (report.propositions, report.arguments) == (1, 2)
        consultation = node.services.consultation.reading
        (card,) = (await consultation.propositions(None, PROCESS, NEWEST)).propositions
        await node.do(c.Vote(card.id, Choice.AGREE, 1), ZOE)
        await node.do(c.Vote(card.id, Choice.DISAGREE, 1), YANN)
        page = await consultation.proposition(None, card.id)
        assert (page.card.tally, page.card.imported) == (Tally(1, 0, 1), Tally(10, 2, 3))
        assert [argument.side for argument in page.arguments] == ["for", "against"]
        assert "<strong>repas</strong>" in page.body_html
        assert not card.complete
        assert card.body_html is None
        process = await consultation.process(None, PROCESS)
        assert (process.totals, process.imported) == (Totals(2, 2), Totals(votes_cast=15))
        assert [(section.name, section.propositions) for section in process.sections] == [("Menus", 1)]


async def test_a_process_made_of_a_file_can_be_voted_on_at_once(url: str, tmp_path: Path) -> None:
    """[CO28]"""
    async with open_nodes(url) as (node,):
        file = written(tmp_path / "a.jsonl.gz", LINE)
        process, _ = await node.services.process.creation.import_process(file, title="Cantines de 2015")
        (card,) = (await node.services.consultation.reading.propositions(None, process, NEWEST)).propositions
        await node.do(c.Vote(card.id, Choice.AGREE, 1), ZOE)
        assert (await node.services.consultation.reading.process(None, process)).totals == Totals(1, 1)


async def test_a_file_with_a_bad_line_imports_nothing(url: str, tmp_path: Path) -> None:
    """[CO28]"""
    async with open_nodes(url) as (node,):
        bad = written(tmp_path / "b.jsonl.gz", LINE, {**LINE, "id": 8, "votes": {"agree": -1}})
        with pytest.raises(ImportRefused) as refused:
            await node.services.process.creation.import_file(bad, PROCESS)
        assert refused.value.line == 2
        assert (await node.services.consultation.reading.process(None, PROCESS)).propositions == 0


async def test_the_front_page_lists_processes_and_debates_as_they_stand(url: str) -> None:
    proposition = NewProposition("T", "B", "S", "A", arguments=[NewArgument("for", "oui", "Z")])
    async with open_nodes(url, propositions=[proposition]) as (node,):
        await node.do(c.SetDebateState(DEBATE, DebateState.ENDED), HOST)
        home = await node.services.consultation.reading.home()
        assert [(card.id, card.propositions) for card in home.processes] == [(PROCESS, 1)]
        assert [(card.id, card.state) for card in home.debates] == [(DEBATE, DebateState.ENDED)]


async def test_what_does_not_exist_is_not_found(url: str) -> None:
    async with open_nodes(url) as (node,):
        services = node.services
        for read in (
            services.consultation.reading.process(None, "x"),
            services.consultation.reading.propositions(None, "x", NEWEST),
            services.consultation.reading.proposition(None, "x"),
            services.debate.pages.page(None, "x"),
            services.kernel.source.snapshot("debate/x"),
            services.kernel.source.snapshot("debate/x/desk"),
            services.kernel.source.board("debate/x/stage/board"),
            services.kernel.source.board("process/x/board"),
            services.kernel.source.board(f"process/{PROCESS}/arguments/x"),
        ):
            with pytest.raises(Refused) as refused:
                await read
            assert refused.value.code is Code.NOT_FOUND
