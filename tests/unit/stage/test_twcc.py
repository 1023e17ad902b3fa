from __future__ import annotations

import struct

from hemicycle.stage.twcc import Arrivals, feedback_packet


def read(control: bytes) -> tuple[int, dict[int, float | None]]:
    """(number of the report, sequence → arrival in ms or None): an own reading of the draft's format."""
    base, count = struct.unpack("!HH", control[:4])
    tick = int.from_bytes(control[4:7], "big") * 256
    at = 8
    symbols: list[int] = []
    while len(symbols) < count:
        (chunk,) = struct.unpack("!H", control[at : at + 2])
        assert chunk >> 14 == 3
        symbols += [(chunk >> shift) & 3 for shift in range(12, -1, -2)]
        at += 2
    seen: dict[int, float | None] = {}
    for n, symbol in enumerate(symbols[:count]):
        if symbol == 1:
            tick += control[at]
            at += 1
        elif symbol == 2:
            tick += struct.unpack("!h", control[at : at + 2])[0]
            at += 2
        seen[(base + n) & 0xFFFF] = tick / 4 if symbol else None
    return control[7], seen


def test_arrivals_are_reported_in_quarters_of_a_millisecond() -> None:
    arrivals = Arrivals()
    for sequence, ms in ((10, 1_000.0), (11, 1_000.25), (12, 1_200.0)):
        arrivals.add(sequence, ms)
    report = arrivals.report()
    assert report is not None
    assert read(report) == (0, {10: 1_000.0, 11: 1_000.25, 12: 1_200.0})


def test_what_did_not_arrive_is_reported_as_lost() -> None:
    arrivals = Arrivals()
    arrivals.add(65_534, 50.0)
    arrivals.add(1, 40.0)
    report = arrivals.report()
    assert report is not None
    assert read(report)[1] == {65_534: 50.0, 65_535: None, 0: None, 1: 40.0}


def test_a_report_goes_on_where_the_last_one_ended() -> None:
    arrivals = Arrivals()
    arrivals.add(1, 10.0)
    first = arrivals.report()
    assert arrivals.report() is None
    arrivals.add(4, 20.0)
    second = arrivals.report()
    assert first is not None
    assert second is not None
    assert read(second) == (1, {2: None, 3: None, 4: 20.0})


def test_a_sender_that_starts_anew_is_followed() -> None:
    arrivals = Arrivals()
    arrivals.add(1, 10.0)
    arrivals.add(30_000, 20.0)
    report = arrivals.report()
    assert report is not None
    assert read(report)[1] == {30_000: 20.0}


def test_the_packet_is_padded_to_whole_words() -> None:
    for length in range(9, 14):
        packet = feedback_packet(1, 2, bytes(length))
        assert len(packet) % 4 == 0
        assert struct.unpack("!H", packet[2:4])[0] == len(packet) // 4 - 1
        assert bool(packet[0] & 0x20) is (length % 4 != 0)
