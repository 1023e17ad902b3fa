"""Two versions side by side: what stayed, what went, what came."""

from hypothesis import given
from hypothesis import strategies as st

from hemicycle.core.text_diff import MOST_WORDS, is_same, side_by_side, word_changes
from hemicycle_protocol.differences import Change, DiffPiece, DiffRow

SAME, REMOVED, ADDED = Change.SAME, Change.REMOVED, Change.ADDED
texts = st.lists(st.lists(st.sampled_from(["l'eau", "est", "chère", ",", "rare"])).map(" ".join)).map(
    "\n".join
)


def _line(pieces: list[DiffPiece]) -> str:
    return "".join(piece.text for piece in pieces)


def test_a_reworded_line_stands_beside_itself_with_its_words_marked() -> None:
    """[PR31]"""
    (row,) = side_by_side("L'eau est un bien commun.", "L'eau est un bien public.")
    assert [(p.change, p.text) for p in row.before] == [
        (SAME, "L'eau est un bien "),
        (REMOVED, "commun"),
        (SAME, "."),
    ]
    assert [(p.change, p.text) for p in row.after if p.change is ADDED] == [(ADDED, "public")]


def test_a_paragraph_put_before_a_reworded_one_does_not_part_the_pair() -> None:
    """[PR31]"""
    rows = side_by_side("un deux trois quatre", "tout autre chose\nun deux trois cinq")
    assert [bool(row.before) for row in rows] == [False, True]
    assert _line(rows[1].after) == "un deux trois cinq"


def test_lines_with_nothing_in_common_are_two_lines() -> None:
    rows = side_by_side("supprimer tout", "garder le reste")
    assert rows == [
        DiffRow([DiffPiece(REMOVED, "supprimer tout")], []),
        DiffRow([], [DiffPiece(ADDED, "garder le reste")]),
    ]


def test_a_blank_line_that_came_is_no_missing_line() -> None:
    assert side_by_side("a", "a\n\n")[1] == DiffRow([], [DiffPiece(ADDED, "")])


def test_in_place_what_went_stands_before_what_came() -> None:
    assert [p.change for p in word_changes("un mot dit", "un mot tu")] == [SAME, REMOVED, ADDED]


def test_a_line_too_long_to_compare_is_taken_as_changed_whole() -> None:
    long = "mot " * (MOST_WORDS + 1)
    assert [p.change for p in word_changes(long, long + "fin")] == [REMOVED, ADDED]


@given(texts, texts)
def test_each_side_is_its_text_again(before: str, after: str) -> None:
    """[PR31]"""
    rows = side_by_side(before, after)
    assert [_line(row.before) for row in rows if row.before] == before.splitlines()
    assert [_line(row.after) for row in rows if row.after] == after.splitlines()
    assert is_same(rows) == (before.splitlines() == after.splitlines())


@given(texts)
def test_no_side_holds_the_others_words(text: str) -> None:
    """[PR31]"""
    for row in side_by_side(text, text.replace("est", "fut")):
        assert all(piece.change is not ADDED for piece in row.before)
        assert all(piece.change is not REMOVED for piece in row.after)
