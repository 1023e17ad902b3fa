"""Real browsers for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .people import Visitors, open_chromium


@pytest.fixture(scope="package")
def chromium() -> Iterator[Visitors]:
    """A Playwright that opens browsers."""
    with open_chromium() as visitors:
        yield visitors
