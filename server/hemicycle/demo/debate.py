"""The sample debate: its running order, its seats and its polls. All persons are invented."""

from __future__ import annotations

from hemicycle_protocol.views import AgendaItem, AgendaKind, PollHiding, Seat, Side

TITLE = "Suivre l’argent public : jusqu’où publier ?"
MINUTE_MS = 60_000

AGENDA = [
    AgendaItem("ouverture", AgendaKind.OPENING, "Ouverture : pourquoi cette loi", 10 * MINUTE_MS),
    AgendaItem("paye", AgendaKind.THEME, "Du montant prévu au montant payé", 25 * MINUTE_MS),
    AgendaItem("secret", AgendaKind.THEME, "Le secret des affaires : où passe la limite ?", 25 * MINUTE_MS),
    AgendaItem("sondage", AgendaKind.POLL, "Le sondage de la mi-temps", 5 * MINUTE_MS),
    AgendaItem("questions", AgendaKind.QUESTIONS, "Vos questions", 35 * MINUTE_MS),
    AgendaItem("conclusion", AgendaKind.CLOSING, "Conclusion et suite du processus", 15 * MINUTE_MS),
]
OPENING_ITEM = "paye"

SEATS = [
    Seat("1", "Hélène Marchand", Side.PARLIAMENTARIAN),
    Seat("2", "Ousmane Diallo", Side.CITIZENS),
    Seat("3", "Sylvie Renault", Side.CITIZENS),
    Seat("4", "Pauline Guérin", Side.CITIZENS),
    Seat("5", "Joaquim Pereira", Side.CITIZENS),
    Seat("6", "Inès Benali", Side.CITIZENS),
    Seat("7", "Théo Aubry", Side.CITIZENS),
    Seat("8", "Léa Moreau", Side.CITIZENS),
    Seat("9", "Clément Jourdan", Side.CITIZENS),
]
# Seats that nobody simulated takes: for whoever opens the panelist's link.
FREE_SEATS = ("8", "9")
HOST = "Camille Roussel"
MODERATORS = ("Malik Haddad", "Sophie Lenoir")
CAPTIONER = "Vélotypie"

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
