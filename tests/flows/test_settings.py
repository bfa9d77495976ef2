"""Settings: which value wins, where it says it came from, and what it never says."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows import settings


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def origins(**flags: object) -> dict[str, tuple[str, str]]:
    return {row.name: (row.value, row.origin) for row in settings.provenance(**flags)}


def test_a_flag_beats_a_variable_beats_the_file_beats_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert origins()["workers"][1] == "default"
    (tmp_path / ".env").write_text("JIXIAO_WORKERS=3\nJIXIAO_TIMEOUT=7\n")
    assert origins()["workers"] == ("3", str(tmp_path / ".env"))
    monkeypatch.setenv("JIXIAO_WORKERS", "4")
    assert origins()["workers"] == ("4", "JIXIAO_WORKERS")
    assert origins(workers=5)["workers"] == ("5", "--workers")
    assert origins()["timeout"] == ("7.0", str(tmp_path / ".env"))


@pytest.mark.parametrize("text", ["a,b", '["a", "b"]'])
def test_passwords_are_a_list_that_is_never_shown(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("JIXIAO_PASSWORDS", text)
    loaded = settings.load()
    assert [password.get_secret_value() for password in loaded.passwords] == ["a", "b"]
    assert origins()["passwords"] == ("2 set", "JIXIAO_PASSWORDS")
    assert "'a'" not in repr(loaded)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_a_file_that_is_not_utf8_is_named(tmp_path: Path, encoding: str) -> None:
    (tmp_path / ".env").write_text("JIXIAO_WAREHOUSE=../数据.duckdb\n", encoding=encoding)
    assert refusal() == f"{tmp_path / '.env'} is not in UTF-8: save it as UTF-8."


def test_a_mark_at_the_beginning_of_the_file_is_no_part_of_a_name(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("JIXIAO_WORKERS=3\n", encoding="utf-8-sig")
    assert origins()["workers"] == ("3", str(tmp_path / ".env"))


def test_what_is_no_setting_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIXIAO_WORKERS", "2")
    monkeypatch.setenv("JIXIAO_PASWORDS", "geheim")
    (tmp_path / ".env").write_text("OTHER=1\nJIXIAO_TIMEOUT=7\nJIXIAO_WAREHOUS=x.duckdb\n")
    assert settings.unknown() == [
        f"{name} in {where} is no setting and does nothing: see 'jixiao settings' for those that are."
        for name, where in (("JIXIAO_PASWORDS", "the environment"), ("JIXIAO_WAREHOUS", tmp_path / ".env"))
    ]


def refusal(**flags: object) -> str:
    with pytest.raises(settings.SettingsError) as error:
        settings.load(**flags)
    return str(error.value)


def test_a_value_of_the_wrong_kind_is_refused_with_its_origin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("JIXIAO_TASK_RUNNER=ray\n")
    assert refusal() == (
        f"JIXIAO_TASK_RUNNER in {tmp_path / '.env'}: input should be 'processes' or 'dask', not 'ray'."
    )
    monkeypatch.setenv("JIXIAO_TASK_RUNNER", "dask")
    monkeypatch.setenv("JIXIAO_MEMORY", "1")
    assert refusal() == "JIXIAO_MEMORY: input should be greater than or equal to 512, not '1'."
    assert refusal(memory=1024, timeout=-1, time_zone="Mars") == (
        "--timeout: input should be greater than 0, not -1; "
        "--time-zone: Mars is no time zone: write one such as Asia/Shanghai."
    )


@pytest.mark.parametrize("text", ['["geheim", 4711]', '["geheim"', "[4711, 4712]"])
def test_a_refusal_never_shows_a_password(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("JIXIAO_PASSWORDS", text)
    said = refusal()
    assert said.startswith("JIXIAO_PASSWORDS: ")
    assert said.count("JIXIAO_PASSWORDS") == 1
    assert not any(secret in said for secret in ("geheim", "471"))
