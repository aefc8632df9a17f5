"""The command line: `python -m bot serve|chat|batch|content|misses|doctor|line|telegram|db`."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from bot import app, batch, batch_budget, doctor, logs
from bot.channels.setup_error import SetupError
from bot.settings import Settings, SettingsError, read_settings
from bot.store.errors import StoreError
from content import lint, report
from content.library import HERE, load
from content.problems import ContentError


def parser() -> argparse.ArgumentParser:
    """All commands."""
    top = argparse.ArgumentParser(prog="python -m bot", description="The conveners' assistant")
    commands = top.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="serve the web chat, LINE and Telegram")
    commands.add_parser("chat", help="chat in this terminal")
    commands.add_parser("misses", help="what was asked and not answered, for the curators")
    commands.add_parser("doctor", help="look for what has to be mended")
    lines = commands.add_parser("batch", help="JSON lines in, JSON lines out")
    lines.add_argument("what", choices=["ask", "chat", "dates", "budget"])
    content = commands.add_parser("content", help="check and show the curated content")
    content.add_argument("what", choices=["check", "stats", "show"])
    content.add_argument("plan", nargs="?", help="a plan's id, for show")
    content.add_argument("--root", type=Path, default=HERE, help="another content folder")
    for messenger, name in (("line", "LINE"), ("telegram", "Telegram")):
        setup = commands.add_parser(messenger, help=f"tell {name} about this bot")
        setup.add_argument("what", choices=["setup"])
    database = commands.add_parser("db", help="the database")
    database.add_argument("what", choices=["upgrade"])
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; the exit code is 0, 1 for what an operator has to mend, 2 for wrong input."""
    options = parser().parse_args(arguments)
    logs.set_up()
    try:
        return _run(options, read_settings(os.environ))
    except (ContentError, SettingsError, SetupError, StoreError) as error:
        print(error, file=sys.stderr)
        return 1
    except batch.BadLine as error:
        print(error, file=sys.stderr)
        return 2


def _run(options: argparse.Namespace, settings: Settings) -> int:
    match options.command:
        case "serve":
            asyncio.run(app.serve(settings))
        case "chat":
            asyncio.run(app.talk(settings))
        case "misses":
            print(*asyncio.run(app.misses(settings)), sep="\n")
        case "doctor":
            found = asyncio.run(doctor.examine(settings, app.clock_of(settings)))
            print(*found, sep="\n")
            return int(any(one.level == "bad" for one in found))
        case "batch":
            _batch(options.what, settings)
        case "content":
            return _content(options)
        case "line" | "telegram":
            print(*asyncio.run(app.set_up(options.command, settings)), sep="\n")
        case "db":
            asyncio.run(app.upgrade(settings))
    return 0


def _batch(what: str, settings: Settings) -> None:
    if what == "dates":
        batch.write(map(batch.Batch.date, batch.lines(batch.Date, sys.stdin)), sys.stdout.write)
        return
    if what == "budget":
        budgets = batch_budget.Budgets(load())
        batch.write(map(budgets.budget, batch.lines(batch_budget.BudgetLine, sys.stdin)), sys.stdout.write)
        return
    runner = batch.Batch(load(), app.clock_of(settings))
    if what == "ask":
        batch.write(map(runner.ask, batch.lines(batch.Ask, sys.stdin)), sys.stdout.write)
    else:
        batch.write(map(runner.chat, batch.lines(batch.Chat, sys.stdin)), sys.stdout.write)


def _content(options: argparse.Namespace) -> int:
    match options.what:
        case "check":
            problems = lint.check(options.root)
            print(*problems, *lint.notes(options.root), sep="\n", file=sys.stderr)
            return 1 if problems else 0
        case "stats":
            print(report.stats(load(options.root)))
        case "show":
            plans = load(options.root).plans
            if options.plan not in plans:
                print(f"plans: {', '.join(plans)}", file=sys.stderr)
                return 2
            print(report.show(load(options.root), plans[options.plan]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
