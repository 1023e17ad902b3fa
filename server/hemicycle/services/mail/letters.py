"""The sentences of mails about roles and signing in: French or English, both say the same.

A name that somebody else typed is greeted only if it is one: a mail of ours carries nobody's message.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hemicycle.core.sign_ins import CODE_VALID_MS, LINK_VALID_MS, MINUTE_MS
from hemicycle.services.kernel.dates import spoken_in_zone
from hemicycle_protocol.views import Role

_CODE_MINUTES = CODE_VALID_MS // MINUTE_MS
_LINK_MINUTES = LINK_VALID_MS // MINUTE_MS
# Letters, and what stands within names: nothing that a mail program makes a link of.
_NAME = re.compile(r"[^\W\d_]+(?:(?:[ '’·-]|\. )[^\W\d_]+){0,5}\.?\Z")
_ROLES = {
    "fr": {
        Role.PANELIST: "panéliste",
        Role.MODERATOR: "modération",
        Role.HOST: "animation",
        Role.CAPTIONER: "sous-titrage",
        Role.DASHBOARD: "tableau de bord",
        Role.CITIZEN: "citoyen·ne",
        Role.ORGANISER: "organisation",
        Role.PARLIAMENTARIAN: "parlementaire",
        Role.STAFF: "équipe parlementaire",
        Role.AUDITOR: "observation",
    },
    "en": {
        Role.PANELIST: "panelist",
        Role.MODERATOR: "moderation",
        Role.HOST: "host",
        Role.CAPTIONER: "captions",
        Role.DASHBOARD: "dashboard",
        Role.CITIZEN: "citizen",
        Role.ORGANISER: "organiser",
        Role.PARLIAMENTARIAN: "parliamentarian",
        Role.STAFF: "parliamentary staff",
        Role.AUDITOR: "auditor",
    },
}


class Letter(NamedTuple):
    """What a mail says."""

    subject: str
    text: str


def sign_in_letter(code: str, link: str, *, site: str, locale: str) -> Letter:
    """The mail that signs somebody in."""
    if locale == "en":
        return Letter(
            f"{code} is your code for {site}",
            f"Your code: {code}\n"
            f"It is good for {_CODE_MINUTES} minutes, in the browser where you asked for it.\n\n"
            f"Or open this link on any device and press the button; it is good for {_LINK_MINUTES} minutes:\n"
            f"{link}\n\nIf you did not ask to sign in, ignore this mail: nobody gets in without it.\n",
        )
    return Letter(
        f"{code} : votre code pour {site}",
        f"Votre code : {code}\n"
        f"Il vaut {_CODE_MINUTES} minutes, dans le navigateur où vous l’avez demandé.\n\n"
        f"Ou ouvrez ce lien, sur n’importe quel appareil, et appuyez sur le bouton ; il vaut {_LINK_MINUTES} "
        f"minutes :\n{link}\n\nSi vous n’avez pas demandé à vous connecter, ignorez ce message : personne "
        "n’entre sans lui.\n",
    )


def trial_letter() -> Letter:
    """The mail by which an operator sees that mails arrive."""
    return Letter(
        "Hemicycle: a test of mails",
        "This mail was sent by `hemicycle mail test`: mails leave.\n\nWhether others take them, its source "
        "says: in the head Authentication-Results of the server that took it, spf, dkim and dmarc should be "
        "“pass”.\n",
    )


class Occasion(NamedTuple):
    """A debate as its guests hear of it, by the clocks of `zone`; `starts_at` 0 where nobody said it yet."""

    title: str
    starts_at: int
    zone: ZoneInfo


def invitation_letter(
    name: str, role: Role, debate: Occasion, link: str, *, good_until: int, locale: str
) -> Letter:
    """The mail that brings an invitation to a debate."""
    what, until = _ROLES[locale][role], spoken_in_zone(good_until, locale, debate.zone)
    if locale == "en":
        return Letter(
            f"Invitation: {debate.title}",
            f"{_hello(name, locale)}\n\nyou are invited to the debate “{debate.title}” ({what})."
            f"{_when(debate, locale)}\n\n{link}\n\nThis link is yours alone. It is good until {until}.\n",
        )
    return Letter(
        f"Invitation : {debate.title}",
        f"{_hello(name, locale)}\n\nvous êtes invité·e au débat « {debate.title} » ({what})."
        f"{_when(debate, locale)}\n\n{link}\n\nCe lien est personnel. Il vaut jusqu’au {until}.\n",
    )


def panel_letter(name: str, debate: Occasion, link: str, *, answer_by: int, locale: str) -> Letter:
    """The mail that invites somebody to sit on a panel."""
    until = spoken_in_zone(answer_by, locale, debate.zone)
    if locale == "en":
        return Letter(
            f"A seat awaits you at the debate: {debate.title}",
            f"{_hello(name, locale)}\n\na seat on the panel of the debate “{debate.title}” is yours if you "
            f"want it.{_when(debate, locale)}\n\nAccept or decline by {until}; then it goes to the next "
            "person. Declining has no consequence, and your name appears nowhere.\n\n"
            f"{link}\n\nThis link is yours alone.\n",
        )
    return Letter(
        f"Une place vous attend au débat : {debate.title}",
        f"{_hello(name, locale)}\n\nune place vous est proposée dans le panel du débat « {debate.title} »."
        f"{_when(debate, locale)}\n\nAcceptez ou refusez avant le {until} ; ensuite, la place est proposée à "
        "la personne suivante. Refuser n’a aucune conséquence et votre nom n’apparaît nulle part.\n\n"
        f"{link}\n\nCe lien est personnel.\n",
    )


def member_letter(process: str, role: Role, link: str, *, locale: str) -> Letter:
    """The mail that tells somebody of a role in a process."""
    what = _ROLES[locale][role]
    if locale == "en":
        return Letter(
            f"Invitation: {process}",
            f"Hello,\n\nyou have a role in the process “{process}”: {what}.\n"
            f"Sign in with this e-mail address.\n\n{link}\n\nIf you did not expect this, ignore it.\n",
        )
    return Letter(
        f"Invitation : {process}",
        f"Bonjour,\n\nvous avez un rôle dans la démarche « {process} » : {what}.\n"
        f"Connectez-vous avec cette adresse e-mail.\n\n{link}\n\n"
        "Si vous ne vous y attendiez pas, ignorez ce message.\n",
    )


def _hello(name: str, locale: str) -> str:
    word = "Hello" if locale == "en" else "Bonjour"
    return f"{word} {name}," if _NAME.match(name) else f"{word},"


def _when(debate: Occasion, locale: str) -> str:
    if not debate.starts_at:
        return ""
    when = spoken_in_zone(debate.starts_at, locale, debate.zone)
    return f"\nIt begins on {when}." if locale == "en" else f"\nIl commence le {when}."
