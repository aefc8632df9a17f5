"""Where the font of the pictures is looked for."""

import shutil

import pytest

from bot.export import fonts

pytestmark = pytest.mark.usefixtures("font")


def test_it_is_the_one_for_taiwan() -> None:
    assert fonts.font(20).getname() == ("Noto Sans CJK TC", "Regular")


def test_a_font_in_another_place_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("fc-match") is None:
        pytest.skip("no fc-match on the PATH (Debian: apt-get install fontconfig)")
    usual = fonts._found("Regular")
    monkeypatch.setattr(fonts, "FOLDERS", ())
    assert fonts._found("Regular") == usual


def test_a_font_without_its_bold_face_is_used_without(monkeypatch: pytest.MonkeyPatch) -> None:
    found = fonts._found
    monkeypatch.setattr(fonts, "_found", lambda style: found(style) if style == "Regular" else None)
    for cache in (fonts.font, fonts._files):
        cache.cache_clear()
    assert fonts.font(20, bold=True).getname() == ("Noto Sans CJK TC", "Regular")
    for cache in (fonts.font, fonts._files):
        cache.cache_clear()
