"""Everything that is kept, in SQLite or PostgreSQL. Knows logs, ballots and rows, not debates.

`open_database(url)` gives a `Database`, whose attributes are its parts. Only this package imports SQLAlchemy.
"""

from .connections import Write
from .database import Database, open_database
from .errors import Conflict, Unavailable

__all__ = ["Conflict", "Database", "Unavailable", "Write", "open_database"]
