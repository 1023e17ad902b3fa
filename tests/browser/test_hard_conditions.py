"""What a stranger's browser and a stranger's words do to a page: nothing is blank, frozen or wide."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from hemicycle.app import open_node
from hemicycle.config import read_config
from hemicycle.services.process.plan import NewArgument, NewDebate, NewProcess, NewProposition
from hemicycle_protocol.api import NewInvitation
from hemicycle_protocol.views import AgendaItem, AgendaKind, Phase, PhasePlan, Role, Seat, Side

from .hall import DAY_MS, DEBATE, PROCESS, Hall, empty_hall
from .people import Crowd, Visitors
from .probes import cut_text

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAME, WORD = "N" * 60, "m" * 600
NARROW = {"width": 360, "height": 740}
PROPOSITION, TRANSLATED = f"/propositions/{PROCESS}-1", f"/propositions/{PROCESS}-2"
PAGES = [
    "/",
    "/sign-in",
    f"/processes/{PROCESS}",
    f"/processes/{PROCESS}/consultation",
    PROPOSITION,
    f"/debates/{DEBATE}",
    f"/debates/{DEBATE}/board",
    f"/debates/{DEBATE}/projector",
]
# The two ways in which a browser refuses to keep something; the second one really fills it.
BLOCKED = """Object.defineProperty(window, 'localStorage', {
  get() { throw new DOMException('Access is denied for this document.', 'SecurityError') }
})"""
FULL = """for (let size = 1 << 20; size >= 1; size >>= 1) {
  try { for (let n = 0; ; n += 1) localStorage.setItem(`filling ${size} ${n}`, 'x'.repeat(size)) } catch {}
}"""
# As the translator of Chromium works: each text is taken out, and fonts are put in its place, now and later.
TRANSLATE = """() => {
  const translate = (text) => {
    if (!/\\p{L}|\\d/u.test(text.data) || text.parentElement === null) return
    if (text.parentElement.closest('font, script')) return
    const outer = document.createElement('font'), inner = document.createElement('font')
    inner.textContent = text.data.replace(/\\p{L}+/gu, (word) => `${word}-`)
    outer.append(inner)
    text.parentNode.insertBefore(outer, text)
    text.remove()
  }
  const all = (root) => {
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), texts = []
    while (walk.nextNode()) texts.push(walk.currentNode)
    texts.forEach(translate)
  }
  all(document.body)
  new MutationObserver((records) => records.forEach(({ type, target, addedNodes }) => {
    if (type === 'characterData') translate(target)
    addedNodes.forEach((node) => node instanceof Text ? translate(node) : all(node))
  })).observe(document.body, { childList: true, characterData: true, subtree: true })
}"""
# What sticks out of the page, the innermost first.
WIDE = """() => [...document.querySelectorAll('body *')]
  .filter((box) => box.getBoundingClientRect().right > innerWidth + 1)
  .reverse().slice(0, 5).map((box) => box.outerHTML.slice(0, 160))"""


@dataclass
class Room:
    hall: Hall
    crowd: Crowd


@pytest.fixture(scope="module")
def room(chromium: Visitors, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """A process and its debate in the longest of words."""
    hall = empty_hall(tmp_path_factory.mktemp("words"))

    async def furnish() -> None:
        async with open_node(read_config(base_url=hall.url, var_dir=hall.var, demo=True)) as node:
            now = node.clock.now()
            debate = NewDebate(
                DEBATE,
                WORD[:200],
                now,
                [AgendaItem("a", AgendaKind.THEME, WORD[:120], 600_000)],
                [Seat("1", NAME, Side.PARLIAMENTARIAN), Seat("2", NAME, Side.CITIZENS)],
            )
            argument = NewArgument("for", WORD, NAME)
            propositions = [
                NewProposition(WORD[:200], WORD, WORD[:60], NAME, arguments=[argument]) for _ in range(3)
            ]
            plan = [PhasePlan(Phase.CONSULTATION, now - DAY_MS, now + DAY_MS)]
            creation = node.services.process.creation
            await creation.create_process(NewProcess(PROCESS, WORD[:200], WORD, plan, propositions, [debate]))
            invitations = node.services.people.invitations
            for key, role in (("hote", Role.HOST), ("ali", Role.MODERATOR)):
                made = await invitations.create(NewInvitation(DEBATE, role, NAME))
                assert made.link is not None
                hall.links[key] = made.link

    with ThreadPoolExecutor(1) as other_thread:
        other_thread.submit(asyncio.run, furnish()).result()
    hall.start()
    try:
        crowd = Crowd(chromium.browser(), hall)
        yield Room(hall, crowd)
        assert crowd.errors == []
    finally:
        hall.stop()


def act(room: Room, context: BrowserContext, name: str, **args: object) -> None:
    """Ask for an act over HTTP, as the person of a browser."""
    body = {"name": name, "args": args}
    answer = context.request.post(
        f"{room.hall.url}/api/commands", data=body, headers={"Origin": room.hall.url}
    )
    assert answer.ok, answer.text()


def settled(page: Page) -> Page:
    """The page, once it shows what it is about."""
    expect(page.locator("h1").first).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    return page


def test_no_word_makes_a_page_wide(room: Room) -> None:
    """[H36] Names of 60 letters, words of 600, on a phone: for everybody, for the desk and for the host."""
    host = room.crowd.invited("hote", context=room.crowd.context(NARROW))
    ali = room.crowd.invited("ali", context=room.crowd.context(NARROW))
    citizen = room.crowd.citizen("zoe@exemple.fr", "/", context=room.crowd.context(NARROW))
    act(room, citizen.context, "ask_question", debate=DEBATE, text=WORD[:280], key="k")
    act(room, host.context, "create_poll", debate=DEBATE, question=WORD[:200], options=[WORD[:80], NAME])
    own = {
        host: [f"/debates/{DEBATE}/control", f"/debates/{DEBATE}/people"],
        ali: [f"/debates/{DEBATE}/desk"],
        citizen: [*PAGES, "/me"],
    }
    found = {}
    for page, paths in own.items():
        for path in paths:
            page.goto(room.hall.url + path)
            if any("too wide" in cut for cut in cut_text(settled(page))):
                found[path] = page.evaluate(WIDE)
        page.context.close()
    assert found == {}


@pytest.mark.parametrize("storage", [BLOCKED, FULL], ids=["blocked", "full"])
def test_a_page_needs_no_storage(room: Room, storage: str) -> None:
    """[H34] Each page shows what it is about; somebody signs in, votes, and asks."""
    context = room.crowd.context(NARROW)
    context.add_init_script(storage)
    page = room.crowd.citizen(f"{len(storage)}@exemple.fr", "/", context=context)
    for path in PAGES:
        page.goto(room.hall.url + path)
        settled(page)
    page.goto(room.hall.url + PROPOSITION)
    page.get_by_role("button", name="D’accord").first.click()
    expect(page.get_by_text("enregistré").first).to_be_visible()
    page.goto(f"{room.hall.url}/debates/{DEBATE}")
    page.get_by_label("Poser une question").fill("Et sans rien garder ?")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Reçue à")).to_be_visible()
    context.close()


def test_a_translated_page_goes_on_moving(room: Room) -> None:
    """[H35] One's own vote and another's arrive, and what goes leaves nothing behind."""
    other = settled(room.crowd.citizen("other@exemple.fr", TRANSLATED))
    page = settled(room.crowd.citizen("translated@exemple.fr", TRANSLATED))
    page.evaluate(TRANSLATE)
    agreeing, line = page.locator(".stack .num").first, page.locator(".line").first
    expect(page.locator("h1 font").first).to_be_visible()
    for voters, voter in enumerate((page, other), start=1):
        voter.get_by_role("button", name="accord").first.click()
        expect(agreeing).to_have_text(str(voters))
    expect(line).to_contain_text("Votre- vote-")
    line.get_by_role("button").click()
    expect(agreeing).to_have_text("1")
    expect(line).not_to_contain_text("Votre")
    for each in (page, other):
        each.context.close()
