"""What the sample debate does beside its plan: where it begins, and its polls."""

from __future__ import annotations

from hemicycle_protocol.views import PollHiding

OPENING_ITEM = "paye"
HOST = "Camille Roussel"

POLLS = (
    (
        "Faut-il publier le total réellement payé pour chaque marché ?",
        ["Oui, pour tous les marchés", "Oui, au-dessus d’un seuil", "Non, le montant signé suffit"],
        PollHiding.ALWAYS,
    ),
    (
        "Quelle est la première chose à rendre publique ?",
        ["Les avenants", "Les sous-traitants", "Les retards et pénalités", "Le calendrier des marchés"],
        PollHiding.AT_CLOSE,
    ),
)
