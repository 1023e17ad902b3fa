"""Applications, draw, seats; answers in writing to what a debate left."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "panels",
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("process", name=op.f("pk_panels")),
    )
    op.create_index(op.f("ix_panels_due_at"), "panels", ["due_at"])
    op.create_table(
        "panel_people",
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("public", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("motivation", sa.Text(), nullable=False),
        sa.Column("applied_at", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.Column("token_hash", sa.Text(), nullable=True),
        sa.Column("invitation", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("process", "public", name=op.f("pk_panel_people")),
        sa.UniqueConstraint("process", "person", name=op.f("uq_panel_people_process_person")),
    )
    op.create_index(op.f("ix_panel_people_person"), "panel_people", ["person"])
    op.create_index(op.f("ix_panel_people_token_hash"), "panel_people", ["token_hash"])
    op.create_table(
        "panel_challenges",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_challenges")),
    )
    op.create_index(op.f("ix_panel_challenges_process_at"), "panel_challenges", ["process", "at"])
    op.create_index(op.f("ix_panel_challenges_person"), "panel_challenges", ["person"])
    op.create_table(
        "written_answers",
        sa.Column("debate", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("debate", "question", name=op.f("pk_written_answers")),
    )
