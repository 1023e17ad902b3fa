"""Phase 5, the bill: articles, versions, what became of contributions. Facts stand on `process/{id}` (C)."""

from __future__ import annotations
