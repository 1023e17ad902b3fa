"""What citizens write: kinds, parents, versions, sources, search, rankings."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    pass
