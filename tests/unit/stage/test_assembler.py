from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from hemicycle.stage.assembler import START, WINDOW, Assembler, depayload, starts_keyframe

SPS, PPS, IDR, SLICE = b"\x67sps", b"\x68pps", b"\x65" + b"k" * 40, b"\x41" + b"p" * 30


def stap(*nals: bytes) -> bytes:
    return b"\x78" + b"".join(len(nal).to_bytes(2, "big") + nal for nal in nals)


def fragments(nal: bytes, size: int = 15) -> list[bytes]:
    parts = [nal[at : at + size] for at in range(1, len(nal), size)]
    head = bytes([(nal[0] & 0xE0) | 28])
    return [
        head
        + bytes([(nal[0] & 0x1F) | (0x80 if n == 0 else 0) | (0x40 if n == len(parts) - 1 else 0)])
        + part
        for n, part in enumerate(parts)
    ]


Packet = tuple[int, int, bool, bytes]


def stream(pictures: str, first: int = 65_530) -> list[Packet]:
    """`K` is a key picture of four packets, `P` another of two."""
    packets: list[Packet] = []
    for n, kind in enumerate(pictures):
        payloads = [stap(SPS, PPS), *fragments(IDR)] if kind == "K" else fragments(SLICE)
        for at, payload in enumerate(payloads):
            sequence = (first + len(packets)) & 0xFFFF
            packets.append((sequence, n * 3_000, at == len(payloads) - 1, payload))
    return packets


def test_fragments_and_aggregates_become_a_whole_picture() -> None:
    assembler = Assembler()
    units = [unit for packet in stream("KP") for unit in assembler.add(*packet)]
    assert [(unit.key, unit.rtp) for unit in units] == [(True, 0), (False, 3_000)]
    assert units[0].data == START + SPS + START + PPS + START + IDR
    assert units[1].data == START + SLICE


def test_nothing_is_shown_before_a_keyframe() -> None:
    assembler = Assembler()
    units = [unit for packet in stream("PPKP") for unit in assembler.add(*packet)]
    assert [unit.key for unit in units] == [True, False]


@given(st.integers(0, 2**32))
def test_order_does_not_matter_within_the_window(seed: int) -> None:
    packets = stream("KPPPKPP")
    later = packets[1:]
    random.Random(seed).shuffle(later)
    assembler = Assembler()
    units = [unit for packet in (packets[0], *later) for unit in assembler.add(*packet)]
    assert [unit.rtp // 3_000 for unit in units] == list(range(7))


def test_a_key_picture_that_comes_without_its_sets_gets_those_of_before() -> None:
    """An encoder may send them once; who begins later needs them."""
    assembler = Assembler()
    units = [unit for packet in stream("KP") for unit in assembler.add(*packet)]
    bare = fragments(IDR)
    for n, payload in enumerate(bare):
        units += assembler.add(n, 6_000, n == len(bare) - 1, payload)
    assert [unit.key for unit in units] == [True, False, True]
    assert units[2].data == units[0].data


def test_after_a_lost_packet_pictures_go_on_at_the_next_keyframe() -> None:
    packets = stream("KPPKP")
    assembler = Assembler()
    units = [unit for packet in packets[:4] for unit in assembler.add(*packet)]
    for packet in packets[5:]:  # the beginning of the second picture is lost
        units += assembler.add(*packet)
    assert [unit.rtp for unit in units] == [0]
    assert assembler.missing == packets[4][0]
    units += assembler.skip()
    assert [unit.rtp // 3_000 for unit in units] == [0, 3, 4]
    assert not assembler.wants_key


def test_what_waits_is_bounded() -> None:
    packets = stream("K" + "P" * (WINDOW + 20))
    assembler = Assembler()
    for packet in packets[:4] + packets[5:]:
        assembler.add(*packet)
    assert assembler.wants_key
    assert len(assembler._waiting) <= WINDOW


def test_a_switch_may_happen_where_the_parameter_sets_begin() -> None:
    assert starts_keyframe(stap(SPS, PPS))
    assert starts_keyframe(SPS)
    assert starts_keyframe(fragments(SPS + b" of more than a fragment")[0])
    assert not starts_keyframe(fragments(IDR)[0]), "without its sets it would be read with another layer's"
    assert not starts_keyframe(SLICE)
    assert not starts_keyframe(b"")


@given(st.lists(st.binary(max_size=60), max_size=20))
def test_any_payloads_give_nal_units_or_nothing(payloads: list[bytes]) -> None:
    nals = depayload(payloads)
    assert nals is None or all(nals)
    for payload in payloads:
        starts_keyframe(payload)
