"""State, info and tel of the readers: in clear, believed for nothing, kept as the last of each kind."""

from datetime import datetime
from typing import Annotated

import msgspec

from tools.central.errors import Dropped
from tools.central.store import AlarmKind, FleetEntry, FleetKind, Transaction

# A flat object with some dozens of numbers has 2 to 3 kB; nobody fills the register through a clear topic.
MAX_CLEAR_BYTES = 8192
# How link counts in tel the connections that it lost to another with its name (MQTT reason 0x8E).
_THROWN_OUT = "link_taken_over"
# Starts of a link that are remembered: a clone and the device take turns, so the last few are enough.
_BOOTS = 16
# A boot id has 16 characters; what a stranger says instead is not kept whole.
_BOOT_LENGTH = 64
# Larger ones cannot be written as JSON again, and no counter gets there.
Whole = Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)]
Value = str | Whole | float | bool | None
# msgspec lets UnicodeDecodeError and, for deep nesting, RecursionError pass.
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class Sequence(msgspec.Struct, frozen=True):
    """The part of a state message by which a will of an older connection is told from the newest word."""

    state: str = ""
    boot: str = ""
    sequence: int = 0


def read_clear(body: bytes) -> dict[str, Value]:
    """The flat object in a clear message. Raises Dropped for anything else."""
    if len(body) > MAX_CLEAR_BYTES:
        raise Dropped("clear_too_large")
    try:
        return msgspec.json.decode(body, type=dict[str, Value])
    except _UNREADABLE as error:
        raise Dropped("clear_malformed") from error


def keep_clear(work: Transaction, device: str, kind: FleetKind, body: bytes, at: datetime, retained: bool) -> None:
    """Keep the last message of a kind. Raises Dropped.

    `retained`: the broker kept it and hands it out because we came, so it may be of any age. A late will of an earlier
    connection changes nothing. State and info said again keep the time at which they were first heard.
    """
    said = read_clear(body)
    before = work.fleet_entry(device, kind)
    if kind == "state":
        new = _sequence(body)
        if before is not None and _outdated(new, _sequence(bytes(before.body)), retained):
            raise Dropped("state_outdated")
        _watch_boots(work, device, new, at, retained)
    if kind == "tel" and was_thrown_out(said, {} if before is None else read_clear(bytes(before.body))):
        work.raise_alarm(device, AlarmKind.TAKE_OVER, at)
    if kind == "tel" or before is None or bytes(before.body) != body:
        work.keep_fleet(FleetEntry(device, kind, msgspec.Raw(body), at))


def next_boots(boots: tuple[str, ...], boot: str, retained: bool) -> tuple[tuple[str, ...], bool]:
    """The starts of a link that were seen, with one that says it is online, and whether two links take turns.

    A link's boot id is new at each of its starts, so one that was followed by another never comes back, unless both
    run: with one identity, each throwing the other out (MQTT session taken over). What a broker kept proves nothing.
    """
    if boots[-1:] == (boot,) or (retained and boot in boots):
        return boots, False
    others = tuple(one for one in boots if one != boot)
    return (*others, boot)[-_BOOTS:], boot in boots


def was_thrown_out(said: dict[str, Value], before: dict[str, Value]) -> bool:
    """Whether a device counted once more that the broker ended its connection for another of the same name."""
    count, last = said.get(_THROWN_OUT), before.get(_THROWN_OUT)
    return isinstance(count, int | float) and count > 0 and count != last


def _watch_boots(work: Transaction, device: str, new: Sequence, at: datetime, retained: bool) -> None:
    """Raise the alarm when a device was taken over; only an alarm, since anybody at the broker may say this."""
    if new.state != "online" or not new.boot:
        return
    before = work.boots(device)
    boots, taken_over = next_boots(before, new.boot[:_BOOT_LENGTH], retained)
    if boots != before:
        work.keep_boots(device, boots)
    if taken_over:
        work.raise_alarm(device, AlarmKind.TAKE_OVER, at)


def _sequence(body: bytes) -> Sequence:
    try:
        return msgspec.json.decode(body, type=Sequence)
    except _UNREADABLE as error:
        raise Dropped("clear_malformed") from error


def _outdated(new: Sequence, last: Sequence, retained: bool) -> bool:
    """Whether a state was true before the one that is known.

    Of the same boot: of an older connection. Of another boot, heard as it happens: the will of an older boot after a
    newer one said it is there. What the broker kept is its last word from the device (it sends the will of a
    connection that is replaced before it greets the new one: MQTT 5, 3.1.4), so another boot there is a link that
    restarted while we were away. Only a broker that came back with its files of earlier has an older one: then a
    connection whose end we know is there again.
    """
    if new.boot == last.boot:
        if retained and new.sequence == last.sequence:
            return last.state == "offline" and new.state == "online"
        return new.sequence < last.sequence
    return not retained and new.state == "offline" and last.state == "online"
