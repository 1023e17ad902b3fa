"""The player's page, built once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.stand import build_stand


@pytest.fixture(scope="session")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stand")
    build_stand(folder)
    return folder
