"""What a bubble of the web chat looks like."""

from bot.channels.web import render
from bot.channels.web.channel import Said
from handlers.messages import Choice, Reply, Source


def test_every_part_of_a_reply_is_escaped() -> None:
    bad = '"><img src=x onerror=alert(1)>'
    sources = (Source(bad, bad, bad), Source(bad, bad, bad + "2"))
    assert "<img" not in render(Reply(bad, (Choice(bad, bad),), sources, verdict="allowed", late=bad))
    assert "<img" not in render(Said(bad, bad))


def test_a_late_reply_says_what_it_answers() -> None:
    drawn = render(Reply("已記下", late="記帳 1240"))
    assert drawn.index("（剛才「記帳 1240」的回覆）") < drawn.index("已記下")
    assert "剛才" not in render(Reply("已記下"))


def test_line_breaks_and_the_verdict_are_kept() -> None:
    drawn = render(Reply("❌ 超過上限\n最高 100 元。", verdict="not_allowed"))
    assert "<strong>❌ 超過上限</strong>\n最高 100 元。</p>" in drawn
    assert 'data-kind="not_allowed"' in drawn
    assert 'data-kind="abstained"' in render(Reply("沒有", result="abstained"))


def test_one_source_is_shown_and_several_are_folded_under_the_first() -> None:
    meal, hall = Source("keelung-113", "基隆113", "柒.膳食費"), Source("keelung-113", "基隆113", "柒.場地費")
    one, two = render(Reply("好", sources=(meal,))), render(Reply("好", sources=(meal, hall)))
    assert "出處：基隆113 柒.膳食費" in one
    assert "<details" not in one
    assert "柒.場地費" not in two[: two.index("</summary>")]
    assert "柒.場地費" in two[two.index("</summary>") :]


def test_an_address_can_be_tapped_and_ends_where_chinese_goes_on() -> None:
    drawn = render(Reply("下載：http://127.0.0.1:8080/files/a?b=1&c=2，三天內有效"))
    assert '<a href="http://127.0.0.1:8080/files/a?b=1&amp;c=2" target="_blank" rel="noopener noreferrer">' in drawn
    assert "</a>，三天內有效" in drawn
    assert "<a " not in render(Reply("javascript:alert(1) www"))
