"""One clear line for each thing that is wrong with a configuration."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from firmware.link.errors import SettingsWrong
from firmware.link.main import main
from firmware.link.settings import load_settings, tls_context
from tests.support.certificates import Authority

Change = Callable[[Path, dict[str, Any]], None]


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("material")
    authority = Authority(directory)
    for name in ("reader-1", "reader-2"):
        authority.issue(name)
    (directory / "other").mkdir()
    Authority(directory / "other").issue("reader-1")
    return directory


def good(material: Path) -> dict[str, Any]:
    return {
        "socket": "link.sock",
        "outbox": "outbox.sqlite",
        "broker_host": "127.0.0.1",
        "broker_port": 8883,
        "region": "13",
        "device": "reader-1",
        "ca": str(material / "ca.pem"),
        "certificate": str(material / "reader-1.pem"),
        "key": str(material / "reader-1.key"),
    }


def write(directory: Path, settings: dict[str, Any]) -> Path:
    path = directory / "link.toml"
    path.write_text("[link]\n" + "".join(f"{name} = {value!r}\n" for name, value in settings.items()))
    return path


def test_a_good_one_with_paths_beside_the_file(tmp_path: Path, material: Path) -> None:
    settings = load_settings(write(tmp_path, good(material)))
    assert settings.socket == tmp_path / "link.sock"
    assert settings.ca == material / "ca.pem"
    assert (settings.keepalive, settings.reader_user) == (60, "")
    context = tls_context(settings)
    assert len(context.get_ca_certs()) == 1


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "link.toml"
    path.write_bytes("# 設定\n".encode("shift_jis"))
    with pytest.raises(SettingsWrong, match="utf-8"):
        load_settings(path)


def _set(**values: Any) -> Change:
    return lambda _, settings: settings.update(values)


def _drop(name: str) -> Change:
    def change(_: Path, settings: dict[str, Any]) -> None:
        del settings[name]

    return change


def _material(name: str, file: str) -> Change:
    return lambda material, settings: settings.__setitem__(name, str(material / file))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_set(colour="red"), "unknown field `colour` - at `$.link`"),
        (_drop("device"), "missing required field `device` - at `$.link`"),
        (_set(broker_port=70_000), "<= 65535 - at `$.link.broker_port`"),
        (_set(broker_host="a b"), "at `$.link.broker_host`"),
        (_set(socket=""), "Expected a path - at `$.link.socket`"),
        (_set(region="48"), "region is 01 to 47"),
        (_set(device="Reader 1"), "small letters, digits and hyphens"),
        (_set(reader_user="nobody-is-called-so"), "there is no user 'nobody-is-called-so'"),
        (_set(outbox="none/outbox.sqlite"), "$.link.outbox: directory"),
        (_material("key", "missing.key"), "$.link.key"),
        (_material("key", "reader-2.key"), "do not work together"),
        (_material("ca", "reader-1.key"), "do not work together"),
        (_set(device="reader-2"), "made out to 'reader-1', but the device is 'reader-2'"),
    ],
)
def test_each_mistake_is_one_line(
    tmp_path: Path, material: Path, change: Change, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = good(material)
    change(material, settings)
    path = write(tmp_path, settings)
    with pytest.raises(SettingsWrong) as caught:
        load_settings(path)
    assert [line for line in caught.value.problems if words in line], caught.value.problems
    assert main(["--config", str(path)]) == 78
    said = capsys.readouterr().err.splitlines()
    assert len(said) == len(caught.value.problems)
    assert all(line.startswith(f"uketsuke-link: {path}: ") for line in said)


def test_a_key_that_everybody_may_read_is_refused(tmp_path: Path, material: Path) -> None:
    key = tmp_path / "open.key"
    key.write_bytes((material / "reader-1.key").read_bytes())
    key.chmod(0o644)
    with pytest.raises(SettingsWrong, match="chmod 600"):
        load_settings(write(tmp_path, {**good(material), "key": str(key)}))


def test_several_mistakes_are_said_in_one_go(tmp_path: Path, material: Path) -> None:
    wrong = {**good(material), "region": "99", "ca": "no.pem", "key": "no.key", "outbox": "no/where"}
    with pytest.raises(SettingsWrong) as caught:
        load_settings(write(tmp_path, wrong))
    assert len(caught.value.problems) == 4


@pytest.mark.parametrize("content", ["[link", "", "[other]\n", "link = 3\n"])
def test_a_file_that_is_no_configuration(tmp_path: Path, content: str) -> None:
    path = tmp_path / "link.toml"
    path.write_text(content)
    with pytest.raises(SettingsWrong):
        load_settings(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsWrong, match="cannot be read: No such file"):
        load_settings(tmp_path / "link.toml")


def test_the_readers_end_loads_neither_broker_nor_database() -> None:
    """The reader imports it; what it does not need must not be in its memory."""
    script = (
        "import sys, firmware.link.client, firmware.link.ipc;"
        "print(*{'paho', 'sqlite3', 'cryptography', 'smartcard', 'PIL'} & set(sys.modules))"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert ended.stdout.strip() == ""
