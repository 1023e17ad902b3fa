"""A process: its phases, the roles in it, and the acts that plan them. Facts stand on `process/{id}` (C)."""

from __future__ import annotations

from .events import EventBody


class ProcessPublished(EventBody, frozen=True):
    """C: everybody may read the process from now on."""
