"""The addresses of a calendar: who may look, what is sent, and what need not be sent again."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import vobject
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from structlog.testing import capture_logs

from bot.export.routes import NO_FONT, NOWHERE, add_calendars
from bot.store import communities
from content.library import Library
from tests.bot.export.conftest import Village
from tests.bot.export.sample import LATE, NOW, REPORT, SECRET, on

Client = TestClient[Any, Any]
KINDS = {"": "text/html", ".ics": "text/calendar", "/2026-06.png": "image/png"}
STRANGE = [
    SECRET[:-1],
    SECRET + "A",
    SECRET.swapcase(),
    "A" * 32,
    "%00" * 32,
    "..",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "' OR 1=1 --" + "A" * 21,
    "社" * 32,
]


async def asked(
    client: Client, path: str, headers: Mapping[str, str] | None = None
) -> tuple[int, Mapping[str, str], bytes]:
    async with client.get(path, headers=headers) as response:
        return response.status, response.headers, await response.read()


@pytest.mark.parametrize("ending", KINDS)
async def test_who_knows_the_secret_sees_the_calendar(site: Client, village: Village, font: None, ending: str) -> None:
    status, headers, body = await asked(site, village.path + ending)
    assert (status, headers["Content-Type"].partition(";")[0]) == (200, KINDS[ending])
    assert len(body) > 1000


@pytest.mark.parametrize("ending", KINDS)
@pytest.mark.parametrize("secret", STRANGE)
async def test_who_does_not_is_told_nothing(site: Client, village: Village, secret: str, ending: str) -> None:
    status, _, body = await asked(site, f"/c/{secret}{ending}")
    assert status == 404
    assert "北昌".encode() not in body


async def test_a_secret_that_leads_nowhere_looks_like_any_other(site: Client, village: Village) -> None:
    unknown, malformed = await asked(site, f"/c/{'A' * 32}"), await asked(site, "/c/A")
    assert unknown[2].decode() == malformed[2].decode() == NOWHERE
    assert unknown[1].keys() == malformed[1].keys()


def test_secrets_are_not_to_be_guessed() -> None:
    secrets = {communities.new_secret() for _ in range(2000)}
    assert len(secrets) == 2000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", secret) for secret in secrets)
    assert all(len({secret[place] for secret in secrets}) == 64 for place in range(32))


@pytest.mark.parametrize("ending", KINDS)
async def test_a_new_address_ends_the_old_one(site: Client, village: Village, font: None, ending: str) -> None:
    old = village.path
    await village.renew()
    assert (await asked(site, old + ending))[0] == 404
    assert (await asked(site, village.path + ending))[0] == 200


async def test_a_community_without_a_secret_has_no_address(site: Client, village: Village) -> None:
    await village.alter(feed="")
    assert (await asked(site, "/c/"))[0] == 404
    assert (await asked(site, "/c/.ics"))[0] == 404


@pytest.mark.parametrize("ending", KINDS)
async def test_what_a_reader_has_already_is_not_sent_again(
    site: Client, village: Village, font: None, ending: str
) -> None:
    path = village.path + ending
    _, first, _ = await asked(site, path)
    tag = {"If-None-Match": first["ETag"]}
    status, headers, body = await asked(site, path, tag)
    assert (status, headers["ETag"], body) == (304, first["ETag"], b"")
    await village.keep(replace(REPORT, title="成果", version=2))
    status, headers, body = await asked(site, path, tag)
    assert status == 200
    assert body
    assert headers["ETag"] != first["ETag"]


async def test_another_date_changes_nothing_of_the_others(site: Client, village: Village) -> None:
    first = vobject.readOne((await asked(site, f"{village.path}.ics"))[2].decode())
    await village.keep(replace(REPORT, version=2, day=REPORT.day - timedelta(days=4)), at=NOW + timedelta(hours=1))
    then = vobject.readOne((await asked(site, f"{village.path}.ics"))[2].decode())
    before, after = ({one.uid.value: one.serialize() for one in found.vevent_list} for found in (first, then))
    assert [uid for uid, one in after.items() if one != before[uid]] == [f"{REPORT.id}@convener"]


async def test_the_feed_tells_when_a_date_was_changed(site: Client, village: Village) -> None:
    later = NOW + timedelta(days=1)
    await village.keep(replace(LATE, version=2, note="補件"), at=later)
    calendar = vobject.readOne((await asked(site, f"{village.path}.ics"))[2].decode())
    changed = {one.uid.value: one.last_modified.value for one in calendar.vevent_list}
    assert changed[f"{LATE.id}@convener"] == later
    assert changed[f"{REPORT.id}@convener"] == NOW


@pytest.mark.parametrize("ending", [*KINDS, "/2026-13.png", ".doc"])
@pytest.mark.parametrize("secret", [SECRET, "A" * 32])
async def test_nothing_is_kept_by_others_found_by_engines_or_told_to_other_sites(
    site: Client, village: Village, secret: str, ending: str
) -> None:
    _, headers, _ = await asked(site, f"/c/{secret}{ending}")
    assert "private" in headers["Cache-Control"]
    assert "noindex" in headers["X-Robots-Tag"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in headers["Content-Security-Policy"]


async def test_the_page_may_load_nothing_and_its_own_style_sheet_is_let_in(site: Client, village: Village) -> None:
    _, headers, body = await asked(site, village.path)
    page, policy = body.decode(), headers["Content-Security-Policy"]
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert f"style-src 'sha256-{b64encode(hashlib.sha256(style.encode()).digest()).decode()}'" in policy
    assert "script" not in policy
    assert "unsafe" not in policy
    assert "<script" not in page
    assert " style=" not in page


@pytest.mark.parametrize("month", ["2026-00", "2026-13", "26-06", "1999-12", "2100-01", "2026-6", "x", "2026-06-01"])
async def test_a_month_that_is_none_has_no_picture(site: Client, village: Village, month: str) -> None:
    assert (await asked(site, f"{village.path}/{month}.png"))[0] == 404


async def test_without_a_font_pictures_are_refused_and_the_log_says_so_once(
    site: Client, village: Village, no_font: None
) -> None:
    with capture_logs() as logs:
        for _ in range(2):
            status, _, body = await asked(site, f"{village.path}/2026-06.png")
            assert (status, body.decode()) == (503, NO_FONT)
    assert [one["log_level"] for one in logs] == ["warning"]
    assert (await asked(site, village.path))[0] == 200


async def test_links_for_calendar_programs_are_whole(site: Client, village: Village) -> None:
    page = (await asked(site, village.path, {"Host": "bot.example:8443"}))[2].decode()
    assert f'href="webcal://bot.example:8443{village.path}.ics"' in page


async def test_links_lead_to_the_public_address_whatever_a_request_says(village: Village, library: Library) -> None:
    app = web.Application()
    add_calendars(app, village.store, library, lambda: NOW, "https://bot.example/kit")
    async with TestClient(TestServer(app)) as site:
        page = (await asked(site, village.path, {"Host": "evil.example"}))[2].decode()
    assert f'href="webcal://bot.example/kit{village.path}.ics"' in page
    assert f"https://bot.example/kit{village.path}.ics" in page
    assert "evil.example" not in page


async def test_a_host_that_is_none_is_not_repeated(site: Client, village: Village) -> None:
    status, _, body = await asked(site, village.path, {"Host": 'x"><script>alert(1)</script>'})
    assert status == 200
    assert b"alert" not in body
    assert b"webcal" not in body


async def test_a_closed_community_is_still_there_to_look_at(site: Client, village: Village) -> None:
    await village.alter(open=False)
    assert "這個社群已結束" in (await asked(site, village.path))[2].decode()
    assert b"VALARM" not in (await asked(site, f"{village.path}.ics"))[2]


async def test_asking_for_the_head_alone_is_answered(site: Client, village: Village) -> None:
    async with site.head(f"{village.path}.ics") as response:
        assert response.status == 200
        assert response.headers["ETag"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PROPFIND"])
async def test_nothing_can_be_changed_there(site: Client, village: Village, method: str) -> None:
    async with site.request(method, f"{village.path}.ics", data=b"x") as response:
        assert response.status == 405


async def test_five_hundred_dates_are_shown(site: Client, village: Village, font: None) -> None:
    await village.keep(*(on(REPORT.day + timedelta(days=number), f"期限{number}") for number in range(500)))
    for ending in KINDS:
        assert (await asked(site, village.path + ending))[0] == 200
    page = (await asked(site, village.path))[2].decode()
    assert page.count("<time ") >= 500
