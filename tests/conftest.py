"""What most tests share: the real content, loaded once."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from content.library import Library, load
from handlers.dispatch import Dispatcher

TAIPEI = ZoneInfo("Asia/Taipei")


@pytest.fixture(scope="session")
def library() -> Library:
    """The five plans."""
    return load()


@pytest.fixture(scope="session")
def dispatcher(library: Library) -> Dispatcher:
    """All topics over the five plans."""
    return Dispatcher(library)


@pytest.fixture
def now() -> datetime:
    """A morning in Keelung's month of applying."""
    return datetime(2024, 4, 1, 9, tzinfo=TAIPEI)
