"""Words to the supervisor."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from firmware import notify

WORDS = [
    (notify.ready, b"READY=1"),
    (notify.watchdog, b"WATCHDOG=1"),
    (notify.stopping, b"STOPPING=1"),
    (lambda: notify.status("idle\nnow"), b"STATUS=idle now"),
]


@pytest.mark.parametrize(("say", "expected"), WORDS)
@pytest.mark.parametrize("abstract", [False, True])
def test_the_supervisor_hears(
    say: Callable[[], bool], expected: bytes, abstract: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.bind("\0" + path if abstract else path)
        supervisor.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", "@" + path if abstract else path)
        assert say()
        assert supervisor.recv(100) == expected


@pytest.mark.parametrize("value", [None, "", "relative", "/nobody/is/there"])
def test_nobody_listens(value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if value is None:
        monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    else:
        monkeypatch.setenv("NOTIFY_SOCKET", value)
    assert not notify.ready()
