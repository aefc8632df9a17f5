"""The font of the pictures: Noto Sans CJK (OFL), as Debian's fonts-noto-cjk and others install it."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

import structlog
from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

log = structlog.get_logger(__name__)

FAMILY = "Noto Sans CJK TC"
FOLDERS = (
    "/usr/share/fonts/opentype/noto",  # Debian, Ubuntu
    "/usr/share/fonts/noto-cjk",  # Arch, Alpine
    "/usr/share/fonts/google-noto-sans-cjk-fonts",  # Fedora
)
_FACES = 10  # in one file; Taiwan's is one of them


class NoFontError(Exception):
    """No font with Chinese is installed."""


@cache
def font(size: int, *, bold: bool = False) -> FreeTypeFont:
    """The font in a size of pixels. Raises NoFontError."""
    files = _files()
    if not files:
        raise NoFontError(FAMILY)
    path, face = files[-1 if bold else 0]
    return ImageFont.truetype(path, size, face, layout_engine=ImageFont.Layout.BASIC)


@cache
def _files() -> tuple[tuple[str, int], ...]:
    """File and face in it, regular and bold; none where nothing is installed, which is logged once."""
    found = [_found(style) for style in ("Regular", "Bold")]
    files = tuple(one for one in found if one)
    if not files:
        log.warning("pictures are off, as their font is not installed", font=FAMILY, debian="fonts-noto-cjk")
    return files


def _found(style: str) -> tuple[str, int] | None:
    usual = [Path(folder) / f"NotoSansCJK-{style}.ttc" for folder in FOLDERS]
    for path in [*filter(Path.is_file, usual), *_asked(style)]:
        for face in range(_FACES):
            try:
                name = ImageFont.truetype(path, 10, face).getname()
            except OSError:
                break
            if name == (FAMILY, style):
                return str(path), face
    return None


def _asked(style: str) -> list[Path]:
    """What the system's font list would take."""
    program = shutil.which("fc-match")
    if program is None:
        return []
    call = [program, "--format=%{file}", f"{FAMILY}:style={style}"]
    told = subprocess.run(call, capture_output=True, text=True, timeout=30, check=False)  # noqa: S603 - no one's words
    return [Path(told.stdout)] if told.stdout else []
