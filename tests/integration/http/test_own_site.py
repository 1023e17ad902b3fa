"""What every page knows of its site stands in its head, whatever was set."""

from __future__ import annotations

import html
import json
import re

from hemicycle_protocol.views import Role
from tests.support.server import Browser, Served

BLOCK = re.compile(r'<script type="application/json" id="site">(.*?)</script>', re.DOTALL)
HOSTILE = '</script><img src=x onerror="alert(1)">'


async def sign_in_as_administrator(server: Served, browser: Browser) -> None:
    accounts = server.node.services.people.accounts
    await accounts.add_account("ada@exemple.fr", name="Ada", roles=[Role.CITIZEN, Role.ADMINISTRATOR])
    await browser.sign_in("ada@exemple.fr")


async def test_every_page_knows_its_site_without_asking(server: Served, browser: Browser) -> None:
    """[SI3]"""
    await sign_in_as_administrator(server, browser)
    wish = {"version": 0, "name": HOSTILE, "zone": "Indian/Reunion", "contact": "nous@exemple.re"}
    assert (await browser.act("change_site", **wish)).status_code == 200
    for path in ("/", "/processes/p1", "/debates/d1", "/debates/d1/board"):
        answer = await browser.get(path)
        (block,) = BLOCK.findall(answer.text)
        told = json.loads(block)
        assert (told["name"], told["zone"]) == (HOSTILE, "Indian/Reunion")
        assert "<img" not in answer.text
        assert html.escape(HOSTILE) in answer.text
        assert "'unsafe-inline'" not in answer.headers["content-security-policy"]


async def test_the_texts_of_the_site_are_read_in_either_language(server: Served, browser: Browser) -> None:
    """[SI4]"""
    french = (await browser.get("/api/site/pages/privacy?locale=fr")).json()
    english = (await browser.get("/api/site/pages/privacy?locale=en")).json()
    assert "<h2>Vos droits</h2>" in french["html"]
    assert "<h2>Your rights</h2>" in english["html"]
    assert (await browser.get("/api/site/pages/nothing")).status_code == 404


async def test_who_is_asked_for_consent_is_told_who_answers_for_the_data(
    server: Served, browser: Browser
) -> None:
    """[SI7]"""
    before = (await browser.get("/api/consent?locale=fr")).json()["paragraphs"]
    await sign_in_as_administrator(server, browser)
    wish = {"version": 0, "name": "Débat", "zone": "Europe/Paris", "controller": "Ville de Sète"}
    assert (await browser.act("change_site", **wish)).status_code == 200
    after = (await browser.get("/api/consent?locale=fr")).json()["paragraphs"]
    assert after == [*before, "Responsable de ces données : Ville de Sète."]


async def test_a_colour_that_cannot_be_read_is_answered_with_the_nearest(
    server: Served, browser: Browser
) -> None:
    """[SI6]"""
    await sign_in_as_administrator(server, browser)
    wish = {"version": 0, "name": "Débat", "zone": "Europe/Paris", "accent": "#ffcc00"}
    refused = (await browser.act("change_site", **wish)).json()
    assert (refused["code"], refused["facts"]["field"]) == ("invalid", "accent")
    wish["accent"] = refused["facts"]["allowed"]
    assert (await browser.act("change_site", **wish)).status_code == 200
    told = json.loads(BLOCK.findall((await browser.get("/")).text)[0])
    assert told["colours"]["accent"] == wish["accent"]
