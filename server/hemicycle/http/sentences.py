"""The sentence of every refusal, in the reader's language. A missing code fails a test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from hemicycle_protocol.errors import Code

LOCALES = ("fr", "en")


class Words(NamedTuple):
    """A refusal in a few words and in a sentence that says what to do."""

    title: str
    detail: str


FRENCH: dict[Code, Words] = {
    Code.UNKNOWN_COMMAND: Words(
        "Action inconnue", "Cette page est trop ancienne pour ce serveur. Rechargez-la."
    ),
    Code.INVALID: Words("Demande mal formée", "La demande est incomplète ou mal formée."),
    Code.FORBIDDEN: Words("Non autorisé", "Vous n’avez pas le droit de faire cela ici."),
    Code.SIGN_IN: Words("Connexion nécessaire", "Il faut se connecter pour cela."),
    Code.NOT_FOUND: Words("Introuvable", "Cela n’existe pas, ou plus."),
    Code.CHANGED: Words("Changé entre-temps", "Quelqu’un l’a changé entre-temps. Regardez l’état actuel."),
    Code.CLAIMED: Words("Déjà pris en charge", "Une autre personne s’en occupe."),
    Code.ILLEGAL_MOVE: Words("Passage impossible", "Ce passage n’est pas possible depuis l’état actuel."),
    Code.REASON_MISSING: Words("Motif manquant", "Un motif est nécessaire."),
    Code.CLOSED: Words("Fermé", "C’est fermé : on ne peut plus agir ici."),
    Code.NOT_OPEN: Words("Pas encore ouvert", "Ce n’est pas ouvert pour le moment."),
    Code.EMPTY: Words("Texte vide", "Le texte est vide."),
    Code.TOO_LONG: Words("Texte trop long", "Le texte est trop long."),
    Code.TOO_MANY_OPEN: Words(
        "Trop de questions en attente", "Vous avez déjà plusieurs questions en attente de réponse."
    ),
    Code.TOO_SOON: Words("Trop tôt", "Attendez un instant avant la prochaine question."),
    Code.ROOM_FULL: Words(
        "Trop de questions d’un coup",
        "La salle a reçu trop de questions. Gardez la vôtre et réessayez dans une minute.",
    ),
    Code.RATE_LIMITED: Words("Trop rapide", "C’est trop rapide. Réessayez dans un instant."),
    Code.OWN_QUESTION: Words("Votre propre question", "On ne soutient pas sa propre question."),
    Code.DUPLICATE: Words("Déjà envoyé", "Vous l’avez déjà envoyée."),
    Code.SEAT_TAKEN: Words("Siège occupé", "Ce siège est occupé."),
    Code.SEAT_ELSEWHERE: Words("Siège ouvert ailleurs", "Votre siège est ouvert sur un autre appareil."),
    Code.SEAT_REMOVED: Words("Retiré du plateau", "La régie vous a retiré du plateau."),
    Code.STAGE_AWAY: Words("Plateau absent", "Le plateau ne répond pas pour l’instant. Réessayez."),
    Code.EXPIRED: Words("Délai passé", "Le délai est passé. Demandez un nouveau lien ou un nouveau code."),
    Code.REVOKED: Words("Lien annulé", "Ce lien a été annulé. Demandez-en un autre à qui vous l’a donné."),
    Code.UNAVAILABLE: Words("Indisponible", "Le serveur ne peut pas répondre maintenant. Réessayez."),
    Code.BUSY: Words("Très demandé", "Le serveur est très demandé. Réessayez dans un instant."),
}

ENGLISH: dict[Code, Words] = {
    Code.UNKNOWN_COMMAND: Words("Unknown act", "This page is too old for this server. Reload it."),
    Code.INVALID: Words("Malformed request", "The request is incomplete or malformed."),
    Code.FORBIDDEN: Words("Not allowed", "You may not do this here."),
    Code.SIGN_IN: Words("Sign-in needed", "You need to sign in for this."),
    Code.NOT_FOUND: Words("Not found", "It does not exist, or no longer."),
    Code.CHANGED: Words("Changed meanwhile", "Somebody changed it meanwhile. Look at the present state."),
    Code.CLAIMED: Words("Already in hand", "Somebody else is working on it."),
    Code.ILLEGAL_MOVE: Words("Impossible move", "This move is not possible from the present state."),
    Code.REASON_MISSING: Words("Reason missing", "A reason is needed."),
    Code.CLOSED: Words("Closed", "It is closed: nothing can be done here any more."),
    Code.NOT_OPEN: Words("Not open yet", "It is not open at the moment."),
    Code.EMPTY: Words("Empty text", "The text is empty."),
    Code.TOO_LONG: Words("Text too long", "The text is too long."),
    Code.TOO_MANY_OPEN: Words(
        "Too many open questions", "Several of your questions already wait for an answer."
    ),
    Code.TOO_SOON: Words("Too soon", "Wait a moment before the next question."),
    Code.ROOM_FULL: Words(
        "Too many questions at once",
        "The room received too many questions. Keep yours and try again in a minute.",
    ),
    Code.RATE_LIMITED: Words("Too fast", "That was too fast. Try again in a moment."),
    Code.OWN_QUESTION: Words("Your own question", "You cannot support your own question."),
    Code.DUPLICATE: Words("Already sent", "You have already sent it."),
    Code.SEAT_TAKEN: Words("Seat taken", "This seat is taken."),
    Code.SEAT_ELSEWHERE: Words("Seat open elsewhere", "Your seat is open on another device."),
    Code.SEAT_REMOVED: Words("Removed from the stage", "The host removed you from the stage."),
    Code.STAGE_AWAY: Words("Stage away", "The stage does not answer at the moment. Try again."),
    Code.EXPIRED: Words("Expired", "The time is over. Ask for a new link or a new code."),
    Code.REVOKED: Words(
        "Link cancelled", "This link was cancelled. Ask the person who gave it to you for another."
    ),
    Code.UNAVAILABLE: Words("Unavailable", "The server cannot answer now. Try again."),
    Code.BUSY: Words("Very busy", "The server is very busy. Try again in a moment."),
}

_WAIT = {"fr": " Attendez {} s.", "en": " Wait {} s."}
_TRIES = {"fr": " Essais restants : {}.", "en": " Tries left: {}."}
_LIMIT = {"fr": " La limite est de {} caractères.", "en": " The limit is {} characters."}


def words_of(code: Code, locale: str, facts: Mapping[str, object]) -> Words:
    """Title and sentence; what the facts say of limits and waits stands in the sentence."""
    title, detail = (ENGLISH if locale == "en" else FRENCH)[code]
    locale = "en" if locale == "en" else "fr"
    if isinstance(wait := facts.get("retry_after_ms"), int):
        detail += _WAIT[locale].format(-(-wait // 1000))
    if isinstance(tries := facts.get("tries_left"), int):
        detail += _TRIES[locale].format(tries)
    if code is Code.TOO_LONG and isinstance(limit := facts.get("limit"), int):
        detail += _LIMIT[locale].format(limit)
    return Words(title, detail)


def locale_of(accept_language: str) -> str:
    """The language of ours that a browser prefers; French when it wants neither."""
    wanted: list[tuple[float, int, str]] = []
    for place, part in enumerate(accept_language[:200].split(",")):
        tag, _, quality = part.partition(";")
        language = tag.strip().lower().partition("-")[0]
        if language in LOCALES:
            wanted.append((-_quality(quality), place, language))
    return min(wanted)[2] if wanted else "fr"


def _quality(text: str) -> float:
    name, _, value = text.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
