"""A reply's sources as one line of plain text, the same on every channel."""

from collections.abc import Sequence

from handlers.messages import Reply, Source

HEAD = "出處："


def sources_line(reply: Reply) -> str:
    """「出處：基隆113 柒．膳食費、柒．講義費；桃園103 肆．三」: each plan and section once; "" without sources."""
    plans = [f"{name} {'、'.join(sections)}".strip() for name, sections in _by_plan(reply.sources).items()]
    return " ".join((HEAD + "；".join(plans)).split()) if plans else ""


def _by_plan(sources: Sequence[Source]) -> dict[str, list[str]]:
    """The sections under each plan's short name, in the order in which they came."""
    found: dict[str, list[str]] = {}
    for source in dict.fromkeys(sources):
        sections = found.setdefault(source.name, [])
        if source.section not in sections:
            sections.append(source.section)
    return found
