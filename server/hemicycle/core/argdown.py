"""A synthesis as Argdown, the Markdown of argument maps (argdown.org; checked with @argdown/core 1.8).

Propositions are statements, families and arguments are arguments; `+` supports and `-` attacks what the
line is indented under. Each is one line, so that only what is special inside a line has to be escaped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from hemicycle_protocol.synthesis import FamilySide

from .argument_map import ArgumentMap, MapArgument, MapFamily, MapProposition

# Emphasis, statements, arguments, data, mentions, tags; comments; `.x.` and `:x:`, which name symbols; and
# `===`, with which front matter may begin anywhere.
_SPECIAL = re.compile(r"[\\*_\[\]<>{}@#]|/(?=[/*])|[.:](?=\S)|=(?==)")
_NAME = str.maketrans({"<": "‹", ">": "›", "[": "(", "]": ")", "\\": "/"})
_SIGNS = {FamilySide.FOR: "+", FamilySide.AGAINST: "-"}


def argdown(map_: ArgumentMap) -> str:
    """The map as one Argdown document."""
    return "\n".join(_lines(map_)) + "\n"


def escaped(text: str) -> str:
    """`text` on one line, read by an Argdown parser as nothing but text."""
    return _SPECIAL.sub(lambda match: "\\" + match[0], " ".join(text.split()))


def _lines(map_: ArgumentMap) -> Iterator[str]:
    title = " ".join(map_.title.split()).replace("=", "＝")
    yield from (
        "===",
        f"title: {json.dumps(title, ensure_ascii=False)}",
        f"version: {map_.number}",
        "===",
        "",
    )
    yield f"# {escaped(map_.title)}"
    section = None
    for proposition in map_.propositions:
        if proposition.section != section:
            section = proposition.section
            if section:
                yield from ("", f"## {escaped(section)}")
        yield ""
        yield from _proposition(proposition)


def _proposition(proposition: MapProposition) -> Iterator[str]:
    yield f"[{_name(proposition.name)}]: {escaped(proposition.title)}"
    for family in proposition.families:
        yield f"  {_SIGNS[family.side]} {_family(family)}"
        for argument in family.arguments:
            yield f"    + {_argument(argument)}"
    for argument in proposition.unclassified:
        yield ""
        yield f"{_argument(argument)} #unclassified #{argument.reason}"


def _family(family: MapFamily) -> str:
    return f"<{_name(f'{family.name} {family.title}')}>: {escaped(family.summary or family.title)}"


def _argument(argument: MapArgument) -> str:
    return f"<{_name(argument.name)}>: {escaped(argument.text)}"


def _name(name: str) -> str:
    return " ".join(name.translate(_NAME).split())
