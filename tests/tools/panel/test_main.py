import errno
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.tools.panel.stage import ROOT, fill_shelf
from tools.panel.cards import LABELS
from tools.panel.main import main


def arguments(directory: Path, port: int, **more: str) -> list[str]:
    named = {"bench": directory / "bench.sock", "state": directory, "cards": directory / "cards", "port": port, **more}
    return [word for name, value in named.items() for word in (f"--{name}", str(value))]


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    return err


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "localhost.example"])  # noqa: S104 - must be refused
def test_only_loopback(tmp_path: Path, free_port: int, host: str, capsys) -> None:
    assert main(arguments(tmp_path, free_port, host=host)) == 78
    assert "127.0.0.1 only" in one_line(capsys)


def test_a_taken_port(tmp_path: Path, capsys) -> None:
    fill_shelf(tmp_path / "cards")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(arguments(tmp_path, port)) == 1
    assert f"port {port} is taken" in one_line(capsys)


def test_a_port_that_the_system_keeps(tmp_path: Path, free_port: int, capsys, mocker) -> None:
    fill_shelf(tmp_path / "cards")
    mocker.patch("tools.panel.server.web.TCPSite.start", side_effect=PermissionError(errno.EACCES, "no"))
    assert main(arguments(tmp_path, free_port)) == 78
    assert f"port {free_port} cannot be used (Permission denied)" in one_line(capsys)


def test_no_texts(tmp_path: Path, free_port: int, capsys) -> None:
    assert main(arguments(tmp_path, free_port, texts=str(tmp_path))) == 78
    assert "--texts" in one_line(capsys)


def test_no_cards(tmp_path: Path, free_port: int, capsys) -> None:
    assert main(arguments(tmp_path, free_port)) == 78
    assert "uketsuke-issue" in one_line(capsys)


def test_a_list_of_names_that_cannot_be_read(tmp_path: Path, free_port: int, capsys) -> None:
    fill_shelf(tmp_path / "cards")
    (tmp_path / "cards" / LABELS).write_text("[]]")
    assert main(arguments(tmp_path, free_port)) == 78
    assert LABELS in one_line(capsys)


@pytest.mark.parametrize("wrong", [[], ["--bench"], ["--port", "many"], ["--port", "0"], ["--port", "65536"]])
def test_wrong_arguments(wrong: list[str], capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        main(wrong)
    assert ended.value.code == 2


@pytest.mark.process
def test_it_says_when_it_is_ready_and_ends_when_told(tmp_path: Path, free_port: int) -> None:
    fill_shelf(tmp_path / "cards")
    notices = tmp_path / "notify.sock"
    command = [sys.executable, "-m", "tools.panel.main", *arguments(tmp_path, free_port)]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.bind(str(notices))
        supervisor.settimeout(30)
        environment = {**os.environ, "NOTIFY_SOCKET": str(notices)}
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as panel:
            try:
                assert supervisor.recv(100) == b"READY=1"
                url = f"http://127.0.0.1:{free_port}/"
                with urllib.request.urlopen(url, timeout=10) as page:
                    assert page.status == 200
                panel.send_signal(signal.SIGTERM)
                assert supervisor.recv(100) == b"STOPPING=1"
                assert panel.wait(30) == 0
                assert panel.stdout is not None
                assert panel.stdout.read() == url + "\n"
            finally:
                panel.kill()
