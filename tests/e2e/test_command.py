"""uketsuke-demo as it is typed: what it says, what it leaves, how it ends."""

import os
import pty
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import msgspec
import pytest

from tests.support.prepared import prepare
from tools.demo.machine import SERVER_PATH
from tools.demo.main import product_version

pytestmark = pytest.mark.process

ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 60.0
NO_PCSC = "uketsuke-demo: no visit through PC/SC"
STAYS = "Ctrl-C ends everything"
PLACES = (os.environ.get("PATH", os.defpath), *SERVER_PATH.split(":"))


def command(directory: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "tools.demo.main", "--dir", str(directory), "--port", "0", *arguments]


def run(directory: Path, *arguments: str, through: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """`through`: words that start the command in another surrounding."""
    words = (*through, *command(directory, *arguments))
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=LIMIT_S)


def without_programs(*names: str) -> tuple[str, ...]:
    """Words that start a command where these programs cannot be executed; skips where nothing can be hidden."""
    found = {path for name in names for place in PLACES if (path := shutil.which(name, path=place)) is not None}
    hiding = "; ".join(f"mount --bind /dev/null {shlex.quote(path)}" for path in sorted(found))
    words = ("sh", "-ec", f'{hiding or ":"}; exec "$@"', "sh")
    for way in (("unshare", "--mount", "--"), ("unshare", "--user", "--map-root-user", "--mount", "--")):
        if subprocess.run((*way, *words, "true"), capture_output=True, check=False).returncode == 0:
            return (*way, *words)
    pytest.skip("no program can be hidden here: mount namespaces are not allowed")


def without_models(directory: Path) -> tuple[str, ...]:
    """Arguments for a demo that finds no face models and gets none."""
    return ("--models", str(directory / "models"), "--face-models", "leave")


def processes_of(directory: Path) -> list[str]:
    """Command lines of all processes that name the directory, and so belong to its demo."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(directory) in line and int(entry.name) != os.getpid():
            found.append(line)
    return found


def none_is_left(directory: Path) -> bool:
    deadline = time.monotonic() + LIMIT_S
    while time.monotonic() < deadline:
        if not processes_of(directory):
            return True
        time.sleep(0.05)
    return False


def listing(directory: Path) -> dict[Path, int]:
    """All files with the moment of their last change in nanoseconds."""
    return {path: path.stat().st_mtime_ns for path in directory.rglob("*") if path.is_file()}


class Terminal:
    """A demo on a terminal of its own."""

    def __init__(self, directory: Path, *arguments: str) -> None:
        self._master, slave = pty.openpty()
        words = command(directory, *arguments)
        self.process = subprocess.Popen(words, cwd=ROOT, stdin=slave, stdout=slave, stderr=slave)
        os.close(slave)
        self.text = ""

    def read_until(self, words: str) -> str:
        while words not in self.text:
            try:
                data = os.read(self._master, 4096)
            except OSError:  # Linux says EIO when the last process has closed the terminal
                data = b""
            assert data, f"the demo ended: {self.text}"
            self.text += data.decode(errors="replace")
        return self.text

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(LIMIT_S)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._master)


@contextmanager
def on_terminal(directory: Path, *arguments: str) -> Iterator[Terminal]:
    """A demo without models, unless the arguments say something else."""
    terminal = Terminal(directory, *(arguments or without_models(directory)))
    try:
        yield terminal
    finally:
        terminal.close()


def test_on_a_terminal_it_stays_until_ctrl_c_and_ends_every_process(tmp_path: Path) -> None:
    prepare(tmp_path, product_version())
    with on_terminal(tmp_path) as terminal:
        text = terminal.read_until(STAYS)
        assert re.search(r"\[6/6\] panel", text)
        assert "card removed" in text
        assert text.count("The face way is not offered: ") == 1
        assert "What to do: " in text
        (address,) = set(re.findall(r"http://127\.0\.0\.1:\d+/", text))
        with urllib.request.urlopen(address, timeout=LIMIT_S) as page:  # noqa: S310  # an address of our own
            assert page.status == 200
        second = run(tmp_path, "--exit")
        assert second.returncode == 1
        assert re.fullmatch(r"uketsuke-demo: another demo \(process \d+\) runs in .*\n", second.stderr)
        assert len(processes_of(tmp_path)) >= 6
        assert terminal.end(signal.SIGINT) == 0
    assert none_is_left(tmp_path)


@pytest.mark.parametrize(
    ("moment", "number", "status"),
    [("[3/6]", signal.SIGINT, 130), ("[4/6]", signal.SIGTERM, 130), ("[6/6]", signal.SIGKILL, -signal.SIGKILL)],
)
def test_nothing_is_left_whenever_it_ends(tmp_path: Path, moment: str, number: signal.Signals, status: int) -> None:
    prepare(tmp_path, product_version())
    with on_terminal(tmp_path) as terminal:
        terminal.read_until(moment)
        assert terminal.end(number) == status
    assert none_is_left(tmp_path)


def test_without_a_terminal_it_ends_after_the_visit(tmp_path: Path) -> None:
    report = tmp_path / "out.json"
    done = run(tmp_path, "--visit", "pin-locked", "--json", str(report))
    assert (done.returncode, done.stderr) == (0, "")
    (visit,) = msgspec.json.decode(report.read_bytes())
    assert (visit["visit"], visit["outcome"], visit["tries_left"]) == ("pin-locked", "pin_locked", 0)
    assert {"screens.png", "timeline.txt", "visits.json"} <= {path.name for path in tmp_path.iterdir()}
    assert (tmp_path / "log" / "issue.log").exists()
    assert none_is_left(tmp_path)


def test_a_second_start_issues_nothing_and_a_centre_that_goes_away_is_said(tmp_path: Path) -> None:
    prepare(tmp_path, product_version())
    issued = listing(tmp_path / "issued")
    report = tmp_path / "out.json"
    done = run(tmp_path, "--visit", "central-down", "--json", str(report))
    assert (done.returncode, done.stderr) == (0, "")
    (visit,) = msgspec.json.decode(report.read_bytes())
    assert (visit["visit"], visit["outcome"], visit["tries_left"]) == ("central-down", "centre_unreachable", 3)
    assert listing(tmp_path / "issued") == issued
    assert not (tmp_path / "log" / "issue.log").exists()
    assert none_is_left(tmp_path)


def test_a_visit_before_a_camera_is_refused_without_models(tmp_path: Path) -> None:
    done = run(tmp_path, "--visit", "face-then-pin", *without_models(tmp_path))
    assert done.returncode == 1
    assert re.fullmatch(
        r"uketsuke-demo: visit face-then-pin cannot be played here\. The face way is not offered: .* What to do: .*\n",
        done.stderr,
    )
    assert not (tmp_path / "issued").exists()


def test_a_taken_port_is_said_before_anything_is_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = run(tmp_path, "--exit", "--port", str(port))
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(rf"uketsuke-demo: port {port} .* is taken; choose another .* --port N\n", done.stderr)
    assert not processes_of(tmp_path)
    assert not (tmp_path / "issued").exists()


def test_no_broker_is_said_before_anything_is_started(tmp_path: Path) -> None:
    done = run(tmp_path, "--exit", *without_models(tmp_path), through=without_programs("mosquitto"))
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"uketsuke-demo: .*mosquitto.*apt.* install mosquitto.*\n", done.stderr)
    assert not processes_of(tmp_path)
    assert not (tmp_path / "issued").exists()


@pytest.mark.parametrize(("visit", "apdus"), [("pin", 12), ("staff-check", 17)])
def test_the_same_visit_through_real_pcsc(tmp_path: Path, visit: str, apdus: int) -> None:
    prepare(tmp_path, product_version())
    report = tmp_path / "out.json"
    done = run(tmp_path, "--visit", visit, *without_models(tmp_path), "--card", "pcsc", "--json", str(report))
    if done.stderr.startswith(NO_PCSC) or find_spec("smartcard") is None:
        pytest.skip(done.stderr.strip() or "pyscard is not installed: pip install 'uketsuke[card]'")
    assert (done.returncode, done.stderr) == (0, "")
    (played,) = msgspec.json.decode(report.read_bytes())
    assert (played["visit"], played["outcome"], played["apdus"]) == (visit, "completed", apdus)
    assert none_is_left(tmp_path)


def test_it_ends_in_order_when_nobody_reads_its_lines_any_more(tmp_path: Path) -> None:
    prepare(tmp_path, product_version())
    arguments = command(tmp_path, "--visit", "pin-locked")
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as demo:
        assert demo.stdout is not None
        assert demo.stderr is not None
        demo.stdout.readline()
        demo.stdout.close()
        assert demo.stderr.read() == ""
        assert demo.wait(LIMIT_S) == 1
    assert none_is_left(tmp_path)


def test_a_directory_that_cannot_be_filled_is_said_in_one_line(tmp_path: Path) -> None:
    prepare(tmp_path, product_version())
    (tmp_path / "state").write_text("in the way of the directory")
    done = run(tmp_path, "--exit")
    assert done.returncode == 1
    assert re.fullmatch(
        r"uketsuke-demo: .* cannot be used \(.*\); give the demo another one with --dir DIR\n", done.stderr
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--visit", "nobody"), r'uketsuke-demo: there is no visit "nobody"; there are: all, pin, .*'),
        (
            ("--visit", "face", "--face-models", "none"),
            r"uketsuke-demo: visit face cannot be played here\. The face way is not offered: .* What to do: .*",
        ),
        (("--json", "/proc/nowhere"), r"uketsuke-demo: /proc/nowhere cannot be written \(.*\); name .* --json FILE"),
        (("--dir", "/proc/nowhere"), r"uketsuke-demo: /proc/nowhere cannot be used \(.*\); give .* --dir DIR"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run(tmp_path, *arguments)
    assert done.returncode == 1
    assert re.fullmatch(said + "\n", done.stderr)
    assert not processes_of(tmp_path)
