"""Counts that came without ballots; indexes of lists and exports."""

import sqlalchemy as sa
from alembic import op

FIGURES = [
    *("shuffle", "number", "id", "section", "arguments_for", "arguments_against"),
    *("imported_agree", "imported_mixed", "imported_disagree"),
]

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "carried",
        sa.Column("box", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("box", "target", "choice", name=op.f("pk_carried")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_propositions_process_parent_number"), "propositions", ["process", "parent", "number"]
    )
    op.create_index("ix_propositions_figures", "propositions", ["process", "state", *FIGURES])
    op.create_index(
        op.f("ix_propositions_process_state_created_at_number"),
        "propositions",
        ["process", "state", "created_at", "number"],
    )
    op.drop_index(op.f("ix_propositions_process_created_at"), "propositions")
