"""A stand-in for the reader: a served bench, frames drawn here, a journal written here; and the panel before it."""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web
from PIL import Image, ImageDraw

from hal.card.profile import load_profile
from hal.display import Frame
from hal.virtual.bench import Bench
from hal.virtual.card.contents import CardContents
from hal.virtual.card.files import save_card
from hal.virtual.footage import Footage
from hal.virtual.footage import save as save_film
from hal.virtual.remote import BenchServer, serve
from tools.panel.desk import Desk, Places
from tools.panel.guard import HOST
from tools.panel.server import application, listen

ROOT = Path(__file__).parents[3]
SIZE = (800, 480)
LABELS = [
    {"id": "asagao", "kind": "ordinary", "card": "my-number", "title_ja": "ふつうの受診", "title_en": "ordinary visit"},
    {"id": "menkyo", "kind": "licence", "card": "licence", "title_ja": "運転免許証", "title_en": "driving licence"},
]
NAMES = {"asagao": "仮見川 試花", "menkyo": ""}
PINS = {"asagao": "2580", "menkyo": ""}
PROMPTS = {"pin.enter": "暗証番号を入れてください"}


def picture(colour: str, mark: tuple[int, int, int, int] | None = None, size: tuple[int, int] = SIZE) -> Frame:
    """A plain frame with a black mark at left, top, right, bottom."""
    image = Image.new("RGB", size, colour)
    if mark is not None:
        left, top, right, bottom = mark
        ImageDraw.Draw(image).rectangle((left, top, right - 1, bottom - 1), fill="black")
    return Frame(*size, image.tobytes())


def fill_shelf(directory: Path) -> Path:
    """Two card files with their labels."""
    directory.mkdir(parents=True, exist_ok=True)
    profile = load_profile((ROOT / "config/cards/my-number-2016.toml").read_text(encoding="utf-8"))
    for label in LABELS:
        save_card(directory / f"{label['id']}.card", CardContents("other", profile))
    full = [{**label, "name": NAMES[label["id"]], "pin": PINS[label["id"]]} for label in LABELS]
    (directory / "labels.json").write_text(json.dumps(full), encoding="utf-8")
    return directory


STAND_COLOURS = {
    "holder": {"straight": "#b0d0a0", "turn-left": "#b0d0a8", "turn-right": "#b0d0b0"},
    "other": {"straight": "#d0b0a0", "turn-left": "#d0b0a8", "turn-right": "#d0b0b0"},
    "nobody": {"straight": "#c0c0c0"},
    "two": {"straight": "#5060b0"},
}
CARD_COLOURS = {"face": "#f0d0d0", "unreadable": "#907070", "empty": "#303030"}


def film(path: Path, colour: str, size: tuple[int, int] = (32, 24)) -> Path:
    """A film of one colour; made if it is not there."""
    frame = Image.new("RGB", size, colour).tobytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    save_film(path, Footage(*size, 10.0, (frame,) * 3))
    return path


def fill_props(directory: Path, waiting: frozenset[str] = frozenset()) -> Path:
    """Props of the first card's person. Stands and card sights in `waiting` are listed and not drawn yet."""
    for names in (*STAND_COLOURS.items(), ("card", CARD_COLOURS)):
        for act, colour in names[1].items():
            if names[0] not in waiting and act not in waiting:
                film(directory / f"{names[0]}-{act}.film", colour)
    stands = {name: {act: f"{name}-{act}.film" for act in acts} for name, acts in STAND_COLOURS.items()}
    card = {sight: f"card-{sight}.film" for sight in CARD_COLOURS}
    person = {"person": "asagao", "kind": "ordinary", "card": card, "stands": stands}
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "props.json").write_text(json.dumps({"persons": [person], "version": 1}), encoding="utf-8")
    return directory


class Reader:
    """A reader as the panel sees it; `stop` and `start` restart it with an empty bench."""

    def __init__(self, socket: Path, state: Path) -> None:
        self.socket = socket
        self.state = state
        state.mkdir(parents=True, exist_ok=True)
        self.bench = Bench()
        self._server: BenchServer | None = None
        self.start()

    def start(self) -> None:
        """Serve a bench on which nothing happened yet."""
        self.bench = Bench()
        self._server = serve(self.bench, self.socket)

    def stop(self) -> None:
        """Be gone, as after a crash; a second call does nothing."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def journal(self, **entry: object) -> None:
        """Append a line to the activity."""
        self._append("activity.jsonl", {"ms": 1.0, **entry})

    def finished(self, visit: int, outcome: str | None) -> None:
        """Append a line to the finished visits."""
        self._append("visits.jsonl", {"visit": visit, "outcome": outcome, "steps": {}, "apdus": 12})

    def _append(self, name: str, entry: dict[str, object]) -> None:
        with (self.state / name).open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")


@dataclass
class Stage:
    """The stand-in and where the panel answers."""

    reader: Reader
    cards: Path
    port: int
    props: Path
    clock: Callable[[], float] = time.monotonic

    def panel(self) -> "PanelThread":
        """A panel before this stage, to be entered."""
        socket = self.reader.socket
        return PanelThread(
            Places(socket, socket, self.reader.state, self.cards, self.props), self.port, lambda: self.clock()
        )

    @property
    def bench(self) -> Bench:
        return self.reader.bench

    @property
    def origin(self) -> str:
        return f"http://{HOST}:{self.port}"


class PanelThread:
    """A panel on a free port, with an event loop in a thread of its own."""

    def __init__(self, places: Places, port: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._places = places
        self._clock = clock
        self.port = port
        self._up = threading.Event()
        self._end: Callable[[], object] = lambda: None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))

    async def _run(self) -> None:
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        self._end = lambda: loop.call_soon_threadsafe(ended.set)
        desk = Desk(self._places, lambda prompt, _: PROMPTS.get(prompt, ""), watch_seconds=0.05, clock=self._clock)
        runner = await listen(application(self.port, desk.hub, desk), self.port)
        desk.start()
        # All threads are there before anybody uses the panel: those of a stage that several tests share are started
        # by the stage then, and not in the middle of its first test.
        page = desk.hub.open()
        while not ((news := await page.waiting.get()) and isinstance(news, bytes) and news[1] == 2):
            pass
        desk.hub.close(page)
        self._up.set()
        await ended.wait()
        await _stop(runner, desk)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._up.wait(10), "the panel did not start"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()
        self._thread.join()


async def _stop(runner: web.AppRunner, desk: Desk) -> None:
    await runner.cleanup()
    await desk.stop()


@contextmanager
def stage(directory: Path, port: int) -> Iterator[Stage]:
    """A stand-in with a panel before it."""
    reader = Reader(directory / "bench.sock", directory / "state")
    ready = Stage(reader, fill_shelf(directory / "cards"), port, fill_props(directory / "props"))
    try:
        with ready.panel():
            yield ready
    finally:
        reader.stop()


def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait for what another thread is going to do; the limit is for hanging only."""
    pause = threading.Event()
    for _ in range(int(seconds / 0.01)):
        if condition():
            return
        pause.wait(0.01)
    raise AssertionError("it did not happen in time")
