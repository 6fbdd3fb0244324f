"""The order Match: one attempt, frame after frame."""

from collections.abc import Generator
from contextlib import closing

from firmware.face.attempt import Rules
from firmware.face.child.attempt import Attempt, Judge, Notice
from firmware.face.child.eye import image_of, see
from firmware.face.child.kit import Kit, Showing
from firmware.face.child.looking import frames
from firmware.face.child.overlay import fitting, mirrored
from firmware.face.child.words import Decided, Faulted, Match, Noticed
from firmware.face.decision import Bounds
from firmware.face.errors import ModelUnusable
from firmware.face.liveness import side_from
from firmware.face.quality import Limits


def attempt_match(order: Match, kit: Kit) -> Generator[None, None, None]:
    """Carry it out, with a pause after each frame in which orders are looked for. Raises CameraUnwell, ReaderGone.

    The camera is off when the attempt has an end: what comes next may be the PIN.
    """
    engine, photo = kit.engine, kit.photo
    if engine is None or photo is None or photo.embedding is None or engine.thresholds.turn is None:
        kit.channel.say(Faulted(order.look, "engine", "unavailable"))
        return
    thresholds, limits = engine.thresholds, Limits(frontal=engine.thresholds.frontal)
    bounds = Bounds(thresholds.fused, thresholds.session)
    judge = Judge(photo.embedding, engine, Rules(limits, bounds, engine.thresholds.turn))
    attempt, told = Attempt(side_from(kit.randomness(1))), Notice()
    size, showing = fitting(order.width, order.height), Showing(kit, order.look)
    with closing(frames("camera", kit.open_camera, kit.clock)) as coming:
        for frame in coming:
            if frame is not None:
                image = image_of(frame)
                try:
                    seen = see(engine, limits, frame, image, attempt)
                except ModelUnusable:
                    kit.channel.say(Faulted(order.look, "engine", "unavailable"))
                    return
                attempt = attempt.after(seen, judge)
                if showing.due():
                    showing.show(mirrored(image, size, seen.quality.good or attempt.compared))
            if attempt.end is not None:
                break
            if attempt.notice != told:
                told = attempt.notice
                kit.channel.say(_noticed(order.look, told))
            yield
    kit.channel.say(_decided(order.look, attempt))


def _noticed(look: int, notice: Notice) -> Noticed:
    return Noticed(look, notice.stage, notice.hint.value, None if notice.side is None else notice.side.value)


def _decided(look: int, attempt: Attempt) -> Decided:
    if attempt.end is None:
        raise ValueError("an attempt without an end is not decided")
    codes = tuple(sorted(code.value for code in attempt.codes))
    return Decided(look, attempt.end, attempt.score, attempt.end == "match", codes)
