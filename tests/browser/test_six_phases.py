"""A process from draft to mobilisation, by its people, at its pages; the clock is moved from phase to phase.

The tests of this module follow one another: each phase is fed by the one before.
"""

from __future__ import annotations

import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hemicycle_protocol.views import Phase
from tests.support.moved_clock import MovedClock

from .hall import ORGANISER_EMAIL, ROOT, environment, open_hall
from .journey import HOUR_MS, Journey, confirmed
from .people import Crowd, Visitors

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.slow]

ELISE, STAFF, MALIK, NORA = (f"{name}@exemple.fr" for name in ("elise", "equipe", "malik", "nora"))
ANA, BO, CLEO, DAN = (f"{name}@exemple.fr" for name in ("ana", "bo", "cleo", "dan"))
BILL = "Proposition de loi pour des réseaux d’eau sans fuites"
QUESTION = "Qui paiera les compteurs de fuites ?"
DEBATE_TITLE = "L’eau, débat en direct"
LEAKS, PRICE = "Compter les fuites partout", "Un tarif progressif de l’eau"
PROCESS = "garder-de-l-eau"
TITLE = "Garder de l’eau pour tous"


@pytest.fixture(scope="module")
def journey(chromium: Visitors, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journey]:
    """A server whose clock is the test's, and nobody's process yet."""
    folder: Path = tmp_path_factory.mktemp("six")
    clock = MovedClock(folder / "clock")
    with open_hall(folder / "var", clock=clock) as hall:
        crowd = Crowd(chromium.browser(), hall)
        yield Journey(hall, crowd, clock, PROCESS)
        assert crowd.errors == []


def test_organisers_set_a_process_up_and_publish_it(journey: Journey) -> None:
    page = journey.crowd.citizen(ORGANISER_EMAIL, "/organise")
    journey.look(page, "organise")
    form = page.get_by_role("form", name="Créer une démarche")
    form.get_by_label("Titre").fill(TITLE)
    form.get_by_label("Adresse de la page").fill(journey.process)
    form.get_by_label("Résumé").fill("Les nappes baissent. Qui décide de l’eau, et comment ?")
    form.get_by_label("Début de la première phase").fill(journey.field_of(journey.clock.now() + HOUR_MS))
    form.get_by_label("Réponses motivées").fill("2")
    form.get_by_role("button", name="Créer le brouillon").click()
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    for email, name, role in (
        (ELISE, "Élise Vannier", "parliamentarian"),
        (STAFF, "Sami Faure", "staff"),
        (MALIK, "Malik Haddad", "moderator"),
        (NORA, "Nora Petit", "moderator"),
    ):
        invite = page.get_by_role("form", name="Inviter")
        invite.get_by_label("Adresse e-mail").fill(email)
        invite.get_by_label("Nom public").fill(name)
        invite.get_by_label("Rôle").select_option(role)
        invite.get_by_role("button", name="Inviter").click()
        confirmed(page, f"Invitation envoyée à {email}.")
    stranger = journey.crowd.open(journey.path)
    expect(stranger.get_by_role("heading", name="Cette page n’existe pas.")).to_be_visible()
    stranger.context.close()
    write_presentation(journey)
    page.reload()
    journey.look(page, "process-organise")
    page.get_by_role("button", name="Publier la démarche").click()
    page.get_by_role("button", name="Publier maintenant").click()
    confirmed(page, "Publiée")
    expect(journey.visitor().get_by_role("heading", level=1, name=TITLE)).to_be_visible()


def write_presentation(journey: Journey) -> None:
    """The parliamentarian states the problem, a cause and a first idea."""
    page = journey.who(ELISE, "/presentation/edit")
    write(page, "Problème", "L’eau manque chaque été", "Les nappes se rechargent moins vite qu’on n’y puise.")
    page.get_by_role("button", name="Ajouter une cause").first.click()
    write(page, "Cause", "Des réseaux qui fuient", "Un litre sur cinq se perd.")
    page.get_by_role("button", name="Ajouter une piste de solution").first.click()
    write(page, "Piste de solution", "Un fonds pour les réseaux", "Aider les petites communes.")
    journey.look(page, "presentation-edit")


def write(page: Page, kind: str, title: str, body: str) -> None:
    form = page.get_by_role("form", name=kind)
    form.get_by_label("Titre").first.fill(title)
    form.get_by_label("Texte (Markdown)").fill(body)
    form.get_by_role("button", name="Publier cette version").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()


def test_everybody_reads_the_presentation_once_it_is_open(journey: Journey) -> None:
    before = journey.visitor()
    expect(before.get_by_text("Prochaine phase").first).to_be_visible()
    journey.open_phase(Phase.PRESENTATION)
    page = journey.visitor()
    expect(page.get_by_role("link", name="Lire la présentation")).to_be_visible()
    page.goto(f"{journey.hall.url}{journey.path}/presentation")
    expect(page.get_by_role("heading", name="Des réseaux qui fuient")).to_be_visible()
    journey.look(page, "presentation")
    page.goto(f"{journey.hall.url}{journey.path}/presentation/history")
    expect(page.get_by_text("première version").first).to_be_visible()
    journey.look(page, "presentation-history")
    page.context.close()
    before.context.close()


def propose(journey: Journey, email: str, title: str, body: str) -> str:
    """A citizen proposes a solution; the path of its page."""
    page = journey.who(email, "/propose")
    page.get_by_label("une solution").check()
    page.get_by_label("Titre").fill(title)
    page.get_by_label("Texte", exact=True).fill(body)
    if title == PRICE:
        journey.look(page, "propose")
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    return page.url.removeprefix(journey.hall.url).partition("?")[0]


def vote(page: Page, choice: str) -> None:
    page.get_by_role("group").get_by_role("button", name=choice).first.click()
    expect(page.get_by_role("button", name=choice, pressed=True)).to_be_visible()
    expect(page.get_by_text("enregistré").first).to_be_visible()


def test_citizens_propose_argue_and_vote(journey: Journey) -> None:
    journey.open_phase(Phase.CONSULTATION)
    leaks = propose(journey, ANA, LEAKS, "Compter les fuites et les publier, commune par commune.")
    price = propose(journey, BO, PRICE, "Les premiers litres à bas prix.")
    journey.known.update(leaks=leaks, price=price)
    watcher = journey.crowd.open(leaks)
    expect(watcher.get_by_text("Pas encore de vote")).to_be_visible()
    for email in (BO, CLEO, DAN):
        page = journey.who(email)
        page.goto(journey.hall.url + leaks)
        vote(page, "D’accord")
    expect(watcher.locator(".stack .num").first).to_have_text("3")
    page = journey.who(CLEO)
    page.goto(journey.hall.url + price)
    vote(page, "D’accord")
    for email, side, text in (
        (CLEO, "pour", "On ne répare que ce que l’on a mesuré."),
        (DAN, "contre", "Les petites communes n’ont pas de quoi mesurer."),
        (BO, "contre", "Achetez mes filtres à eau."),
    ):
        page = journey.who(email)
        page.goto(journey.hall.url + leaks)
        page.get_by_role("button", name=f"Argumenter {side}").click()
        page.get_by_label(f"Votre argument {side}").fill(text)
        page.get_by_role("button", name="Publier", exact=True).click()
        confirmed(page, "Votre argument est publié.")
    page = journey.who(ANA)
    page.goto(journey.hall.url + leaks)
    argument = page.get_by_role("listitem").filter(has_text="On ne répare que")
    argument.get_by_role("button", name="Soutenir cet argument").click()
    expect(argument.get_by_role("button", name="Vous soutenez cet argument")).to_be_visible()
    journey.look(page, "proposition")
    for name in ("consultation", "ranking", "mine"):
        page.goto(f"{journey.hall.url}{journey.path}/{name}")
        expect(page.get_by_text(LEAKS).first).to_be_visible()
        journey.look(page, name)
    journey.look(journey.who(CLEO), "process")
    watcher.context.close()


def test_who_voted_is_asked_again_when_the_text_changes(journey: Journey) -> None:
    leaks = journey.known["leaks"]
    page = journey.who(ANA)
    page.goto(f"{journey.hall.url}{leaks}/edit")
    page.get_by_label("Texte", exact=True).fill("Compter les fuites et les publier chaque année.")
    page.get_by_role("button", name="Enregistrer").click()
    confirmed(page, "version 2")
    page.goto(f"{journey.hall.url}{leaks}/versions")
    expect(page.get_by_text("Version 2").first).to_be_visible()
    journey.look(page, "versions")
    page.goto(f"{journey.hall.url}{leaks}/edit")
    expect(page.get_by_label("Texte", exact=True)).not_to_have_value("")
    journey.look(page, "edit")
    voter = journey.who(CLEO)
    voter.goto(journey.hall.url + leaks)
    expect(voter.get_by_role("button", name="Confirmer sur la version 2")).to_be_visible()
    journey.look(voter, "proposition-confirm")
    voter.get_by_role("button", name="Confirmer sur la version 2").click()
    expect(voter.get_by_role("button", name="Confirmer sur la version 2")).to_be_hidden()


def test_what_breaks_the_charter_is_reported_and_binned_in_the_open(journey: Journey) -> None:
    page = journey.who(CLEO)
    page.goto(journey.hall.url + journey.known["leaks"])
    spam = page.get_by_role("listitem").filter(has_text="Achetez mes filtres")
    spam.get_by_role("button", name="Signaler").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Publicité").check()
    dialog.get_by_role("button", name="Envoyer le signalement").click()
    confirmed(page, "Merci. La modération le lira.")
    desk = journey.who(MALIK, "/moderation")
    desk.locator("[data-row^=argument]").click()
    expect(desk.get_by_role("article")).to_contain_text("Achetez mes filtres")
    journey.look(desk, "moderation")
    desk.get_by_role("group", name="Modération").get_by_role("button", name="Mettre à la corbeille").click()
    desk.get_by_label("Motif").select_option("spam")
    desk.get_by_label("Explication publique").fill("C’est une publicité.")
    desk.locator("form").get_by_role("button", name="Mettre à la corbeille").click()
    confirmed(desk, "Le texte est à la corbeille.")
    page.reload()
    expect(page.get_by_text("Achetez mes filtres")).to_be_hidden()
    register = journey.visitor("/register")
    confirmed(register, "Mis à la corbeille")
    journey.look(register, "register")
    page.goto(f"{journey.hall.url}{journey.path}/bin")
    expect(page.get_by_text("C’est une publicité.").first).to_be_visible()
    journey.look(page, "bin")
    register.context.close()


def test_people_apply_for_the_panel(journey: Journey) -> None:
    """The debate is announced with its seats, applications run as long as the consultation does."""
    page = journey.who(ORGANISER_EMAIL, "/organise")
    announce = page.get_by_role("form", name="Annoncer un débat")
    announce.get_by_label("Titre du débat").fill(DEBATE_TITLE)
    starts_at = journey.plan(Phase.DEBATE)["opens_at"] + HOUR_MS
    announce.get_by_label("Début").fill(journey.field_of(starts_at))
    announce.get_by_role("button", name="Ajouter le débat").click()
    expect(page.get_by_role("link", name=DEBATE_TITLE).first).to_be_visible()
    page.goto(f"{journey.hall.url}{journey.path}/panel/organise")
    page.get_by_label("Fin des candidatures").fill(
        journey.field_of(journey.plan(Phase.CONSULTATION)["closes_at"])
    )
    for group, size in (("A", 1), ("B", 1), ("C", 0)):
        page.get_by_label(f"Places du groupe {group}").fill(str(size))
    journey.look(page, "panel-open")
    page.get_by_role("button", name="Ouvrir les candidatures").click()
    confirmed(page, "Fin des candidatures")
    for email, name in ((CLEO, "Cléo"), (DAN, "Dan")):
        form = journey.who(email, "/panel/apply")
        form.get_by_label("Nom sous lequel vous siégeriez").fill(name)
        form.get_by_label("Pourquoi voulez-vous débattre").fill("Je vis près de la rivière.")
        form.get_by_label("J’accepte que ma candidature").check()
        if email == DAN:
            journey.look(form, "panel-apply")
        form.get_by_role("button", name="Envoyer ma candidature").click()
        confirmed(form, "Votre candidature est enregistrée.")


def test_the_consultation_closes_and_its_ranking_is_frozen(journey: Journey) -> None:
    closes_at = journey.plan(Phase.CONSULTATION)["closes_at"]
    journey.pass_to(closes_at)
    page = journey.visitor("/ranking")
    confirmed(page, "Classement arrêté à la clôture")
    rows = page.get_by_role("row")
    expect(rows.nth(1)).to_contain_text(LEAKS)
    expect(rows.nth(1)).to_contain_text("réponse motivée due")
    page.context.close()
    voter = journey.who(DAN)
    voter.goto(journey.hall.url + journey.known["price"])
    expect(voter.get_by_role("group").get_by_role("button", name="Mitigé").first).to_be_disabled()
    expect(voter.locator(".stack .num")).to_have_text(["1", "0", "0"])


def test_arguments_become_a_map(journey: Journey) -> None:
    journey.open_phase(Phase.SYNTHESIS)
    page = journey.who(STAFF, "/synthesis/edit")
    page.get_by_role("button", name=LEAKS).or_(page.get_by_role("link", name=LEAKS)).first.click()
    for words, family in (
        ("On ne répare que", "Mesurer d’abord"),
        ("Les petites communes", "Des moyens pour mesurer"),
    ):
        page.get_by_role("button", name=f"Déplacer… {words}").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Titre").fill(family)
        dialog.get_by_role("button", name="Créer").click()
        expect(page.get_by_role("heading", name=family)).to_be_visible()
    journey.look(page, "synthesis-table")
    page.get_by_role("button", name="Toutes les propositions").click()
    journey.look(page, "synthesis-edit")
    page.get_by_role("button", name="Publier la version 1").click()
    confirmed(page, "La version 1 est publiée.")
    reader = journey.visitor("/synthesis")
    journey.look(reader, "synthesis-picture")
    reader.get_by_role("button", name=LEAKS, expanded=False).click()
    expect(reader.get_by_text("Mesurer d’abord").first).to_be_visible()
    journey.look(reader, "synthesis")
    reader.context.close()


def test_the_panel_is_drawn_and_anybody_can_check_it(journey: Journey) -> None:
    page = journey.who(ORGANISER_EMAIL, "/panel/organise")
    page.get_by_role("button", name="Publier la liste").click()
    page.get_by_label("Source").select_option("lottery")
    page.get_by_label("Quel tirage").fill("Loto du samedi")
    page.get_by_role("button", name="Annoncer cette valeur").click()
    confirmed(page, "Loterie\u00a0: Loto du samedi")
    journey.pass_to(journey.read(f"processes/{journey.process}/panel")["panel"]["beacon"]["expected_at"])
    page = journey.who(ORGANISER_EMAIL, "/panel/organise")
    journey.look(page, "panel-organise")
    page.get_by_label("Numéros tirés").fill("9 18 26 34 41 45")
    page.get_by_role("button", name="Relire").click()
    page.get_by_role("button", name="Tirer au sort maintenant").click()
    confirmed(page, "Valeur saisie, tirage fait")
    for email in seated(journey):
        accept(journey, email)
    reader = journey.visitor("/panel")
    confirmed(reader, "Tout ce qui peut être vérifié est exact.")
    confirmed(reader, "Le panel est complet.")
    journey.look(reader, "panel")
    reader.context.close()


def test_the_debate_takes_questions_and_ends(journey: Journey) -> None:
    journey.open_phase(Phase.DEBATE)
    (debate,) = journey.read(f"processes/{journey.process}")["debates"]
    journey.pass_to(debate["starts_at"])
    organiser = journey.who(ORGANISER_EMAIL)
    wish = {"debate": debate["id"], "role": "host", "name": "Nour"}
    answer = organiser.request.post(
        f"{journey.hall.url}/api/invitations", data=wish, headers={"Origin": journey.hall.url}
    )
    assert answer.ok, answer.text()
    host = journey.crowd.open(answer.json()["link"])
    host.get_by_role("button", name="Entrer", exact=True).click()
    press_twice(host, "Passer en direct")
    asker = journey.who(DAN)
    asker.goto(f"{journey.hall.url}/debates/{debate['id']}")
    asker.get_by_label("Poser une question").fill(QUESTION)
    asker.get_by_role("button", name="Envoyer").click()
    expect(asker.get_by_text(QUESTION).first).to_be_visible()
    press_twice(host, "Finir le débat")
    after = journey.visitor("/debate")
    expect(after.get_by_text(QUESTION).first).to_be_visible()
    journey.look(after, "process-debate")
    for page in (host, after):
        page.context.close()


def press_twice(page: Page, name: str) -> None:
    """An act of consequence: the button, then its confirmation in the same place."""
    page.get_by_role("button", name=name).first.click()
    page.get_by_role("button", name="Confirmer").first.click()


def test_the_bill_answers_every_contribution_it_owes_an_answer(journey: Journey) -> None:
    journey.open_phase(Phase.BILL)
    page = journey.who(ELISE, "/bill/edit")
    page.get_by_label("Titre de la proposition de loi").fill(BILL)
    page.get_by_label("Exposé des motifs").fill("L’eau est un bien commun.")
    page.get_by_role("button", name="Ajouter un premier article").click()
    page.get_by_label("Texte", exact=True).fill("Chaque commune publie ses pertes d’eau une fois par an.")
    page.get_by_label("Texte", exact=True).press("Tab")
    page.get_by_label("Ce qui change dans cette version").fill("Première version.")
    page.get_by_role("button", name="Publier la version 1").click()
    confirmed(page, "La publication attend ces réponses")
    journey.look(page, "bill-edit")
    for title, outcome, reason in (
        (LEAKS, "Retenue", "C’est l’objet de l’article 1er."),
        (PRICE, "Écartée", "Le prix de l’eau relève des communes."),
    ):
        page.get_by_role("button", name=f"Répondre – {title}").click()
        page.get_by_label(outcome, exact=True).check()
        if outcome == "Retenue":
            page.get_by_label("Dans quel article").select_option(index=1)
        page.get_by_label("Motif", exact=True).fill(reason)
        page.get_by_role("button", name="Enregistrer", exact=True).click()
        expect(page.get_by_label("Motif", exact=True)).to_be_hidden()
    confirmed(page, "Rien ne manque.")
    page.get_by_role("button", name="Publier la version 1").click()
    confirmed(page, "La version 1 est publiée.")
    page.get_by_label("Numéro").fill("1234")
    page.get_by_label("Date", exact=True).fill(journey.field_of(journey.clock.now()).partition("T")[0])
    page.get_by_role("button", name="Annoncer le dépôt").click()
    reader = journey.visitor("/bill")
    expect(reader.get_by_role("heading", level=1, name=BILL)).to_be_visible()
    confirmed(reader, "n° 1234")
    journey.look(reader, "bill")
    reader.goto(f"{journey.hall.url}{journey.path}/bill/answers")
    confirmed(reader, "Le prix de l’eau relève des communes.")
    journey.look(reader, "bill-answers")
    reader.goto(f"{journey.hall.url}{journey.path}/bill/compare")
    confirmed(reader, "Il n’y a qu’une version")
    journey.look(reader, "bill-compare")
    reader.context.close()


def test_citizens_support_the_bill_and_the_number_moves(journey: Journey) -> None:
    journey.open_phase(Phase.MOBILISATION)
    watcher = journey.visitor("/mobilisation")
    for number, email in enumerate((ANA, CLEO), 1):
        page = journey.who(email, "/mobilisation")
        if email == CLEO:
            page.get_by_label("Afficher mon nom").check()
            page.get_by_label("Un mot pour dire pourquoi").fill("Pour nos rivières.")
        page.get_by_role("button", name="Je soutiens cette proposition de loi").click()
        confirmed(page, "Vous soutenez ce texte")
        words = "personne soutient" if number == 1 else "personnes soutiennent"
        expect(watcher.get_by_text(words).first).to_be_visible()
    watcher.reload()
    confirmed(watcher, "Pour nos rivières.")
    journey.look(watcher, "mobilisation")
    watcher.context.close()


def test_everything_can_be_counted_and_taken_home(journey: Journey) -> None:
    """Every number is that of the ballots, and the whole process is there as open data and as a feed."""
    env = environment(journey.hall.url, journey.hall.var)
    for command in (["recount"], ["export", journey.process, str(journey.hall.var / "export.zip")]):
        done = subprocess.run(
            [sys.executable, "-m", "hemicycle", *command], cwd=ROOT, env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
    page = journey.visitor()
    confirmed(page, "Ce qui s’est passé")
    journey.look(page, "process-over")
    page.goto(f"{journey.hall.url}{journey.path}/data")
    expect(page.get_by_role("link", name="JSON").first).to_be_visible()
    journey.look(page, "data")
    with urllib.request.urlopen(f"{journey.hall.url}{journey.path}/feed.atom") as feed:
        assert 'term="bill_published"' in feed.read().decode()
    page.context.close()


def test_everybody_sees_and_takes_home_what_is_kept_of_them(journey: Journey) -> None:
    page = journey.who(CLEO)
    for name in ("me", "me/notifications"):
        page.goto(f"{journey.hall.url}/{name}")
        expect(page.locator("h1").first).to_be_visible()
        expect(page.get_by_role("button").first).to_be_visible()
        journey.look(page, name.replace("/", "-"))


def test_everybody_can_use_each_of_these_pages(journey: Journey) -> None:
    """[UX 4] Nothing that axe or the probes saw on the way: light and dark, on a desktop and on phones."""
    assert journey.found == []


def seated(journey: Journey) -> list[str]:
    """Who got a letter with an invitation to the panel."""
    mails = journey.read("outbox")
    return sorted({mail["to"] for mail in mails if "/panel/answer/" in mail["text"]})


def accept(journey: Journey, email: str) -> None:
    """Follow the link of the letter and take the seat."""
    text = next(
        m["text"] for m in journey.read("outbox") if m["to"] == email and "/panel/answer/" in m["text"]
    )
    link = next(word for word in text.split() if "/panel/answer/" in word)
    page = journey.crowd.open(link.removeprefix(journey.hall.url))
    page.get_by_label("Nom sous lequel vous siégeriez").fill(email.partition("@")[0].capitalize())
    journey.look(page, "panel-answer")
    page.get_by_role("button", name="Accepter la place").click()
    confirmed(page, "Vous avez la place")
    page.context.close()
