import logging
import resource
import socket
import stat
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hal.display import Frame
from hal.errors import DeviceMissing
from hal.keypad import Key, Touch
from hal.sound import Lamp, Tone
from hal.virtual import remote, wire
from hal.virtual.bench import Bench
from hal.virtual.client import BenchClient
from hal.virtual.remote import serve
from hal.virtual.tray import BenchError


@pytest.fixture
def bench():
    return Bench()


@pytest.fixture
def client(bench, tmp_path):
    server = serve(bench, tmp_path / "bench")
    with BenchClient(tmp_path / "bench") as connected:
        yield connected
    server.close()


def test_the_socket_is_for_its_owner_only(client, tmp_path: Path) -> None:
    assert stat.S_IMODE((tmp_path / "bench").stat().st_mode) == 0o600


def test_presses_and_touches_arrive_in_order(bench, client) -> None:
    client.press(Key.DIGIT_4)
    client.touch(10, 20)
    assert (bench.keys.take(), bench.keys.take(), bench.keys.take()) == (Key.DIGIT_4, Touch(10, 20), None)


def test_the_frame_is_looked_at(bench, client) -> None:
    assert client.look() is None
    frame = Frame(2, 1, bytes(range(6)))
    bench.screen.show(frame)
    assert client.picture() == (1, frame)


def test_watch_wakes_at_a_change(bench, client) -> None:
    before = client.snapshot()
    waker = threading.Timer(0.05, bench.signals.light, (Lamp.READY,))
    waker.start()
    seen = client.watch(before.changes, timeout=10.0)
    waker.join()
    assert (before.lamp, seen.lamp) == ("off", "ready")


def test_signals_are_asked_for_from_a_number_on(bench, client) -> None:
    bench.signals.tone(Tone.CARD_SEEN)
    bench.signals.speak("pin.enter", "ja")
    first, second = client.snapshot().signals
    assert (first.kind, first.value, second.value, second.language) == ("tone", "card_seen", "pin.enter", "ja")
    assert client.snapshot(since_signal=first.number).signals == (second,)


def test_faults_time_and_camera(bench, client) -> None:
    client.fail("display")
    with pytest.raises(DeviceMissing):
        bench.faults.check("display")
    client.mend("display")
    bench.faults.check("display")
    client.advance(2.5)
    assert bench.time.monotonic == 1002.5
    moment = datetime(2030, 1, 2, tzinfo=UTC)
    client.set_time(moment, sure=False)
    assert (bench.time.now, bench.time.sure) == (moment, False)
    client.show_camera(Frame(1, 1, b"abc"))
    assert bench.scene.picture == Frame(1, 1, b"abc")
    client.show_camera(None)
    assert bench.scene.picture is None


def test_what_cannot_be_done_is_said(client, tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="no card"):
        client.remove()
    with pytest.raises(BenchError, match="nobody"):
        client.insert(tmp_path / "nobody.card")
    (tmp_path / "broken.card").write_text("{}")
    with pytest.raises(BenchError, match="contents"):
        client.insert(tmp_path / "broken.card")
    with pytest.raises(BenchError, match="back"):
        client.advance(-1)


def test_nonsense_and_size_are_refused(bench, client, tmp_path: Path) -> None:
    with BenchClient(tmp_path / "bench") as other:
        other._socket.sendall((5).to_bytes(4, "big") + b"12345")
        raw = wire.receive(other._socket)
        assert raw is not None
        assert isinstance(wire.answer_decoder.decode(raw), wire.Trouble)
        other._socket.sendall(b"\xff\xff\xff\xff")
        assert wire.receive(other._socket) is None
    assert client.snapshot().card_present is False


def test_closing_frees_those_who_watch(bench, tmp_path: Path) -> None:
    server = serve(bench, tmp_path / "bench")
    threads = threading.active_count()
    with BenchClient(tmp_path / "bench") as watching:
        watching.snapshot()
        assert threading.active_count() > threads
        server.close()
        with pytest.raises((BenchError, OSError)):
            watching.snapshot()
    assert not (tmp_path / "bench").exists()
    with pytest.raises(OSError, match="No such file"):
        BenchClient(tmp_path / "bench")


class Said(logging.Handler):
    """Waits for a word in the log."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self.word, self.heard = word, threading.Event()

    def emit(self, record: logging.LogRecord) -> None:
        if self.word in record.getMessage():
            self.heard.set()


@pytest.fixture
def said():
    handler = Said("EMFILE")
    logging.getLogger(remote.__name__).addHandler(handler)
    yield handler
    logging.getLogger(remote.__name__).removeHandler(handler)


@pytest.mark.parametrize("freed", [True, False])
def test_a_client_waits_while_no_file_can_be_opened(bench, tmp_path: Path, said: Said, freed: bool) -> None:
    server = remote.BenchServer(bench, tmp_path / "bench", pause=0.01 if freed else 3600.0)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with socket.socket(socket.AF_UNIX) as early:
        resource.setrlimit(resource.RLIMIT_NOFILE, (1, hard))
        try:
            early.connect(str(tmp_path / "bench"))
            assert said.heard.wait(20)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        if freed:
            wire.send(early, wire.Look())
            assert wire.receive(early) is not None
        server.close()
    assert not any(thread.name == "bench-accept" for thread in threading.enumerate())


def test_keys_and_touches_are_masked_in_reprs() -> None:
    assert "7" not in repr(wire.Press("7"))
    assert "7" not in repr(wire.TouchAt(7, 7))
