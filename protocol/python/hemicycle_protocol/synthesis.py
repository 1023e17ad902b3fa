"""Phase 3, synthesis: families of arguments. Facts stand on `process/{id}` (C)."""

from __future__ import annotations
