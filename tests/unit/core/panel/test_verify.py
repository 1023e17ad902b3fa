"""The checks of a panel file: a sound one holds, and each change somebody might make is found."""

import pytest

from hemicycle.core.panel.verify import CHECKS, is_sound, verify
from tests.support.panel_vectors import VECTORS, documents, files

# What was changed → the check that says so.
FOUND_BY = {
    "spoilt_format": "format",
    "spoilt_pool": "pool_numbers",
    "spoilt_hash": "pool_hash",
    "spoilt_dates": "beacon_dates",
    "spoilt_announced": "beacon_dates",
    "spoilt_value": "draw",
    "spoilt_signature": "beacon_signature",
    "spoilt_score": "ranking",
    "spoilt_draw": "draw",
    "spoilt_skipped": "call_order",
    "spoilt_order": "call_order",
    "spoilt_twice": "one_call",
    "spoilt_too_many": "call_order",
    "spoilt_late": "seats",
    "spoilt_choice": "choices",
}
FILES = files()


@pytest.mark.parametrize("name", [name for name in FILES if not name.startswith("spoilt")])
def test_a_panel_made_by_the_rules_is_sound_at_every_step(name: str) -> None:
    """[PA20]"""
    assert is_sound(verify(FILES[name]))


@pytest.mark.parametrize("name", FOUND_BY)
def test_what_somebody_changed_is_found(name: str) -> None:
    """[PA20]"""
    wrong = [check.name for check in verify(FILES[name]) if check.holds is False]
    assert FOUND_BY[name] in wrong


def test_every_check_finds_something_somewhere() -> None:
    found = {check.name: set() for check in verify(FILES["opened"])}  # type: ignore[var-annotated]
    for file in FILES.values():
        for check in verify(file):
            found[check.name].add(check.holds)
    assert set(found) == set(CHECKS)
    assert all(True in holds for holds in found.values())
    assert all(False in holds for name, holds in found.items() if name != "beacon_round")


def test_the_vectors_of_both_languages_are_those_of_the_rules() -> None:
    """Stale: run `python -m tests.support.panel_vectors`."""
    for name, text in documents().items():
        assert (VECTORS / name).read_text() == text, name
