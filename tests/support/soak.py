"""How long tests go on that try things at random: a few rounds in `make test`, many in `make soak`."""

from __future__ import annotations

import os

from hypothesis import settings

IS_SOAK = bool(os.environ.get("SOAK"))
TIMES = 20

# No test asserts a time: examples may take as long as they need.
settings.register_profile("test", deadline=None)
settings.register_profile("soak", deadline=None, max_examples=100 * TIMES)
settings.load_profile("soak" if IS_SOAK else "test")


def rounds(few: int) -> int:
    """`few`, or many times that in a soak. Its tests are marked `soak`; Hypothesis marks its own."""
    return few * TIMES if IS_SOAK else few
