"""What holds for every test: Hypothesis takes the time it needs, as no test asserts a time."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
