"""Words of questions in the logs of debates: the one thing of a log that is rewritten.

A question is published with its words, and may have to lose them: it goes into the bin, is taken back, or its
author closes their account. The desk's log keeps what the public one lost, so that it can be published again.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import Connection, or_, select, update

from . import tables
from .connections import Write

_WITH_QUESTION = ("question_published", "question_submitted")
_BLANK: dict[str, object] = {"text": "", "name": "", "theme": None, "readout_text": None}


def hide_question(debate: str, question: str) -> Write:
    """The public log of a debate has the words and the name of a question no longer."""
    return lambda connection: blank_questions(connection, f"debate/{debate}", [question])


def blank_questions(connection: Connection, log: str, questions: Collection[str]) -> None:
    """The same of any log of a debate, and of several questions."""
    change_questions(connection, log, questions, _BLANK)
    for offset, body in _facts(connection, log, ("question_reworded",), questions):
        if body["question"] in questions:
            _rewrite(connection, log, offset, body | {"readout_text": ""})


def change_questions(
    connection: Connection, log: str, questions: Collection[str], change: dict[str, object]
) -> None:
    """Have other values in what a log says of these questions where it publishes them."""
    for offset, body in _facts(connection, log, _WITH_QUESTION, questions):
        question = body["question"]
        if question["id"] in questions:
            known = {name: value for name, value in change.items() if name in question}
            _rewrite(connection, log, offset, body | {"question": question | known})


def aired_among(connection: Connection, debate: str, questions: Collection[str]) -> set[str]:
    """Those that were on air at any time: they were said aloud."""
    log = f"debate/{debate}/desk"
    moves = _facts(connection, log, ("question_moved",), questions)
    return {body["question"] for _, body in moves if body["step"]["to"] == "on_air"} & set(questions)


def _facts(
    connection: Connection, log: str, types: Collection[str], questions: Collection[str]
) -> list[tuple[int, dict[str, Any]]]:
    e = tables.events.c
    named = or_(*(e.body.contains(question, autoescape=True) for question in questions))
    query = select(e.offset, e.body).where(e.log == log, e.type.in_(types), named)
    return [(offset, msgspec.json.decode(body)) for offset, body in connection.execute(query).all()]


def _rewrite(connection: Connection, log: str, offset: int, body: dict[str, object]) -> None:
    e = tables.events
    text = msgspec.json.encode(body).decode()
    connection.execute(update(e).where(e.c.log == log, e.c.offset == offset).values(body=text))
