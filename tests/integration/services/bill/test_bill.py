"""A bill is written by several, published with all that is owed, filed, and followed."""

from __future__ import annotations

import asyncio

import pytest

from hemicycle.core.editions import Edition, EditionFamily
from hemicycle.services.process.plan import NewDebate
from hemicycle.services.synthesis.tables import edition_rows
from hemicycle.store.syntheses import add_version
from hemicycle_protocol import bill as b
from hemicycle_protocol import commands as c
from hemicycle_protocol.bill import BillTargetKind, Outcome
from hemicycle_protocol.bill_view import BillStepKind, Chamber
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.errors import Code, Facts, Refused
from hemicycle_protocol.synthesis import FamilySide, VersionCard
from hemicycle_protocol.views import Coverage, DebateState, Role, You
from tests.support.bills import (
    BILL,
    HOUR_MS,
    ORGANISER,
    STAFF,
    WRITER,
    answer,
    citizen,
    facts,
    freeze,
    make,
    publish,
    publish_text,
    view_of,
    write_text,
)
from tests.support.evening import AGENDA, SEATS, ZOE
from tests.support.nodes import Node, open_nodes

DATE = "2023-11-14"


async def refusal(node: Node, command: CommandBody, by: You | None = WRITER) -> tuple[Code, Facts]:
    with pytest.raises(Refused) as refused:
        await node.do(command, by)
    return refused.value.code, refused.value.facts


async def test_two_people_write_and_the_second_of_two_equal_edits_hears_what_stands(url: str) -> None:
    """[BI2]"""
    async with open_nodes(url, 2) as (one, two):
        await make(one)
        first, second = await write_text(one, "Un.", "Deux.")
        await two.do(b.SaveBillArticle(BILL, second, 2, "", "Deux, mieux dit."), STAFF)
        code, known = await refusal(one, b.SaveBillArticle(BILL, second, 2, "", "Deux, autrement."))
        assert (code, known["version"]) == (Code.CHANGED, 3)
        assert known["state"] == {"title": "", "body": "Deux, mieux dit.", "removed": False}
        await one.do(b.SaveBillArticle(BILL, first, 2, "", "Un, mieux dit."), WRITER)
        page = await two.services.bill.reading.draft(STAFF, BILL)
        assert {a.id: a.body for a in page.draft.articles} == {
            first: "Un, mieux dit.",
            second: "Deux, mieux dit.",
        }


async def test_articles_are_added_once_moved_and_renumbered(url: str) -> None:
    """[BI3]"""
    async with open_nodes(url) as (node,):
        await make(node)
        first, second = await write_text(node, "Un.", "Deux.")
        again = await node.do(b.AddBillArticle(BILL, "k1", first), WRITER)
        assert again["id"] == second
        moved = await node.do(b.MoveBillArticle(BILL, second, again["placing"], 0), WRITER)
        assert (await refusal(node, b.MoveBillArticle(BILL, first, again["placing"], 0), STAFF))[
            0
        ] is Code.CHANGED
        await publish(node)
        page = await node.services.bill.reading.page(None, BILL)
        assert page.current is not None
        assert [(article.number, article.id) for article in page.current.articles] == [
            (1, second),
            (2, first),
        ]
        assert moved["placing"] == again["placing"] + 1


@pytest.mark.parametrize("by", [None, citizen(1), ORGANISER])
async def test_nobody_else_writes_or_reads_the_draft(url: str, by: You | None) -> None:
    """[BI1]"""
    async with open_nodes(url) as (node,):
        await make(node)
        await write_text(node, "Secret.")
        code, _ = await refusal(node, b.SaveBillHead(BILL, 2, "Autre", ""), by)
        assert code is (Code.SIGN_IN if by is None else Code.FORBIDDEN)
        assert (await node.services.bill.reading.page(None, BILL)).current is None
        assert "Secret" not in repr(await node.services.bill.answers.page(None, BILL))
        if by is not None:
            with pytest.raises(Refused, match="forbidden"):
                await node.services.bill.reading.draft(by, BILL)


async def test_a_text_that_somebody_changed_meanwhile_is_not_published(any_url: str) -> None:
    """[BI7]"""
    async with open_nodes(any_url, 2) as (one, two):
        await make(one)
        (article,) = await write_text(one, "Un.")
        seen = (await one.services.bill.reading.draft(WRITER, BILL)).draft.revision
        await two.do(b.SaveBillArticle(BILL, article, 2, "", "Autre chose."), STAFF)
        assert (await refusal(one, b.PublishBill(BILL, seen, "Note")))[0] is Code.CHANGED
        assert (await view_of(one)).bill is None


async def test_of_two_who_publish_at_once_one_does(any_url: str) -> None:
    """[BI7]"""
    async with open_nodes(any_url, 2) as (one, two):
        await make(one)
        await write_text(one, "Un.")
        seen = (await one.services.bill.reading.draft(WRITER, BILL)).draft.revision
        done = await asyncio.gather(
            one.do(b.PublishBill(BILL, seen, "Une"), WRITER),
            two.do(b.PublishBill(BILL, seen, "Deux"), STAFF),
            return_exceptions=True,
        )
        refused = [error for error in done if isinstance(error, Refused)]
        assert [error.code for error in refused] in ([Code.CHANGED], [Code.DUPLICATE])
        assert [card.number for card in (await one.services.bill.reading.page(None, BILL)).versions] == [1]


async def test_a_version_differs_from_the_one_before(url: str) -> None:
    """[BI8]"""
    async with open_nodes(url) as (node,):
        await make(node)
        await publish_text(node)
        seen = (await node.services.bill.reading.draft(WRITER, BILL)).draft.revision
        assert await refusal(node, b.PublishBill(BILL, seen, "Note")) == (Code.DUPLICATE, {"version": 1})


async def test_publication_waits_for_its_phase(url: str) -> None:
    """[BI7]"""
    async with open_nodes(url) as (node,):
        await make(node)
        await write_text(node, "Un.")
        seen = (await node.services.bill.reading.draft(WRITER, BILL)).draft.revision
        node.clock.at += HOUR_MS
        assert (await refusal(node, b.PublishBill(BILL, seen, "Note")))[0] is Code.CLOSED


async def test_versions_are_compared_article_by_article(url: str) -> None:
    """[BI8]"""
    async with open_nodes(url) as (node,):
        await make(node)
        first, second = await publish_text(node, "Les réseaux sont publics.", "Deux.")
        await node.do(b.SaveBillArticle(BILL, first, 2, "", "Les réseaux d’eau sont publics."), WRITER)
        await node.do(b.RemoveBillArticle(BILL, second, 2), WRITER)
        await publish(node, "Article 1 précisé")
        found = await node.services.bill.reading.compare(None, BILL, None, None)
        assert (found.before.number, found.after.number) == (1, 2)
        assert [(d.id, d.presence.value) for d in found.articles] == [(first, "changed"), (second, "removed")]
        with pytest.raises(Refused, match="invalid"):
            await node.services.bill.reading.compare(None, BILL, 2, 1)
        with pytest.raises(Refused, match="not_found"):
            await node.services.bill.reading.compare(None, BILL, 1, 9)
        old = await node.services.bill.reading.version(None, BILL, 1)
        assert [article.body_html for article in old.articles] == [
            "<p>Les réseaux sont publics.</p>\n",
            "<p>Deux.</p>\n",
        ]


async def test_the_text_is_shown_without_what_could_harm(url: str) -> None:
    """[BI15]"""
    async with open_nodes(url) as (node,):
        await make(node)
        await publish_text(node, "<script>alert(1)</script> [x](javascript:alert(1))")
        page = await node.services.bill.reading.page(None, BILL)
        assert page.current is not None
        assert "<script" not in page.current.articles[0].body_html
        assert "href" not in page.current.articles[0].body_html


# --- what became of contributions ---------------------------------------------------------------------


async def test_each_contribution_leads_to_its_articles_and_back(url: str) -> None:
    """[BI12]"""
    async with open_nodes(url) as (node,):
        await make(node, "Un tarif social", "Des compteurs ouverts", "Rien")
        first, second = await write_text(node, "Un.", "Deux.")
        await answer(node, f"{BILL}-1", Outcome.RETAINED, second)
        await answer(node, f"{BILL}-1", Outcome.PARTLY, first)
        await answer(node, f"{BILL}-2", Outcome.SET_ASIDE, None)
        assert (await node.services.bill.answers.page(None, BILL)).others == []  # a draft is not public
        await publish(node)
        page = await node.services.bill.answers.page(None, BILL)
        assert [
            (found.target.title, found.outcome, [a.article_number for a in found.answers])
            for found in page.others
        ] == [
            ("Un tarif social", Outcome.RETAINED, [2, 1]),
            ("Des compteurs ouverts", Outcome.SET_ASIDE, [None]),
        ]
        assert [[o.target.title for o in article.origins] for article in page.articles] == [
            ["Un tarif social"],
            ["Un tarif social"],
        ]
        one = await node.services.bill.answers.of_proposition(None, f"{BILL}-2")
        assert (one.outcome, one.answers[0].reason) == (Outcome.SET_ASIDE, "Parce que c’est juste.")
        none = await node.services.bill.answers.of_proposition(None, f"{BILL}-3")
        assert (none.outcome, none.answers) == (None, [])


async def test_every_top_contribution_is_answered_before_publication_and_filing(url: str) -> None:
    """[BI6]"""
    async with open_nodes(url) as (node,):
        await make(node, "Un tarif social", "Des compteurs ouverts", "Rien")
        await publish_text(node)
        await freeze(node, 1, 1)  # the text was published before the consultation closed
        file = b.FileBill(BILL, "k", Chamber.SENATE, "312", DATE)
        code, known = await refusal(node, file)
        assert code is Code.REASON_MISSING
        article = (await node.services.bill.reading.draft(WRITER, BILL)).draft.order[0]
        await answer(node, f"{BILL}-1", Outcome.RETAINED, article)
        page = await node.services.bill.reading.draft(WRITER, BILL)
        assert [(owed.target, owed.rank, owed.why.value) for owed in page.owed] == [
            (f"{BILL}-2", 1, "no_outcome")
        ]
        assert [(target.title, target.agree) for target in page.top] == [
            ("Un tarif social", 9),
            ("Des compteurs ouverts", 9),
        ]
        code, known = await refusal(node, b.PublishBill(BILL, page.draft.revision, "Note"))
        assert (code, known) == (
            Code.REASON_MISSING,
            {"owed": [{"target": f"{BILL}-2", "rank": 1, "why": "no_outcome"}]},
        )
        answers = await node.services.bill.answers.page(None, BILL)
        assert [found.outcome for found in answers.top] == [None, None]
        await answer(node, f"{BILL}-2", Outcome.SET_ASIDE, None)
        assert await publish(node, "Avec les réponses") == 2
        await node.do(file, WRITER)
        answers = await node.services.bill.answers.page(None, BILL)
        assert (answers.top_n, [found.outcome for found in answers.top]) == (
            2,
            [Outcome.RETAINED, Outcome.SET_ASIDE],
        )
        one = await node.services.bill.answers.of_proposition(None, f"{BILL}-2")
        assert one.rank == 1


async def test_only_contributions_of_the_process_are_answered(url: str) -> None:
    """[BI13]"""
    async with open_nodes(url) as (node,):
        await make(node, "Un tarif social")
        (article,) = await write_text(node, "Un.")
        for kind, target in (("proposition", "elsewhere"), ("question", "q1"), ("family", "f1")):
            command = b.LinkBill(
                BILL, "k", BillTargetKind(kind), target, Outcome.RETAINED, "Parce que.", article
            )
            assert (await refusal(node, command))[0] is Code.NOT_FOUND


async def test_questions_of_the_debate_and_families_of_the_synthesis_are_answered_too(url: str) -> None:
    """[BI13]"""
    async with open_nodes(url) as (node,):
        await make(node)
        new = NewDebate("d9", "Débat", node.clock.at, AGENDA, SEATS)
        await node.services.process.creation.create_debate(BILL, new)
        asked = await node.do(c.AskQuestion("d9", "Qui paie les fuites ?", "k"), ZOE)
        question = str(asked["question"])
        host = You("p-h9", "Hélène", [Role.HOST], "d9")
        for state in (DebateState.LIVE, DebateState.ENDED):
            await node.do(c.SetDebateState("d9", state), host)
        family = EditionFamily("f1", FamilySide.FOR, "Coût pour les communes", "", [])
        row = edition_rows([Edition(f"{BILL}-1", Coverage(), [family])])
        await node.database.connections.write(add_version(BILL, VersionCard(1, 1, Coverage(), 1, 0), row))
        (article,) = await write_text(node, "Un.")
        found = await node.services.bill.reading.targets(WRITER, BILL, "co")
        assert [target.title for target in found] == ["Coût pour les communes"]
        await answer(node, question, Outcome.PARTLY, article, kind="question")
        await answer(node, "f1", Outcome.SET_ASIDE, None, kind="family")
        await publish(node)
        page = await node.services.bill.answers.page(None, BILL)
        assert [found.target.title for found in page.others] == [
            "Qui paie les fuites ?",
            "Coût pour les communes",
        ]
        assert [(owed.text, owed.answered, owed.written) for owed in page.questions] == [
            ("Qui paie les fuites ?", True, False)
        ]


async def test_contributions_are_found_by_number_and_by_words(url: str) -> None:
    async with open_nodes(url) as (node,):
        await make(node, "Un tarif social", "Des 100 % ouverts", "Un tarif unique")
        search = node.services.bill.reading.targets
        assert [t.number for t in await search(WRITER, BILL, "tarif")] == [1, 3]
        assert [t.number for t in await search(WRITER, BILL, "3")] == [3]
        assert [t.number for t in await search(WRITER, BILL, "100 %")] == [2]
        assert await search(WRITER, BILL, "_") == []
        assert await search(WRITER, BILL, "") == []


# --- filing -------------------------------------------------------------------------------------------


async def test_a_bill_is_filed_and_followed_and_corrected_in_public(url: str) -> None:
    """[BI10]"""
    async with open_nodes(url) as (node,):
        await make(node)
        file = b.FileBill(BILL, "k", Chamber.SENATE, "312", DATE, "https://www.senat.fr/312")
        assert (await refusal(node, file))[0] is Code.NOT_OPEN
        await publish_text(node)
        step = (await node.do(file, WRITER))["step"]
        assert (await node.do(file, WRITER))["step"] == step  # the same press again
        assert (await refusal(node, b.FileBill(BILL, "k2", Chamber.SENATE, "313", DATE)))[0] is Code.DUPLICATE
        await node.do(b.AddBillStep(BILL, "k3", BillStepKind.COMMITTEE, DATE, "Commission des lois"), STAFF)
        correction = b.CorrectBillStep(
            BILL, step, 1, DATE, "Numéro faux", BillStepKind.FILED, "", Chamber.SENATE, "321"
        )
        await node.do(correction, ORGANISER)
        assert (await refusal(node, correction))[0] is Code.CHANGED
        page = await node.services.bill.reading.page(None, BILL)
        assert [(s.kind.value, s.number, s.version) for s in page.steps] == [
            ("filed", "321", 2),
            ("committee", "", 1),
        ]
        assert [fact["reason"] for fact in await facts(node, "bill_step_corrected")] == ["Numéro faux"]
        assert len(await facts(node, "bill_step_added")) == 2
