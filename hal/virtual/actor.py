"""Plays the person before the camera of a bench: stands there, and turns the head when the reader asks for it.

A camera film knows nothing of the reader, so somebody has to listen to its voice and let the right film play. What
its prompts mean says whoever lets somebody act (`Cues`).
"""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from hal.virtual.bench import Snapshot
from hal.virtual.client import BenchClient

Turn = Literal["turn-left", "turn-right"]

LISTEN_SECONDS = 0.5  # how long the end of an actor may take; a prompt is heard at once


@dataclass(frozen=True, slots=True)
class Cues:
    """What prompts ask for, as `Signal.value` carries them.

    `turn_left`, `turn_right`: a turn to the person's own left or right. `meanwhile`: how prompts begin that come while
    the head is turned; whatever else is said ends the turn.
    """

    turn_left: str
    turn_right: str
    meanwhile: tuple[str, ...]

    def turn(self, prompt: str) -> Turn | None:
        """The turn that a prompt asks for."""
        turns: dict[str, Turn] = {self.turn_left: "turn-left", self.turn_right: "turn-right"}
        return turns.get(prompt)


@dataclass(frozen=True, slots=True)
class Stand:
    """The films of somebody, or something, before the camera. Without a film of a turn it is not turned."""

    straight: Path
    turn_left: Path | None = None
    turn_right: Path | None = None

    def turn(self, turn: Turn) -> Path | None:
        """The film of a turn; None where there is none."""
        return self.turn_left if turn == "turn-left" else self.turn_right

    @property
    def films(self) -> tuple[Path, ...]:
        """All of them."""
        return tuple(film for film in (self.straight, self.turn_left, self.turn_right) if film is not None)


@dataclass(frozen=True, slots=True)
class Acting:
    """What somebody is in the middle of: a turn that was asked for, or nothing."""

    turn: Turn | None = None


Move = Turn | Literal["straight"] | None


def after_prompt(acting: Acting, prompt: str, cues: Cues) -> tuple[Acting, Move]:
    """What somebody does who hears a prompt. Pure.

    A turn is made once, however often it is asked for until something else is said: the reader repeats itself while
    the head is on its way. Whoever was asked to turn stands straight again when the next attempt begins.
    """
    turn = cues.turn(prompt)
    if turn is not None:
        return (acting, None) if turn == acting.turn else (Acting(turn), turn)
    if prompt.startswith(cues.meanwhile):
        return acting, None
    return Acting(), None if acting.turn is None else "straight"


class FilmBench(Protocol):
    """What an actor needs of a bench; `BenchClient` has it."""

    def show_film(self, film: Path | str) -> None:
        """Let the film of a file play before the person's camera, again and again."""

    def queue_film(self, film: Path | str) -> None:
        """Let the film of a file follow the one that plays."""

    def snapshot(self, since_signal: int = 0) -> Snapshot:
        """What can be seen now."""

    def watch(self, since: int, timeout: float, since_signal: int = 0) -> Snapshot:
        """Block until something changed after `since`, or `timeout` seconds passed."""


def play(bench: FilmBench, stand: Stand, move: Move) -> None:
    """Let a move be seen; nothing where the stand has no film of it. Raises BenchError, OSError, WireError."""
    if move == "straight":
        bench.show_film(stand.straight)
    elif move is not None and (film := stand.turn(move)) is not None:
        bench.show_film(film)
        bench.queue_film(stand.straight)


class Actor:
    """Somebody before the camera of one bench. Not for several threads at once, as the client it uses.

    Every verb raises BenchError (a film that is not there or is none), OSError, WireError (the bench went away).
    """

    def __init__(self, bench: FilmBench, stand: Stand, cues: Cues) -> None:
        self._bench = bench
        self._stand = stand
        self._cues = cues
        self._acting = Acting()
        self._heard = 0

    def enter(self) -> None:
        """Stand before the camera, straight; what the reader said before does not count."""
        self._acting = Acting()
        self._heard = _newest(self._bench.snapshot(), 0)
        play(self._bench, self._stand, "straight")

    def react(self, prompt: str) -> None:
        """Do what a spoken prompt asks for, if this is somebody who can; nothing for any other prompt."""
        self._acting, move = after_prompt(self._acting, prompt, self._cues)
        play(self._bench, self._stand, move)

    def listen(self, stop: threading.Event) -> None:
        """React to what the reader says until `stop` is set."""
        changes = -1
        while not stop.is_set():
            seen = self._bench.watch(changes, LISTEN_SECONDS, self._heard)
            for signal in seen.signals:
                if signal.kind == "speech":
                    self.react(signal.value)
            changes, self._heard = seen.changes, _newest(seen, self._heard)


@contextmanager
def acting(bench: Path | str, stand: Stand, cues: Cues) -> Iterator[None]:
    """Let somebody stand before the camera of a served bench, in a thread with a connection of its own.

    They stand there when the block begins. Raises what `Actor` raises: on the way in, or at the end of the block.
    """
    with BenchClient(bench) as client, playing(Actor(client, stand, cues)):
        yield


@contextmanager
def playing(actor: Actor) -> Iterator[None]:
    """Let an actor of the caller's own play in a thread; otherwise as `acting`."""
    stop = threading.Event()
    with ThreadPoolExecutor(1, thread_name_prefix="actor") as pool:
        actor.enter()
        listening = pool.submit(actor.listen, stop)
        try:
            yield
        finally:
            stop.set()
        listening.result()


def _newest(seen: Snapshot, heard: int) -> int:
    return seen.signals[-1].number if seen.signals else heard
