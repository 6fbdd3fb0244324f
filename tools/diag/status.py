"""How each part of this reader is, worst first, and what to do about it. Works while reader and link are down."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from firmware.reader.face.work import NOT_CONFIGURED
from firmware.visit.model import State
from tools.diag.advice import (
    CAMERAS,
    CHECK_LINE,
    CHECK_MODELS,
    END_MAINTENANCE,
    FACE,
    FREE_SPACE,
    LINK,
    LOOK_AGAIN,
    MEND_CONFIGURATION,
    PORTS,
    READER_FIRST,
    RED_FIRST,
    RESTART_LINK,
    RESTART_READER,
    TIME_SERVER,
)
from tools.diag.facts import Status, read_status
from tools.diag.site import Site
from tools.diag.words import NOTHING, Level, Line, Words, same

# The reader writes its status every 10 s; three missed ones are no accident.
STALE_SECONDS = 30.0
# Half of what link waits before a technician would be called; a few are normal right after an outage.
MANY_UNSAVED = 20
ROW_FIELDS = 8
LISTENER = "00010000"  # the flag __SO_ACCEPTCON
# The centre answers within 3 s or the screen says so (firmware.visit.policy.Policy).
SLOW_MS = 3000.0


@dataclass(frozen=True, slots=True)
class Seen:
    """The status file as it was found. `age` is in seconds; `problem` says why there is no `status`."""

    status: Status | None
    age: float = 0.0
    problem: str = ""


def look(state: Path, now: float) -> Seen:
    """Read status.json; `now` is Unix time in seconds, as the file's own. Raises nothing."""
    path = state / "status.json"
    try:
        return Seen(read_status(path.read_bytes()), max(0.0, now - path.stat().st_mtime))
    except OSError as error:
        return Seen(None, problem=f"{path}: {error.strerror}")
    except msgspec.DecodeError as error:
        return Seen(None, problem=f"{path}: {error}")


def listening(socket: Path, table: str) -> bool:
    """Whether a program listens on a unix socket, by the text of /proc/net/unix: connecting would disturb link. Pure.

    Fields of a row: address, references, protocol, flags, type, state, inode, path.
    """
    return any(_is_listener(line.split(None, 7), socket) for line in table.splitlines())


def _is_listener(row: list[str], socket: Path) -> bool:
    return len(row) == ROW_FIELDS and row[7] == str(socket) and row[3] == LISTENER


SPARE = frozenset({"camera", "card_camera"})
"""Parts without which visits go on in another way."""


def lines(site: Site, seen: Seen, link_listens: bool | None) -> tuple[Line, ...]:
    """All parts, in the order in which a fault spreads. `link_listens` is None where that cannot be told. Pure."""
    devices = (*_ports(seen), *_face(seen))
    return (*_configuration(site), *_reader(seen), *_link(seen, link_listens), *devices, *_work(seen))


def worst(found: tuple[Line, ...]) -> Level:
    """The level of the whole reader."""
    return max((line.level for line in found), default=Level.GREEN)


def _configuration(site: Site) -> Iterator[Line]:
    for part, problem in (("config reader", site.reader_problem), ("config link", site.link_problem)):
        if problem:
            yield Line(part, Level.RED, same(problem), MEND_CONFIGURATION)
        else:
            yield Line(part, Level.GREEN, Words("読めます", "can be read"))


def _reader(seen: Seen) -> Iterator[Line]:
    status = seen.status
    if status is None:
        yield Line(
            "reader", Level.RED, Words(f"状態なし：{seen.problem}", f"no status: {seen.problem}"), RESTART_READER
        )
        return
    if _stale(seen):
        minutes = Words(f"{seen.age:.0f}秒前から動いていません", f"gives no sign of life for {seen.age:.0f} s")
        yield Line("reader", Level.RED, minutes, RESTART_READER)
        return
    running = Words(f"動作中 {status.version}（{status.place}）", f"runs {status.version} ({status.place})")
    state = status.place.split("/", 1)[0]
    if state == State.OUT_OF_SERVICE.value:
        yield Line("reader", Level.RED, Words("休止中", "out of service"), RED_FIRST)
    elif state == State.MAINTENANCE.value:
        yield Line("reader", Level.AMBER, Words("保守中", "in maintenance"), END_MAINTENANCE)
    elif state == State.STARTING.value:
        yield Line("reader", Level.AMBER, running, LOOK_AGAIN)
    else:
        yield Line("reader", Level.GREEN, running)


def _link(seen: Seen, link_listens: bool | None) -> Iterator[Line]:
    if seen.status is None or _stale(seen):
        if link_listens:
            yield Line(
                "link", Level.AMBER, Words("動作中。接続は不明", "runs; its connection is not known"), READER_FIRST
            )
        elif link_listens is False:
            yield Line("link", Level.RED, Words("動いていません", "does not run"), RESTART_LINK)
        else:
            yield Line("link", Level.AMBER, Words("不明", "not known"), READER_FIRST)
        return
    unknown = (Level.AMBER, LOOK_AGAIN)
    level, todo = LINK.get(seen.status.link, unknown)
    yield Line("link", level, same(seen.status.link), todo)


def _ports(seen: Seen) -> Iterator[Line]:
    if seen.status is None:
        return
    old = Words("（古い情報）", " (old)") if _stale(seen) else NOTHING
    for name, state in sorted(seen.status.ports.items()):
        level = {"ok": Level.GREEN, "absent": Level.AMBER}.get(state, Level.AMBER if name in SPARE else Level.RED)
        todo = NOTHING if level is Level.GREEN else _port_advice(name, state)
        yield Line(name, level, Words(state + old.ja, state + old.en), todo)


def _port_advice(name: str, state: str) -> Words:
    if name in SPARE and state in CAMERAS:
        return CAMERAS[state]
    return PORTS.get(name, RESTART_READER)


def _face(seen: Seen) -> Iterator[Line]:
    """The face way; a reader without one serves all the same."""
    why = None if seen.status is None else seen.status.face
    if why is None or why == NOT_CONFIGURED:
        return
    if why == "ok":
        yield Line("face", Level.GREEN, Words("顔認証を案内します", "is offered"))
    else:
        todo = FACE.get(why, LOOK_AGAIN if why == "starting" else CHECK_MODELS)
        yield Line("face", Level.AMBER, Words(f"案内しません（{why}）", f"is not offered ({why})"), todo)


def _work(seen: Seen) -> Iterator[Line]:
    status = seen.status
    if status is None:
        return
    waiting = Words(f"{status.unsaved}件が未保管", f"{status.unsaved} records not yet with link")
    level = Level.GREEN if status.unsaved == 0 else Level.AMBER if status.unsaved < MANY_UNSAVED else Level.RED
    yield Line("records", level, waiting, RESTART_LINK if level else NOTHING)
    if status.journal_lost:
        found = Words(f"{status.journal_lost}行を書けず", f"{status.journal_lost} lines could not be written")
        yield Line("disk", Level.RED, found, FREE_SPACE)
    if not status.clock_sure:
        yield Line("clock", Level.AMBER, Words("時刻が確かでない", "the time is not sure"), TIME_SERVER)
    yield from _latency(status)
    yield _outcomes(status)


def _latency(status: Status) -> Iterator[Line]:
    answer, asked = status.latency_ms.get("identified"), status.latency_ms.get("challenge_signed")
    if answer is None or asked is None:
        return
    took = max(0.0, answer.p95 - asked.p95)
    found = Words(f"応答 約{took:.0f}ミリ秒", f"answers in about {took:.0f} ms")
    slow = took >= SLOW_MS
    yield Line("centre", Level.AMBER, found, CHECK_LINE) if slow else Line("centre", Level.GREEN, found)


def _outcomes(status: Status) -> Line:
    total = sum(status.outcomes.values())
    named = ", ".join(f"{name} {count}" for name, count in sorted(status.outcomes.items(), key=lambda item: -item[1]))
    since = status.since or "?"
    return Line(
        "visits", Level.GREEN, Words(f"{total}件（{since} から）{named}", f"{total} since {since} {named}".strip())
    )


def _stale(seen: Seen) -> bool:
    return seen.age > STALE_SECONDS
