"""What a person may ask about their own data: consent, export, erasure."""

from __future__ import annotations
