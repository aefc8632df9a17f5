"""Sentences of the YAML before they are filled in: figures stand in facts, not in them."""

import re
from collections.abc import Iterator

from content.saying import PLACEHOLDER

_ORDINAL = "期類場步案份條項次年階題名天節句個段種組欄列位"
_NAMES = re.compile(
    rf"附件[一二三四五六七八九十](?:之\d)?(?:\.\d+)?|附表[一二]|第[一二三四五六七八九十兩]+(?:[{_ORDINAL}]|階段|部分)"
    r"|步驟[一二三四五六七八九十]|十二年國|[上下]午場[12一二]|[唯統單專其]一|二代健保|三級|四階|5C"
    r"|未滿一節|這一項|一(?:起|樣|般|定|併|致|覽|律|同|直|些|下|邊|旦|概)"
)
_FIGURE = re.compile(
    r"\d|[一二兩三四五六七八九十百千萬]+\s*(?:元|塊|人|位|名|次|份|張|頁|字|場|校|班|群|天|日|週|個月|月|年|小時|分鐘|點|節|項|件|案|組|%|成|倍|趴)"
)


def slips(template: str) -> Iterator[str]:
    """What is wrong with a sentence: a brace alone, a figure that is no fact."""
    bare = _NAMES.sub("", PLACEHOLDER.sub("", template))
    if "{" in bare or "}" in bare:
        yield "a brace without its other half"
    if figure := _FIGURE.search(bare):
        yield f"a figure outside facts: {bare[max(0, figure.start() - 4) : figure.end() + 4]!r}"
