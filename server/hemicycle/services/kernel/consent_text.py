"""What people are asked to agree to. Another meaning is another version: everybody is asked again."""

from __future__ import annotations

from msgspec.structs import replace

from hemicycle_protocol.personal import ConsentText
from hemicycle_protocol.site import SiteView

VERSION = "2026-12-01"

_FRENCH = ConsentText(
    VERSION,
    "fr",
    "Avant votre première prise de position",
    [
        "Vos votes, vos propositions, vos arguments, vos questions et vos soutiens disent ce que vous "
        "pensez de la politique. La loi protège particulièrement ces données : nous avons besoin de votre "
        "accord pour les garder.",
        "Vos textes sont publics, sous le nom que vous avez choisi. Votre soutien à une proposition de loi "
        "ne l’est, sous ce nom, que si vous le demandez.",
        "Vos votes, vos autres soutiens et vos réponses aux sondages ne sont jamais publiés avec votre nom "
        ": le public en voit les nombres. Là où très peu de personnes votent, un nombre peut suffire à "
        "deviner. Les nombres bougent en direct : qui les suit et sait à quel instant vous votez peut "
        "deviner aussi. L’heure de vos textes n’est publiée qu’à la minute ; une question posée en direct "
        "paraît aussitôt.",
        "Vos votes sont gardés sous un pseudonyme, un autre dans chaque démarche et chaque débat ; qui "
        "administre ce site et sa base de données pourrait les relier à vous.",
        "Si une démarche l’a annoncé avant d’ouvrir sa consultation, les bulletins en sont publiés une fois "
        "qu’elle est finie, sans date, sous un pseudonyme qui change à chaque texte : vous seul·e pouvez y "
        "retrouver les vôtres. Votre vote sur votre propre texte n’est ni compté ni publié.",
        "Nous nous en servons pour mener la démarche, en publier les résultats et permettre à chacun de les "
        "recompter. Rien n’est vendu ni transmis à d’autres fins.",
        "Vous pouvez à tout moment obtenir une copie de vos données, ou fermer votre compte, depuis la page "
        "« Mon compte ». Fermer le compte efface ce qui relie vos votes à vous ; ils restent comptés. "
        "Jusqu’à la fin du vote, une empreinte de votre adresse, illisible sans la clé de ce site, empêche "
        "qu’elle vote deux fois.",
    ],
)
_ENGLISH = ConsentText(
    VERSION,
    "en",
    "Before your first stand",
    [
        "Your votes, propositions, arguments, questions and supports say what you think about politics. The "
        "law protects such data in particular: we need your agreement to keep them.",
        "Your texts are public, under the name you chose. Your support of a bill is public under that name "
        "only if you ask for it.",
        "Your votes, your other supports and your answers to polls are never published with your name: the "
        "public sees how many there are. Where very few people vote, a number may be enough to guess. "
        "Numbers move live: who follows them, and knows at which instant you vote, may guess as well. The "
        "time of your texts is published to the minute only; a question asked live appears at once.",
        "Your votes are kept under a pseudonym, another one in each process and each debate; whoever runs "
        "this site and its database could lead them back to you.",
        "If a process said so before it opened its consultation, its ballots are published once that is "
        "over, without dates, under a pseudonym that changes with each text: you alone can find yours. Your "
        "vote on your own text is neither counted nor published.",
        "We use them to run the process, to publish its results and to let anyone count them again. Nothing "
        "is sold, or passed on for any other purpose.",
        "You can get a copy of your data or close your account at any time, from the page “My account”. "
        "Closing it erases what leads from you to your votes; they stay counted. Until a vote is over, a "
        "fingerprint of your address, unreadable without the key of this site, keeps it from voting twice.",
    ],
)


_CONTROLLER = {
    "fr": "Responsable de ces données : {controller}.",
    "en": "Controller of these data: {controller}.",
}
_CONTACT = {
    "fr": " Pour toute question, ou pour exercer vos droits : {contact}",
    "en": " For any question, or to use your rights: {contact}",
}


def consent_text(locale: str, site: SiteView) -> ConsentText:
    """The present text in a language of ours, with who answers for the data where the site says it (SI7)."""
    text = _ENGLISH if locale == "en" else _FRENCH
    if not site.controller:
        return text
    said = _CONTROLLER[text.locale].format(controller=site.controller)
    if site.contact:
        said += _CONTACT[text.locale].format(contact=site.contact)
    return replace(text, paragraphs=[*text.paragraphs, said])
