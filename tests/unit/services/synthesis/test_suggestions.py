"""The program that compares texts is ended when its time is over."""

import pytest

from hemicycle.services.synthesis.suggestions import question_of, run
from hemicycle_protocol.errors import Code, Refused
from tests.support.synthesis import FOR, a_table, with_family


async def test_a_program_without_an_answer_in_time_is_ended() -> None:
    with pytest.raises(Refused) as refused:
        await run(b'{"arguments": [], "families": []}', limit_s=0)
    assert refused.value.code is Code.BUSY


@pytest.mark.slow
async def test_a_program_that_fails_is_no_answer() -> None:
    with pytest.raises(Refused) as refused:
        await run(b"nonsense", limit_s=600)
    assert refused.value.code is Code.UNAVAILABLE


def test_only_what_is_to_be_read_is_asked_about() -> None:
    table = with_family(a_table(), "f1", title="Voir")
    question = question_of(table, FOR, {"argument/a2": ["v1"]})
    assert [one["id"] for one in question["arguments"]] == ["a2", "a1"]
    assert question["arguments"][0]["supporters"] == ["v1"]
    assert question["families"] == [{"id": "f1", "text": "Voir. ", "members": []}]
