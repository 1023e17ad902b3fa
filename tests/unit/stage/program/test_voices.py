"""Voices at their place in time, and their sum."""

from __future__ import annotations

import numpy as np
import pytest

from hemicycle.stage.program.mixer import CEILING, FRAME, Limiter, Mixer
from hemicycle.stage.program.voices import PER_MS, SHIFT_MOST_MS, Voice
from hemicycle.stage.units import AudioUnit
from tests.support.media import Microphone

ORIGIN = 1_000_000
ON = 500  # the microphone's tone is on from here for half a second


def packets(count: int, start: int = ORIGIN + ON) -> list[AudioUnit]:
    microphone = Microphone()
    return [microphone.packet(start + n * 20) for n in range(count)]


def test_a_voice_stands_at_its_capture_time() -> None:
    voice = Voice(ORIGIN, 0)
    for unit in packets(5):
        voice.put(unit)
    wave = voice.take(0, 700 * PER_MS)
    loud = np.flatnonzero(np.abs(wave) > 0.05) / PER_MS
    assert ON <= loud[0] <= ON + 12
    assert loud[-1] <= ON + 100


def test_what_was_taken_is_silent_the_next_time_round() -> None:
    voice = Voice(ORIGIN, 0)
    for unit in packets(5):
        voice.put(unit)
    voice.take(0, 96_000)
    assert not voice.take(96_000, 96_000).any()


def test_jitter_of_the_dates_does_not_move_the_samples() -> None:
    """The packet counter places a packet; its date only when it is far off."""
    steady, shaken = Voice(ORIGIN, 0), Voice(ORIGIN, 0)
    for n, unit in enumerate(packets(10)):
        steady.put(unit)
        shaken.put(unit._replace(at=unit.at + (n % 3) * 5))
    assert np.array_equal(steady.take(0, 48_000), shaken.take(0, 48_000))


def test_a_late_seat_is_shifted_and_then_heard_whole() -> None:
    voice = Voice(ORIGIN, 0)
    read = 0
    for n, unit in enumerate(packets(20)):
        turn = (ON + n * 20 + 70) * PER_MS
        voice.take(read, turn - read)
        read = turn
        voice.put(unit)
    assert 70 <= voice.shift_ms <= 100
    assert voice.lost == 0


def test_no_seat_is_shifted_without_end() -> None:
    voice = Voice(ORIGIN, 10_000 * PER_MS)
    for unit in packets(5):
        voice.put(unit)
    assert voice.shift_ms == SHIFT_MOST_MS


@pytest.mark.parametrize("data", [b"", b"\xff", bytes(200), b"\x03" * 40])
def test_a_packet_that_is_none_does_no_harm(data: bytes) -> None:
    voice = Voice(ORIGIN, 0)
    voice.put(AudioUnit(data, 0, ORIGIN))
    for unit in packets(3):
        voice.put(unit)
    assert np.abs(voice.take(0, 48_000)).max() > 0.05


def test_a_date_far_ahead_is_not_stored() -> None:
    voice = Voice(ORIGIN, 0)
    [unit] = packets(1)
    voice.put(unit._replace(at=ORIGIN + 60_000))
    assert voice.lost == 1


def test_the_mix_is_as_long_as_the_clock_whoever_speaks() -> None:
    mixer = Mixer(ORIGIN, 0)
    frames = [frame for until in range(0, 2_000, 20) for frame in mixer.mix(until, ())]
    assert [frame.start for frame in frames] == [n * FRAME for n in range(len(frames))]
    assert len(frames) >= 1_900 * PER_MS // FRAME - 2


def test_a_long_sleep_is_not_made_up_for() -> None:
    mixer = Mixer(ORIGIN, 0)
    frames = mixer.mix(3_600_000, ())
    assert len(frames) <= 2


def test_many_voices_do_not_clip() -> None:
    limiter = Limiter()
    sine = np.sin(np.arange(FRAME * 20) / 7).astype(np.float32)
    blocks = [limiter.limit(sine[n : n + FRAME] * 6) for n in range(0, len(sine), FRAME)]
    assert max(float(np.abs(block).max()) for block in blocks[1:]) <= CEILING + 0.01
    assert np.abs(np.concatenate(blocks[1:])).max() < 1.0


def test_the_limiter_leaves_a_single_voice_alone() -> None:
    block = np.full(FRAME, 0.5, np.float32)
    assert np.array_equal(Limiter().limit(block), block)
