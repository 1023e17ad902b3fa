"""Buckets, wheels, parsers and handshakes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode

from hemicycle.live.handshake import shake_hands
from hemicycle.live.limits import Bucket
from hemicycle.live.parsers import PIECE_BYTES, Parser, Parsers, close_reason
from hemicycle.live.settings import LiveSettings
from hemicycle.live.wheel import Wheel
from hemicycle_protocol.errors import CloseCode

SETTINGS = LiveSettings(site="https://debate.example", origins=frozenset({"https://elsewhere.example"}))


@given(st.lists(st.integers(0, 5_000), max_size=60), st.integers(1, 20), st.integers(1, 20))
def test_a_bucket_never_gives_more_than_its_burst_and_rate(pauses: list[int], per_s: int, burst: int) -> None:
    bucket, mono, taken = Bucket(burst, mono=0), 0, 0
    for pause in pauses:
        mono += pause
        taken += bucket.take(per_s=per_s, burst=burst, mono=mono)
        assert taken <= burst + mono * per_s // 1000


def test_a_bucket_that_was_overdrawn_is_filled_again_first() -> None:
    bucket = Bucket(2, mono=0)
    bucket.spend(5)
    assert bucket.left(per_s=1, burst=2, mono=0) == -3
    assert not bucket.take(per_s=1, burst=2, mono=3_999)
    assert bucket.take(per_s=1, burst=2, mono=4_000)


def test_a_bucket_says_how_long_to_wait() -> None:
    bucket = Bucket(1, mono=0)
    assert bucket.take(per_s=4, burst=1, mono=0)
    assert not bucket.take(per_s=4, burst=1, mono=100)
    wait = bucket.wait_ms(per_s=4)
    assert wait == 150
    assert not bucket.take(per_s=4, burst=1, mono=100 + wait - 1)
    assert bucket.take(per_s=4, burst=1, mono=100 + wait)


def test_a_wheel_comes_round() -> None:
    wheel: Wheel[str] = Wheel(3)
    wheel.add("a", 1)
    wheel.add("b")
    assert [wheel.tick() for _ in range(6)] == [["a"], [], ["b"], ["a"], [], ["b"]]
    assert wheel.due(1) == []
    assert wheel.due(2) == ["a"]


def test_what_is_taken_from_a_wheel_does_not_come_again() -> None:
    wheel: Wheel[str] = Wheel(2)
    slot = wheel.add("a", 1)
    wheel.add("b", 1)
    wheel.remove("a", slot)
    wheel.tick()
    assert wheel.empty() == ["b"]
    assert len(wheel) == 0


def masked(data: bytes, *, opcode: Opcode = Opcode.BINARY, fin: bool = True) -> bytes:
    return Frame(opcode, data, fin).serialize(mask=True)


def read(parser: Parser, data: bytes, *, limit_bytes: int = 100_000, left: int = 100) -> list[bytes]:
    return [bytes(frame.data) for frame in parser.read(data, limit_bytes=limit_bytes, left=left)]  # type: ignore[union-attr]


def test_a_parser_between_messages_is_anybody_s() -> None:
    parsers = Parsers()
    parser = parsers.borrow()
    assert read(parser, masked(b"one") + masked(b"two")) == [b"one", b"two"]
    assert parser.is_at_rest
    parsers.give_back(parser)
    assert parsers.borrow() is parser


@pytest.mark.parametrize(
    "data",
    [
        masked(b"half")[:-1],
        masked(b"h")[:1],
        masked(b"part", fin=False),
        masked(b"", opcode=Opcode.PING),
        masked(b"\x03\xe8", opcode=Opcode.CLOSE),
        b"\xff\xff\xff\xff",
    ],
    ids=["no end", "no length", "no end of a message", "a ping", "a close", "no frame"],
)
def test_a_parser_in_the_middle_of_something_stays_with_its_connection(data: bytes) -> None:
    parser = Parsers().borrow()
    read(parser, data)
    assert not parser.is_at_rest


def test_a_message_that_is_too_large_is_closed_with_our_code() -> None:
    """[S9]"""
    parser = Parsers().borrow()
    read(parser, masked(bytes(11)), limit_bytes=10)
    assert parser.close_sent is not None
    assert parser.close_sent.code == CloseCode.TOO_LARGE


def test_fragments_together_are_limited_too() -> None:
    """[W7]"""
    parser = Parsers().borrow()
    read(parser, masked(bytes(6), fin=False) + masked(bytes(6), opcode=Opcode.CONT), limit_bytes=10)
    assert parser.close_sent is not None
    assert parser.close_sent.code == CloseCode.TOO_LARGE


@pytest.mark.parametrize(
    "frames",
    [
        masked(b"x") * 4,
        masked(b"", opcode=Opcode.PING) * 4,
        masked(b"", opcode=Opcode.PONG) * 4,
        masked(b"x", fin=False) + masked(b"", opcode=Opcode.CONT, fin=False) * 3,
        masked(bytes(PIECE_BYTES)) * 2,
    ],
    ids=["messages", "pings", "pongs", "empty fragments", "bytes"],
)
def test_whatever_comes_too_often_is_flooding_and_nothing_after_it_is_looked_at(frames: bytes) -> None:
    """[S7] [H5, H6] Every frame counts, whatever it is, and the bytes in it."""
    parser = Parsers().borrow()
    assert len(read(parser, frames + masked(b"x") * 1_000, left=3)) <= 3
    assert parser.close_sent is not None
    assert parser.close_sent.code == CloseCode.FLOODING
    assert parser.left == -1
    assert read(parser, masked(b"x"), left=3) == []
    assert not parser.is_at_rest


def test_of_many_pings_the_newest_is_answered() -> None:
    """[H5] So that no more than one pong ever waits (RFC 6455 §5.5.3)."""
    parser = Parsers().borrow()
    read(parser, masked(b"one", opcode=Opcode.PING) + masked(b"two", opcode=Opcode.PING))
    assert parser.pong() == Frame(Opcode.PONG, b"two").serialize(mask=False)
    assert parser.pong() == b""
    assert parser.is_at_rest


@given(st.lists(st.binary(max_size=64), max_size=8))
def test_any_bytes_are_frames_or_an_end(pieces: list[bytes]) -> None:
    parser = Parsers().borrow()
    for piece in pieces:
        read(parser, piece, limit_bytes=1_000)
    assert parser.parser_exc is None or parser.close_sent is not None or parser.close_rcvd is not None


@given(st.text())
def test_a_close_reason_fits(text: str) -> None:
    assert len(close_reason(text).encode()) <= 123


def request(path: str = "/live", **headers: str | None) -> bytes:
    fields: dict[str, str | None] = {
        "Host": "debate.example",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Protocol": "hemicycle.v1",
    }
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"GET {path} HTTP/1.1", *(f"{k}: {v}" for k, v in fields.items() if v is not None)]
    return "\r\n".join([*lines, "", ""]).encode()


def status(data: bytes) -> int:
    return int(shake_hands(data, SETTINGS).response.split()[1])


@pytest.mark.parametrize(("path", "media"), [("/live", False), ("/media", True), ("/live?x=1", False)])
def test_our_two_endpoints_are_opened(path: str, media: bool) -> None:
    """[S1]"""
    handshake = shake_hands(request(path), SETTINGS)
    assert handshake.media is media
    assert b" 101 " in handshake.response
    assert b"Sec-WebSocket-Protocol: hemicycle.v1" in handshake.response


def test_no_extension_is_accepted() -> None:
    """[W7]"""
    answer = shake_hands(request(Sec_WebSocket_Extensions="permessage-deflate"), SETTINGS).response
    assert b"101" in answer
    assert b"permessage-deflate" not in answer


@pytest.mark.parametrize(
    ("origin", "wanted"),
    [
        (None, 101),
        ("https://debate.example", 101),
        ("https://elsewhere.example", 101),
        ("https://evil.example", 403),
        ("null", 403),
        ("https://debate.example.evil.example", 403),
        ("http://[", 403),
    ],
)
def test_the_origin_is_ours_or_allowed(origin: str | None, wanted: int) -> None:
    """[S1]"""
    assert status(request(Origin=origin)) == wanted


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (request("/cellar"), 404),
        (request(Sec_WebSocket_Protocol=None), 400),
        (request(Sec_WebSocket_Protocol="chat"), 400),
        (request(Sec_WebSocket_Version="8"), 400),
        (request(Sec_WebSocket_Key=None), 400),
        (b"GET / HTTP/9\r\n\r\n", 400),
        (b"nonsense", 400),
    ],
)
def test_other_requests_are_told_what_is_wrong(data: bytes, wanted: int) -> None:
    handshake = shake_hands(data, SETTINGS)
    assert handshake.media is None
    assert int(handshake.response.split()[1]) == wanted


def test_what_the_proxy_in_front_of_us_says_is_passed_on() -> None:
    data = request(X_Forwarded_For="6.6.6.6, 203.0.113.9")
    assert list(shake_hands(data, SETTINGS).forwarded) == ["6.6.6.6, 203.0.113.9"]
