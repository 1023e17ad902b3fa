"""The sentences of mails, French and English."""

from __future__ import annotations

from hemicycle.auth.codes import VALID_MS
from hemicycle_protocol.views import Role

_MINUTES = VALID_MS // 60_000
_ROLES = {
    Role.PANELIST: "panéliste · panelist",
    Role.MODERATOR: "modération · moderation",
    Role.HOST: "animation · host",
    Role.CAPTIONER: "sous-titrage · captions",
    Role.DASHBOARD: "tableau de bord · dashboard",
    Role.CITIZEN: "citoyen·ne · citizen",
}

_PROCESS_ROLES = {
    Role.ORGANISER: "organisation · organiser",
    Role.PARLIAMENTARIAN: "parlementaire · parliamentarian",
    Role.STAFF: "équipe parlementaire · parliamentary staff",
    Role.MODERATOR: "modération · moderation",
    Role.AUDITOR: "observation · auditor",
}


def sign_in_letter(code: str, link: str, *, locale: str) -> tuple[str, str]:
    """Subject and text of the mail that signs somebody in."""
    if locale.startswith("en"):
        return (
            f"{code} is your code for Hemicycle",
            f"Your code: {code}\n\nOr open this link and press the button:\n{link}\n\n"
            f"Both are good once, for {_MINUTES} minutes. If you did not ask to sign in, ignore this mail.\n",
        )
    return (
        f"{code} : votre code pour Hemicycle",
        f"Votre code : {code}\n\nOu ouvrez ce lien et appuyez sur le bouton :\n{link}\n\n"
        f"L'un et l'autre servent une fois, pendant {_MINUTES} minutes. "
        "Si vous n'avez pas demandé à vous connecter, ignorez ce message.\n",
    )


def invitation_letter(name: str, role: Role, debate: str, link: str) -> tuple[str, str]:
    """Subject and text of the mail that brings an invitation, in both languages."""
    return (
        f"Invitation : {debate}",
        f"Bonjour {name},\n\nvous êtes invité·e au débat « {debate} » ({_ROLES[role]}).\n"
        f"You are invited to the debate “{debate}”.\n\n{link}\n\n"
        "Ce lien est personnel. · This link is yours alone.\n",
    )


def panel_letter(name: str, debate: str, link: str, *, hours: int) -> tuple[str, str]:
    """Subject and text of the mail that invites somebody to sit on a panel, in both languages."""
    return (
        f"Une place vous attend au débat : {debate}",
        f"Bonjour {name},\n\nune place vous est proposée dans le panel du débat « {debate} ». "
        f"Acceptez ou refusez dans les {hours} heures ; ensuite, la place est proposée à la personne "
        "suivante. Refuser n'a aucune conséquence et votre nom n'apparaît nulle part.\n"
        f"A seat on the panel of the debate “{debate}” is yours if you want it. Accept or decline within "
        f"{hours} hours; then it goes to the next person.\n\n{link}\n\n"
        "Ce lien est personnel. · This link is yours alone.\n",
    )


def member_letter(process: str, role: Role, link: str) -> tuple[str, str]:
    """Subject and text of the mail that tells somebody of a role in a process, in both languages."""
    return (
        f"Invitation : {process}",
        f"Bonjour,\n\nvous avez un rôle dans la démarche « {process} » : {_PROCESS_ROLES[role]}.\n"
        f"Connectez-vous avec cette adresse e-mail.\n"
        f"You have a role in the process “{process}”. Sign in with this e-mail address.\n\n{link}\n\n"
        "Si vous ne vous y attendiez pas, ignorez ce message. · If you did not expect this, ignore it.\n",
    )
