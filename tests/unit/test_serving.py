"""A web process at its start."""

from __future__ import annotations

import gc

from hemicycle.serving import spare_the_collector


def test_the_collector_passes_over_what_the_start_has_left() -> None:
    before = len(gc.get_objects())
    try:
        spare_the_collector()
        assert len(gc.get_objects()) < before / 10
    finally:
        gc.unfreeze()
