"""Takes the README's pictures: of the web chat (docs/chat-phone.png, chat-desktop.png), of the calendar of a community
that is founded for it (docs/calendar-phone.png, calendar-month.png), and of a budget with the form that it fills in
(docs/budget-phone.png, budget-form.png).

Starts the bot as a program of its own, on a free port and an empty database, and talks to it in Chromium.
Needs `chromium`, fonts with Chinese and emoji, and what draws a form (Debian: fonts-noto-cjk, fonts-noto-color-emoji,
libreoffice-writer, poppler-utils).
"""

import argparse
import contextlib
import os
import re
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
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page, expect, sync_playwright

Steps = list[tuple[Literal["type", "tap"], str]]
# What is typed and tapped before the picture is taken.
STEPS: Steps = [
    ("type", "便當一個120可以嗎"),
    ("tap", "基隆"),
    ("type", "我們三校合作可以申請多少"),
    ("type", "可以報住宿費嗎"),
]
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
PICTURES: dict[str, dict[str, Any]] = {
    "chat-phone.png": PHONE,
    "chat-desktop.png": {"viewport": {"width": 1280, "height": 800}},
}
# What fills the calendar; the last answer holds its address.
NOW, MONTH = "2026-11-24T09:00", "2026-12"
CALENDAR: Steps = [
    ("type", "建立社群，桃園103，115學年度，進階，北昌國小，北昌共備社群"),
    ("type", "採用計畫的期限"),
    ("tap", "全部採用"),
    ("type", "每月第一個週三共同備課"),
    ("type", "幫我記 11/27 下午三點 訂研習場地"),
    ("type", "幫我記 12/4 傳照片"),
    ("type", "幫我記 11/20 交領據"),
    ("tap", "11/20（五）"),
    ("type", "訂研習場地完成了"),
    ("type", "行事曆網址"),
]
# What is budgeted; the last answer holds the addresses of the forms.
BUDGET: Steps = [
    ("type", "建立社群，桃園103，103學年度，進階，北昌國小，北昌共備社群"),
    ("type", "我要編概算"),
    ("tap", "第一期"),
    ("type", "外聘講師 1600*2節、印刷費 50元20份"),
    ("type", "雜支 300"),
    ("tap", "調到上限"),
]
ADDRESS = re.compile(r"http\S+/c/[A-Za-z0-9_-]{32}")
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
        take_calendar(browser, url, options.dark, options.out)
        take_budget(browser, url, options.dark, options.out)
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
    page = opened(browser, url, screen, dark)
    for kind, words in STEPS:
        step(page, kind, words)
    page.evaluate("document.activeElement.blur()")
    page.mouse.move(0, 0)
    page.screenshot(path=path)
    page.context.close()
    print(path)


def take_calendar(browser: Browser, url: str, dark: bool, out: Path) -> None:
    """The page of a new community's calendar on a phone, and a month of it as the bot draws it."""
    page = opened(browser, url, PHONE, dark)
    for kind, words in CALENDAR:
        step(page, kind, words)
    address = ADDRESS.search(page.locator("#log .bubble").last.inner_text())
    if address is None:
        sys.exit("the bot told no address of the calendar")
    page.goto(address[0])
    page.screenshot(path=out / "calendar-phone.png")
    (out / "calendar-month.png").write_bytes(page.request.get(f"{address[0]}/{MONTH}.png").body())
    page.context.close()
    print(out / "calendar-phone.png", out / "calendar-month.png", sep="\n")


def take_budget(browser: Browser, url: str, dark: bool, out: Path) -> None:
    """A budget on a phone, and the plan's form as the bot fills it in."""
    page = opened(browser, url, PHONE, dark)
    for kind, words in BUDGET:
        step(page, kind, words)
    page.evaluate("document.activeElement.blur()")
    page.screenshot(path=out / "budget-phone.png")
    step(page, "type", "匯出")
    address = page.locator("a[href*='/files/'][href$='.docx']").last.get_attribute("href")
    with tempfile.TemporaryDirectory() as folder:
        form = Path(folder, "form.docx")
        form.write_bytes(page.request.get(urljoin(url, address)).body())
        draw(form, out / "budget-form.png")
    page.context.close()
    print(out / "budget-phone.png", out / "budget-form.png", sep="\n")


def draw(document: Path, picture: Path) -> None:
    """The upper two thirds of a document's first page as a picture."""
    folder = document.parent
    profile = f"-env:UserInstallation=file://{folder}/profile"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(document)]
    subprocess.run(convert, check=True, capture_output=True, timeout=START_SECONDS)
    page = [
        "pdftoppm",
        "-png",
        "-singlefile",
        "-r",
        "80",
        "-H",
        "640",
        document.with_suffix(".pdf"),
        picture.with_suffix(""),
    ]
    subprocess.run(page, check=True, timeout=START_SECONDS)


def opened(browser: Browser, url: str, screen: dict[str, Any], dark: bool) -> Page:
    """The chat on the screen of a new person."""
    context = browser.new_context(**screen, color_scheme="dark" if dark else "light", reduced_motion="reduce")
    page = context.new_page()
    page.goto(url)
    return page


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
            "CONVENER_NOW": NOW,
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
