"""Pictures and voices encoded once, to be sent again and again: a panelist then costs next to nothing."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import av
import numpy as np

from .portrait import FPS, HEIGHT, WIDTH, Portrait
from .voice import RATE, babble

SAMPLES = 960
_VIDEO_BITRATE = 350_000
_AUDIO_BITRATE = 32_000


class Loops(NamedTuple):
    """Encoded loops of one person: H.264 access units and Opus packets of 20 ms."""

    idle: list[bytes]
    speaking: list[bytes]
    voice: list[bytes]
    silence: list[bytes]


def make_loops(number: int, name: str = "") -> Loops:
    """Everything one panelist sends. Each picture loop begins with a keyframe and has one a second."""
    portrait = Portrait(number, name)
    voice = babble(number)
    return Loops(
        idle=_pictures(portrait, speaking=False),
        speaking=_pictures(portrait, speaking=True),
        voice=_opus(voice),
        silence=_opus(np.zeros(SAMPLES * 50, np.int16)),
    )


def _pictures(portrait: Portrait, *, speaking: bool) -> list[bytes]:
    encoder = av.CodecContext.create("libx264", "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    encoder.time_base, encoder.framerate = Fraction(1, FPS), Fraction(FPS)
    encoder.bit_rate, encoder.gop_size, encoder.max_b_frames = _VIDEO_BITRATE, FPS, 0
    encoder.profile = "Baseline"
    encoder.options = {
        "preset": "veryfast",
        "tune": "zerolatency",
        "level": "3.1",
        "x264-params": "repeat-headers=1:scenecut=0",
    }
    units: list[bytes] = []
    for n, picture in enumerate(portrait.frames(speaking=speaking)):
        frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
        frame.pts, frame.time_base = n, Fraction(1, FPS)
        units += [bytes(packet) for packet in encoder.encode(frame)]
    return units + [bytes(packet) for packet in encoder.encode(None)]


def _opus(samples: np.ndarray[tuple[int], np.dtype[np.int16]]) -> list[bytes]:
    encoder = av.CodecContext.create("libopus", "w")
    assert isinstance(encoder, av.AudioCodecContext)
    encoder.sample_rate, encoder.format, encoder.layout = RATE, "s16", "stereo"
    encoder.bit_rate, encoder.time_base = _AUDIO_BITRATE, Fraction(1, RATE)
    encoder.options = {"application": "voip", "frame_duration": "20"}
    packets: list[bytes] = []
    for at in range(0, len(samples) - SAMPLES + 1, SAMPLES):
        both = np.repeat(samples[at : at + SAMPLES], 2).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(both, format="s16", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
        packets += [bytes(packet) for packet in encoder.encode(frame)]
    return packets
