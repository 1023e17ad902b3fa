"""The evening in real browsers: panelists with cameras, a viewer, two moderators, a host, a dashboard.

The tests run in this order on one debate, as an evening does; its end comes after the other files of this
folder.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.hall import DEBATE
from tests.browser.pictures import frames_of, loudness_of, state_of, wait_for_colour, wait_for_frames

from .conftest import ELISE, KARIM, Evening

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PROGRAM = "video"
QUESTION = "Pourquoi ne pas publier l’état des nappes chaque mois ?"
SECOND = "Qui contrôlera les forages privés ?"


def test_each_panelist_sees_the_other(evening: Evening) -> None:
    """The SFU forwards pictures both ways."""
    wait_for_colour(evening.elise, '[data-seat="2"] video', "orange")
    wait_for_colour(evening.karim, '[data-seat="1"] video', "blue")
    wait_for_frames(evening.karim, '[data-seat="1"] video')


def test_each_panelist_hears_the_other(evening: Evening) -> None:
    """The SFU forwards voices both ways."""
    for page in (evening.elise, evening.karim):
        assert loudness_of(page, "audio") > 0.01


def test_the_viewers_picture_advances_and_has_sound(evening: Evening) -> None:
    """The program reaches the page: not black, moving, with sound."""
    evening.host.get_by_role("button", name=f"Donner la parole à {ELISE}").click()
    wait_for_colour(evening.viewer, PROGRAM, "blue")
    wait_for_frames(evening.viewer, PROGRAM, 30)
    assert loudness_of(evening.viewer, PROGRAM) > 0.01, state_of(evening.viewer, PROGRAM)


def test_a_cut_between_speakers_leaves_no_hole(evening: Evening) -> None:
    """The floor changes and the picture follows; what the player holds stays in one piece."""
    before = frames_of(evening.viewer, PROGRAM)
    evening.host.get_by_role("button", name=f"Donner la parole à {KARIM}").click()
    wait_for_colour(evening.viewer, PROGRAM, "orange")
    state = state_of(evening.viewer, PROGRAM)
    assert (state["frames"] > before, state["pieces"], state["error"]) == (True, 1, None)
    evening.host.get_by_role("button", name=f"Donner la parole à {ELISE}").click()
    wait_for_colour(evening.viewer, PROGRAM, "blue")


def test_a_panelist_is_told_one_truth_about_the_public(evening: Evening) -> None:
    """Picture and voice, voice alone, neither: the band follows what goes out, not who has the floor."""
    elise, karim = (page.get_by_role("banner") for page in (evening.elise, evening.karim))
    expect(elise).to_contain_text("Le public vous voit et vous entend")
    expect(karim).to_contain_text("Le public vous entend")
    for device in ("Micro ouvert", "Caméra allumée"):
        evening.karim.get_by_role("button", name=device).click()
    expect(karim).to_contain_text("Personne ne vous voit ni ne vous entend")
    for device in ("Micro coupé", "Caméra éteinte"):
        evening.karim.get_by_role("button", name=device).click()
    expect(karim).to_contain_text("Le public vous entend")


def test_a_question_goes_from_the_viewer_to_the_panelists_screens(evening: Evening) -> None:
    """Asked, queued, next, on air: each step on the page of the one concerned; the author is told."""
    viewer, ali = evening.viewer, evening.ali
    ask(viewer, QUESTION)
    for act in ("Mettre en file", "À suivre", "À l’antenne"):
        ali.get_by_role("button", name=QUESTION).first.click()
        ali.get_by_role("group", name="Question ouverte").get_by_role("button", name=act).click()
        if act == "À suivre":
            expect(evening.elise.get_by_role("complementary")).to_contain_text(QUESTION)
    for page in (evening.elise, evening.karim):
        on_air = page.get_by_role("complementary", name="En ce moment")
        expect(on_air.locator("blockquote").first).to_have_text(QUESTION)
    expect(viewer.locator("details", has_text="Mes questions")).to_contain_text("À l’antenne")


def test_the_wall_shows_the_question_on_air(evening: Evening) -> None:
    """[UX 2.10] At least 64 px on 1080 lines, and the longest question leaves room for the rest."""
    page = evening.crowd.open(f"/debates/{DEBATE}/projector")
    page.set_viewport_size({"width": 1920, "height": 1080})
    text = page.get_by_text(QUESTION, exact=True)
    expect(text).to_be_visible()
    assert text.evaluate("text => parseFloat(getComputedStyle(text).fontSize)") >= 64
    text.evaluate("(text, longest) => { text.textContent = longest }", "eau potable " * 23 + "ici ?")
    low, end = page.evaluate(
        "['.text', '.address'].map((part) => document.querySelector(part).getBoundingClientRect())"
        ".map(({ top, bottom }, at) => at === 0 ? bottom : top)"
    )
    assert low < end
    page.context.close()


def test_the_second_of_two_moderators_is_told(evening: Evening) -> None:
    """Both have one card open and press at the same instant: one act stands, the other is told."""
    ask(evening.crowd.citizen("sam@exemple.fr", f"/debates/{DEBATE}"), SECOND)
    for page in (evening.ali, evening.zoe):
        page.get_by_role("button", name=SECOND).first.click()
        expect(page.get_by_role("group", name="Question ouverte")).to_be_visible()
    # Both are at hand before either is pressed.
    buttons = [
        page.get_by_role("group", name="Question ouverte")
        .get_by_role("button", name="Mettre en file")
        .element_handle()
        for page in (evening.ali, evening.zoe)
    ]
    at = evening.ali.evaluate("Date.now()") + 1_000
    for button in buttons:
        button.evaluate("(button, at) => { setTimeout(() => button.click(), at - Date.now()) }", at)
    told = re.compile("(Ali|Zoé) (a déjà agi sur|travaille sur)")
    for page in (evening.ali, evening.zoe):
        expect(page.get_by_role("heading", name="en file").first).to_be_visible()
    assert any(is_shown(page, told) for page in (evening.ali, evening.zoe) * 5)


def test_a_support_and_a_vote_move_the_dashboard(evening: Evening) -> None:
    """Another citizen supports the question and answers a poll; the board counts both."""
    page = evening.crowd.citizen("hugo@exemple.fr", f"/debates/{DEBATE}")
    page.get_by_role("button", name=f"Je soutiens 0 soutien : {SECOND}").click()
    row = evening.board.get_by_role("row").filter(has_text=SECOND)
    expect(row).to_contain_text("1")
    host = evening.host
    host.get_by_text("Préparer un vote").first.click()
    host.get_by_label("Question posée au public").fill("Faut-il un tarif progressif ?")
    host.get_by_label("Réponse 1").fill("Oui")
    host.get_by_label("Réponse 2").fill("Non")
    host.get_by_role("button", name="Préparer", exact=True).click()
    host.get_by_role("button", name="Ouvrir").last.click()
    page.get_by_role("tab", name="Vote").click()
    page.get_by_role("button", name="Oui").click()
    expect(page.get_by_text("Votre réponse : Oui")).to_be_visible()
    expect(evening.board.get_by_text("Faut-il un tarif progressif ?")).to_be_visible()
    expect(evening.board.locator("section").first).to_contain_text("1")


def test_a_viewer_who_was_offline_for_five_seconds_misses_nothing(evening: Evening) -> None:
    """The link comes back by itself, and what happened meanwhile is there."""
    page = evening.crowd.open(f"/debates/{DEBATE}")
    expect(page.get_by_text(SECOND, exact=True)).to_be_visible()
    page.context.set_offline(True)
    missed = "Que devient l’eau des piscines ?"
    ask(evening.crowd.citizen("lou@exemple.fr", f"/debates/{DEBATE}"), missed)
    page.wait_for_timeout(5_000)
    page.context.set_offline(False)
    button = page.get_by_role("button", name="nouvelle question")
    button.click()
    expect(page.get_by_text(missed, exact=True)).to_be_visible()


@pytest.mark.ends_the_debate
def test_after_the_end_the_page_plays_the_recording(evening: Evening) -> None:
    """Who was there is led to the replay, who comes later is at it, and it plays."""
    evening.host.get_by_role("button", name="Finir le débat").click()
    evening.host.get_by_role("button", name="Confirmer").first.click()
    expect(evening.viewer.get_by_text("Rediffusion").first).to_be_visible()
    expect(evening.viewer.get_by_role("link", name="Revoir le débat")).to_be_visible()
    page = evening.crowd.open(f"/debates/{DEBATE}")
    expect(page.get_by_text(SECOND, exact=True)).to_be_visible()
    expect(page.get_by_text("Réponse écrite due").first).to_be_visible()
    expect(page.get_by_label("Poser une question")).to_have_count(0)
    page.get_by_role("button", name="Lecture").first.click()
    wait_for_frames(page, PROGRAM, 30)
    assert loudness_of(page, PROGRAM) > 0.01, state_of(page, PROGRAM)


def is_shown(page: Page, text: re.Pattern[str]) -> bool:
    """Whether a page shows that text now, or within a moment."""
    try:
        page.get_by_text(text).first.wait_for(timeout=2_000)
    except PlaywrightTimeout:
        return False
    return True


def ask(page: Page, text: str) -> None:
    """Type a question and send it; returns when the server has it."""
    page.get_by_role("tab", name="Questions").click()
    field = page.get_by_label("Poser une question")
    field.click()
    field.fill(text)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Reçue à")).to_be_visible()
