"""Run by Alembic for each command, with the connection that bot.store.migrate has opened a transaction on."""

from alembic import context

from bot.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
