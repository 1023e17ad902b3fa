"""[H1, H2] Whatever people write, what each function does that meets it grows with the text and no faster.

Adversarial text of the permitted size goes through all of them. Two measures, both without a limit of time:
the calls that Python counts for each character, and how the work grows when the text does, which sees C code
too. A module that takes texts apart and stands in neither table fails: put its functions into `FED`.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from hemicycle.auth.mailboxes import mailbox_of, normal_email
from hemicycle.core.argdown import escaped
from hemicycle.core.french import fold, normalised, stems
from hemicycle.core.names import own_name
from hemicycle.core.search import excerpt, wanted
from hemicycle.core.text import clean, clean_lines
from hemicycle.core.text_diff import _rows, word_changes
from hemicycle.lettering import font_of, lines_of, shortened
from hemicycle.services.consultation.similar import Words
from hemicycle.services.electorate.electorate import mailbox_in
from hemicycle.services.kernel.markdown import _begin, _render, plain_of
from hemicycle.services.mail.bounces import _OURS
from hemicycle.services.mail.letters import _NAME
from hemicycle.services.mail.mailing import _ADDRESS
from hemicycle.services.notices.atom import _UNWRITABLE
from hemicycle.services.notices.feed import _BEFORE_MARK, _BLANKS
from hemicycle.services.open_data.formats import safe_json, safe_text
from hemicycle.services.people.invitations import _LEADS_AWAY
from hemicycle.store.propositions import PropositionRow
from hemicycle.store.search import _folded
from hemicycle_protocol.errors import Refused
from tests.support.operations import LINEAR, calls_of, growth_of

SERVER = Path(__file__).parents[2] / "server" / "hemicycle"
BODY, NAME, EMAIL, TITLE, TYPED = 8_000, 60, 254, 150, 300
# What a message may carry to a field before its length is judged.
MESSAGE = 32_000
# How many calls a character may cost; the parser of Markdown is written in Python.
CALLS = {"markdown": 250}
CALLS_OTHERWISE = 60


def repeated(pattern: str) -> Callable[[int], str]:
    return lambda size: (pattern * (size // len(pattern) + 1))[:size]


def backticks(size: int) -> str:
    """Runs of backticks, each longer than the one before: none closes another."""
    return "".join("e" + "`" * n for n in range(1, int((2 * size) ** 0.5)))[:size]


def nested_list(size: int) -> str:
    return "".join("  " * n + "- a\n" for n in range(int(size**0.5)))[:size]


def nested_quote(size: int) -> str:
    return "".join(">" * n + " a\n" for n in range(int((2 * size) ** 0.5)))[:size]


def closed(size: int) -> str:
    return "[" * (size // 2) + "]" * (size - size // 2)


def different_words(size: int) -> str:
    return " ".join(f"mot{n:x}é" for n in range(size // 6))[:size]


def different_lines(size: int) -> str:
    return "\n".join(f"{n:x}" for n in range(size // 4))[:size]


def chance(alphabet: str) -> Callable[[int], str]:
    """The same for each size, and without a pattern."""
    return lambda size: "".join(random.Random(size).choices(alphabet, k=size))


PATTERNS: dict[str, Callable[[int], str]] = {
    **{
        pattern: repeated(pattern)
        for pattern in (
            *("[", "![", "]", "[](", "[a](", "[a]((", "[x]((a)", "[a](b)", "\\[", "[[]]", "[a][", "(", ")"),
            *("*", "*a", "* a ", "**a _", "_a", "a**b", "a*b**c***", "~", "`", "` a", "```\n", "~~~a\n"),
            *('"', "'", "«", "’a", "<", "<!--", "a<b>", '<a href="', "<http://a", "<a@b.c>", "http://a.b/ "),
            *(
                "&",
                "&amp;",
                "&#1234567;",
                "> ",
                ">",
                "- ",
                "-\n",
                "1. ",
                "1",
                "1.",
                "# ",
                "a\n===\n",
                "* * *\n",
            ),
            *("\n", "\n\n", "a\n", " ", " \n", "\t- a\n", "    a\n", "|a|b|\n|-|-|\n", "[a]: b\n"),
            *(
                "[a]: /b\n[a][a] [a]",
                "\\",
                "a",
                "W",
                "a ",
                "a-",
                "a'",
                ".",
                "a.",
                "@",
                "a@",
                "a@a.",
                "www.",
                "=",
            ),
            *("e\u0301", "\u0315\u0300\u0327", "\u0300", "\ufdfa", "\u3164", "\u200b", "\u202e", "œ", "ß"),
            *("\U0001f468\u200d\U0001f469\u200d", "漢", "ا", "\u1100\u1161\u11a8", "\x00", "\ud7ff", ": "),
        )
    },
    "backticks": backticks,
    "nested list": nested_list,
    "nested quote": nested_quote,
    "closed": closed,
    "different words": different_words,
    "different lines": different_lines,
    "two letters": chance("ab"),
    "two lines": chance("a\n"),
    "marks": chance("[]()*_`<>!\\&\n "),
    "an argument": chance("abcdefgh \n"),
}


def row(body: str) -> PropositionRow:
    return PropositionRow("x", "p", 1, "", body[:TITLE], body, "Ana", None, False, 0)


def similar(text: str) -> object:
    words = Words()
    words.put([row(text)])
    return words.like(text)


def refusing(work: Callable[[str], object]) -> Callable[[str], object]:
    """`work`, whose refusal is an answer as well."""

    def answered(text: str) -> object:
        try:
            return work(text)
        except Refused as refused:
            return refused

    return answered


def compared(text: str) -> object:
    """With what somebody made of it: every third character another, its halves exchanged."""
    other = "".join(
        c if n % 3 else "b" for n, c in enumerate(text[len(text) // 2 :] + text[: len(text) // 2])
    )
    return _rows.__wrapped__(text, other)


def drawn(text: str) -> object:
    return lines_of(text, font_of(46), width=1_040, most=5), shortened(text, font_of(46), width=1_040, most=5)


# What meets text of people: the function, and the most characters that it may be given.
FED: dict[str, tuple[Callable[[str], object], int]] = {
    "markdown": (_render, BODY),
    "plain": (plain_of, BODY),
    "beginning": (_begin, BODY),
    "clean": (clean, MESSAGE),
    "name": (refusing(own_name), MESSAGE),
    "clean lines": (clean_lines, MESSAGE),
    "fold": (fold, BODY),
    "stems": (stems, BODY),
    "normalised": (normalised, BODY),
    "wanted": (wanted, MESSAGE),
    "found": (lambda text: excerpt(text, wanted(text[:TYPED])), BODY),
    "found a": (lambda text: excerpt(text, wanted("mot a aa")), BODY),
    "indexed": (_folded, BODY),
    "similar": (similar, BODY),
    # These two have a budget: from there on they grow as the text does.
    "compared": (compared, 4 * BODY),
    "words compared": (lambda text: word_changes(text, text[::-1]), 4 * BODY),
    "argdown": (escaped, BODY),
    "feed": (lambda text: _BEFORE_MARK.sub("\u00a0", _BLANKS.sub(" ", _UNWRITABLE.sub("", text))), BODY),
    "spreadsheet": (lambda text: (safe_text(text), safe_json(text)), BODY),
    "bounce": (_OURS.fullmatch, BODY),
    "fault": (lambda text: _ADDRESS.sub("…", text), BODY),
    "leads away": (_LEADS_AWAY.search, NAME),
    "name in a letter": (_NAME.match, NAME),
    "address": (refusing(normal_email), MESSAGE),
    "mailbox": (mailbox_of, EMAIL),
    "line of a roll": (mailbox_in, MESSAGE),
    # Of a title so many lines are drawn; a short one is done before that.
    "drawn": (drawn, 16 * TITLE),
}
# Modules that take texts apart, and whose texts are not people's, or whose work is bounded elsewhere.
EXEMPT = {
    "auth/codes.py": "digits, twelve of them at most",
    "cli/backup.py": "names of the operator's files",
    "core/colours.py": "seven signs, matched from the beginning",
    "core/bill_diff.py": "ids of articles, each once; the texts are compared by core/text_diff.py",
    "core/panel/beacon.py": "a value of 64 digits",
    "demo_panel/portrait.py": "names of the demonstration",
    "http/entries.py": "our own pages",
    "http/media.py": "names of files, matched from the beginning, their length bounded",
    "http/openapi.py": "our own paths",
    "http/pages.py": "names of files, as above",
    "http/shares.py": "our own pages",
    "http/sign_in.py": "a path, matched from the beginning, its length bounded",
    "http/trouble.py": "our own pages",
    "likeness/words.py": "a program of its own, ended when its time is over",
    "services/mail/mailing.py": "what a mail server says",
    "services/process/toml.py": "the operator's own file",
    "stage/program/h264.py": "pictures",
    "stage/rtc_compat.py": "descriptions of a connection",
}
MEETS = {"re", "unicodedata", "difflib", "rapidfuzz", "markdown_it", "nh3", "idna", "textwrap", "html"}


@pytest.mark.parametrize("name", FED)
def test_work_grows_as_the_text_does(name: str) -> None:
    """[H1, H2] At four times the length about four times the work, whatever it is made of."""
    work, size = FED[name]
    grown = {pattern: growth_of(work, make, size=size) for pattern, make in PATTERNS.items()}
    assert {pattern: round(by, 1) for pattern, by in grown.items() if by > LINEAR} == {}


@pytest.mark.parametrize("name", FED)
def test_a_character_costs_so_many_calls_at_most(name: str) -> None:
    """[H1, H2] A budget of operations for text of the permitted size."""
    work, size = FED[name]
    size = min(size, BODY // 4 if name in CALLS else BODY)
    calls = {pattern: calls_of(lambda make=make: work(make(size))) for pattern, make in PATTERNS.items()}  # type: ignore[misc]
    most = CALLS.get(name, CALLS_OTHERWISE) * size + 5_000
    dear = {pattern: n // size for pattern, n in calls.items() if n > most}
    assert dear == {}


def test_whatever_takes_texts_apart_is_fed() -> None:
    """A function that meets people's text cannot stay out of the list."""
    ours = imported(Path(__file__).read_text())
    fed = {name.removeprefix("hemicycle.").replace(".", "/") + ".py" for name in ours}
    found = {
        str(path.relative_to(SERVER))
        for path in SERVER.rglob("*.py")
        if {name.partition(".")[0] for name in imported(path.read_text())} & MEETS
    }
    assert found - EXEMPT.keys() - fed == set()
    assert EXEMPT.keys() - found == set(), "no longer there"


def imported(source: str) -> set[str]:
    """The modules that a module names, but for those beside it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return names
