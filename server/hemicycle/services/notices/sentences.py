"""What the facts of a process say to a reader of its feed. Facts that are not here are none of news."""

from __future__ import annotations

from typing import NamedTuple

LOCALES = ("fr", "en")
TITLES = {"fr": "{title} : ce qui se passe", "en": "{title}: what is happening"}

# What stands in facts by its code: phases, parts of the presentation.
WORDS = {
    "fr": {
        "presentation": "Présentation",
        "consultation": "Consultation",
        "synthesis": "Synthèse",
        "debate": "Débat",
        "bill": "Proposition de loi",
        "mobilisation": "Mobilisation",
        "problem": "le problème",
        "cause": "une cause",
        "solution": "une solution",
        "filed": "dépôt",
        "committee": "examen en commission",
        "first_reading": "première lecture",
        "other_chamber": "passage à l’autre chambre",
        "adopted": "adoption",
        "rejected": "rejet",
        "withdrawn": "retrait",
        "other": "étape",
        "assembly": "Assemblée nationale",
        "senate": "Sénat",
    },
    "en": {
        "presentation": "Presentation",
        "consultation": "Consultation",
        "synthesis": "Synthesis",
        "debate": "Debate",
        "bill": "Bill",
        "mobilisation": "Mobilisation",
        "problem": "the problem",
        "cause": "a cause",
        "solution": "a solution",
        "filed": "filing",
        "committee": "committee",
        "first_reading": "first reading",
        "other_chamber": "sent to the other chamber",
        "adopted": "adopted",
        "rejected": "rejected",
        "withdrawn": "withdrawn",
        "other": "step",
        "assembly": "National Assembly",
        "senate": "Senate",
    },
}


class Sentence(NamedTuple):
    """A fact in two languages, with its fields in braces; `path` leads on from the page of the process."""

    fr: str
    en: str
    path: str = ""


SENTENCES: dict[str, Sentence] = {
    "process_created": Sentence("La démarche est créée : {title}.", "The process is made: {title}."),
    "process_published": Sentence("La démarche est publique.", "The process is public."),
    "process_changed": Sentence(
        "Le titre, le résumé ou l’engagement de la démarche ont été modifiés : {title}.",
        "The title, summary or commitment of the process was changed: {title}.",
    ),
    "phase_planned": Sentence(
        "Les dates de la phase {phase} changent. {opens_at}",
        "The dates of the phase {phase} change. {opens_at}",
    ),
    "phase_extended": Sentence(
        "La phase {phase} est prolongée jusqu’au {closes_at}. {reason}",
        "The phase {phase} is extended until {closes_at}. {reason}",
    ),
    "phase_opened": Sentence("La phase {phase} est ouverte.", "The phase {phase} is open.", "/{phase}"),
    "phase_closed": Sentence("La phase {phase} est terminée.", "The phase {phase} is over.", "/{phase}"),
    "debate_added": Sentence(
        "Un débat en direct est annoncé pour le {starts_at} : {title}.",
        "A live debate is announced for {starts_at}: {title}.",
        "/debate",
    ),
    "presentation_written": Sentence(
        "Présentation, {kind} (version {version}) : {title}. {note}",
        "Presentation, {kind} (version {version}): {title}. {note}",
        "/presentation",
    ),
    "presentation_removed": Sentence(
        "{kind} de la présentation est retiré du texte : {title}. {note}",
        "{kind} is taken out of the presentation: {title}. {note}",
        "/presentation/history",
    ),
    "propositions_imported": Sentence(
        "{propositions} propositions et {arguments} arguments sont repris d’une autre plateforme.",
        "{propositions} propositions and {arguments} arguments were taken over from another platform.",
    ),
    "bill_published": Sentence(
        "La version {number} de la proposition de loi est publiée : {title}. {note}",
        "Version {number} of the bill is published: {title}. {note}",
        "/bill",
    ),
    "bill_step_added": Sentence(
        "La proposition de loi avance : {kind}, le {date}. {chamber} {number} {label}",
        "The bill moves on: {kind}, on {date}. {chamber} {number} {label}",
        "/bill",
    ),
    "bill_step_corrected": Sentence(
        "Une étape de la proposition de loi est corrigée : {kind}, le {date}. {chamber} {number} {label} "
        "Motif : {reason}",
        "A step of the bill is corrected: {kind}, on {date}. {chamber} {number} {label} Reason: {reason}",
        "/bill",
    ),
    "thresholds_set": Sentence(
        "Ce qui est promis à certains nombres de soutiens est annoncé.",
        "What is promised at certain numbers of supports is announced.",
        "/mobilisation",
    ),
    "threshold_crossed": Sentence(
        "{count} personnes soutiennent la proposition de loi. Ce qui était promis : {promise}",
        "{count} people support the bill. What was promised: {promise}",
        "/mobilisation",
    ),
}
