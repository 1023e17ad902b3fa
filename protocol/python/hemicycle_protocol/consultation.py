"""Phase 2, consultation: what citizens write and support. Facts stand on `process/{id}` (C)."""

from __future__ import annotations
