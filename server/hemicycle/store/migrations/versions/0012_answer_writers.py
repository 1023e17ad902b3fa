"""Which account wrote an answer in writing: for its own copy, and for its end."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("written_answers", sa.Column("person", sa.Text(), nullable=True))
    op.create_index(op.f("ix_written_answers_person"), "written_answers", ["person"])
