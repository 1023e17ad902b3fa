"""The command line. `commands` says what there is, the other modules do it."""

from .commands import app

__all__ = ["app"]
