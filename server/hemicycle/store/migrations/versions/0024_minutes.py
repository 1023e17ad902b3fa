"""When somebody wrote under their name is kept to the minute."""

from alembic import op

revision = "0024"
down_revision = "0023"

_INSTANTS = {
    "propositions": ("created_at", "revised_at"),
    "arguments": ("created_at", "revised_at"),
    "text_versions": ("at", "replaced_at"),
}


def upgrade() -> None:
    for table, columns in _INSTANTS.items():
        minutes = ", ".join(f"{column} = {column} - {column} % 60000" for column in columns)
        op.execute(f"UPDATE {table} SET {minutes}")
    op.execute(
        "UPDATE events SET at = at - at % 60000 WHERE log LIKE 'process/%' AND type IN ("
        "'proposition_made', 'proposition_revised', 'proposition_withdrawn', "
        "'argument_made', 'argument_revised', 'argument_withdrawn')"
    )
