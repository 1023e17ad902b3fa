"""Strangers' bytes: any input gives a message or a documented error, within bounded time and memory."""

import tracemalloc

from hypothesis import given, settings
from hypothesis import strategies as st

from hemicycle_protocol import messages
from hemicycle_protocol.codec import MESSAGE_BYTES, decode_client, encode, pack
from hemicycle_protocol.errors import UnknownType, WireError
from tests.support.soak import rounds

from .write_vectors import CLIENT, INVALID

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=40) | st.binary(max_size=40),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=12), inner, max_size=6),
    max_leaves=30,
)
SEEDS = [encode(m) for _, m in CLIENT] + [data for _, data, _ in INVALID if len(data) < 4096]


def decodes(data: bytes) -> None:
    """The property: a message, or one of the two documented errors."""
    try:
        message = decode_client(data)
    except (WireError, UnknownType):
        return
    assert isinstance(message, messages.Message)


@given(st.binary(max_size=2000))
def test_any_bytes_give_a_message_or_a_documented_error(data: bytes) -> None:
    """[W4] Bytes from nowhere."""
    decodes(data)


@given(st.sampled_from(SEEDS), st.data())
def test_damaged_messages_give_a_message_or_a_documented_error(seed: bytes, data: st.DataObject) -> None:
    """[W4] Real messages with bytes changed, cut out and put in."""
    damaged = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged)))
        damaged[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    decodes(bytes(damaged))


@given(st.dictionaries(st.text(max_size=12), PLAIN, max_size=6), st.sampled_from(CLIENT))
def test_wrong_shapes_give_a_message_or_a_documented_error(
    fields: dict[str, object], case: tuple[str, messages.Message]
) -> None:
    """[W4] The right type with the wrong fields."""
    tag = type(case[1]).__struct_config__.tag
    decodes(pack({**fields, "type": tag}))


@settings(max_examples=rounds(60))
@given(
    head=st.sampled_from([b"\xdd", b"\xdf", b"\xdb", b"\xc6", b"\xc9"]),
    count=st.integers(0, 2**32 - 1),
    fill=st.sampled_from([b"\xc0", b"\x90", b"\x80", b"\xa0", b"\x91", b"\x81\xa0"]),
)
def test_memory_is_bounded_by_the_size_of_the_input(head: bytes, count: int, fill: bytes) -> None:
    """[W3] A count that lies cannot make the server allocate more than its input is worth."""
    data = (head + count.to_bytes(4, "big") + fill * MESSAGE_BYTES)[:MESSAGE_BYTES]
    tracemalloc.start()
    decodes(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 160 * MESSAGE_BYTES


@given(PLAIN)
def test_what_is_packed_comes_back(value: object) -> None:
    """[W1] Arguments travel unchanged."""
    command = messages.Command(ref=1, name="x", args={"v": value})
    assert decode_client(encode(command)) == command
