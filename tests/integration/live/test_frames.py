"""RFC 6455 over a raw socket, case by case; `protocol/CONFORMANCE.md` says what each shows.

The order is that of the Autobahn suite: framing, control frames, reserved bits and opcodes, fragments, UTF-8,
closing, limits. Where it sends text, ours is refused as text: messages are binary (W1).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from hemicycle_protocol.codec import decode_server, encode, pack
from hemicycle_protocol.errors import CloseCode
from hemicycle_protocol.messages import Command, Fault, Hello, Welcome
from tests.support.live import Node, run_node
from tests.support.raw import (
    BINARY,
    CLOSE,
    CONTINUATION,
    MASK,
    PING,
    PONG,
    TEXT,
    Heard,
    Raw,
    frame,
    masked,
)

NORMAL, GOING, PROTOCOL, INVALID = 1000, 1001, 1002, 1007
# Valid, unknown, and so answered at once.
ASK = pack({"type": "dance"})
ANSWER = Fault("unknown_type", "dance")


@contextlib.asynccontextmanager
async def opened(*, entered: bool = True) -> AsyncIterator[tuple[Node, Raw]]:
    """A connection, with hello said unless not."""
    async with run_node(close_s=60) as node:
        with await asyncio.to_thread(Raw, node.port) as raw:
            if entered:
                await asyncio.to_thread(raw.enter)
            else:
                await asyncio.to_thread(raw.upgrade)
            yield node, raw


async def heard(raw: Raw) -> Heard:
    return await asyncio.to_thread(raw.hear)


async def ended(raw: Raw) -> int | None:
    return await asyncio.to_thread(raw.ending)


async def answers(raw: Raw) -> bool:
    """Whether the connection is served: what is unknown to us is answered (W5)."""
    while (said := await heard(raw)).opcode != BINARY:
        pass
    return decode_server(said.data) == ANSWER


# --- 1: framing and lengths ------------------------------------------------------------------


@pytest.mark.parametrize("size", [60, 125, 126, 127, 128, 255, 256, 65_535, 65_536])
async def test_1_lengths_at_the_borders_of_their_three_forms(size: int) -> None:
    """RFC 6455 §5.2"""
    start = max(0, size - 60)
    said = next(s for n in range(start, size) if len(s := pack({"type": "dance", "x": "x" * n})) == size)
    async with opened() as (_, raw):
        raw.send(frame(BINARY, said))
        assert decode_server((await heard(raw)).data) == ANSWER


@pytest.mark.parametrize("step", [1, 2, 7, 997])
async def test_1_a_frame_in_pieces_of_any_size_is_one(step: int) -> None:
    async with opened() as (_, raw):
        said = frame(PING, b"so") + frame(BINARY, ASK)
        for at in range(0, len(said), step):
            raw.send(said[at : at + step])
            await asyncio.sleep(0)
        assert await answers(raw)


@pytest.mark.parametrize("width", [2, 8])
async def test_1_a_length_in_more_bytes_than_it_needs_is_read_all_the_same(width: int) -> None:
    """RFC 6455 §5.2 forbids it to senders; see CONFORMANCE.md."""
    async with opened() as (_, raw):
        raw.send(frame(BINARY, ASK, width=width))
        assert await answers(raw)


@pytest.mark.parametrize("length", [65_537, 2**31, 2**63 - 1])
async def test_1_a_frame_above_the_limit_is_refused_by_its_head(length: int) -> None:
    """[W3] Nothing of what it announces is waited for."""
    async with opened() as (_, raw):
        raw.send(frame(BINARY, b"", length=length, width=8))
        assert await ended(raw) == CloseCode.TOO_LARGE


async def test_1_a_length_with_its_highest_bit_set_is_refused() -> None:
    """RFC 6455 §5.2: it must be 0."""
    async with opened() as (_, raw):
        raw.send(frame(BINARY, b"", length=2**63 + 5, width=8))
        assert await ended(raw) in (PROTOCOL, CloseCode.TOO_LARGE)


@pytest.mark.parametrize("opcode", [BINARY, PING, CLOSE])
async def test_1_a_frame_without_a_mask_is_refused(opcode: int) -> None:
    """RFC 6455 §5.1"""
    async with opened() as (_, raw):
        raw.send(frame(opcode, b"\x03\xe8", is_masked=False))
        assert await ended(raw) == PROTOCOL


@pytest.mark.parametrize("key", [bytes(4), b"\xff" * 4, b"\x00\x00\x00\x01"])
async def test_1_any_mask_will_do(key: bytes) -> None:
    async with opened() as (_, raw):
        said = frame(BINARY, ASK)
        raw.send(said[: said.index(MASK)] + key + masked(ASK, key))
        assert await answers(raw)


async def test_1_the_server_s_frames_are_whole_and_without_a_mask() -> None:
    async with opened(entered=False) as (_, raw):
        raw.send(frame(BINARY, encode(Hello([1]))))
        head = await asyncio.to_thread(raw._take, 2)
        assert head[0] == 0x80 | BINARY
        assert not head[1] & 0x80
        assert isinstance(decode_server(await asyncio.to_thread(raw._take, head[1])), Welcome)


# --- 2: pings and pongs ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"\x00\xff\xfe", bytes(125)], ids=["none", "text", "bytes", "125"]
)
async def test_2_a_ping_is_answered_with_what_it_said(data: bytes) -> None:
    """RFC 6455 §5.5.2"""
    async with opened() as (_, raw):
        raw.send(frame(PING, data))
        assert await heard(raw) == Heard(PONG, data)


async def test_2_pings_one_by_one_are_all_answered() -> None:
    async with opened() as (_, raw):
        for number in range(20):
            raw.send(frame(PING, b"%d" % number))
            assert await heard(raw) == Heard(PONG, b"%d" % number)


@pytest.mark.parametrize("data", [b"", b"nobody asked"])
async def test_2_a_pong_that_nobody_asked_for_is_passed_over(data: bytes) -> None:
    """RFC 6455 §5.5.3"""
    async with opened() as (_, raw):
        raw.send(frame(PONG, data) + frame(BINARY, ASK))
        assert decode_server((await heard(raw)).data) == ANSWER


@pytest.mark.parametrize("opcode", [PING, PONG, CLOSE])
async def test_2_a_control_frame_above_125_bytes_is_refused(opcode: int) -> None:
    """RFC 6455 §5.5"""
    async with opened() as (_, raw):
        raw.send(frame(opcode, bytes(126)))
        assert await ended(raw) == PROTOCOL


# --- 3 and 4: reserved bits and opcodes ------------------------------------------------------


@pytest.mark.parametrize("opcode", [BINARY, TEXT, PING, CLOSE])
@pytest.mark.parametrize("reserved", range(1, 8))
async def test_3_reserved_bits_are_refused(reserved: int, opcode: int) -> None:
    """[W7] RFC 6455 §5.2: no extension gave them a meaning; the first of them would be compression."""
    async with opened() as (_, raw):
        raw.send(frame(opcode, b"\x03\xe8", reserved=reserved))
        assert await ended(raw) == PROTOCOL


@pytest.mark.parametrize("opcode", [3, 4, 5, 6, 7, 11, 12, 13, 14, 15])
@pytest.mark.parametrize("data", [b"", b"x"], ids=["empty", "not"])
async def test_4_reserved_opcodes_are_refused(opcode: int, data: bytes) -> None:
    """RFC 6455 §5.2, and what came before them is still answered."""
    async with opened() as (_, raw):
        raw.send(frame(BINARY, ASK) + frame(opcode, data) + frame(BINARY, ASK))
        assert decode_server((await heard(raw)).data) == ANSWER
        assert await ended(raw) == PROTOCOL


# --- 5: fragments ----------------------------------------------------------------------------


def fragments(*parts: bytes) -> list[bytes]:
    """A binary message in so many."""
    last = len(parts) - 1
    return [frame(BINARY if at == 0 else CONTINUATION, part, fin=at == last) for at, part in enumerate(parts)]


@pytest.mark.parametrize(
    "frames",
    [
        fragments(ASK[:5], ASK[5:]),
        fragments(b"", b"", ASK, b""),
        fragments(*(bytes([byte]) for byte in ASK)),
        [fragments(ASK[:5], ASK[5:])[0], frame(PING, b"x"), fragments(ASK[:5], ASK[5:])[1]],
        [fragments(ASK[:5], ASK[5:])[0], frame(PONG, b"x"), frame(PING), fragments(ASK[:5], ASK[5:])[1]],
    ],
    ids=["two", "empty ones", "one byte each", "a ping between", "pong and ping between"],
)
@pytest.mark.parametrize("at_once", [True, False], ids=["at once", "one by one"])
async def test_5_a_message_in_fragments_is_one(frames: Sequence[bytes], at_once: bool) -> None:
    """RFC 6455 §5.4: control frames may stand between, and are answered there."""
    async with opened() as (_, raw):
        for said in [b"".join(frames)] if at_once else frames:
            raw.send(said)
            await asyncio.sleep(0)
        assert await answers(raw)


async def test_5_a_ping_between_fragments_is_answered_before_they_end() -> None:
    async with opened() as (_, raw):
        first, last = fragments(ASK[:5], ASK[5:])
        raw.send(first + frame(PING, b"x"))
        assert await heard(raw) == Heard(PONG, b"x")
        raw.send(last)
        assert await answers(raw)


@pytest.mark.parametrize(
    "frames",
    [
        frame(PING, b"x", fin=False),
        frame(PONG, b"x", fin=False),
        frame(CLOSE, b"\x03\xe8", fin=False),
        frame(CONTINUATION, ASK),
        frame(CONTINUATION, ASK, fin=False),
        frame(BINARY, ASK[:5], fin=False) + frame(BINARY, ASK[5:]),
        frame(BINARY, ASK[:5], fin=False) + frame(TEXT, ASK[5:]),
        frame(BINARY, ASK) + frame(CONTINUATION, ASK),
    ],
    ids=["ping", "pong", "close", "of nothing", "of nothing, open", "anew", "anew as text", "after the end"],
)
async def test_5_fragments_that_are_none_are_refused(frames: bytes) -> None:
    """RFC 6455 §5.4, §5.5"""
    async with opened() as (_, raw):
        raw.send(frames)
        assert await ended(raw) == PROTOCOL


# --- 6: text and UTF-8 -----------------------------------------------------------------------

TEXTS = {
    "valid": "κόσμε 🙂".encode(),
    "surrogate": b"\xed\xa0\x80",
    "too long": b"\xc0\xaf",
    "beyond": b"\xf4\x90\x80\x80",
    "cut": b"\xce\xba\xe1\xbd",
    "stray": b"\x80",
    "never": b"\xfe\xff",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("fin", [True, False], ids=["whole", "a fragment"])
async def test_6_text_is_refused_at_its_first_frame_whatever_it_says(text: bytes, fin: bool) -> None:
    """[W1, W4] So no text is ever decoded, and invalid UTF-8 fails as fast as can be."""
    async with opened() as (_, raw):
        raw.send(frame(TEXT, text, fin=fin))
        assert await ended(raw) == CloseCode.MALFORMED


@pytest.mark.parametrize(
    "text", [t for name, t in TEXTS.items() if name != "valid"], ids=[n for n in TEXTS if n != "valid"]
)
@pytest.mark.parametrize("cut", [False, True], ids=["whole", "across fragments"])
async def test_6_invalid_utf_8_in_a_text_of_a_message_is_refused(text: bytes, cut: bool) -> None:
    """[W1, W4]"""
    said = b"\x82\xa4type\xa9subscribe\xa5topic" + bytes([0xA0 | len(text)]) + text
    async with opened() as (_, raw):
        at = len(said) - 1
        raw.send(b"".join(fragments(said[:at], said[at:]) if cut else [frame(BINARY, said)]))
        assert await ended(raw) == CloseCode.MALFORMED


async def test_6_characters_across_fragments_are_whole() -> None:
    async with opened() as (_, raw):
        said = pack({"type": "dance", "x": "🙂" * 9})
        raw.send(b"".join(fragments(*(said[at : at + 3] for at in range(0, len(said), 3)))))
        assert await answers(raw)


# --- 7: closing ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code", [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999]
)
async def test_7_a_close_is_answered_with_its_code(code: int) -> None:
    """RFC 6455 §5.5.1, §7.4"""
    async with opened() as (node, raw):
        raw.send(frame(CLOSE, code.to_bytes(2, "big") + "à demain".encode()))
        assert await ended(raw) == code
        assert not await asyncio.to_thread(raw.socket.recv, 1), "and then the connection ends"
        assert all(connection.is_ending for connection in node.live.connections)


async def test_7_a_close_without_a_code_is_answered_without_one() -> None:
    async with opened() as (_, raw):
        raw.send(frame(CLOSE))
        assert await heard(raw) == Heard(CLOSE, b"")


@pytest.mark.parametrize("code", [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535])
async def test_7_a_close_with_a_code_that_is_none_is_refused(code: int) -> None:
    """RFC 6455 §7.4"""
    async with opened() as (_, raw):
        raw.send(frame(CLOSE, code.to_bytes(2, "big")))
        assert await ended(raw) == PROTOCOL


async def test_7_a_close_of_one_byte_is_refused() -> None:
    async with opened() as (_, raw):
        raw.send(frame(CLOSE, b"\x03"))
        assert await ended(raw) == PROTOCOL


@pytest.mark.parametrize(
    "reason", [t for name, t in TEXTS.items() if name != "valid"], ids=[n for n in TEXTS if n != "valid"]
)
async def test_7_a_reason_that_is_no_utf_8_is_refused(reason: bytes) -> None:
    async with opened() as (_, raw):
        raw.send(frame(CLOSE, b"\x03\xe8" + reason))
        assert await ended(raw) == INVALID


@pytest.mark.parametrize("length", [0, 1, 123])
async def test_7_a_reason_may_have_123_bytes(length: int) -> None:
    async with opened() as (_, raw):
        raw.send(frame(CLOSE, b"\x03\xe8" + b"x" * length))
        assert await ended(raw) == NORMAL


async def test_7_what_comes_after_a_close_is_not_looked_at() -> None:
    async with opened() as (node, raw):
        said = encode(Command(7, "say", {"text": "too late"}))
        raw.send(frame(CLOSE, b"\x03\xe8") + frame(BINARY, said) + frame(PING, b"x"))
        assert await heard(raw) == Heard(CLOSE, b"\x03\xe8")
        assert not await asyncio.to_thread(raw.socket.recv, 1)
        assert node.truth.logs["debate/d1"] == []


async def test_7_a_close_in_the_middle_of_a_message_ends_it() -> None:
    """The message is no message then."""
    async with opened() as (_, raw):
        raw.send(frame(BINARY, ASK[:5], fin=False) + frame(CLOSE, b"\x03\xe8"))
        assert await ended(raw) in (NORMAL, PROTOCOL)


async def test_7_the_server_s_close_waits_for_ours() -> None:
    """RFC 6455 §7.1.1: it ends the connection once both have closed."""
    async with opened() as (node, raw):
        (connection,) = node.live.connections
        connection.end(CloseCode.DRAINING, "this node stops")
        said = await heard(raw)
        assert said.code == CloseCode.DRAINING
        assert said.data[2:] == b"this node stops"
        raw.send(frame(CLOSE, said.data[:2]))
        assert not await asyncio.to_thread(raw.socket.recv, 1)


async def test_7_a_connection_that_ends_without_a_close_is_over() -> None:
    """RFC 6455 §7.1.5"""
    async with opened() as (node, raw):
        raw.socket.close()
        while node.live.connections:  # noqa: ASYNC110 (the server tells nobody)
            await asyncio.sleep(0.01)


# --- 9: limits -------------------------------------------------------------------------------


async def test_9_fragments_above_the_limit_together_are_refused() -> None:
    """[W3, W7]"""
    async with opened() as (_, raw):
        raw.send(frame(BINARY, bytes(40_000), fin=False) + frame(CONTINUATION, bytes(40_000)))
        assert await ended(raw) == CloseCode.TOO_LARGE


# --- 12 and 13: compression ------------------------------------------------------------------


@pytest.mark.parametrize(
    "offer",
    ["permessage-deflate", "permessage-deflate; client_max_window_bits, x-webkit-deflate-frame", "foo"],
)
async def test_12_no_extension_is_accepted(offer: str) -> None:
    """[W7]"""
    async with run_node() as node:
        with await asyncio.to_thread(Raw, node.port) as raw:
            head = await asyncio.to_thread(lambda: raw.upgrade(Sec_WebSocket_Extensions=offer))
            assert head.startswith(b"HTTP/1.1 101 ")
            assert b"sec-websocket-extensions" not in head.lower()


# --- the opening handshake -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 101),
        ({"Upgrade": "WebSocket", "Connection": "keep-alive, UPGRADE"}, 101),
        ({"Sec_WebSocket_Version": "8"}, 400),
        ({"Sec_WebSocket_Version": None}, 400),
        ({"Sec_WebSocket_Key": "c2hvcnQ="}, 400),
        ({"Sec_WebSocket_Key": None}, 400),
        ({"Sec_WebSocket_Protocol": "chat, superchat"}, 400),
        ({"Sec_WebSocket_Protocol": "chat, hemicycle.v1"}, 101),
    ],
)
async def test_the_handshake_is_that_of_rfc_6455(headers: dict[str, Any], status: int) -> None:
    """[S1] RFC 6455 §4.2"""
    async with run_node() as node:
        with await asyncio.to_thread(Raw, node.port) as raw:
            head = await asyncio.to_thread(lambda: raw.upgrade(**headers))
            assert int(head.split()[1]) == status
            if status == 101:
                assert b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" in head
