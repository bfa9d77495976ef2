"""Every setting, once: a flag, else a `JIXIAO_…` variable, else `.env`, else the default."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource, NoDecode, SettingsConfigDict

PREFIX = "JIXIAO_"


class Settings(BaseSettings):
    """What is in force. Raises pydantic.ValidationError where a value is not of its kind; an empty variable is none."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore")

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
            return json.loads(value)
        return [password for password in value.split(",") if password]


class Provenance(NamedTuple):
    """One setting as `jixiao settings` shows it; secrets are counted, never shown."""

    name: str
    value: str
    origin: str
    meaning: str


def load(**flags: Any) -> Settings:
    """The settings in force; a flag that is None was not given."""
    return Settings(**{name: value for name, value in flags.items() if value is not None})


def provenance(**flags: Any) -> list[Provenance]:
    """Every setting with its value and where it came from."""
    settings = load(**flags)
    environment = EnvSettingsSource(Settings)()
    dotenv = DotEnvSettingsSource(Settings)()
    origins = {
        **dict.fromkeys(dotenv, str(Path(".env").resolve())),
        **{name: f"{PREFIX}{name.upper()}" for name in environment},
        **{name: f"--{name.replace('_', '-')}" for name, value in flags.items() if value is not None},
    }
    return [
        Provenance(name, _shown(getattr(settings, name)), origins.get(name, "default"), field.description or "")
        for name, field in Settings.model_fields.items()
    ]


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return f"{len(value)} set" if value else "none"
    return "none" if value is None else str(value)
