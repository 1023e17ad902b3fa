"""Phase 1, presentation: problem, causes, solutions. Facts stand on `process/{id}` (C)."""

from __future__ import annotations
