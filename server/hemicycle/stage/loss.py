"""Packets lost on purpose, to prove that repairs work; a stage in service loses none by itself."""

from __future__ import annotations

from collections import Counter

from aiortc.rtp import RtpPacket


class Loss:
    """Loses each n-th packet of a stream on the way in, each n-th on the way out; 0 loses none."""

    def __init__(self, *, incoming_every: int = 0, outgoing_every: int = 0) -> None:
        self._incoming_every = incoming_every
        self._outgoing_every = outgoing_every
        self._in: Counter[int] = Counter()
        self._out = 0

    def incoming(self, packet: RtpPacket) -> bool:
        """Whether to lose this one."""
        self._in[packet.ssrc] += 1
        return bool(self._incoming_every) and self._in[packet.ssrc] % self._incoming_every == 0

    def outgoing(self, sequence: int) -> bool:
        """Whether to lose this one; repairs are not asked about."""
        self._out += 1
        return bool(self._outgoing_every) and self._out % self._outgoing_every == 0
