"""What the team of a debate does at its pages, in real browsers."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hall import DEBATE

from .conftest import ELISE, Evening

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def invite(people: Page, name: str) -> str:
    """Invite a moderator; the path of the link."""
    form = people.get_by_role("region", name="Inviter quelqu’un")
    form.get_by_label("Rôle").select_option("moderator")
    form.get_by_label("Nom affiché").fill(name)
    form.get_by_role("button", name="Inviter").click()
    return urlsplit(form.get_by_label(f"Lien personnel de {name}").input_value()).path


def test_a_host_invites_sends_again_and_revokes(evening: Evening) -> None:
    """The link shown once opens the desk elsewhere; a new one replaces it; revoking ends what is open.

    The page is made anew for nobody, so that it shows nothing of who it was.
    """
    crowd = evening.crowd
    people = crowd.open(f"/debates/{DEBATE}/people", evening.host.context)
    first = invite(people, "Awa")
    awa = crowd.open(first)
    awa.get_by_role("button", name="Entrer", exact=True).click()
    expect(awa.get_by_role("heading", name="Modération")).to_be_visible()
    row = people.get_by_role("listitem").filter(has_text="Awa")
    expect(row).to_contain_text("acceptée")

    row.get_by_role("button", name="Nouveau lien pour Awa").click()
    row.get_by_role("button", name="Faire un nouveau lien").click()
    second = urlsplit(row.get_by_label("Lien personnel de Awa").input_value()).path
    assert second != first
    stranger = crowd.open(first)
    stranger.get_by_role("button", name="Entrer", exact=True).click()
    expect(stranger.get_by_text("un lien plus récent l’a remplacé")).to_be_visible()
    expect(awa.locator("[data-link=live]")).to_be_visible()

    row.get_by_role("button", name="Révoquer l’invitation de Awa").click()
    expect(row).to_contain_text("ses pages ouvertes se ferment")
    row.get_by_role("button", name="Révoquer", exact=True).click()
    expect(awa.get_by_text("Cette page est réservée à l’équipe du débat")).to_be_visible()
    stranger.goto(evening.hall.url + second)
    stranger.get_by_role("button", name="Entrer", exact=True).click()
    expect(stranger.get_by_text("Ce lien a été annulé")).to_be_visible()
    for page in (awa, stranger):
        page.context.close()
    people.close()


def test_a_refused_invitation_keeps_what_was_typed(evening: Evening) -> None:
    """The sentence stands by the field that was wrong, and the focus is there."""
    people = evening.crowd.open(f"/debates/{DEBATE}/people", evening.host.context)
    form = people.get_by_role("region", name="Inviter quelqu’un")
    form.get_by_label("Siège").select_option("3")
    expect(form.get_by_label("Nom affiché")).to_have_value("Inès Martin")
    form.get_by_label("Adresse e-mail").fill("ines chez exemple")
    form.get_by_role("button", name="Inviter").click()
    expect(form.get_by_text("Ce n’est pas une adresse e-mail.")).to_be_visible()
    expect(form.get_by_label("Adresse e-mail")).to_be_focused()
    expect(form.get_by_label("Adresse e-mail")).to_have_value("ines chez exemple")
    expect(form.get_by_label("Nom affiché")).to_have_value("Inès Martin")
    people.close()


def test_a_panelist_and_the_control_room_write_to_each_other(evening: Evening) -> None:
    """The host sees it without losing the focus, marks it read or answers; the panelist is told of both."""
    elise, host = evening.elise, evening.host
    host.get_by_label("Durée du tour").focus()
    elise.get_by_label("Message à l’équipe du direct").fill("On entend un écho")
    elise.get_by_role("button", name="Envoyer").click()
    expect(elise.get_by_role("complementary").get_by_text("Envoyé à l’équipe du direct à")).to_be_visible()
    bar = host.get_by_role("region", name="Messages du plateau")
    expect(bar).to_contain_text("On entend un écho")
    expect(host.get_by_label("Durée du tour")).to_be_focused()
    expect(host).to_have_title("(1) Régie · Hémicycle")
    bar.get_by_role("button", name=f"Message de {ELISE} lu").click()
    expect(bar).to_contain_text("Aucun message du plateau")
    expect(elise.get_by_text("L’équipe du direct a lu votre message de")).to_be_visible()

    elise.get_by_role("button", name="J’ai un problème").click()
    expect(bar).to_contain_text("⚠")
    bar.get_by_role("button", name=f"Répondre à {ELISE}").click()
    answer = host.get_by_label(f"Message à {ELISE}")
    expect(answer).to_be_focused()
    answer.fill("On vous appelle")
    answer.press("Enter")
    expect(elise.get_by_text("On vous appelle")).to_be_visible()
    expect(bar).to_contain_text("Aucun message du plateau")


def test_a_question_goes_back_to_review_and_to_the_bin(evening: Evening) -> None:
    """The rarer acts of a card; its author reads the reason and what the moderator added."""
    text = "Pourquoi la fontaine de la place est-elle à sec ?"
    author = evening.crowd.citizen("rosa@exemple.fr", f"/debates/{DEBATE}")
    author.get_by_label("Poser une question").fill(text)
    author.get_by_role("button", name="Envoyer").click()
    ali = evening.ali
    ali.get_by_role("button", name=text).first.click()
    group = ali.get_by_role("group", name="Question ouverte")
    group.get_by_role("button", name="Plus").click()
    group.get_by_role("button", name="Remettre à relire").click()
    expect(ali.get_by_role("region", name="À relire").get_by_role("button", name=text)).to_be_visible()
    group.get_by_role("button", name="Corbeille…").click()
    form = ali.get_by_role("form", name="Mettre à la corbeille")
    expect(form.get_by_label("Motif")).to_be_focused()
    form.get_by_label("Précision").fill("Adressez-la à la mairie.")
    expect(form).to_contain_text(
        "Mise à la corbeille, par la modération – hors sujet – Adressez-la à la mairie."
    )
    form.get_by_role("button", name="Mettre à la corbeille").click()
    expect(ali.get_by_role("heading", name="à la corbeille")).to_be_visible()
    mine = author.get_by_role("group").filter(has_text="Mes questions")
    expect(mine).to_contain_text("hors sujet – Adressez-la à la mairie.")
    group.get_by_role("button", name="Rétablir").click()
    expect(ali.get_by_role("heading", name="· publiée")).to_be_visible()
    author.context.close()
