"""The sentences of the mails that supporters of a bill asked for, French and English."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from msgspec import Struct

from hemicycle.services.mail.letters import Letter
from hemicycle_protocol.bill_view import BillStep, BillStepKind, Chamber

_STEPS_FR = {
    BillStepKind.FILED: "dépôt",
    BillStepKind.COMMITTEE: "examen en commission",
    BillStepKind.FIRST_READING: "première lecture",
    BillStepKind.OTHER_CHAMBER: "passage à l’autre chambre",
    BillStepKind.ADOPTED: "adoption",
    BillStepKind.REJECTED: "rejet",
    BillStepKind.WITHDRAWN: "retrait",
    BillStepKind.OTHER: "étape",
}
_STEPS_EN = {
    BillStepKind.FILED: "filing",
    BillStepKind.COMMITTEE: "committee",
    BillStepKind.FIRST_READING: "first reading",
    BillStepKind.OTHER_CHAMBER: "sent to the other chamber",
    BillStepKind.ADOPTED: "adopted",
    BillStepKind.REJECTED: "rejected",
    BillStepKind.WITHDRAWN: "withdrawn",
    BillStepKind.OTHER: "step",
}
_CHAMBERS_FR = {Chamber.ASSEMBLY: "à l’Assemblée nationale", Chamber.SENATE: "au Sénat"}
_CHAMBERS_EN = {Chamber.ASSEMBLY: "at the National Assembly", Chamber.SENATE: "at the Senate"}


class Told(Struct, frozen=True, omit_defaults=True):
    """What there is to tell: a step, its correction, or a threshold that was reached."""

    bill: str
    step: BillStep | None = None
    corrected: str = ""
    count: int = 0
    promise: str = ""


class Said(NamedTuple):
    """What happened in a word, for the subject of a mail, and in a sentence."""

    word: str
    sentence: str


def news_letter(told: Told, name: str, *, locale: str, page: str, stop: str) -> Letter:
    """The mail to one supporter; `page` is the bill's, `stop` where mails end."""
    if locale == "en":
        said = _english(told)
        return Letter(
            f"“{_short(told.bill)}”: {said.word}",
            f"Hello {name},\n\nyou support the bill “{told.bill}”.\n{said.sentence}\n\n{page}\n\n"
            f"You asked for this message. To get no more:\n{stop}\n",
        )
    said = _french(told)
    return Letter(
        f"« {_short(told.bill)} » : {said.word}",
        f"Bonjour {name},\n\nvous soutenez la proposition de loi « {told.bill} ».\n{said.sentence}\n\n"
        f"{page}\n\n"
        f"Vous recevez ce message parce que vous l’avez demandé. Pour ne plus en recevoir :\n{stop}\n",
    )


def _french(told: Told) -> Said:
    if told.step is None:
        count = f"{told.count:,}".replace(",", "\u202f")
        return Said(
            f"{count} soutiens", f"{count} personnes la soutiennent. Ce qui était promis : {told.promise}"
        )
    word = _STEPS_FR[told.step.kind]
    where = _where(told.step, _CHAMBERS_FR, "n°", " : ")
    sentence = f"{word.capitalize()}{where}, le {date.fromisoformat(told.step.date):%d/%m/%Y}."
    if told.corrected:
        return Said(f"correction ({word})", f"Une étape est corrigée : {sentence}\nMotif : {told.corrected}")
    return Said(word, sentence)


def _english(told: Told) -> Said:
    if told.step is None:
        count = f"{told.count:,}"
        return Said(f"{count} supports", f"{count} people support it. What was promised: {told.promise}")
    word = _STEPS_EN[told.step.kind]
    where = _where(told.step, _CHAMBERS_EN, "no.", ": ")
    sentence = f"{word.capitalize()}{where}, on {told.step.date}."
    if told.corrected:
        return Said(f"correction ({word})", f"A step is corrected: {sentence}\nReason: {told.corrected}")
    return Said(word, sentence)


def _where(step: BillStep, chambers: dict[Chamber, str], number: str, colon: str) -> str:
    if step.chamber is not None:
        return f" {chambers[step.chamber]}, {number} {step.number}"
    return f"{colon}{step.label}" if step.label else ""


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79].rstrip()}…"
