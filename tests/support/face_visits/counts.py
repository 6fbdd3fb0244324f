"""Groups of attempts, from their seeds to what became of each, on all processors."""

import multiprocessing
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import cv2

from firmware.face.child.held import HeldPhoto, take
from firmware.face.engine.availability import open_engine
from firmware.face.engine.engine import Engine
from firmware.face.models.store import ModelStore
from firmware.face.reasons import Unavailable
from tests.support.bounds import lower_bound, upper_bound
from tests.support.face_visits.attempts import attempt
from tests.support.face_visits.manner import of_attack, of_person
from tests.support.face_visits.scene import Draw, Scene
from tests.support.issued import ROOT
from tools.issue.portraits.cast import CAST, look_alikes
from tools.issue.portraits.draw import Sitter
from tools.issue.portraits.scenes import held, paper, screen

Group = Literal["genuine", "impostor", "look-alike", "print", "phone"]
GROUPS: tuple[Group, ...] = ("genuine", "impostor", "look-alike", "print", "phone")
FULL: dict[Group, int] = {"genuine": 100, "impostor": 100, "look-alike": 40, "print": 30, "phone": 30}
PHOTOS = ROOT / "config" / "persons" / "photos"
_BATCH = 5


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody comes with the card of `holder`; `other` is the impostor, else the holder again."""

    group: Group
    holder: int
    other: int
    seed: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """`verdict` as the child says it, "no answer" without one; `accepted` as the reader takes it."""

    visit: Visit
    verdict: str
    accepted: bool
    score: float | None
    codes: tuple[str, ...]
    frames: int


def visits(group: Group, count: int, seed: int) -> list[Visit]:
    """So many visits of a group, as evenly over the cast as can be; each with a seed of its own from `seed` on."""
    first = seed + GROUPS.index(group) * 10_000
    pairs = [(one, other) for gap in range(1, len(CAST)) for one, other in _apart(gap)]
    found = []
    for number in range(count):
        holder = CAST[number % len(CAST)]
        other = holder
        if group == "impostor":
            holder, other = pairs[number % len(pairs)]
        found.append(Visit(group, holder, other, first + number))
    return found


def _apart(gap: int) -> Iterator[tuple[int, int]]:
    for place, one in enumerate(CAST):
        yield one, CAST[(place + gap) % len(CAST)]


class Stage:
    """The engine, and the photos as the child has them."""

    def __init__(self, models: Path) -> None:
        opened = open_engine(ModelStore(models))
        assert not isinstance(opened, Unavailable), opened
        self.engine: Engine = opened
        self._photos: dict[int, HeldPhoto] = {}

    def photo(self, holder: int) -> HeldPhoto:
        """The photo on the holder's chip."""
        if holder not in self._photos:
            finding, photo = take((PHOTOS / f"{holder}.jp2").read_bytes(), self.engine)
            assert finding == "usable"
            assert photo is not None
            self._photos[holder] = photo
        return self._photos[holder]

    def play(self, visit: Visit) -> Outcome:
        """One visit, from its seed to its outcome."""
        attack = visit.group in ("print", "phone")
        manner = of_attack(visit.seed) if attack else of_person(visit.seed)
        scene = Scene(manner, _drawing(visit))
        decided = attempt(scene, self.photo(visit.holder), self.engine, visit.seed)
        if decided is None:
            return Outcome(visit, "no answer", False, None, (), scene.frames)
        within = decided.score is not None and 0 <= decided.score <= self.engine.thresholds.fused
        accepted = decided.verdict == "match" and decided.alive and within
        return Outcome(visit, decided.verdict, accepted, decided.score, decided.quality, scene.frames)


def _drawing(visit: Visit) -> Draw:
    if visit.group == "look-alike":
        return next(one for one in look_alikes() if one.of == visit.holder).sitter().draw
    sitter = Sitter.of(visit.other)
    if visit.group in ("print", "phone"):
        return partial(held, paper(sitter) if visit.group == "print" else screen(sitter))
    return sitter.draw


def play_batch(models: Path, batch: Sequence[Visit]) -> list[Outcome]:
    """Some visits, in a process of its own where many are played side by side."""
    cv2.setNumThreads(1)
    stage = Stage(models)
    return [stage.play(visit) for visit in batch]


def play_many(models: Path, wanted: Sequence[Visit]) -> Iterator[list[Outcome]]:
    """All of them, batch by batch as they are done, on all processors."""
    batches = [wanted[first : first + _BATCH] for first in range(0, len(wanted), _BATCH)]
    with ProcessPoolExecutor(os.cpu_count(), mp_context=multiprocessing.get_context("spawn")) as pool:
        for done in as_completed([pool.submit(play_batch, models, batch) for batch in batches]):
            yield done.result()


def summary(outcomes: Sequence[Outcome]) -> str:
    """Accepted, refused and without an answer, and what the count proves of the share that is accepted."""
    total = len(outcomes)
    accepted = sum(outcome.accepted for outcome in outcomes)
    silent = sum(outcome.verdict == "no answer" for outcome in outcomes)
    why = Counter(outcome.verdict for outcome in outcomes if not outcome.accepted)
    low, high = lower_bound(accepted, total), upper_bound(accepted, total)
    told = f" ({', '.join(f'{one} {times}' for one, times in sorted(why.items()))})" if why else ""
    return (
        f"{total} visits: accepted {accepted}, refused {total - accepted - silent}, no answer {silent}{told};"
        f" with 95 % confidence at least {low:.1%} and at most {high:.1%} are accepted"
    )
