"""Brings a database to the shape that this program works with. Its history is in migrations/."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from bot.store.errors import StoreError

HEAD = "0005"  # the newest revision; known without Alembic, which takes longer to load than all the rest of a start
HISTORY = Path(__file__).parent / "migrations"


def upgrade(engine: Engine) -> None:
    """Carries out the migrations that are missing, all or none. Raises StoreError for a newer database."""
    with engine.connect() as connection:
        found = revision(connection)
    if found != HEAD:
        with engine.begin() as connection:
            _migrate(connection)


def revision(connection: Connection) -> str | None:
    """The revision that a database has; None before the first."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(HISTORY).replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    found = revision(connection)
    if found is not None and found not in known:
        raise StoreError(f"the database is of a newer version ({found}) than this program; update the program")
    command.upgrade(config, "head")
