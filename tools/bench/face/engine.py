"""The face engine beside the bare calls of its models, in the same process and in turn."""

from collections.abc import Iterator
from functools import partial
from itertools import cycle, islice
from pathlib import Path

from firmware.face.attempt import Rules
from firmware.face.child.attempt import Attempt, Judge
from firmware.face.child.eye import image_of, search, see
from firmware.face.child.held import take
from firmware.face.decision import FRAMES, Bounds
from firmware.face.engine.availability import open_engine
from firmware.face.engine.engine import Engine
from firmware.face.liveness import Side
from firmware.face.models.store import ModelStore
from firmware.face.quality import Limits
from firmware.face.reasons import Unavailable
from hal.camera import CameraFrame
from hal.virtual.footage import Footage, load
from tools.bench.errors import BenchmarkError, LeftOut
from tools.bench.face.bare import BareModels, Prepared, prepared
from tools.bench.face.pairs import Pair, Works, in_turn, rows
from tools.bench.face.props import Props

Rows = Iterator[tuple[str, object]]
AIM = "  (aim <= 1.15)"


def opened(models: Path) -> Engine:
    """The engine that would be used here. Raises LeftOut with the reason why there is none."""
    engine = open_engine(ModelStore(models))
    if isinstance(engine, Unavailable):
        raise LeftOut(f"no face is compared here ({engine.reason}): {engine.detail}")
    return engine


def engine_rows(models: Path, props: Props, times: int) -> Rows:
    """Detection, embedding and decision, each `times` times. Raises BenchmarkError, LeftOut."""
    engine, film = opened(models), load(props.holder.straight)
    bare, frames = BareModels(models, engine, (film.width, film.height)), prepared(film, engine)
    if len(frames) < FRAMES:
        raise BenchmarkError("the engine finds nobody in the film of the holder")
    size = f"{film.width}x{film.height}"
    works = [_works(engine, bare, frame) for frame in islice(cycle(frames), times)]
    detected, searched, embedded = (in_turn(kind) for kind in zip(*works, strict=True))
    yield from rows(f"detection in {size}", "bare model", detected, AIM)
    yield from rows("looking for somebody, in a copy of 320x240", "bare model", searched, AIM)
    yield from rows("embedding, with its upright picture", "bare model", embedded, AIM)
    calls = f"bare: {FRAMES} detections in {size}, {FRAMES} embeddings"
    yield from rows("decision without the turn", calls, _decisions(engine, bare, frames, film, props, times), AIM)


def _works(engine: Engine, bare: BareModels, frame: Prepared) -> tuple[Works, Works, Works]:
    """Detection, search in a small copy, embedding: each as the engine does it and bare."""
    face = engine.find(frame.rgb)[0]
    return (
        (partial(engine.find, frame.rgb), partial(bare.detect, frame)),
        (partial(search, engine, frame.rgb), partial(bare.detect_small, frame)),
        (partial(engine.embed, frame.rgb, face), partial(bare.embed, frame)),
    )


def _decisions(
    engine: Engine, bare: BareModels, frames: tuple[Prepared, ...], film: Footage, props: Props, times: int
) -> tuple[Pair, ...]:
    judge = judge_of(engine, props.photo)

    def ours() -> None:
        if not decided(engine, judge, film):
            raise BenchmarkError("the engine comes to no decision on the film of the holder")

    def floor() -> None:
        for frame in frames[:FRAMES]:
            bare.detect(frame)
            bare.embed(frame)

    return in_turn((ours, floor) for _ in range(times))


def judge_of(engine: Engine, photo: bytes) -> Judge:
    """What an attempt with this chip photo is judged by. Raises BenchmarkError, LeftOut."""
    finding, held = take(photo, engine)
    turn = engine.thresholds.turn
    if held is None or held.embedding is None:
        raise BenchmarkError(f"the photo of the card is {finding}")
    if turn is None:
        raise LeftOut("the installed detector cannot tell a print from a head")
    bounds = Bounds(engine.thresholds.fused, engine.thresholds.session)
    return Judge(held.embedding, engine, Rules(Limits(frontal=engine.thresholds.frontal), bounds, turn))


def decided(engine: Engine, judge: Judge, film: Footage) -> bool:
    """Look at frame after frame as the face child does, until they were compared with the photo."""
    attempt = Attempt(Side.LEFT)
    for number, pixels in enumerate(film.frames):
        frame = CameraFrame(film.width, film.height, pixels, number / film.frames_per_second, number)
        attempt = attempt.after(see(engine, judge.rules.quality, frame, image_of(frame), attempt), judge)
        if attempt.compared:
            return True
    return False
