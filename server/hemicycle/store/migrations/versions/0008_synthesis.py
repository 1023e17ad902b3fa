"""Families of arguments and their placements."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    pass
