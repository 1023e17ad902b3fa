"""The words of a French text that say what it is about: without stop words, cut down to their stems."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import snowballstemmer

_WORD = re.compile(r"[a-zà-öø-ÿœæ]{2,}|\d{2,}")
_ELIDED = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’](?=\w)")
# Words that stand in any text, and those that any argument about any law is made of.
STOP_WORDS = frozenset(files(__package__).joinpath("stop_words.txt").read_text(encoding="utf-8").split())


def words_of(text: str) -> Iterator[str]:
    """The words that count, in lower case, in their order."""
    plain = _ELIDED.sub(" ", unicodedata.normalize("NFC", text).casefold())
    for match in _WORD.finditer(plain):
        if match[0] not in STOP_WORDS:
            yield match[0]


@cache
def stem_of(word: str) -> str:
    """The stem that the forms of a word share."""
    return str(_stemmer().stemWord(word))


def terms_of(text: str) -> list[str]:
    """The stems of a text."""
    return [stem_of(word) for word in words_of(text)]


@cache
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("french")
