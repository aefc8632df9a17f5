"""JSON lines in, JSON lines out, as contracts promise."""

import asyncio
import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from bot.batch import Ask, BadLine, Batch, Chat, Date, Room, lines, write
from bot.store.communities import StoredCommunities
from bot.store.database import Store
from content.library import Library
from handlers.dispatch import Dispatcher

NOW = "2024-04-01T09:00:00+08:00"


@pytest.fixture(scope="module")
def batch(library: Library) -> Batch:
    """The batch commands over the five plans."""
    return Batch(library, lambda: pytest.fail("every line has its own now"))


def ask(batch: Batch, **line: object) -> dict[str, object]:
    return asyncio.run(batch.ask(Ask.model_validate({"id": "1", "now": NOW, **line})))


def chat(scheme: str | None, *said: str, **more: object) -> Chat:
    turns = [{"user": text} for text in said]
    return Chat.model_validate({"id": "1", "scheme": scheme, "now": NOW, "turns": turns, **more})


def test_an_answer_has_sources_and_no_choices(batch: Batch) -> None:
    answer = ask(batch, scheme="keelung-113", q="講義費一個人多少")
    assert answer["outcome"] == "answered"
    assert {source["plan"] for source in answer["sources"]} == {"keelung-113"}  # type: ignore[attr-defined]
    assert answer["choices"] == []


def test_a_verdict_that_the_plan_does_not_give_comes_with_abstained(batch: Batch) -> None:
    answer = ask(batch, scheme="keelung-113", q="可以報住宿費嗎")
    assert (answer["outcome"], answer["verdict"]) == ("abstained", "not_stated")


def test_without_a_plan_the_choices_are_counties_and_tell_what_a_tap_would_answer(batch: Batch) -> None:
    answer = ask(batch, scheme=None, q="便當一個120可以嗎")
    told = {choice["label"]: choice["answer"] for choice in answer["choices"]}  # type: ignore[attr-defined]
    assert answer["outcome"] == "clarify"
    assert "100 元" in told["基隆"]


def test_a_tier_is_known_with_and_without_its_suffix(batch: Batch) -> None:
    short = ask(batch, scheme="taoyuan-103", tier="進階", q="要辦幾次")
    long = ask(batch, scheme="taoyuan-103", tier="進階社群", q="要辦幾次")
    assert short["answer"] == long["answer"]
    assert "12 次" in str(short["answer"])


def test_a_chat_can_tap_what_it_was_shown(batch: Batch) -> None:
    turns = [{"user": "講義費一個人多少"}, {"tap": "不是這個"}]
    request = Chat.model_validate({"id": "1", "scheme": "keelung-113", "now": NOW, "turns": turns})
    chat = asyncio.run(batch.chat(request))
    assert "不是這個" in chat["turns"][0]["buttons"]
    assert "都不是" in chat["turns"][1]["buttons"]


async def test_a_chat_begins_with_the_convener_of_a_community_under_the_plan(
    batch: Batch, store: Store, dispatcher: Dispatcher, now: datetime
) -> None:
    room = Room(store, dispatcher)
    guest = (await room.welcome(batch.newcomer(chat("taoyuan-103", tier="進階")), now)).known
    stranger = (await room.welcome(batch.newcomer(chat(None)), now)).known
    (part,) = await StoredCommunities(store).of(str(guest.id))
    assert (part.role, part.community.plan, part.community.year) == ("convener", "taoyuan-103", 103)
    assert (
        (guest.person.plan, guest.person.tier)
        == (part.community.plan, part.community.tier)
        == ("taoyuan-103", "advanced")
    )
    assert await StoredCommunities(store).deadlines(part.community.id) == ()
    assert await StoredCommunities(store).of(str(stranger.id)) == ()


def test_a_run_has_one_store_which_is_gone_afterwards_and_whose_people_never_meet(
    batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for _ in range(2):
        told, folders = list[str](), set[Path]()

        def out(line: str, told: list[str] = told, folders: set[Path] = folders) -> None:
            told.append(line)
            folders.update(tmp_path.iterdir())

        question = "講義費一個人多少"
        write(map(batch.chat, [chat(None, "基隆", question), chat(None, question)]), out)
        known, asked = (json.loads(line)["turns"][-1] for line in told)
        assert "基隆113" in known["text"]
        assert "基隆" in asked["buttons"]
        assert (len(folders), list(tmp_path.iterdir())) == (1, [])


def test_dates_are_told_in_the_notation(batch: Batch) -> None:
    line = Date.model_validate({"id": "1", "text": "112.12.6（四）", "now": NOW})
    assert asyncio.run(batch.date(line)) == {"id": "1", "value": "MISMATCH:2023-12-06"}


@pytest.mark.parametrize("bad", ["no json", '{"id": "1"}', '{"id": "1", "q": "x", "now": "yesterday"}'])
def test_a_line_that_cannot_be_read_is_named(bad: str) -> None:
    with pytest.raises(BadLine, match="line 2"):
        list(lines(Ask, ['{"id": "0", "q": "好"}', bad]))


def test_a_plan_that_does_not_exist_is_told(batch: Batch) -> None:
    with pytest.raises(BadLine, match="atlantis"):
        ask(batch, scheme="atlantis-1", q="好")


def test_the_command_ends_with_2_on_a_bad_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "batch", "dates"], input="{}\n", capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "line 1" in done.stderr


def test_the_command_answers_in_the_order_of_its_lines() -> None:
    feed = [{"id": str(n), "text": "12/1", "now": NOW} for n in range(3)]
    done = subprocess.run(
        [sys.executable, "-m", "bot", "batch", "dates"],
        input="".join(json.dumps(line) + "\n" for line in feed),
        capture_output=True,
        text=True,
        check=True,
    )
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"id": str(n), "value": "2024-12-01"} for n in range(3)
    ]
