"""A community's calendar as a page for phones: what is overdue, what comes within a week, then month by month."""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.export import telling
from bot.export.telling import Origin
from content.library import Library
from content.text import dates
from handlers.records import Community, Deadline

HERE = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent.parent / "channels" / "static"
SOON = 7  # days
LONG_AGO = 60  # days after which nobody counts them

# Every word of the page but those that the feed says too.
WORDS = {
    "calendar": "社群行事曆",
    "over": "這個社群已結束",
    "year": "{}學年度",
    "late": "過期還沒完成",
    "soon": "一週內",
    "month": "{}年{}月",
    "done": "已完成 {} 件",
    "none": "目前沒有還沒完成的期限。",
    "unsure": telling.UNSURE,
    "meeting": "聚會",
    "today": "今天",
    "tomorrow": "明天",
    "left": "剩 {} 天",
    "past": "已過 {} 天",
    "long_ago": "已過",
    "subscribe_head": "放進自己的行事曆",
    "subscribe": "訂閱",
    "download": "下載 .ics",
    "how": "訂閱後會自己更新。Google 日曆請在電腦上選「其他日曆」的「加入日曆網址」，貼上這個網址：",
    "pictures": "月曆圖",
    "secret": "知道網址的人都看得到這一頁，但不能改。要換網址，請召集人跟小幫手說。",
}


@dataclass(frozen=True, slots=True)
class Group:
    """Dates under a heading; `kind`: late, soon, month."""

    kind: str
    heading: str
    dates: Sequence[Deadline]


@dataclass(frozen=True, slots=True)
class Links:
    """Where the page leads: `feed` and the `pictures` of months from itself, `subscribe` and `https` from anywhere."""

    feed: str
    pictures: Sequence[tuple[date, str]]
    subscribe: str = ""
    https: str = ""


def links(at: str, secret: str, months: Sequence[date]) -> Links:
    """The links of the page at `<at>/c/<secret>`; where `at` is not known, only those that need it not."""
    feed, whole = f"{secret}.ics", f"{at}/c/{secret}.ics"
    pictures = [(month, f"{secret}/{month:%Y-%m}.png") for month in months]
    return Links(feed, pictures, f"webcal:{whole.partition(':')[2]}", whole) if at else Links(feed, pictures)


def months(community: Community, deadlines: Sequence[Deadline], today: date) -> list[date]:
    """The first days of the months that hold something, and of this month."""
    held = {one.day.replace(day=1) for one in deadlines if one.state != "cancelled"}
    return sorted(held | ({today.replace(day=1)} if community.open else set()))


def draw(
    community: Community, deadlines: Sequence[Deadline], origin: Origin, tier: str, today: date, links: Links
) -> str:
    """The page as HTML. `tier`: what the tier is called, "" where there is none."""
    done = [one for one in reversed(deadlines) if one.state == "done"]
    about = [origin.name, tier, WORDS["year"].format(community.year), community.school]
    return (
        _environment()
        .get_template("calendar.html")
        .render(
            community=community,
            about="・".join(map(telling.one_line, filter(None, about))),
            groups=list(_groups([one for one in deadlines if one.state == "open"], today)),
            done=done,
            links=links,
            details=lambda one: list(telling.details(one, origin)),
            left=lambda one: _left((one.day - today).days),
        )
    )


def _groups(found: Sequence[Deadline], today: date) -> Iterator[Group]:
    """By urgency; the dates are in order."""
    soon = today + timedelta(days=SOON)
    if late := [one for one in found if one.day < today]:
        yield Group("late", WORDS["late"], late)
    if near := [one for one in found if today <= one.day <= soon]:
        yield Group("soon", WORDS["soon"], near)
    later = [one for one in found if one.day > soon]
    for (year, month), ones in groupby(later, key=lambda one: (one.day.year, one.day.month)):
        yield Group("month", WORDS["month"].format(year - 1911, month), list(ones))


def _left(days: int) -> str:
    """How long it is until then."""
    if days < -LONG_AGO:
        return WORDS["long_ago"]
    if days < 0:
        return WORDS["past"].format(-days)
    return {0: WORDS["today"], 1: WORDS["tomorrow"]}.get(days) or WORDS["left"].format(days)


@cache
def style() -> str:
    """The page's style sheet, with the chat's colours; it stands in the page, which needs no other file."""
    files = (STATIC / "colours.css", HERE / "calendar.css")
    return "".join(file.read_text(encoding="utf-8") for file in files)


@cache
def policy() -> str:
    """The page's Content-Security-Policy: its own style sheet, its own icon, nothing else."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


@cache
def _icon() -> str:
    file = (STATIC / "icon.svg").read_bytes()
    return f"data:image/svg+xml;base64,{base64.b64encode(file).decode()}"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(words=WORDS, style=Markup(style()), icon=_icon())  # noqa: S704 - our own file
    environment.filters.update(one_line=telling.one_line, day=dates.say)
    return environment


def tier_name(library: Library, community: Community) -> str:
    """What the community's tier is called in its plan."""
    plan = library.plans.get(community.plan)
    tier = plan.tiers.get(community.tier) if plan else None
    return tier.name if tier else ""
