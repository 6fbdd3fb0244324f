"""What the centre last heard of its readers, as a table for people or as JSON for programs."""

from collections.abc import Iterable

import msgspec

from tools.central.errors import Dropped
from tools.central.fleet import Value, read_clear
from tools.central.register import Device
from tools.central.store import Alarm, FleetEntry, Transaction

_HEADER = ("device", "region", "standing", "state", "last heard (UTC)")


class Heard(msgspec.Struct, frozen=True):
    """The last message of one kind and when it came."""

    at: str
    body: dict[str, Value]


class Raised(msgspec.Struct, frozen=True):
    """One kind of alarm about a reader (`tools.central.store.AlarmKind`): how often, when first and last."""

    alarm: str
    count: int
    first: str
    last: str


class Row(msgspec.Struct, frozen=True):
    """One reader; a kind that never came is null."""

    device: str
    region: str
    standing: str
    state: Heard | None = None
    info: Heard | None = None
    tel: Heard | None = None
    alarms: tuple[Raised, ...] = ()


def rows(work: Transaction) -> tuple[Row, ...]:
    """All devices of the register with what they said last and the alarms about them. Raises StoreError."""
    heard: dict[tuple[str, str], Heard] = {(entry.device, entry.kind): _heard(entry) for entry in work.fleet()}
    alarms = work.alarms()
    return tuple(_row(device, heard, alarms) for device in work.devices())


def as_json(found: Iterable[Row]) -> str:
    """The rows as an indented JSON list."""
    return msgspec.json.format(msgspec.json.encode(tuple(found)), indent=1).decode()


def as_table(found: Iterable[Row]) -> str:
    """One line a device, and under it what it said about itself."""
    lines: list[str] = []
    table = [_HEADER, *(_cells(row) for row in found)]
    widths = [max(len(line[column]) for line in table) for column in range(len(_HEADER))]
    for number, (line, row) in enumerate(zip(table, (None, *found), strict=True)):
        lines.append("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
        if number and row is not None:
            lines += [f"    {kind}: {_words(said)}" for kind, said in _said(row) if said is not None]
            lines += [f"    ALARM {one.alarm}: {one.count} times, last {one.last}" for one in row.alarms]
    return "\n".join(lines)


def _row(device: Device, heard: dict[tuple[str, str], Heard], alarms: Iterable[Alarm]) -> Row:
    name = device.device
    state, info, tel = (heard.get((name, kind)) for kind in ("state", "info", "tel"))
    raised = tuple(_raised(alarm) for alarm in alarms if alarm.device == name)
    return Row(name, device.region, device.standing, state, info, tel, raised)


def _raised(alarm: Alarm) -> Raised:
    first, last = (moment.isoformat(timespec="seconds") for moment in (alarm.first, alarm.last))
    return Raised(alarm.kind.value, alarm.count, first, last)


def _heard(entry: FleetEntry) -> Heard:
    try:
        body = read_clear(bytes(entry.body))
    except Dropped:
        body = {}
    return Heard(entry.at.isoformat(timespec="seconds"), body)


def _said(row: Row) -> tuple[tuple[str, Heard | None], ...]:
    return (("state", row.state), ("info", row.info), ("tel", row.tel))


def _cells(row: Row) -> tuple[str, ...]:
    state = "never heard" if row.state is None else _printable(str(row.state.body.get("state", "?")))
    times = [said.at for _, said in _said(row) if said is not None]
    return (row.device, row.region, row.standing, state, max(times, default="-"))


def _words(said: Heard) -> str:
    return _printable(" ".join(f"{key}={value}" for key, value in sorted(said.body.items())))


def _printable(text: str) -> str:
    """Nothing that a terminal obeys: a device, or whoever speaks in its name, chose these words."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)
