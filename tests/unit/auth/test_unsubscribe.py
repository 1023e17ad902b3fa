"""The signed link of a mail switches off what it names, for one person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemicycle.auth.unsubscribe import make_unsubscribe, read_unsubscribe
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.personal import Subject

KEY = b"k" * 32


@pytest.mark.parametrize("subject", list(Subject))
def test_a_link_says_whose_it_is_and_what_for(subject: Subject) -> None:
    token = make_unsubscribe("p-abc", [subject, Subject.PHASES], key=KEY)
    assert read_unsubscribe(token, key=KEY) == ("p-abc", [subject, Subject.PHASES])
    assert token.replace("-", "").replace("_", "").isalnum()


def test_a_link_of_another_key_or_with_a_changed_letter_is_none_of_ours() -> None:
    token = make_unsubscribe("p-abc", [Subject.PHASES], key=KEY)
    changed = ("B" if token[0] != "B" else "C") + token[1:]
    for bad in (make_unsubscribe("p-abc", [Subject.PHASES], key=b"x" * 32), changed, token[:-3]):
        with pytest.raises(Refused) as refused:
            read_unsubscribe(bad, key=KEY)
        assert refused.value.code is Code.INVALID


@given(st.text(max_size=80))
def test_anything_else_is_refused_in_words(token: str) -> None:
    with pytest.raises(Refused):
        read_unsubscribe(token, key=KEY)
