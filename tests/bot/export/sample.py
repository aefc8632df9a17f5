"""Dates as a community has them in June, on a Monday."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.export.telling import Origin
from handlers.records import Community, Deadline

TAIPEI = ZoneInfo("Asia/Taipei")
NOW = datetime(2026, 6, 8, 9, tzinfo=TAIPEI)
TODAY = NOW.date()
SECRET = "kq3V-0b_Xw9tYcJm5RzL2aHs7DfNpE4u"
COMMUNITY = Community("north", "北昌共備社群", "taoyuan-103", "beginner", 114, "北昌國小", feed=SECRET)
PLAN = Origin("桃園103", 103)


def on(day: date, title: str, **more: object) -> Deadline:
    """A date of the community; its id is its title."""
    return Deadline(**{"id": title, "community": COMMUNITY.id, "title": title, "day": day} | more)  # type: ignore[arg-type]


APPLIED = on(date(2026, 6, 1), "申請檔上傳", state="done")
LATE = on(date(2026, 6, 5), "第一期核銷", key="settle", section="陸．五", who="林老師")
MEETING = on(date(2026, 6, 10), "第六次聚會", kind="meeting", at=time(15, 30), note="帶教案\n在圖書室")
REPORT = on(date(2026, 6, 19), "成果報告", key="report", section="肆．六", sure=False, others=("2026-06-30",))
CALLED_OFF = on(date(2026, 6, 24), "參訪", state="cancelled")
SURVEY = on(date(2026, 7, 31), "問卷")
DATES = (APPLIED, LATE, MEETING, REPORT, CALLED_OFF, SURVEY)
