"""Every setting, once: a flag, else a `JIXIAO_…` variable, else `.env`, else the default."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource, NoDecode, SettingsConfigDict

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

PREFIX = "JIXIAO_"
SECRET = "passwords"  # the setting that is never shown


class SettingsError(Exception):
    """A setting that cannot be; the message says where it came from and what is wrong with it."""


class Settings(BaseSettings):
    """What is in force; an empty variable is none. To be had from `load`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8-sig",  # Windows' editors begin a file with a mark
        env_ignore_empty=True,
        extra="ignore",
    )

    warehouse: Path = Field(Path("warehouse.duckdb"), description="the DuckDB file that is written and queried")
    workers: int = Field(os.cpu_count() or 1, ge=1, description="processes that read documents")
    timeout: float = Field(300, gt=0, description="seconds that reading one document may take")
    memory: int = Field(2048, ge=512, description="MiB of memory that reading one document may take")
    passwords: Annotated[list[SecretStr], NoDecode] = Field(
        default_factory=list, description="tried on encrypted PDFs: comma-separated, or a JSON list"
    )
    task_runner: Literal["processes", "dask"] = Field("processes", description="where documents are read")
    dask_scheduler: str | None = Field(
        None, description="address of a running Dask cluster; without it, a local one of as many workers"
    )
    time_zone: str = Field("Asia/Shanghai", description="of the schedule of `jixiao serve`")

    @field_validator("time_zone")
    @classmethod
    def _known(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ValueError, KeyError, OSError):
            raise ValueError(f"{value} is no time zone: write one such as Asia/Shanghai") from None
        return value

    @field_validator("passwords", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if value.lstrip().startswith("["):
            try:
                return json.loads(value)
            except ValueError:
                raise ValueError("what begins with [ has to be a JSON list: correct it") from None
        return [password for password in value.split(",") if password]


class Provenance(NamedTuple):
    """One setting as `jixiao settings` shows it; secrets are counted, never shown."""

    name: str
    value: str
    origin: str
    meaning: str


def load(**flags: Any) -> Settings:
    """The settings in force; a flag that is None was not given.

    Raises SettingsError where a value is not of its kind, or `.env` is no text in UTF-8. The library's own error, which
    would show passwords, goes no further.
    """
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})
    except UnicodeDecodeError:
        raise SettingsError(f"{_dotenv()} is not in UTF-8: save it as UTF-8.") from None
    except ValidationError as error:
        origins = _origins(flags)
        problems = dict.fromkeys(_problem(details, origins) for details in error.errors())
        raise SettingsError(f"{'; '.join(problems)}.") from None


def _problem(details: ErrorDetails, origins: Mapping[str, str]) -> str:
    """Where a value came from, and what is wrong with it."""
    name = str(details["loc"][0])
    origin = origins[name]
    where = origin if origin.startswith(("--", PREFIX)) else f"{PREFIX}{name.upper()} in {origin}"
    if "error" in details.get("ctx", {}):  # a sentence of our own
        return f"{where}: {details['ctx']['error']}"
    what = f"{where}: {details['msg'][0].lower()}{details['msg'][1:]}"
    return what if name == SECRET else f"{what}, not {details['input']!r}"


def provenance(**flags: Any) -> list[Provenance]:
    """Every setting with its value and where it came from."""
    settings, origins = load(**flags), _origins(flags)
    return [
        Provenance(name, _shown(getattr(settings, name)), origins.get(name, "default"), field.description or "")
        for name, field in Settings.model_fields.items()
    ]


def unknown() -> list[str]:
    """What is set under our prefix and is no setting, misspelt most likely: a sentence each."""
    sources = ((EnvSettingsSource(Settings), "the environment"), (DotEnvSettingsSource(Settings), _dotenv()))
    return [
        f"{name.upper()} in {where} is no setting and does nothing: see 'jixiao settings' for those that are."
        for source, where in sources
        for name in sorted(source.env_vars)
        if name.startswith(PREFIX.lower()) and name.removeprefix(PREFIX.lower()) not in Settings.model_fields
    ]


def _dotenv() -> str:
    return str(Path(".env").resolve())


def _origins(flags: Mapping[str, Any]) -> dict[str, str]:
    """Where the settings that are not left to their default come from."""
    environment = EnvSettingsSource(Settings)()
    dotenv = DotEnvSettingsSource(Settings)()
    return {
        **dict.fromkeys(dotenv, _dotenv()),
        **{name: f"{PREFIX}{name.upper()}" for name in environment},
        **{name: f"--{name.replace('_', '-')}" for name, value in flags.items() if value is not None},
    }


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return f"{len(value)} set" if value else "none"
    return "none" if value is None else str(value)
