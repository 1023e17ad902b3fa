"""What the facts of a process say to a reader of its feed. Facts that are not here are none of news."""

from __future__ import annotations

from typing import NamedTuple

LOCALES = ("fr", "en")
TITLES = {"fr": "{title} : ce qui se passe", "en": "{title}: what is happening"}

PHASES = {
    "fr": {
        "presentation": "Présentation",
        "consultation": "Consultation",
        "synthesis": "Synthèse",
        "debate": "Débat",
        "bill": "Proposition de loi",
        "mobilisation": "Mobilisation",
    },
    "en": {
        "presentation": "Presentation",
        "consultation": "Consultation",
        "synthesis": "Synthesis",
        "debate": "Debate",
        "bill": "Bill",
        "mobilisation": "Mobilisation",
    },
}


class Sentence(NamedTuple):
    """A fact in two languages, with its fields in braces; `path` leads on from the page of the process."""

    fr: str
    en: str
    path: str = ""


SENTENCES: dict[str, Sentence] = {
    "process_created": Sentence("Le processus est créé : {title}.", "The process is made: {title}."),
    "process_published": Sentence("Le processus est public.", "The process is public."),
    "propositions_imported": Sentence(
        "{propositions} propositions et {arguments} arguments sont repris d’une autre plateforme.",
        "{propositions} propositions and {arguments} arguments were taken over from another platform.",
    ),
}
