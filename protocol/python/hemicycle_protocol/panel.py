"""Phase 4, who sits on the panel: applications, draw, choice. Facts stand on `process/{id}` (C)."""

from __future__ import annotations
