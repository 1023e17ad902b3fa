"""Reading the consultation and voting over HTTP."""

from __future__ import annotations

from tests.support.server import Browser, Served


async def test_the_front_page_lists_processes_and_debates(browser: Browser) -> None:
    home = (await browser.get("/api/home")).json()
    assert [process["id"] for process in home["processes"]] == ["p1"]
    assert [debate["id"] for debate in home["debates"]] == ["d1"]


async def test_a_process_shows_its_sections_and_counts(browser: Browser) -> None:
    page = (await browser.get("/api/processes/p1")).json()
    assert page["propositions"] == 3
    assert page["arguments"] == 1
    assert {section["name"] for section in page["sections"]} == {"Solutions", "Causes"}
    assert page["imported"] is None


async def test_propositions_are_listed_in_pages_without_loss_or_repetition(browser: Browser) -> None:
    first = (await browser.get("/api/processes/p1/propositions?limit=2&seed=me")).json()
    assert first["total"] == 3
    rest = (
        await browser.get(f"/api/processes/p1/propositions?limit=2&seed=me&after={first['after']}")
    ).json()
    ids = [card["id"] for card in (*first["propositions"], *rest["propositions"])]
    assert sorted(ids) == ["p1-1", "p1-2", "p1-3"]
    again = (await browser.get("/api/processes/p1/propositions?limit=2&seed=me")).json()
    assert again == first


async def test_a_proposition_shows_safe_html_and_its_arguments(browser: Browser) -> None:
    page = (await browser.get("/api/propositions/p1-1")).json()
    assert page["body_html"].strip() == "<p><strong>Tout</strong> publier</p>"
    assert [(a["side"], a["author"]) for a in page["arguments"]] == [("for", "Yann")]


async def test_a_page_that_did_not_change_is_not_sent_again(browser: Browser) -> None:
    first = await browser.get("/api/processes/p1")
    again = await browser.get("/api/processes/p1", If_None_Match=first.headers["etag"])
    assert again.status_code == 304
    assert not again.content


async def test_a_vote_is_kept_counted_and_shown_to_its_voter_alone(server: Served, browser: Browser) -> None:
    await browser.sign_in("ines@exemple.fr")
    voted = await browser.act("vote", proposition="p1-2", choice="mixed", seq=1)
    assert voted.json()["result"]["choice"] == "mixed"
    assert (await browser.get("/api/my/votes?process=p1")).json() == {"votes": {"p1-2": "mixed"}}
    card = (await browser.get("/api/propositions/p1-2")).json()["card"]
    assert card["tally"] == {"mixed": 1}
    async with server.browser() as other:
        assert (await other.get("/api/my/votes?process=p1")).status_code == 401


async def test_what_does_not_exist_is_a_problem_in_the_readers_language(browser: Browser) -> None:
    for path in (
        "processes/none",
        "propositions/none",
        "debates/none",
        "processes/none/propositions",
        "nowhere",
    ):
        answer = await browser.get(f"/api/{path}", Accept_Language="en")
        assert answer.status_code == 404, path
        assert answer.json()["code"] == "not_found"
        assert answer.json()["detail"] == "It does not exist, or no longer. Check the address."
        assert answer.headers["content-language"] == "en"


async def test_cards_say_what_a_process_holds(browser: Browser) -> None:
    card = (await browser.get("/api/home")).json()["processes"][0]
    assert (card["propositions"], card["arguments"]) == (3, 1)
