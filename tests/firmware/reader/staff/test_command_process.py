"""The command as a process of its own: a real terminal that shows nothing, a real pipe, the real cost."""

import os
import pty
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from firmware.reader.staff.hashing import USUAL_COST
from firmware.reader.staff.store import StaffStore
from tests.firmware.reader.site import ROOT, ReaderSite
from tests.firmware.reader.staff.support import CHEAP

pytestmark = pytest.mark.process

CODE = "60491837"
LIMIT_S = 60.0
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture
def site(tmp_path: Path) -> ReaderSite:
    (tmp_path / "state").mkdir(mode=0o700)
    return ReaderSite(tmp_path)


def command(site: ReaderSite, *words: str) -> list[str]:
    return [sys.executable, "-m", "firmware.reader.main", "staff", *words, "--config", str(site.config)]


def run(site: ReaderSite, *words: str, piped: str = "") -> tuple[int, str, str]:
    done = subprocess.run(
        command(site, *words), input=piped, capture_output=True, text=True, timeout=LIMIT_S, env=ENVIRONMENT, cwd=ROOT
    )
    return done.returncode, done.stdout, done.stderr


def until(terminal: int, wanted: bytes) -> bytes:
    """What the terminal shows until it shows this."""
    shown = b""
    while wanted not in shown:
        assert select.select([terminal], [], [], LIMIT_S)[0], shown
        shown += os.read(terminal, 1024)
    return shown


def test_a_pipe_provisions_a_reader(site: ReaderSite) -> None:
    assert run(site, "add", "4071", piped=f"{CODE}\n") == (0, "staff 4071 was added\n", "")
    assert StaffStore(site.place / "state").read().cost == USUAL_COST
    status, said, problem = run(site, "list")
    assert (status, said[:6].strip(), problem) == (0, "4071", "")
    assert run(site, "add", "4071", piped="x") == (
        1,
        "",
        "uketsuke-reader: staff 4071 is there already; for a new passcode remove it first\n",
    )


@pytest.mark.parametrize("ending", ["typed", "interrupted"])
def test_a_terminal_shows_no_digit(site: ReaderSite, ending: str) -> None:
    StaffStore(site.place / "state", CHEAP).change(lambda now: now)
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        os.execvpe(sys.executable, command(site, "add", "4071"), ENVIRONMENT)  # noqa: S606 - this very interpreter
    try:
        shown = until(terminal, b"Passcode: ")
        os.write(terminal, f"{CODE}\n".encode())
        shown += until(terminal, b"Again: ")
        if ending == "typed":
            os.write(terminal, f"{CODE}\n".encode())
            shown += until(terminal, b"was added")
        else:
            os.kill(child, signal.SIGINT)
    finally:
        _, status = os.waitpid(child, 0)
        os.close(terminal)
    assert CODE.encode() not in shown
    assert os.waitstatus_to_exitcode(status) == (0 if ending == "typed" else 130)
    assert (StaffStore(site.place / "state").read().find("4071") is not None) is (ending == "typed")
