"""Runs the migrations on the connection, and in the transaction, that `open_database` holds."""

from alembic import context

from hemicycle.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True
)
context.run_migrations()
