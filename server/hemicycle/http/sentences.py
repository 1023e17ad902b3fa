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
    Code.INVALID: Words("Demande mal formée", "Le serveur n’a pas compris la demande. Rechargez la page."),
    Code.FORBIDDEN: Words(
        "Non autorisé", "Votre rôle ne le permet pas ici. Si c’est une erreur, écrivez à l’organisation."
    ),
    Code.SIGN_IN: Words("Connexion nécessaire", "Il faut un compte. Connectez-vous, puis recommencez."),
    Code.CONSENT_NEEDED: Words(
        "Accord nécessaire",
        "Il nous faut votre accord pour garder ce que vous pensez. Donnez-le, puis réessayez.",
    ),
    Code.NOT_FOUND: Words("Introuvable", "Cela n’existe pas, ou plus. Vérifiez l’adresse."),
    Code.CHANGED: Words("Changé entre-temps", "Quelqu’un l’a changé entre-temps. Regardez l’état actuel."),
    Code.CLAIMED: Words(
        "Déjà pris en charge",
        "Une autre personne s’en occupe. Attendez qu’elle ait fini, ou prenez sa suite.",
    ),
    Code.ILLEGAL_MOVE: Words(
        "Passage impossible", "L’état actuel ne le permet pas. Regardez où l’on en est avant de recommencer."
    ),
    Code.REASON_MISSING: Words("Motif manquant", "Il faut dire pourquoi. Choisissez un motif."),
    Code.CLOSED: Words(
        "Fermé", "C’était fermé quand le serveur l’a reçu. Ce qui était enregistré avant reste compté."
    ),
    Code.NOT_OPEN: Words("Pas encore ouvert", "Ce n’est pas ouvert pour le moment. Réessayez à l’ouverture."),
    Code.EMPTY: Words("Texte vide", "Il n’y a rien d’écrit. Écrivez d’abord le texte."),
    Code.TOO_LONG: Words("Texte trop long", "Le texte est trop long. Raccourcissez-le."),
    Code.TOO_MANY_OPEN: Words(
        "Trop de questions en attente",
        "Vous en avez déjà le nombre permis. Retirez-en une, ou attendez une réponse.",
    ),
    Code.LIMIT_REACHED: Words(
        "Nombre permis atteint",
        "Vous en avez déjà le nombre permis ici. Complétez ou retirez l’un des vôtres.",
    ),
    Code.TOO_SOON: Words("Trop tôt", "Votre question précédente vient de partir. Réessayez dans un instant."),
    Code.ROOM_FULL: Words(
        "Trop de questions d’un coup",
        "La salle a reçu trop de questions. Gardez la vôtre et réessayez dans une minute.",
    ),
    Code.RATE_LIMITED: Words("Trop rapide", "C’est trop rapide. Réessayez dans un instant."),
    Code.OWN_QUESTION: Words(
        "Votre propre question", "Elle est à vous. Elle n’a pas besoin de votre soutien."
    ),
    Code.DUPLICATE: Words("Déjà envoyé", "C’est déjà envoyé. Rien n’est à refaire."),
    Code.SEAT_TAKEN: Words("Siège occupé", "Ce siège est déjà occupé. Demandez à la régie."),
    Code.SEAT_ELSEWHERE: Words(
        "Siège ouvert ailleurs",
        "Votre siège est ouvert sur un autre appareil. Fermez-le là-bas, ou continuez ici.",
    ),
    Code.SEAT_REMOVED: Words(
        "Retiré du plateau",
        "La régie vous a retiré du plateau. Si c’est une erreur, écrivez à l’organisation.",
    ),
    Code.STAGE_AWAY: Words("Plateau absent", "Le plateau ne répond pas pour l’instant. Réessayez."),
    Code.EXPIRED: Words("Délai passé", "Le délai est passé. Demandez un nouveau lien ou un nouveau code."),
    Code.REVOKED: Words("Lien annulé", "Ce lien a été annulé. Demandez-en un autre à qui vous l’a donné."),
    Code.BLOCKED: Words(
        "Écriture suspendue",
        "Vous ne pouvez pas écrire dans cette démarche pour le moment. Le motif, la fin et le recours sont "
        "sur votre page.",
    ),
    Code.HAS_VOTED: Words(
        "Déjà voté",
        "Cette adresse a déjà voté ici avec un compte fermé depuis. Ses votes restent comptés.",
    ),
    Code.UNAVAILABLE: Words("Indisponible", "Le serveur ne peut pas répondre maintenant. Réessayez."),
    Code.BUSY: Words("Très demandé", "Le serveur est très demandé. Réessayez dans un instant."),
}

ENGLISH: dict[Code, Words] = {
    Code.UNKNOWN_COMMAND: Words("Unknown act", "This page is too old for this server. Reload it."),
    Code.INVALID: Words("Malformed request", "The server did not understand the request. Reload the page."),
    Code.FORBIDDEN: Words(
        "Not allowed", "Your role does not allow it here. If that is a mistake, write to the organiser."
    ),
    Code.SIGN_IN: Words("Sign-in needed", "You need an account. Sign in, then try again."),
    Code.CONSENT_NEEDED: Words(
        "Agreement needed",
        "We keep what you think about politics only with your agreement. Give it, then try again.",
    ),
    Code.NOT_FOUND: Words("Not found", "It does not exist, or no longer. Check the address."),
    Code.CHANGED: Words("Changed meanwhile", "Somebody changed it meanwhile. Look at the present state."),
    Code.CLAIMED: Words(
        "Already in hand", "Somebody else is working on it. Wait until they are done, or take over."
    ),
    Code.ILLEGAL_MOVE: Words(
        "Impossible move", "The present state does not allow it. See where things stand before trying again."
    ),
    Code.REASON_MISSING: Words("Reason missing", "It needs a reason. Choose one."),
    Code.CLOSED: Words(
        "Closed", "It was closed when the server received this. What was recorded before still counts."
    ),
    Code.NOT_OPEN: Words("Not open yet", "It is not open at the moment. Try again once it opens."),
    Code.EMPTY: Words("Empty text", "Nothing is written. Write the text first."),
    Code.TOO_LONG: Words("Text too long", "The text is too long. Shorten it."),
    Code.TOO_MANY_OPEN: Words(
        "Too many open questions",
        "You have as many as are allowed. Withdraw one, or wait for an answer.",
    ),
    Code.LIMIT_REACHED: Words(
        "Limit reached", "You have as many here as are allowed. Complete or withdraw one of yours."
    ),
    Code.TOO_SOON: Words("Too soon", "Your last question has only just been sent. Try again in a moment."),
    Code.ROOM_FULL: Words(
        "Too many questions at once",
        "The room received too many questions. Keep yours and try again in a minute.",
    ),
    Code.RATE_LIMITED: Words("Too fast", "That was too fast. Try again in a moment."),
    Code.OWN_QUESTION: Words("Your own question", "It is yours. It does not need your support."),
    Code.DUPLICATE: Words("Already sent", "It has already been sent. There is nothing to do again."),
    Code.SEAT_TAKEN: Words("Seat taken", "This seat is already taken. Ask the control room."),
    Code.SEAT_ELSEWHERE: Words(
        "Seat open elsewhere", "Your seat is open on another device. Close it there, or continue here."
    ),
    Code.SEAT_REMOVED: Words(
        "Removed from the stage",
        "The host removed you from the stage. If that is a mistake, write to the organiser.",
    ),
    Code.STAGE_AWAY: Words("Stage away", "The stage does not answer at the moment. Try again."),
    Code.EXPIRED: Words("Expired", "The time is over. Ask for a new link or a new code."),
    Code.REVOKED: Words(
        "Link cancelled", "This link was cancelled. Ask the person who gave it to you for another."
    ),
    Code.BLOCKED: Words(
        "Kept from writing",
        "You cannot write in this process at the moment. Its reason, end and appeal are on your page.",
    ),
    Code.HAS_VOTED: Words(
        "Voted before",
        "This address has voted here before, with an account that was closed since. Its votes stay counted.",
    ),
    Code.UNAVAILABLE: Words("Unavailable", "The server cannot answer now. Try again."),
    Code.BUSY: Words("Very busy", "The server is very busy. Try again in a moment."),
}

# Of what there is no more for a while, where a refusal says so (`quota`).
_QUOTAS = {
    "fr": {
        "invitations_inviter": "Vous avez fait tous les liens d’invitation permis en une heure.",
        "invitations_recipient": "Cette adresse a déjà reçu plusieurs invitations ; elle n’en recevra pas "
        "plus pour l’instant. Demandez à la personne de regarder dans ses messages indésirables.",
        "invitations_process": "Cette démarche a fait toutes les invitations permises en un jour.",
        "invitations_guests": "Les personnes qui animent ont fait toutes les invitations permises en un "
        "jour ; l’organisation peut encore en faire.",
        "invitations_domain": "Trop d’invitations sont parties à des adresses de ce domaine en un jour.",
        "accounts_mailbox": "Cette adresse a déjà ouvert deux comptes en un jour.",
        "sign_in_mailbox": "Plusieurs messages sont déjà partis à cette adresse : ouvrez le lien du dernier, "
        "il vaut encore.",
        "sign_in_browser": "Trop de messages ont été demandés depuis ce navigateur et n’ont pas servi.",
        "sign_in_network": "Trop de messages ont été demandés depuis votre réseau et n’ont pas servi.",
    },
    "en": {
        "invitations_inviter": "You have made all the invitation links that are allowed in an hour.",
        "invitations_recipient": "This address has had several invitations and gets no more for now. Ask its "
        "owner to look into their spam folder.",
        "invitations_process": "This process has made all the invitations that are allowed in a day.",
        "invitations_guests": "Its hosts have made all the invitations that are allowed in a day; its "
        "organisers still can.",
        "invitations_domain": "Too many invitations were sent to addresses of this domain in a day.",
        "accounts_mailbox": "This address has opened two accounts within a day.",
        "sign_in_mailbox": "Several messages were sent to this address already: open the link of the last "
        "one, it still works.",
        "sign_in_browser": "Too many messages were asked for from this browser and not used.",
        "sign_in_network": "Too many messages were asked for from your network and not used.",
    },
}
# What is wrong where a request is refused for one of its fields.
_FIELDS = {
    "fr": {
        "email": "Cette adresse ne semble pas juste. Vérifiez-la, puis recommencez.",
        "code": "Ce code n’est pas le bon. Vérifiez-le dans le dernier message reçu.",
        "token": "Ce lien n’est pas complet, ou il a déjà servi. Demandez-en un autre.",
        "name": "Ce nom ne convient pas. Choisissez-en un autre.",
        "option": "Cette réponse n’est pas proposée. Choisissez-en une de la liste.",
        "options": "Ces réponses ne conviennent pas. Il en faut de deux à six, toutes différentes.",
        "section": "Ce chapitre n’existe pas dans cette démarche. Choisissez-en un de la liste.",
        "confirmation": "Ce ne sont pas les mots demandés. Recopiez-les tels qu’ils sont écrits.",
    },
    "en": {
        "email": "This address does not look right. Check it, then try again.",
        "code": "This is not the right code. Check it in the last message that you got.",
        "token": "This link is not whole, or was used before. Ask for another.",
        "name": "This name cannot be taken. Choose another.",
        "option": "This answer is not offered. Choose one of the list.",
        "options": "These answers cannot be taken. There must be two to six, all different.",
        "section": "This process has no such chapter. Choose one of the list.",
        "confirmation": "These are not the words that are asked for. Copy them as they are written.",
    },
}
_FIELD_TITLE = {"fr": "À vérifier", "en": "To be checked"}
_ORIGIN = {
    "fr": Words(
        "Requête d’ailleurs", "Elle ne dit pas qu’elle vient de ce site (`Origin`). Rechargez la page."
    ),
    "en": Words(
        "Request from elsewhere", "It does not say that it is from this site (`Origin`). Reload the page."
    ),
}
_CONSENT = {
    "fr": Words(
        "Texte de l’accord changé", "Le texte de l’accord a changé. Lisez le nouveau, puis recommencez."
    ),
    "en": Words(
        "Agreement changed", "The text of the agreement has changed. Read the new one, then try again."
    ),
}
_GUEST = {
    "fr": Words(
        "Compte nécessaire", "Un lien d’invitation ne suffit pas ici. Connectez-vous avec votre adresse."
    ),
    "en": Words("Account needed", "An invitation link is not enough here. Sign in with your address."),
}
_QUOTA_TITLE = {"fr": FRENCH[Code.LIMIT_REACHED].title, "en": ENGLISH[Code.LIMIT_REACHED].title}
# What was too fast, where the wait that follows is known.
_FAST = {
    "fr": {
        Code.RATE_LIMITED: "C’est trop rapide.",
        Code.TOO_SOON: "Votre question précédente vient de partir.",
    },
    "en": {
        Code.RATE_LIMITED: "That was too fast.",
        Code.TOO_SOON: "Your last question has only just been sent.",
    },
}
# Up to how many milliseconds a wait is told in which unit.
_WAITS = ((120_000, 1_000, "s"), (7_200_000, 60_000, "min"), (None, 3_600_000, "h"))
_WAIT = {"fr": " Attendez {} {}.", "en": " Wait {} {}."}
_TRIES = {"fr": " Essais restants : {}.", "en": " Tries left: {}."}
_LIMIT = {"fr": " La limite est de {} caractères.", "en": " The limit is {} characters."}


def words_of(code: Code, locale: str, facts: Mapping[str, object]) -> Words:
    """Title and sentence; what the facts say of limits and waits stands in the sentence."""
    locale = "en" if locale == "en" else "fr"
    title, detail = _meant(code, locale, facts)
    if isinstance(wait := facts.get("retry_after_ms"), int):
        detail = detail if facts.get("quota") else _FAST[locale].get(code, detail)
        unit_ms, unit = next((ms, name) for most, ms, name in _WAITS if most is None or wait <= most)
        detail += _WAIT[locale].format(-(-wait // unit_ms), unit)
    if isinstance(tries := facts.get("tries_left"), int):
        detail += _TRIES[locale].format(tries)
    if code is Code.TOO_LONG and isinstance(limit := facts.get("limit"), int):
        detail += _LIMIT[locale].format(limit)
    return Words(title, detail)


def _meant(code: Code, locale: str, facts: Mapping[str, object]) -> Words:
    """The words for a code, or those for what the facts say of the cause."""
    words = (ENGLISH if locale == "en" else FRENCH)[code]
    if code is Code.INVALID and (detail := _FIELDS[locale].get(str(facts.get("field")))):
        return Words(_FIELD_TITLE[locale], detail)
    if detail := _QUOTAS[locale].get(str(facts.get("quota"))):
        return Words(_QUOTA_TITLE[locale], detail)
    if code is Code.FORBIDDEN and facts.get("reason") == "origin":
        return _ORIGIN[locale]
    roles = facts.get("roles")
    if code is Code.FORBIDDEN and isinstance(roles, list) and "citizen" in roles:
        return _GUEST[locale]  # every account has that role
    if code is Code.CHANGED and isinstance(facts.get("version"), str):
        return _CONSENT[locale]  # versions of other things are numbers
    return words


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
