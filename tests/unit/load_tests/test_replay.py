"""The votes of a consultation are dealt out as people could have cast them."""

from __future__ import annotations

import gzip
from collections import Counter
from pathlib import Path

import pytest

from load_tests.replay import CITIZENS, deal, read_supports, read_votes

VOTES = {
    "many": {"agree": CITIZENS, "mixed": 5, "disagree": 7},
    "some": {"agree": 3, "mixed": 0, "disagree": 400},
    "none": {"agree": 0, "mixed": 0, "disagree": 0},
}


def test_nobody_votes_twice_on_a_proposition() -> None:
    for hand in deal(VOTES):
        assert len({proposition for proposition, _ in hand}) == len(hand)


def test_the_totals_are_those_of_the_file() -> None:
    dealt = Counter(ballot for hand in deal(VOTES) for ballot in hand)
    wanted = Counter({(id_, choice): n for id_, counts in VOTES.items() for choice, n in counts.items()})
    assert dealt == +wanted


@pytest.mark.parametrize(
    "data",
    [None, b"no gzip", gzip.compress(b"{"), gzip.compress(b'{"id": 1}')],
    ids=["missing", "no gzip", "no JSON", "no votes"],
)
def test_a_file_that_is_no_consultation_is_named(tmp_path: Path, data: bytes | None) -> None:
    file = tmp_path / "votes.jsonl.gz"
    if data is not None:
        file.write_bytes(data)
    with pytest.raises(SystemExit, match=r"votes\.jsonl\.gz"):
        read_votes(file)


def test_supports_of_arguments_are_dealt_out_too(tmp_path: Path) -> None:
    file = tmp_path / "votes.jsonl.gz"
    line = b'{"id": 1, "votes": {"agree": 2}, "arguments": [{"id": 7, "votes": 3}, {"id": 8, "votes": 0}]}'
    file.write_bytes(gzip.compress(line))
    assert read_votes(file) == {"1": {"agree": 2}}
    assert read_supports(file) == {"7": {"support": 3}, "8": {"support": 0}}
