"""The sentences of notifications, French and English: one mail with a line for each thing to hear of."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from hemicycle.core.notices import Digest, Line
from hemicycle.core.site import ZONE
from hemicycle.services.kernel.dates import spoken_in_zone
from hemicycle.services.mail.letters import Letter
from hemicycle_protocol.moderation import AppealOutcome, ReportReason
from hemicycle_protocol.personal import Notice, NoticeKind
from hemicycle_protocol.views import Phase

_K = NoticeKind
_REASONS = {
    "fr": {
        ReportReason.ABUSIVE: "propos abusif",
        ReportReason.OFFENDING: "propos blessant",
        ReportReason.SPAM: "publicité ou message répété",
        ReportReason.ERROR: "erreur ou doublon",
        ReportReason.OFF_TOPIC: "hors sujet",
    },
    "en": {
        ReportReason.ABUSIVE: "abusive",
        ReportReason.OFFENDING: "offending",
        ReportReason.SPAM: "advertising or repeated message",
        ReportReason.ERROR: "error or duplicate",
        ReportReason.OFF_TOPIC: "off topic",
    },
}
_PHASES = {
    "fr": {
        Phase.PRESENTATION: "la présentation",
        Phase.CONSULTATION: "la consultation",
        Phase.SYNTHESIS: "la synthèse",
        Phase.DEBATE: "le débat",
        Phase.BILL: "la proposition de loi",
        Phase.MOBILISATION: "la mobilisation",
    },
    "en": {
        Phase.PRESENTATION: "the presentation",
        Phase.CONSULTATION: "the consultation",
        Phase.SYNTHESIS: "the synthesis",
        Phase.DEBATE: "the debate",
        Phase.BILL: "the bill",
        Phase.MOBILISATION: "the mobilisation",
    },
}
# What an explanation is called: of a judgement, of a change of the plan.
_EXPLAINED = {"fr": ("Explication :", "Motif :"), "en": ("Explanation:", "Reason:")}
_FRENCH = {
    "several": "{site} : {n} nouvelles pour vous",
    "hello": "Bonjour,",
    "more": "Et {n} autres nouvelles, à lire sur le site.",
    "why": "Vous recevez ce message parce que vous participez à une démarche.",
    "settings": "Choisir ce que vous recevez : ",
    "stop": "Ne plus recevoir ce genre de message : ",
}
_ENGLISH = {
    "several": "{site}: {n} news for you",
    "hello": "Hello,",
    "more": "And {n} more, to be read on the site.",
    "why": "You get this message because you take part in a process.",
    "settings": "Choose what you receive: ",
    "stop": "Receive no more messages of this kind: ",
}


def digest_letter(digest: Digest, *, site: str, locale: str, base_url: str, stop: str) -> Letter:
    """The mail that tells `digest`; `stop` is the address that ends such mails."""
    words = _ENGLISH if locale == "en" else _FRENCH
    told = [_sentence(line, locale) for line in digest.lines]
    subject = told[0] if len(told) == 1 else words["several"].format(site=site, n=len(told) + digest.more)
    blocks = [words["hello"]]
    for line, sentence in zip(digest.lines, told, strict=True):
        blocks.append("\n".join([sentence, *_details(line.notice, locale), base_url + _path(line.notice)]))
    if digest.more:
        blocks.append(words["more"].format(n=digest.more))
    settings = f"{words['settings']}{base_url}/me/notifications"
    blocks.append("\n".join(["--", words["why"], settings, words["stop"] + stop]))
    return Letter(subject[:150], "\n\n".join(blocks) + "\n")


def _sentence(line: Line, locale: str) -> str:
    notice = line.notice
    title, process = notice.title, notice.process_title
    if locale == "en":
        return _in_english(notice, title, process, line.times)
    return _in_french(notice, title, process, line.times)


def _in_french(notice: Notice, title: str, process: str, times: int) -> str:
    phase = _PHASES["fr"][notice.phase or Phase.CONSULTATION]
    agreed = "e" if phase.startswith("la ") else ""
    match notice.kind:
        case _K.BINNED:
            return f"Votre texte a été mis à la corbeille : « {title} »"
        case _K.RESTORED:
            return f"Votre texte est de nouveau visible : « {title} »"
        case _K.APPEAL_DECIDED:
            kept = notice.outcome is AppealOutcome.UPHELD
            end = "la décision est maintenue" if kept else "votre texte est de nouveau visible"
            return f"Votre recours a été examiné, {end} : « {title} »"
        case _K.BLOCKED:
            return f"{process} : vous ne pouvez plus y écrire pour un temps, mais voter et soutenir"
        case _K.BLOCK_DECIDED:
            kept = notice.outcome is AppealOutcome.UPHELD
            end = "la décision est maintenue" if kept else "vous pouvez de nouveau y écrire"
            return f"{process} : votre blocage a été examiné, {end}"
        case _K.ARGUED:
            what = "Un nouvel argument" if times == 1 else f"{times} nouveaux arguments"
            return f"{what} sur votre proposition « {title} »"
        case _K.NEW_VERSION:
            return f"« {title} » a une nouvelle version : confirmez ou changez votre vote"
        case _K.PHASE_OPENED:
            return f"{process} : {phase} est ouvert{agreed}"
        case _K.PHASE_CLOSING:
            return f"{process} : {phase} se termine bientôt"
        case _K.PHASE_EXTENDED:
            return f"{process} : {phase} est prolongé{agreed}"


def _in_english(notice: Notice, title: str, process: str, times: int) -> str:
    phase = _PHASES["en"][notice.phase or Phase.CONSULTATION]
    match notice.kind:
        case _K.BINNED:
            return f"Your text was put into the bin: “{title}”"
        case _K.RESTORED:
            return f"Your text is visible again: “{title}”"
        case _K.APPEAL_DECIDED:
            kept = notice.outcome is AppealOutcome.UPHELD
            end = "the decision stands" if kept else "your text is visible again"
            return f"Your appeal was looked at, {end}: “{title}”"
        case _K.BLOCKED:
            return f"{process}: you cannot write there for a while, but vote and support"
        case _K.BLOCK_DECIDED:
            kept = notice.outcome is AppealOutcome.UPHELD
            end = "the decision stands" if kept else "you can write there again"
            return f"{process}: your block was looked at, {end}"
        case _K.ARGUED:
            what = "A new argument" if times == 1 else f"{times} new arguments"
            return f"{what} on your proposition “{title}”"
        case _K.NEW_VERSION:
            return f"“{title}” has a new version: confirm or change your vote"
        case _K.PHASE_OPENED:
            return f"{process}: {phase} is open"
        case _K.PHASE_CLOSING:
            return f"{process}: {phase} ends soon"
        case _K.PHASE_EXTENDED:
            return f"{process}: {phase} was extended"


def _details(notice: Notice, locale: str) -> list[str]:
    english = locale == "en"
    lines = []
    if notice.reason is not None:
        reason = _REASONS["en" if english else "fr"][notice.reason]
        lines.append(f"Reason: {reason}." if english else f"Motif : {reason}.")
    if notice.explanation:
        is_reason = notice.kind is _K.PHASE_EXTENDED
        name = _EXPLAINED["en" if english else "fr"][is_reason]
        lines.append(f"{name} {notice.explanation}")
    if notice.kind in (_K.BINNED, _K.BLOCKED):
        lines.append(
            "You may appeal once: another moderator will look at it."
            if english
            else "Vous pouvez faire un recours, une fois : un autre modérateur l’examinera."
        )
    if notice.until is not None:
        when = spoken_in_zone(notice.until, locale, ZoneInfo(notice.zone or ZONE))
        lines.append(f"Until {when}." if english else f"Jusqu’au {when}.")
    return lines


def _path(notice: Notice) -> str:
    kind, _, id_ = notice.target.partition("/")
    if kind == "block":
        return "/me"
    if notice.kind in (_K.BINNED, _K.APPEAL_DECIDED) and notice.outcome is not AppealOutcome.OVERTURNED:
        return f"/processes/{notice.process}/bin"
    if kind == "proposition":
        return f"/propositions/{id_}"
    return f"/processes/{notice.process}"
