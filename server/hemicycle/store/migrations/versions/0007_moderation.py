"""Reports, bin, appeals, notifications, consents; targets out of the counts."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    _moderated()
    _reports()
    _register()
    _notices()
    _spreads()
    _heard()
    _paces()
    _follows()
    _languages()
    _consents()
    _closed_accounts()
    _asides()
    _sessions()
    op.add_column("mails", sa.Column("unsubscribe", sa.Text(), nullable=True))


def _moderated() -> None:
    op.create_table(
        "moderated",
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("reported_at", sa.BigInteger(), nullable=True),
        sa.Column("urgency", sa.BigInteger(), nullable=True),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("binned_by", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("appeal", sa.Text(), nullable=False),
        sa.Column("appealed_at", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("outcome_explanation", sa.Text(), nullable=False),
        sa.Column("last_act", sa.Text(), nullable=True),
        sa.Column("last_by", sa.Text(), nullable=True),
        sa.Column("last_at", sa.BigInteger(), nullable=True),
        sa.Column("last_before", sa.Text(), nullable=True),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("claimed_name", sa.Text(), nullable=True),
        sa.Column("claimed_until", sa.BigInteger(), nullable=False),
        sa.Column("shown_as", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("target", name=op.f("pk_moderated")),
    )
    op.create_index(op.f("ix_moderated_author"), "moderated", ["author"])
    op.create_index(
        op.f("ix_moderated_process_state_decided_at"), "moderated", ["process", "state", "decided_at"]
    )
    op.create_index(op.f("ix_moderated_process_urgency"), "moderated", ["process", "urgency"])


def _reports() -> None:
    op.create_table(
        "reports",
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("target", "person", name=op.f("pk_reports")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_reports_person_at"), "reports", ["person", "at"])


def _register() -> None:
    op.create_table(
        "register",
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("process", "number", name=op.f("pk_register")),
        sqlite_with_rowid=False,
    )


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index(op.f("ix_notices_due_at"), "notices", ["due_at"])
    op.create_index(op.f("ix_notices_person_at"), "notices", ["person", "at"])
    op.create_index(op.f("ix_notices_target"), "notices", ["target"])


def _spreads() -> None:
    op.create_table(
        "spreads",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("but", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spreads")),
    )


def _heard() -> None:
    op.create_table(
        "heard",
        sa.Column("log", sa.Text(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("log", name=op.f("pk_heard")),
        sqlite_with_rowid=False,
    )


def _paces() -> None:
    op.create_table(
        "paces",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("pace", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person", "subject", name=op.f("pk_paces")),
        sqlite_with_rowid=False,
    )


def _follows() -> None:
    op.create_table(
        "follows",
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("process", "person", name=op.f("pk_follows")),
        sqlite_with_rowid=False,
    )


def _languages() -> None:
    op.create_table(
        "languages",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_languages")),
        sqlite_with_rowid=False,
    )


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", "version", name=op.f("pk_consents")),
        sqlite_with_rowid=False,
    )


def _closed_accounts() -> None:
    op.create_table(
        "closed_accounts",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_closed_accounts")),
        sqlite_with_rowid=False,
    )


def _asides() -> None:
    op.create_table(
        "asides",
        sa.Column("box", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("box", "target", "why", name=op.f("pk_asides")),
        sqlite_with_rowid=False,
    )


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", "session", name=op.f("pk_sessions")),
        sqlite_with_rowid=False,
    )
