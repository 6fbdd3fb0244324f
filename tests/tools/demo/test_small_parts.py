"""Notifications, restarts, layout, progress, who comes: the small pure parts."""

import errno
import io
import socket
from pathlib import Path

import pytest

from tools.demo.errors import AlreadyRunning, DirectoryRefused, PortRefused, PortTaken, ProgramMissing, ReportRefused
from tools.demo.layout import SOCKET_PATH_BYTES, make_layout, socket_directory
from tools.demo.machine import (
    find_program,
    forget_logs,
    free_port,
    lock,
    make_directories,
    panel_port,
    try_report,
)
from tools.demo.main import main
from tools.demo.notify import Said, drain, open_socket, parse
from tools.demo.persons import Label, assign, fingerprint
from tools.demo.progress import Progress
from tools.demo.restarts import LONGEST_DELAY_S, STEADY_AFTER_S, Restarts, cause, hopeless
from tools.demo.script import Script


@pytest.mark.parametrize(
    ("datagram", "said"),
    [
        (b"READY=1", Said(ready=True)),
        (b"STATUS=serving\nREADY=1\n", Said(ready=True, status="serving")),
        (b"STOPPING=1", Said(stopping=True)),
        (b"READY=0", Said()),
        (b"WATCHDOG=1", Said()),
        (b"\xff nonsense", Said()),
        (b"", Said()),
    ],
)
def test_a_notification_is_read(datagram: bytes, said: Said) -> None:
    assert parse(datagram) == said


def test_all_notifications_that_wait_are_heard(tmp_path: Path) -> None:
    path = tmp_path / "notify"
    path.write_text("left over")
    heard: list[Said] = []
    with open_socket(path) as channel, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as child:
        for datagram in (b"STATUS=one", b"READY=1"):
            child.sendto(datagram, str(path))
        drain(channel, heard.append)
    assert heard == [Said(status="one"), Said(ready=True)]
    assert path.stat().st_mode & 0o077 == 0


def test_a_child_that_dies_again_and_again_is_started_ever_more_slowly() -> None:
    restarts, delays = Restarts(), []
    for _ in range(8):
        restarts = restarts.after(0.1)
        delays.append(restarts.delay)
    assert delays == sorted(delays)
    assert delays[0] < 0.5
    assert delays[-1] == LONGEST_DELAY_S
    assert restarts.after(STEADY_AFTER_S).delay == delays[0]


def test_a_configuration_that_is_wrong_stays_wrong() -> None:
    assert hopeless(78)
    assert not hopeless(75)
    assert cause(-9) == "was killed by signal 9"
    assert cause(75) == "ended with status 75"


def test_sockets_lie_beside_the_rest_where_their_path_is_short_enough(tmp_path: Path) -> None:
    near = Path("/short")
    far = Path("/") / ("d" * 120)
    assert socket_directory(near) == near / "run"
    assert len(str(socket_directory(far)).encode()) < SOCKET_PATH_BYTES
    assert socket_directory(far) == socket_directory(far)
    assert socket_directory(far) != socket_directory(far / "other")


def test_a_port_that_is_taken_is_said_with_what_to_do() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=rf"port {port} .* --port N"):
            panel_port(port)
    assert panel_port(port) == port
    assert panel_port(0) > 0
    assert free_port() > 0


def test_a_port_that_the_system_keeps_is_said(mocker) -> None:
    refuses = mocker.patch("tools.demo.machine.socket.socket").return_value.__enter__.return_value
    refuses.bind.side_effect = PermissionError(errno.EACCES, "Permission denied")
    with pytest.raises(PortRefused, match=r"port 80 .*Permission denied.* --port N"):
        panel_port(80)


@pytest.mark.parametrize("port", ["-1", "65536", "9" * 5000, "many"])
def test_what_is_no_port_is_said(port: str, capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        main([f"--port={port}"])
    assert ended.value.code == 2
    assert "is no port" in capsys.readouterr().err


def test_a_report_that_cannot_be_written_is_said_before_the_visits(tmp_path: Path) -> None:
    with pytest.raises(ReportRefused, match="--json FILE"):
        try_report(tmp_path / "nowhere" / "out.json")
    report = tmp_path / "out.json"
    report.write_text("of yesterday")
    try_report(report)
    assert report.read_text() == "of yesterday"


def test_a_program_that_is_missing_is_said_with_its_package() -> None:
    with pytest.raises(ProgramMissing, match="apt-get install no-such-package"):
        find_program("no-such-program", "no-such-package")
    assert Path(find_program("sh", "dash")).is_absolute()


def test_two_demos_do_not_share_a_directory(tmp_path: Path) -> None:
    with lock(tmp_path), pytest.raises(AlreadyRunning, match=r"process \d+\) runs in .* --dir DIR"):
        lock(tmp_path)
    lock(tmp_path).close()


def test_a_directory_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DirectoryRefused, match="--dir DIR"):
        make_directories(make_layout(tmp_path / "file" / "below", "demo-reader-1"))


def test_directories_are_their_owners_alone_and_logs_begin_empty(tmp_path: Path) -> None:
    layout = make_layout(tmp_path / "demo", "demo-reader-1")
    make_directories(layout)
    make_directories(layout)
    for directory in (layout.logs, layout.files, layout.sockets):
        assert directory.stat().st_mode & 0o077 == 0
    layout.log("reader").write_text("old")
    forget_logs(layout)
    assert not layout.log("reader").exists()


def script(name: str, person: str) -> Script:
    return Script(name=name, title="", person=person, outcome="completed", steps=())


def test_nobody_comes_twice() -> None:
    labels = [Label("a", "ordinary"), Label("b", "locked"), Label("c", "ordinary")]
    scripts = [script("1", "ordinary"), script("2", "locked"), script("3", "ordinary"), script("4", "ordinary")]
    ids, more = assign(scripts, labels)
    assert ids == ["a", "b", "a-2", "a-3"]
    assert more == {"a": ["a-2", "a-3"]}


def test_another_day_another_version_or_other_persons_are_issued_anew(tmp_path: Path) -> None:
    (tmp_path / "persons").mkdir()
    (tmp_path / "persons" / "demo.toml").write_text("one")
    names = {
        fingerprint("1", "2026-04-01", "13", "d", tmp_path),
        fingerprint("2", "2026-04-01", "13", "d", tmp_path),
        fingerprint("1", "2026-04-02", "13", "d", tmp_path),
        fingerprint("1", "2026-04-01", "27", "d", tmp_path),
        fingerprint("1", "2026-04-01", "13", "e", tmp_path),
    }
    (tmp_path / "persons" / "demo.toml").write_text("two")
    names.add(fingerprint("1", "2026-04-01", "13", "d", tmp_path))
    (tmp_path / "persons" / "photos").mkdir()
    (tmp_path / "persons" / "photos" / "7.jp2").write_bytes(b"a face")
    names.add(fingerprint("1", "2026-04-01", "13", "d", tmp_path))
    assert len(names) == 7
    assert fingerprint("1", "2026-04-01", "13", "d", tmp_path) in names


def test_a_step_shows_when_it_begins_and_a_line_in_between_stands_alone() -> None:
    out = io.StringIO()
    progress = Progress(out)
    progress.expect(2)
    with progress.step("one"):
        assert out.getvalue().startswith("[1/2] one")
    with progress.step("two"):
        progress.say("in between")
    lines = out.getvalue().splitlines()
    assert len(lines) == 3
    assert lines[0].endswith(" s")
    assert lines[1].startswith("[2/2] two")
    assert lines[2] == "in between"


def test_a_step_that_fails_ends_its_line() -> None:
    out = io.StringIO()
    progress = Progress(out)
    with pytest.raises(ValueError, match="x"), progress.step("one"):
        raise ValueError("x")
    assert out.getvalue().endswith("\n")
    assert " s\n" not in out.getvalue()
