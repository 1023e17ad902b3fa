"""Reports, the bin, appeals; what people wish to be told. Facts stand on `process/{id}` (C)."""

from __future__ import annotations
