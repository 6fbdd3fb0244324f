"""A bench across processes: served on a unix socket that only its owner can open, used through BenchClient."""

import contextlib
import errno
import logging
import socket
import threading
from pathlib import Path

import msgspec

from hal.clock import Clock
from hal.display import Frame
from hal.errors import DeviceMissing
from hal.keypad import Key
from hal.settings import ClockSettings
from hal.virtual import wire
from hal.virtual.bench import Bench
from hal.virtual.clock import VirtualClock
from hal.virtual.footage import load as load_film
from hal.virtual.lent import LentCameras
from hal.virtual.tray import BenchError, CardInField

LONGEST_WATCH = 60.0  # seconds; a client that went away is noticed at the next answer

# What passes by itself: no file or memory left for one more connection, or a client that was gone again.
PASSING = frozenset((errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.ECONNABORTED))
PAUSE = 0.5  # seconds until the next look; the client waits in the queue of the socket meanwhile

log = logging.getLogger(__name__)


class BenchServer:
    """Serves one bench until it is closed. The socket must lie in a directory of its owner.

    `clock`: by which films play before a client's camera; the bench's own, which stands still, where none is given.
    `pause`: seconds to wait where the system has no place for one more client.
    """

    def __init__(self, bench: Bench, path: Path, clock: Clock | None = None, pause: float = PAUSE) -> None:
        self._bench = bench
        self._path = path
        self._clock = clock or VirtualClock(bench, ClockSettings())
        self._pause = pause
        self._closing = threading.Event()
        self._clients: dict[socket.socket, LentCameras] = {}
        self._lock = threading.Lock()
        self._listener = _listen(path)
        self._threads = [threading.Thread(target=self._accept, name="bench-accept", daemon=True)]
        self._threads[0].start()

    def _accept(self) -> None:
        while (client := self._next_client()) is not None:
            with self._lock:
                if self._closing.is_set():
                    client.close()
                    return
                cameras = self._clients[client] = LentCameras(self._bench, self._clock)
                thread = threading.Thread(target=self._serve, args=(client, cameras), name="bench-client", daemon=True)
                self._threads = [known for known in self._threads if known.is_alive()] + [thread]
                thread.start()

    def _next_client(self) -> socket.socket | None:
        """Whoever comes next; None when no more are served."""
        while True:
            try:
                return self._listener.accept()[0]
            except OSError as error:
                if self._closing.is_set():
                    return None
                log.warning("bench takes no client: %s", errno.errorcode.get(error.errno or 0, "unknown"))
                if error.errno not in PASSING or self._closing.wait(self._pause):
                    return None

    def _serve(self, client: socket.socket, cameras: LentCameras) -> None:
        with client:
            try:
                while (raw := wire.receive(client)) is not None:
                    wire.send(client, self._answer(raw, cameras))
            except (OSError, wire.WireError) as error:
                log.info("bench client gone: %s", type(error).__name__)
            finally:
                cameras.stop()
            with self._lock:
                self._clients.pop(client, None)

    def _answer(self, raw: bytes, cameras: LentCameras) -> wire.Answer:
        try:
            request = wire.request_decoder.decode(raw)
            if isinstance(request, wire.RunCamera):
                return cameras.run(request)
            if isinstance(request, wire.ReadCamera):
                return cameras.read(request)
            return perform(self._bench, request)
        except DeviceMissing as error:
            return wire.Missing(error.device, error.hint)
        except (msgspec.DecodeError, BenchError, ValueError) as error:
            return wire.Trouble(str(error))

    def close(self) -> None:
        """Serve no more and remove the socket; a second call does nothing."""
        with self._lock:
            if self._closing.is_set():
                return
            self._closing.set()
            clients = dict(self._clients)
        _shut(self._listener)
        for client, cameras in clients.items():
            _shut(client)
            cameras.stop()  # wakes the client that waits for a frame
        self._bench.changes.note()  # wakes the clients that watch
        for thread in self._threads:
            thread.join(timeout=2.0)
        self._listener.close()
        self._path.unlink(missing_ok=True)


def _listen(path: Path) -> socket.socket:
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    path.chmod(0o600)
    listener.listen()
    return listener


def _shut(connection: socket.socket) -> None:
    # already shut down by the other end: that is what was wanted
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def serve(bench: Bench, path: Path, clock: Clock | None = None) -> BenchServer:
    """Serve a bench on a unix socket at `path` (mode 0600) in threads of its own, until the server is closed."""
    return BenchServer(bench, path, clock)


def perform(bench: Bench, request: wire.Request) -> wire.Answer:
    """Do on the bench what a client asks for. Raises BenchError, ValueError."""
    match request:
        case wire.Watch():
            timeout = min(request.timeout, LONGEST_WATCH)
            return wire.Seen(bench.watch(request.since, timeout, request.since_signal))
        case wire.Look():
            return _picture(bench)
        case wire.Insert():
            bench.insert(_card(Path(request.path)))
        case wire.Remove():
            bench.remove()
        case wire.TearAfter():
            bench.tear_after(request.apdus, request.when)
        case wire.Mute():
            bench.mute(request.muted)
        case wire.Occupy():
            bench.occupy(request.occupied)
        case wire.Press():
            bench.press(Key(request.key))
        case wire.TouchAt():
            bench.touch(request.x, request.y)
        case wire.ShowCamera():
            picture = Frame(request.width, request.height, request.pixels) if request.width else None
            bench.show_camera(picture, request.camera)
        case wire.PushCamera():
            bench.push_camera(Frame(request.width, request.height, request.pixels), request.camera)
        case wire.ShowFilm():
            (bench.queue_film if request.queued else bench.show_film)(load_film(Path(request.path)), request.camera)
        case wire.Disturb():
            bench.disturb(request.trouble, request.camera)
        case wire.LookThrough():
            return _as_picture(0, bench.seen(request.camera))
        case wire.SetFault():
            bench.faults.set(request.part, request.broken)
        case wire.Advance():
            bench.advance(request.seconds)
        case wire.SetTime():
            bench.set_time(request.now, request.sure)
    return wire.Done()


def _card(path: Path) -> CardInField:
    # Imported with the first card: a virtual card brings its cryptography, and a reader's first picture is served
    # here before anybody could lay a card down.
    from hal.virtual.card.files import CardFileError, load_card

    try:
        return load_card(path)
    except CardFileError as error:
        raise BenchError(str(error)) from error


def _picture(bench: Bench) -> wire.Picture:
    with bench.changes.lock:
        frame, number = bench.look(), bench.screen.number
    return _as_picture(number, frame)


def _as_picture(number: int, frame: Frame | None) -> wire.Picture:
    return wire.Picture(number) if frame is None else wire.Picture(number, frame.width, frame.height, frame.pixels)
