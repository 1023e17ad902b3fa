"""Drafts and published versions of bills, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from hemicycle.core import bill_draft as rules
from hemicycle.store import Database
from hemicycle.store.bills import Version, put_version
from hemicycle_protocol import bill as b
from hemicycle_protocol.bill import BillDraft, BillTargetKind, Outcome
from hemicycle_protocol.errors import Code, Refused

from .conftest import Nodes


def written(draft: BillDraft) -> BillDraft:
    """A title, two articles in another order than they came, an answer."""
    draft = rules.save_head(draft, b.SaveBillHead("p1", draft.version, "Titre", "Exposé\n\nSuite"))
    for id_ in ("a1", "a2"):
        draft = rules.add_article(draft, b.AddBillArticle("p1", "k"), id=id_)
    draft = rules.save_article(draft, b.SaveBillArticle("p1", "a1", 1, "Un", "Texte un"))
    link = b.LinkBill("p1", "k", BillTargetKind.PROPOSITION, "x", Outcome.PARTLY, "Parce que.", "a2")
    return rules.add_link(draft, link, id="l1")


async def test_a_draft_is_what_was_decided(database: Database) -> None:
    bills = database.bills
    assert await bills.draft("p1") == BillDraft()
    after = await bills.change("p1", written)
    assert await bills.draft("p1") == after
    assert (after.order, after.links[0].link.article) == (["a2", "a1"], "a2")
    gone = await bills.change("p1", lambda d: rules.remove_link(d, b.UnlinkBill("p1", "l1", 1)))
    assert (await bills.draft("p1"), gone.links) == (gone, [])
    assert await bills.draft("p2") == BillDraft()


async def test_what_is_refused_changes_nothing(database: Database) -> None:
    after = await database.bills.change("p1", written)
    with pytest.raises(Refused) as refused:
        await database.bills.change(
            "p1", lambda d: rules.save_article(d, b.SaveBillArticle("p1", "a1", 1, "", "Autre"))
        )
    assert refused.value.code is Code.CHANGED
    assert await database.bills.draft("p1") == after


async def test_of_two_equal_edits_on_two_nodes_one_is_done(nodes: Nodes) -> None:
    """[BI2] Also the very first ones, when there is no row to lock yet."""
    first, second = await nodes(), await nodes()

    def save(title: str, draft: BillDraft) -> BillDraft:
        return rules.save_head(draft, b.SaveBillHead("p1", 1, title, ""))

    edits = [
        node.bills.change("p1", partial(save, f"Titre {n}")) for n, node in enumerate((first, second) * 4)
    ]
    done = await asyncio.gather(*edits, return_exceptions=True)
    kept = [draft for draft in done if isinstance(draft, BillDraft)]
    assert len(kept) == 1
    assert await first.bills.draft("p1") == await second.bills.draft("p1") == kept[0]


async def test_edits_of_different_articles_meet_no_refusal(nodes: Nodes) -> None:
    first, second = await nodes(), await nodes()
    await first.bills.change("p1", written)

    def save(article: str, draft: BillDraft) -> BillDraft:
        version = rules.article_of(draft, article).version
        return rules.save_article(draft, b.SaveBillArticle("p1", article, version, article, article))

    await asyncio.gather(
        first.bills.change("p1", partial(save, "a1")), second.bills.change("p1", partial(save, "a2"))
    )
    assert [a.body for a in (await first.bills.draft("p1")).articles] == ["a1", "a2"]


async def publish(database: Database, number: int, *, revision: int) -> None:
    draft = await database.bills.draft("p1")
    version = Version("p1", number, draft.title, f"Version {number}", len(draft.order), 5)
    write = put_version(version, rules.text_of(draft), revision=revision)
    await database.connections.write(write)


async def test_a_published_version_stays_as_it_was(database: Database) -> None:
    """[BI8]"""
    after = await database.bills.change("p1", written)
    await publish(database, 1, revision=after.revision)
    later = await database.bills.change(
        "p1", lambda d: rules.save_article(d, b.SaveBillArticle("p1", "a1", 2, "Un", "Réécrit"))
    )
    await publish(database, 2, revision=later.revision)
    text = await database.bills.text("p1", 1)
    assert text == rules.text_of(after)
    assert await database.bills.text("p1", 2) == rules.text_of(later)
    assert await database.bills.text("p1", 3) is None
    assert [version.number for version in await database.bills.versions("p1")] == [2, 1]


async def test_nobody_publishes_a_text_that_has_changed_since(database: Database) -> None:
    after = await database.bills.change("p1", written)
    with pytest.raises(Refused) as refused:
        await publish(database, 1, revision=after.revision - 1)
    assert (refused.value.code, refused.value.facts) == (Code.CHANGED, {"version": after.revision})
    assert await database.bills.versions("p1") == []
