"""Environment → one frozen Settings, read once; every problem is told at once."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

PREFIX = "CONVENER_"
_SQLITE = "sqlite+aiosqlite:///"


class SettingsError(Exception):
    """The environment cannot be used; the message names every variable that is wrong."""


class Settings(BaseModel):
    """What an operator may set. An empty environment is a working one."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    database_url: str = f"{_SQLITE}convener.db"
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    timezone: ZoneInfo = ZoneInfo("Asia/Taipei")
    now: datetime | None = None

    @field_validator("timezone", mode="before")
    @classmethod
    def _zone(cls, value: object) -> object:
        try:
            return ZoneInfo(value) if isinstance(value, str) else value
        except (KeyError, ValueError, OSError) as error:
            raise ValueError("no such time zone") from error

    @field_validator("database_url")
    @classmethod
    def _sqlite(cls, value: str) -> str:
        if not value.startswith(_SQLITE):
            raise ValueError(f"must start with {_SQLITE}")
        return value

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return Path(self.database_url.removeprefix(_SQLITE))


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Settings from variables that start with CONVENER_. Raises SettingsError with all problems."""
    names = {name: PREFIX + name.upper() for name in Settings.model_fields}
    values = {name: environ[variable] for name, variable in names.items() if environ.get(variable)}
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        slips = (f"{PREFIX}{str(slip['loc'][0]).upper()}: {slip['msg']}" for slip in error.errors())
        raise SettingsError("\n".join(slips)) from error
