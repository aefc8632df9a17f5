"""The history of the tables leads to what the program works with."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from bot.store import misses, persons, sqlite
from bot.store.database import Store
from bot.store.errors import StoreError
from bot.store.migrate import HEAD, HISTORY
from bot.store.tables import metadata
from tests.bot.store.village import founded

EARLIER = """
CREATE TABLE miss (
    plan TEXT NOT NULL, why TEXT NOT NULL, text TEXT NOT NULL,
    times INTEGER NOT NULL, last_at TEXT NOT NULL,
    PRIMARY KEY (plan, why, text));
INSERT INTO miss VALUES('keelung-113','silent','便當一個120可以嗎',3,'2026-11-22T18:52:39.494262+08:00');
"""


def test_the_migrations_make_the_tables_that_the_program_knows(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_partial_indexes_and_ids_that_are_never_used_again_are_migrated_too(engine: Engine) -> None:
    with engine.connect() as connection:
        made: dict[str, str] = dict(
            connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql NOT NULL").all()
        )
        found = {index["name"]: index["dialect_options"] for index in inspect(connection).get_indexes("message")}
    for table in metadata.sorted_tables:
        assert table.dialect_options["sqlite"]["autoincrement"] == ("AUTOINCREMENT" in made[table.name])
        for index in table.indexes:
            where = index.dialect_options["sqlite"]["where"]
            assert (str(where) if where is not None else "") == made[str(index.name)].partition(" WHERE ")[2]
    assert found["message_untold"]


def test_the_newest_revision_is_the_one_that_is_looked_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(HISTORY))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


async def test_the_misses_of_an_earlier_program_stay(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "old.db")) as old:
        old.executescript(EARLIER)
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'old.db'}")
    (kept,) = await store.read(misses.all)
    assert (kept.plan, kept.text, kept.times, kept.last_at.hour) == ("keelung-113", "便當一個120可以嗎", 3, 10)
    await store.close()


async def test_people_from_before_there_were_communities_stay(tmp_path: Path, now: datetime) -> None:
    engine = sqlite.writing(url := f"sqlite+aiosqlite:///{tmp_path / 'old.db'}")
    with engine.begin() as c:
        config = Config()
        config.set_main_option("script_location", str(HISTORY))
        config.attributes["connection"] = c
        command.upgrade(config, "0001")
        old = persons.meet(c, "line", "U1", now)
    engine.dispose()
    store = await Store.open(url)
    assert await store.write(lambda c: founded(c, now)) != old
    assert await store.read(lambda c: persons.of(c, "line", "U1"))
    await store.close()


async def test_a_newer_database_is_refused_and_left_alone(url: str) -> None:
    with closing(sqlite3.connect(url.removeprefix("sqlite+aiosqlite:///"))) as newer, newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer"):
        await Store.open(url)
    with closing(sqlite3.connect(url.removeprefix("sqlite+aiosqlite:///"))) as newer:
        assert newer.execute("SELECT version_num FROM alembic_version").fetchone() == ("9999",)


async def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    with closing(sqlite3.connect(file)) as other:
        other.executescript("CREATE TABLE message (id INTEGER); CREATE TABLE recipe (id INTEGER)")
    with pytest.raises(StoreError, match=r"other\.db"):
        await Store.open(f"sqlite+aiosqlite:///{file}")
    with closing(sqlite3.connect(file)) as other:
        assert {name for (name,) in other.execute("SELECT name FROM sqlite_master")} == {"message", "recipe"}


def test_a_start_with_nothing_to_migrate_does_not_load_alembic(url: str) -> None:
    program = (
        "import asyncio, sys; from bot.store.database import Store\n"
        "async def main(): await (await Store.open(sys.argv[1])).close()\n"
        "asyncio.run(main()); print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program, url], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
