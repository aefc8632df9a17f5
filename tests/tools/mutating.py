"""Updates that no messenger would send: samples of LINE's and Telegram's, bent by a seeded hand."""

import json
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Literal

from tests.tools.strange import KINDS, ODD_NUMBERS, ODD_OTHERS, ODD_TEXTS, READ, SAID

Raw = dict[str, Any]
Platform = Literal["line", "telegram"]
Place = tuple[Any, Any]  # an object or a list, and a key or an index of it


@dataclass(frozen=True, slots=True)
class Sample:
    """An update of Telegram's or the body of one of LINE's webhooks."""

    name: str
    platform: Platform
    raw: Raw


def samples(folders: Iterable[Path]) -> list[Sample]:
    """All updates among the JSON files of these folders; a messenger's answers (error_*.json) are none."""
    found = []
    for path in (path for folder in folders for path in sorted(folder.rglob("*.json"))):
        raw = json.loads(path.read_text())
        if isinstance(raw, dict) and ("events" in raw or "update_id" in raw):
            found.append(Sample(f"{path.parent.name}/{path.stem}", "line" if "events" in raw else "telegram", raw))
    return found


def events(body: object) -> list[Any]:
    """The events of a webhook of LINE's; none where it has no list of them."""
    found = body.get("events") if isinstance(body, dict) else None
    return found if isinstance(found, list) else []


class Mutator:
    """The same `seed` and samples make the same updates. All results are new; no sample is changed."""

    def __init__(self, seed: int, given: Sequence[Sample]) -> None:
        self.random = Random(seed)
        self._given = given
        self._serial = 0

    def serial(self) -> int:
        """A number that was not given before."""
        self._serial += 1
        return self._serial

    def fresh(self, sample: Sample) -> Raw:
        """As if it happened once more: under new ids, where it has any."""
        raw = deepcopy(sample.raw)
        if sample.platform == "telegram":
            raw["update_id"] = 900_000_000 + self.serial()
            if "callback_query" in raw:
                raw["callback_query"]["id"] = str(raw["update_id"])
        for event in events(raw):
            event.update({key: f"{self.serial():026}" for key in ("webhookEventId", "replyToken") if key in event})
        return raw

    def mutated(self, platform: Platform) -> Any:
        """A fresh sample, bent in one to four places."""
        raw: Any = self.fresh(self.random.choice([sample for sample in self._given if sample.platform == platform]))
        for _ in range(self.random.choice((1, 1, 2, 3, 4))):
            if found := list(places(raw)):
                self._bend(platform, self._chosen(found), found)
        return raw

    def mangled(self, body: bytes) -> bytes:
        """The same in another encoding, or bytes that are no update any longer."""
        at, end = sorted((self.random.randrange(len(body) + 1), self.random.randrange(len(body) + 1)))
        cut, odd = body[:at], self.random.choice((self.random.randbytes(3), b",", b"}", b"\xff"))
        torn = (cut, cut + body[end:], cut + odd + body[at:], body + body, body[::-1], body.replace(b'"', b"'"))
        coded = (b"\xef\xbb\xbf" + body, body.decode("utf-8", "replace").encode("utf-16"))
        other = (b"", b"null", b"[]", b"-", b"1e999", b"[" * 100_000, b'{"events":' * 5000, b"9" * 5000)
        found = self.random.choice((*torn, *coded, *other))
        return found if _read(found) in (None, _read(body)) else body[:-1]

    def _chosen(self, found: Sequence[Place]) -> Place:
        read = [place for place in found if place[1] in READ]
        return self.random.choice(read if read and self.random.random() < 0.6 else found)

    def _bend(self, platform: Platform, place: Place, found: Sequence[Place]) -> None:
        held, key = place
        kind = self.random.choice(KINDS)
        match kind:
            case "drop":
                held.pop(key)
            case "swap":
                other, there = self.random.choice(found)
                held[key], other[there] = deepcopy(other[there]), deepcopy(held[key])
            case "double" if isinstance(held, list):
                held.insert(self.random.randrange(len(held) + 1), deepcopy(held[key]))
            case "rename" if isinstance(held, dict):
                held[self.random.choice((key.upper(), key + "s", "", self._text()))] = held.pop(key)
            case "more" if isinstance(held, dict):
                held[self.random.choice((*sorted(READ), self._text()))] = self._odd()
            case _:
                held[key] = self._instead(kind, held[key], platform)

    def _instead(self, kind: str, value: Any, platform: Platform) -> Any:
        match kind:
            case "retype":
                return self.random.choice((str(value), [value], {"id": value}, bool(value), _number(value)))
            case "said":
                return self.random.choice(SAID)
            case "scribble" if isinstance(value, str):
                at, end = sorted((self.random.randrange(len(value) + 1), self.random.randrange(len(value) + 1)))
                return value[:at] + self.random.choice((self._text(), value, "")) + value[end:]
            case "graft":
                other = self.random.choice([sample for sample in self._given if sample.platform == platform])
                held, key = self.random.choice(list(places(other.raw)))
                return deepcopy(held[key])
            case "deep":
                for _ in range(self.random.choice((3, 25, 60))):
                    value = self.random.choice(([value], {"message": value}))
                return value
        return self._odd()

    def _odd(self) -> Any:
        return deepcopy(self.random.choice((self._text(), self._text(), *ODD_NUMBERS, *ODD_OTHERS)))

    def _text(self) -> str:
        return self.random.choice((*ODD_TEXTS, *SAID))


def places(raw: Any) -> Iterator[Place]:
    """Every place in it, the outermost first."""
    waiting = [raw]
    for held in waiting:
        keys = held if isinstance(held, dict) else range(len(held)) if isinstance(held, list) else ()
        for key in list(keys):
            yield held, key
            waiting.append(held[key])


def _number(value: Any) -> Any:
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return len(value) if isinstance(value, str | list | dict) else 0


def _read(body: bytes) -> Any:
    """The object that it is in JSON, if it is one."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
