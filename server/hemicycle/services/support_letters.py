"""The sentences of the mails that supporters of a bill asked for, French then English."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

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


def news_letter(told: Told, name: str, *, page: str, settings: str) -> tuple[str, str]:
    """Subject and text of the mail to one supporter; `page` is the bill's, `settings` where mails end."""
    french, english = _step(told, told.step) if told.step is not None else _threshold(told)
    return (
        f"« {_short(told.bill)} » : {french[0]}",
        f"Bonjour {name},\n\nvous soutenez la proposition de loi « {told.bill} ».\n{french[1]}\n\n{page}\n\n"
        f"Vous recevez ce message parce que vous l’avez demandé. Ne plus en recevoir :\n{settings}\n\n"
        f"—\n\nYou support the bill “{told.bill}”.\n{english[1]}\n\n"
        f"You asked for this mail. To get no more: {settings}\n",
    )


def _step(told: Told, step: BillStep) -> tuple[tuple[str, str], tuple[str, str]]:
    french, english = _STEPS_FR[step.kind], _STEPS_EN[step.kind]
    french_more, english_more = _where(step)
    day = date.fromisoformat(step.date)
    sentences = (
        f"{french.capitalize()}{french_more}, le {day:%d/%m/%Y}.",
        f"{english.capitalize()}{english_more}, on {day.isoformat()}.",
    )
    if not told.corrected:
        return (french, sentences[0]), (english, sentences[1])
    return (
        (f"correction ({french})", f"Une étape est corrigée : {sentences[0]}\nMotif : {told.corrected}"),
        (f"correction ({english})", f"A step is corrected: {sentences[1]}\nReason: {told.corrected}"),
    )


def _where(step: BillStep) -> tuple[str, str]:
    if step.chamber is not None:
        number = f", n° {step.number}"
        return f" {_CHAMBERS_FR[step.chamber]}{number}", f" {_CHAMBERS_EN[step.chamber]}{number}"
    return (f" : {step.label}", f": {step.label}") if step.label else ("", "")


def _threshold(told: Told) -> tuple[tuple[str, str], tuple[str, str]]:
    french = f"{told.count:,}".replace(",", "\u202f")
    english = f"{told.count:,}"
    return (
        (f"{french} soutiens", f"{french} personnes la soutiennent. Ce qui était promis : {told.promise}"),
        (f"{english} supports", f"{english} people support it. What was promised: {told.promise}"),
    )


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79].rstrip()}…"
