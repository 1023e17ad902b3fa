"""Puts the built pages into the wheel, as `hemicycle/pages`: a hook of Hatchling (see `pyproject.toml`).

An editable installation has none: it reads `client_web/dist` of its checkout.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PagesHook(BuildHookInterface):  # type: ignore[type-arg]
    """Refuses to make a wheel or a source archive without pages."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the pages to what is packed."""
        if version == "editable":
            return
        pages = Path(self.root, "client_web", "dist")
        if not (pages / "index.html").is_file():
            raise SystemExit("The pages are not built: client_web/dist is missing. Run `make client` first.")
        where = "hemicycle/pages" if self.target_name == "wheel" else "client_web/dist"
        for file in sorted(pages.rglob("*")):
            if file.is_file() and not file.name.startswith("."):
                build_data["force_include"][str(file)] = f"{where}/{file.relative_to(pages)}"
