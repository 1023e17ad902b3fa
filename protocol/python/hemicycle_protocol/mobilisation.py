"""Phase 6, mobilisation: public supports. Facts stand on `process/{id}` (C)."""

from __future__ import annotations
