"""What people are asked to agree to. Another meaning is another version: everybody is asked again."""

from __future__ import annotations

from hemicycle_protocol.personal import ConsentText

VERSION = "2026-11"

_FRENCH = ConsentText(
    VERSION,
    "fr",
    "Avant votre première prise de position",
    [
        "Vos votes, vos propositions, vos arguments et vos soutiens disent ce que vous pensez de la "
        "politique. La loi protège particulièrement ces données : nous avons besoin de votre accord pour "
        "les garder.",
        "Vos textes sont publics, sous le nom que vous avez choisi. Vos votes ne sont jamais affichés avec "
        "votre nom : ils sont comptés sous un pseudonyme, propre à chaque démarche.",
        "Nous nous en servons pour mener la démarche, en publier les résultats et permettre à chacun de les "
        "recompter. Rien n’est vendu ni transmis à d’autres fins.",
        "Vous pouvez à tout moment obtenir une copie de vos données, ou fermer votre compte, depuis la page "
        "« Mon compte ».",
    ],
)
_ENGLISH = ConsentText(
    VERSION,
    "en",
    "Before your first stand",
    [
        "Your votes, propositions, arguments and supports say what you think about politics. The law "
        "protects such data in particular: we need your agreement to keep them.",
        "Your texts are public, under the name you chose. Your votes are never shown with your name: they "
        "are counted under a pseudonym, another one in each process.",
        "We use them to run the process, to publish its results and to let anyone count them again. Nothing "
        "is sold, or passed on for any other purpose.",
        "You can get a copy of your data or close your account at any time, from the page “My account”.",
    ],
)


def consent_text(locale: str) -> ConsentText:
    """The present text in a language of ours."""
    return _ENGLISH if locale == "en" else _FRENCH
