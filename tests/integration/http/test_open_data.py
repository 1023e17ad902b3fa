"""The files of a process and its feed, over HTTP."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from hemicycle.services.open_data import TYPES
from tests.support.server import Browser, Served

ATOM = "{http://www.w3.org/2005/Atom}"


async def test_the_files_are_listed_and_each_can_be_fetched(browser: Browser) -> None:
    page = (await browser.get("/api/processes/p1/export")).json()
    assert [each["name"] for each in page["types"]] == [name for name in TYPES if name != "ballots"]
    for each in page["types"]:
        if each["formats"] != ["csv", "json"]:
            continue
        answer = await browser.get(f"/api/processes/p1/export/{each['name']}.json")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/json"
        for record in answer.json():
            assert list(record) == [field["name"] for field in each["fields"]]
        table = await browser.get(f"/api/processes/p1/export/{each['name']}.csv")
        assert table.headers["content-type"] == "text/csv; charset=utf-8"
        assert f'filename="p1-{each["name"]}.csv"' in table.headers["content-disposition"]
        assert table.text.splitlines()[0] == "\ufeff" + ";".join(field["name"] for field in each["fields"])


async def test_all_files_come_in_one_archive_which_imports_back(
    browser: Browser, server: Served, tmp_path: Path
) -> None:
    """[H47] With a manifest, as the command line writes it."""
    answer = await browser.get("/api/processes/p1/export.zip")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert answer.headers["content-disposition"] == 'attachment; filename="p1.zip"'
    file = tmp_path / "p1.zip"
    file.write_bytes(answer.content)
    open_data = server.node.services.open_data
    manifest = await open_data.export("p1", tmp_path / "one.zip")
    with zipfile.ZipFile(file) as packed, zipfile.ZipFile(tmp_path / "one.zip") as written:
        assert packed.testzip() is None
        assert packed.namelist() == written.namelist()
        for entry in manifest.files:
            assert packed.read(entry.file) == written.read(entry.file), entry.file
    assert (await open_data.import_process(file, name="copie"))[0] == "copie"
    again = await browser.get("/api/processes/p1/export.zip", If_None_Match=answer.headers["etag"])
    assert again.status_code == 304
    assert (await browser.get("/api/processes/none/export.zip")).status_code == 404


async def test_who_has_a_file_is_told_so_until_it_changes(browser: Browser) -> None:
    path = "/api/processes/p1/export/tallies.json"
    first = await browser.get(path)
    tag = first.headers["etag"]
    assert (await browser.get(path, If_None_Match=tag)).status_code == 304
    await browser.sign_in("yann@example.org")
    assert (await browser.act("vote", proposition="p1-2", choice="agree", seq=1)).status_code == 200
    changed = await browser.get(path, If_None_Match=tag)
    assert (changed.status_code, changed.headers["etag"] == tag) == (200, False)
    assert {"process": "p1", "target": "proposition/p1-2", "choice": "agree", "count": 1} in changed.json()


@pytest.mark.parametrize("name", ["none.csv", "people.json", "propositions.xlsx", "propositions.", ".json"])
async def test_there_are_no_other_files(browser: Browser, name: str) -> None:
    assert (await browser.get(f"/api/processes/p1/export/{name}")).status_code == 404


async def test_a_process_that_is_not_there_has_none(browser: Browser) -> None:
    for path in (
        "/api/processes/none/export",
        "/api/processes/none/export/log.csv",
        "/processes/none/feed.atom",
    ):
        assert (await browser.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("lang", "title"), [("fr", "Eau publique : ce qui se passe"), ("en", "Eau publique: what is happening")]
)
async def test_a_feed_is_what_rfc_4287_asks_for(browser: Browser, lang: str, title: str) -> None:
    answer = await browser.get(f"/processes/p1/feed.atom?lang={lang}")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}title") == title
    assert len(feed.findall(f"{ATOM}author/{ATOM}name")) == 1
    for part in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(part.findall(f"{ATOM}{name}")) == 1, name
        assert (part.findtext(f"{ATOM}id") or "").startswith("tag:127.0.0.1,20")
        assert (part.findtext(f"{ATOM}updated") or "").endswith("Z")
        assert any(link.get("rel") == "alternate" for link in part.findall(f"{ATOM}link"))
    entries = feed.findall(f"{ATOM}entry")
    assert entries
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)
    assert feed.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated")
    assert any(link.get("rel") == "self" for link in feed.findall(f"{ATOM}link"))
    tag = answer.headers["etag"]
    assert (await browser.get(f"/processes/p1/feed.atom?lang={lang}", If_None_Match=tag)).status_code == 304


async def test_a_feed_speaks_the_language_of_the_browser_and_its_page_leads_to_it(browser: Browser) -> None:
    feed = await browser.get("/processes/p1/feed.atom", Accept_Language="en")
    assert 'xml:lang="en"' in feed.text
    page = await browser.get("/processes/p1")
    assert '</processes/p1/feed.atom>; rel="alternate"; type="application/atom+xml"' in page.headers["link"]
    assert '<link rel="alternate" type="application/atom+xml" href="/processes/p1/feed.atom">' in page.text
    assert "link" in (await browser.get("/processes/p1/data")).headers
