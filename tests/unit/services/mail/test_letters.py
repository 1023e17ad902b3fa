"""What mails say: in one language, with hours on clocks that are named, and in nobody else's words."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from hemicycle.core.notices import Digest, Line
from hemicycle.services.mail.letters import (
    Letter,
    Occasion,
    invitation_letter,
    member_letter,
    panel_letter,
    sign_in_letter,
)
from hemicycle.services.notices.letters import digest_letter
from hemicycle_protocol.personal import Notice, NoticeKind
from hemicycle_protocol.views import Phase, Role

ZONE = ZoneInfo("Europe/Paris")
EVENING = int(datetime(2026, 7, 1, 20, 30, tzinfo=ZONE).timestamp() * 1000)
LATER = int(datetime(2026, 7, 3, 13, 51, tzinfo=ZONE).timestamp() * 1000)
DEBATE = Occasion("Les cantines", EVENING, ZONE)
LINK = "https://debat.example.org/enter/t"
FRENCH = ("Bonjour", "Connectez-vous", "lien", "Votre code")
ENGLISH = ("Hello", "Sign in", "link", "Your code")


def letters(locale: str) -> list[Letter]:
    return [
        sign_in_letter("123456", LINK, site="Débat public", locale=locale),
        invitation_letter("Léa", Role.PANELIST, DEBATE, LINK, good_until=LATER, locale=locale),
        panel_letter("Léa", DEBATE, LINK, answer_by=LATER, locale=locale),
        member_letter("Cantines", Role.MODERATOR, LINK, locale=locale),
    ]


@pytest.mark.parametrize(("locale", "own", "other"), [("fr", FRENCH, ENGLISH), ("en", ENGLISH, FRENCH)])
def test_a_mail_is_in_one_language(locale: str, own: tuple[str, ...], other: tuple[str, ...]) -> None:
    """[H31] [NO8] Invitations came in two at once."""
    for letter in letters(locale):
        assert any(word in letter.text for word in own)
        assert not any(word in letter.text for word in other), letter.text
        assert LINK in letter.text


@pytest.mark.parametrize(
    ("locale", "begins", "until"),
    [
        ("fr", "1er juillet 2026 à 20 h 30 (heure de Paris)", "3 juillet 2026 à 13 h 51 (heure de Paris)"),
        ("en", "1 July 2026, 20:30 (Paris time)", "3 July 2026, 13:51 (Paris time)"),
    ],
)
def test_who_is_invited_reads_when_the_debate_is_and_until_when_to_answer(
    locale: str, begins: str, until: str
) -> None:
    """[H31] On the clocks of the process, in summer too."""
    for letter in letters(locale)[1:3]:
        assert begins in letter.text
        assert until in letter.text


def test_a_debate_that_has_no_hour_yet_is_given_none() -> None:
    letter = panel_letter("Léa", Occasion("Les cantines", 0, ZONE), LINK, answer_by=LATER, locale="fr")
    assert "Il commence" not in letter.text


@pytest.mark.parametrize(("locale", "reason"), [("fr", "Motif :"), ("en", "Reason:")])
def test_that_a_phase_is_longer_comes_with_the_reason_and_the_hour(locale: str, reason: str) -> None:
    """[H31] "12:51 UTC" stood for 13:51 in Paris, and why was left out."""
    why = "Un jour de panne, un jour de plus."
    notice = Notice(
        NoticeKind.PHASE_EXTENDED, "p1", 1, explanation=why, phase=Phase.CONSULTATION, until=LATER
    )
    letter = digest_letter(
        Digest([Line(notice, 1)], 0), site="Débat public", locale=locale, base_url="https://x.org", stop="s"
    )
    assert f"{reason} {why}" in letter.text
    assert "13 h 51" in letter.text or "13:51" in letter.text
    assert "UTC" not in letter.text


@pytest.mark.parametrize(
    "name", ["Léa", "Jean-Pierre d’Arc", "M. Dupont", "Ó Súilleabháin", "李 小龙", "Awa N."]
)
def test_a_name_is_greeted(name: str) -> None:
    assert _text_for(name).startswith(f"Bonjour {name},\n")


@pytest.mark.parametrize(
    "name",
    [
        "Gagnez 1000 € sur evil.example",
        "evil.example",
        "https://evil.example",
        "www.evil",
        "zoe@evil.example",
        "Cliquez ici : evil",
        "Appelez le 0612345678",
        "un deux trois quatre cinq six sept huit",
        "",
    ],
)
def test_what_is_no_name_is_not_passed_on_to_strangers(name: str) -> None:
    """[H16] The name of who is invited is written by who invites, and our mail would carry it."""
    assert _text_for(name).startswith("Bonjour,\n")


def _text_for(name: str) -> str:
    return invitation_letter(name, Role.HOST, DEBATE, LINK, good_until=LATER, locale="fr").text
