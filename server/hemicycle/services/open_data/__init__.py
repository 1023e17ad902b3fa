"""Open data: everything public of a process as one file a type, and back into an equal process.

A type of records is a few lines: its table, its columns and what they mean (`registry` lists them all).
No file holds an address, an account or anything else that only the person and the site know.
"""

from .registry import TYPES
from .service import OpenDataFeature

__all__ = ["TYPES", "OpenDataFeature"]
