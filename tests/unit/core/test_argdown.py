"""Argdown: a golden text, and what is written reads back as it was."""

from hypothesis import given
from hypothesis import strategies as st

from hemicycle.core.argdown import argdown, escaped
from tests.support.synthesis import a_map, read_argdown

GOLDEN = """\
===
title: "Loi n° 1"
version: 2
===

# Loi n° 1

## Dépense

[P1]: Publier les avenants
  + <P1-F1 Transparence>: On voit où va l’argent.
    + <A-a1-1>: La dépense devient visible.
  - <P1-F2 Coût>: Coût
    + <A-a1-2>: Cela coûte cher aux communes.

<A-a4>: Voir \\[ici\\] : \\*rien\\* \\// du tout #unclassified #off_topic
"""


def test_the_golden_text() -> None:
    assert argdown(a_map()) == GOLDEN


def test_what_is_written_reads_back() -> None:
    """[SY15]"""
    lines = read_argdown(argdown(a_map()))
    assert [(line.depth, line.sign, line.name) for line in lines] == [
        (0, "", "P1"),
        (1, "+", "P1-F1 Transparence"),
        (2, "+", "A-a1-1"),
        (1, "-", "P1-F2 Coût"),
        (2, "+", "A-a1-2"),
        (0, "", "A-a4"),
    ]
    assert (lines[-1].text, lines[-1].tags) == (
        "Voir [ici] : *rien* // du tout",
        ["unclassified", "off_topic"],
    )


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1))
def test_any_text_stays_one_line_and_reads_back(text: str) -> None:
    """[SY15]"""
    map_ = a_map()
    proposition = map_.propositions[0]
    first, *others = proposition.families
    argument = first.arguments[0]._replace(text=f"x {text}")
    families = [first._replace(arguments=[argument]), *others]
    written = argdown(map_._replace(propositions=[proposition._replace(families=families)]))
    assert read_argdown(written)[2].text == " ".join(f"x {text}".split())


@given(st.text())
def test_nothing_special_is_left_bare(text: str) -> None:
    bare = escaped(text).replace("\\\\", "").replace("\n", "")
    for character in "*_[]<>{}@#":
        assert bare.count(character) == bare.count("\\" + character)


def test_front_matter_begins_only_at_the_top() -> None:
    """Found in a real argument, which ended in a row of equals signs."""
    assert "===" not in escaped("fin. ===== puis ===")


def test_names_cannot_break_out_of_their_brackets() -> None:
    """[SY15]"""
    map_ = a_map()
    proposition = map_.propositions[0]
    family = proposition.families[0]._replace(title="a> b] <c [d")
    written = argdown(map_._replace(propositions=[proposition._replace(families=[family])]))
    assert read_argdown(written)[1].name == "P1-F1 a› b) ‹c (d"
