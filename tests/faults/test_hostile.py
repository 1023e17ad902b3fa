"""Hostile clients against a whole node: memory is bounded, each has its end, viewers miss nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.hostile import open_zoo
from tests.faults.offenders import OFFENCES

VIEWERS = 20
SECONDS = 1.5
# Resident memory of the node above which something is kept that should not be; of 150 MB.
PEAK = 1.25
# These wait for a quarter of a minute, or bring thousands of connections: `python -m tests.faults.hostile`.
PATIENT = {
    "connects_and_says_nothing",
    "forty_follow_the_debate_and_never_read",
    "forty_follow_the_picture_and_never_read",
    "never_says_hello",
    "opens_ten_thousand_streams",
    "pings_as_often_as_it_may",
    "sends_half_heads",
    "subscribes_as_often_as_it_may",
    "takes_all_sockets_from_one_address",
}


@pytest.mark.slow
async def test_no_hostile_client_takes_the_node_s_memory_or_its_viewers(tmp_path: Path) -> None:
    """[S7, S12] [H4, H5, H6, H7, H20, H21, H22]"""
    async with open_zoo(tmp_path, viewers=VIEWERS) as zoo:
        wrong = []
        for name in sorted(OFFENCES.keys() - PATIENT):
            seen = await zoo.suffer(name, calm_s=0, seconds=SECONDS)
            if not (seen.is_ended_well and seen.gives_back and seen.peak_kb <= PEAK * seen.before_kb):
                wrong.append(seen)
        assert wrong == []
        assert not any(viewer.is_lost for viewer in zoo.viewers)


def test_the_zoo_has_all_kinds() -> None:
    """At least twenty-five, and those that are left out here are among them."""
    assert len(OFFENCES) >= 25
    assert OFFENCES.keys() > PATIENT
