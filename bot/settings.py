"""Environment → one frozen Settings, read once; every problem is told at once."""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)

PREFIX = "CONVENER_"
_SQLITE = "sqlite+aiosqlite:///"
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_TELEGRAM_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_TELEGRAM_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class SettingsError(Exception):
    """The environment cannot be used; the message names every variable that is wrong."""


def _origin(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/") or parts.query:
        raise ValueError("must be an origin such as https://example.org")
    return value.rstrip("/")


def _public(value: str) -> str:
    parts = urlsplit(value)
    if not parts.hostname or not (
        parts.scheme == "https" or (parts.scheme, parts.hostname in _LOOPBACK) == ("http", True)
    ):
        raise ValueError("must be an https address (http for this computer only)")
    return value.rstrip("/")


Origin = Annotated[str, AfterValidator(_origin)]


class Settings(BaseModel):
    """What an operator may set. An empty environment is a working one."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    database_url: str = f"{_SQLITE}convener.db"
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    operator_port: int = Field(default=8081, ge=0, le=65535)
    public_url: Annotated[str, AfterValidator(_public)] | None = None
    timezone: ZoneInfo = ZoneInfo("Asia/Taipei")
    line_token: SecretStr | None = None
    line_secret: SecretStr | None = Field(default=None, validate_default=True)
    line_api: Origin | None = None
    line_rate: float = Field(default=2000, gt=0)
    telegram_token: SecretStr | None = None
    telegram_secret: SecretStr | None = None
    telegram_api: Origin = "https://api.telegram.org"
    telegram_rate: float = Field(default=30, gt=0)
    tick_seconds: float = Field(default=1, gt=0)  # how often due reminders are looked for
    web_chat: Literal["on", "off"] | None = None
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

    @field_validator("telegram_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not _TELEGRAM_TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("looks like 123456:ABC-DEF")
        return value

    @field_validator("telegram_secret")
    @classmethod
    def _secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not _TELEGRAM_SECRET.fullmatch(value.get_secret_value()):
            raise ValueError("1 to 256 of A-Z a-z 0-9 _ -")
        return value

    @field_validator("line_secret")
    @classmethod
    def _pair(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if (value is None) != (info.data.get("line_token") is None):
            raise ValueError(f"{PREFIX}LINE_TOKEN and {PREFIX}LINE_SECRET belong together")
        return value

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return Path(self.database_url.removeprefix(_SQLITE))

    @property
    def messengers(self) -> bool:
        """Whether a messenger is switched on."""
        return bool(self.line_token or self.telegram_token)

    @property
    def chat_on_web(self) -> bool:
        """Whether the web chat is served; with a messenger beside it, on the operator's port."""
        return self.web_chat == "on" or (self.web_chat is None and not self.messengers)

    @property
    def telegram_webhook(self) -> str:
        """The secret of Telegram's webhook; empty where the bot polls."""
        return self.telegram_secret.get_secret_value() if self.public_url and self.telegram_secret else ""


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Settings from variables that start with CONVENER_. Raises SettingsError with all problems."""
    names = {name: PREFIX + name.upper() for name in Settings.model_fields}
    values = {name: environ[variable] for name, variable in names.items() if environ.get(variable)}
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError("\n".join(map(_told, error.errors(include_input=False, include_url=False)))) from None


def _told(slip: Mapping[str, object]) -> str:
    where = slip["loc"]
    name = f"{PREFIX}{str(where[0]).upper()}: " if isinstance(where, tuple) and where else ""
    return f"{name}{slip['msg']}"


def opened(secret: SecretStr | None) -> str:
    """What a secret hides; nothing for none."""
    return secret.get_secret_value() if secret else ""
