"""What the sample debate does beside its plan: where it begins, and its polls, one after the other."""

from __future__ import annotations

from hemicycle.demo_panel.order import PlannedPoll
from hemicycle_protocol.views import PollHiding

OPENING_ITEM = "paye"
HOST = "Camille Roussel"
MODERATOR = "Modération automatique"

POLLS = [
    PlannedPoll(
        "Faut-il publier le total réellement payé pour chaque marché ?",
        ["Oui, pour tous les marchés", "Oui, au-dessus d’un seuil", "Non, le montant signé suffit"],
        PollHiding.ALWAYS,
    ),
    PlannedPoll(
        "Quelle est la première chose à rendre publique ?",
        ["Les avenants", "Les sous-traitants", "Les retards et pénalités", "Le calendrier des marchés"],
        PollHiding.AT_CLOSE,
    ),
    PlannedPoll(
        "Deux ans de délai pour les petites communes : est-ce le bon temps ?",
        ["C’est bien", "C’est trop", "C’est trop peu"],
        PollHiding.ALWAYS,
    ),
    PlannedPoll(
        "Un seul portail national, ou un portail par région ?",
        ["Un seul", "Un par région", "Peu importe, si les données sont les mêmes"],
        PollHiding.ALWAYS,
    ),
    PlannedPoll(
        "Que faire d’un acheteur qui ne publie rien ?",
        ["Le dire publiquement", "Le mettre à l’amende", "L’aider d’abord"],
        PollHiding.AT_CLOSE,
    ),
    PlannedPoll(
        "Avez-vous déjà cherché un marché public en ligne ?",
        ["Oui, et trouvé", "Oui, sans trouver", "Jamais"],
        PollHiding.ALWAYS,
    ),
]
