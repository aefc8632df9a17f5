"""Takes the pictures of the web chat for the README: `docs/chat-phone.png` and `docs/chat-desktop.png`.

Starts the bot as a program of its own, on a free port and an empty database, and talks to it in Chromium.
Needs `chromium` and fonts with Chinese and emoji (Debian: fonts-noto-cjk, fonts-noto-color-emoji).
"""

import argparse
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Page, expect, sync_playwright

# What is typed and tapped before the picture is taken.
STEPS: list[tuple[Literal["type", "tap"], str]] = [
    ("type", "便當一個120可以嗎"),
    ("tap", "基隆"),
    ("type", "我們三校合作可以申請多少"),
    ("type", "可以報住宿費嗎"),
]
PICTURES: dict[str, dict[str, Any]] = {
    "chat-phone.png": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
    },
    "chat-desktop.png": {"viewport": {"width": 1280, "height": 800}},
}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
ROOT = Path(__file__).parents[2]
START_SECONDS = 60


def main() -> None:
    """Takes all pictures, of a bot started for it or of the one at `--url`."""
    options = read_options()
    with contextlib.ExitStack() as stack:
        url = options.url or stack.enter_context(serving())
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for name, screen in PICTURES.items():
            take(browser, url, screen, options.dark, options.out / name)
        browser.close()


def read_options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="a chat that already runs")
    parser.add_argument("--out", type=Path, default=ROOT / "docs")
    parser.add_argument("--dark", action="store_true")
    return parser.parse_args()


def take(browser: Browser, url: str, screen: dict[str, Any], dark: bool, path: Path) -> None:
    """One picture of one conversation of a new person."""
    context = browser.new_context(**screen, color_scheme="dark" if dark else "light", reduced_motion="reduce")
    page = context.new_page()
    page.goto(url)
    for kind, words in STEPS:
        step(page, kind, words)
    page.evaluate("document.activeElement.blur()")
    page.mouse.move(0, 0)
    page.screenshot(path=path)
    context.close()
    print(path)


def step(page: Page, kind: str, words: str) -> None:
    """Types a text or taps the newest button of that label, and waits until it is answered."""
    if kind == "tap":
        page.get_by_role("button", name=words, exact=True).last.click()
    else:
        page.locator("textarea").fill(words)
        page.keyboard.press("Enter")
    expect(page.locator("#log .bubble").last).to_have_class("bubble bot", timeout=30_000)
    expect(page.locator("#waiting")).to_be_hidden()


@contextlib.contextmanager
def serving() -> Iterator[str]:
    """The address of a bot that runs as long as the context, in an empty folder and without the caller's settings."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        ours = {
            "PYTHONPATH": str(ROOT),
            "CONVENER_PORT": str(port),
            "CONVENER_OPERATOR_PORT": str(free_port()),
            "CONVENER_DATABASE_URL": f"sqlite+aiosqlite:///{folder}/convener.db",
        }
        others = {name: value for name, value in os.environ.items() if not name.startswith("CONVENER_")}
        bot = subprocess.Popen([sys.executable, "-m", "bot", "serve"], cwd=folder, env=others | ours)
        try:
            url = f"http://127.0.0.1:{port}/"
            wait_for(url, bot)
            yield url
        finally:
            bot.terminate()
            bot.wait(timeout=30)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(url: str, bot: subprocess.Popen[bytes]) -> None:
    """Returns when the bot answers; ends the program when the bot has ended or stays silent."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if bot.poll() is not None:
            sys.exit(f"the bot ended with {bot.returncode} before it answered")
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            urllib.request.urlopen(f"{url}healthz", timeout=5).close()
            return
        time.sleep(0.1)
    sys.exit(f"the bot did not answer within {START_SECONDS} s")


if __name__ == "__main__":
    main()
