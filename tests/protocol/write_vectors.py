"""Write `protocol/vectors`: `python -m tests.protocol.write_vectors` after a change of the wire.

Each file holds a list. `valid`: note, sender, message (bytes fields as `{"$hex": …}`), its bytes in hex.
`invalid`: note, bytes in hex, and what decoding must give: `close` (a close code) or `unknown_type`.
"""

import json
from pathlib import Path

import msgspec

from hemicycle_protocol import messages as m
from hemicycle_protocol.codec import MESSAGE_BYTES, encode, pack
from hemicycle_protocol.errors import CloseCode
from hemicycle_protocol.views import Event, Limits, Position, Role, You

VECTORS = Path(__file__).parents[2] / "protocol" / "vectors"

CLIENT: list[tuple[str, m.Message]] = [
    ("a viewer says hello", m.Hello(versions=[1])),
    ("a person says hello in English", m.Hello(versions=[1, 2], token="t.o.k", locale="en")),
    ("follow from the start", m.Subscribe(topic="debate/d1")),
    ("follow from a position", m.Subscribe(topic="debate/d1", since=Position(epoch="e1", at=41))),
    ("follow no longer", m.Unsubscribe(topic="process/p1/board")),
    ("ask", m.Command(ref=1, name="ask_question", args={"debate": "d1", "text": "Où ? 🙂", "key": "k"})),
    ("the largest integer both languages hold", m.Command(ref=2**53 - 1, name="x", args={"n": -(2**53 - 1)})),
    ("every plain value", m.Command(ref=2, name="x", args={"a": [None, True, False, 0, -1, "", [], {}]})),
    ("pong", m.Pong(n=7)),
    ("the stage answers a call", m.Reply(ref=3, result={"sdp": "v=0"})),
    ("the stage refuses a call", m.Reply(ref=3, code="stage_away")),
    (
        "a group begins",
        m.Group("debate/d1/program", 5, 1_800_000_000_000, "video/mp4", b"\x00\x01\xff", 640, 360),
    ),
    ("a fragment", m.Chunk("debate/d1/program", 5, 0, 1_800_000_000_000, bytes(range(40)))),
]
SERVER: list[tuple[str, m.Message]] = [
    ("a viewer is welcome", m.Welcome(version=1, session="s1", server_time_ms=1, limits=Limits())),
    (
        "a moderator is welcome",
        m.Welcome(1, "s2", 2, Limits(), You("p1", "Ali", [Role.MODERATOR], debate="d1"), "b1"),
    ),
    ("recovered", m.Subscribed("debate/d1", "log", Position("e1", 44), recovered=True)),
    (
        "a snapshot",
        m.Subscribed("debate/d1", "log", Position("e1", 44), snapshot={"id": "d1", "process": "p"}),
    ),
    ("forbidden", m.Unsubscribed(topic="debate/d1/desk", code="forbidden")),
    (
        "two facts",
        m.Events(
            "debate/d1",
            "e1",
            45,
            [
                Event(45, 1000, "debate_state_changed", {"to": "live"}, "p2"),
                Event(46, 1001, "floor_given", {"seat": "1", "limit_ms": 120_000}),
            ],
        ),
    ),
    ("a board moves", m.Board("debate/d1/board", "n1", 8, 9, {"support/q1": 12, "poll/p1": None})),
    ("done", m.Done(ref=1, at=5, result={"question": "q1"})),
    ("refused", m.Refused(ref=1, code="too_long", facts={"length": 281, "limit": 280})),
    ("a call to the stage", m.Call(ref=9, name="negotiate", seat="3", args={"leg": "publish"})),
    ("ping", m.Ping(n=7, server_time_ms=1_800_000_000_000)),
    ("closing with a slot", m.Closing(code=4001, reason="draining", retry_after_ms=7300)),
    ("a fault", m.Fault(code="unknown_type", detail="hallo")),
]


def deep(levels: int) -> bytes:
    """A message that is nested too deeply."""
    return b"\x81\xa4type" + b"\x91" * levels + b"\xc0"


INVALID: list[tuple[str, bytes, dict[str, object]]] = [
    ("nothing", b"", {"close": CloseCode.MALFORMED}),
    ("not MessagePack", b"\xc1", {"close": CloseCode.MALFORMED}),
    ("text where a map is due", pack("hello"), {"close": CloseCode.MALFORMED}),
    ("cut short", encode(m.Hello(versions=[1]))[:-1], {"close": CloseCode.MALFORMED}),
    ("bytes after the message", encode(m.Pong(n=1)) + b"\x00", {"close": CloseCode.MALFORMED}),
    ("a map without a type", pack({"versions": [1]}), {"close": CloseCode.MALFORMED}),
    ("a type that is no text", pack({"type": 1}), {"close": CloseCode.MALFORMED}),
    ("a type of another version", pack({"type": "hallo"}), {"unknown_type": "hallo"}),
    ("a server's message from a client", encode(m.Done(ref=1, at=1)), {"unknown_type": "done"}),
    ("a field is missing", pack({"type": "subscribe"}), {"close": CloseCode.MALFORMED}),
    ("a field of another kind", pack({"type": "pong", "n": "1"}), {"close": CloseCode.MALFORMED}),
    ("a float where an integer is due", pack({"type": "pong", "n": 1.0}), {"close": CloseCode.MALFORMED}),
    ("a key that is no text", b"\x82\xa4type\xa4pong\x01\x02", {"close": CloseCode.MALFORMED}),
    ("text that is not UTF-8", b"\x81\xa4type\xa2\xff\xfe", {"close": CloseCode.MALFORMED}),
    ("an extension type", b"\x82\xa4type\xa4pong\xa1n\xd4\x01\x00", {"close": CloseCode.MALFORMED}),
    (
        "a list that claims four thousand million items",
        b"\xdd\xff\xff\xff\xff",
        {"close": CloseCode.MALFORMED},
    ),
    ("nested two thousand deep", deep(2000), {"close": CloseCode.MALFORMED}),
    (
        "larger than the limit",
        pack({"type": "command", "ref": 1, "name": "x", "args": {"a": "a" * MESSAGE_BYTES}}),
        {"close": CloseCode.TOO_LARGE},
    ),
    (
        "a ref beyond 2⁵³ − 1",
        pack({"type": "command", "ref": 2**53, "name": "x", "args": {}}),
        {"close": CloseCode.MALFORMED},
    ),
    (
        "a position below −(2⁵³ − 1)",
        pack({"type": "subscribe", "topic": "debate/d1", "since": {"epoch": "e", "at": -(2**53)}}),
        {"close": CloseCode.MALFORMED},
    ),
    (
        "a ref of 64 bits",
        pack({"type": "command", "ref": 2**64 - 1, "name": "x", "args": {}}),
        {"close": CloseCode.MALFORMED},
    ),
]


def plain(message: m.Message) -> object:
    """The message as JSON holds it."""

    def hexed(value: object) -> object:
        if isinstance(value, bytes):
            return {"$hex": value.hex()}
        if isinstance(value, dict):
            return {k: hexed(v) for k, v in value.items()}
        return [hexed(v) for v in value] if isinstance(value, list) else value

    return hexed(msgspec.to_builtins(message, builtin_types=(bytes,)))


def documents() -> dict[Path, str]:
    """Every vector file with its text."""
    valid = [
        {"note": note, "from": side, "message": plain(message), "bytes": encode(message).hex()}
        for side, cases in (("client", CLIENT), ("server", SERVER))
        for note, message in cases
    ]
    invalid = [{"note": note, "bytes": data.hex(), "gives": gives} for note, data, gives in INVALID]
    return {
        VECTORS / "valid" / "messages.json": json.dumps(valid, indent=1, ensure_ascii=False) + "\n",
        VECTORS / "invalid" / "messages.json": json.dumps(invalid, indent=1, ensure_ascii=False) + "\n",
    }


if __name__ == "__main__":
    for path, text in documents().items():
        path.write_text(text)
