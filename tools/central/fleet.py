"""State, info and tel of the readers: in clear, believed for nothing, kept as the last of each kind."""

from datetime import datetime
from typing import Annotated

import msgspec

from tools.central.errors import Dropped
from tools.central.store import FleetEntry, FleetKind, Transaction

# A flat object with some dozens of numbers has 2 to 3 kB; nobody fills the register through a clear topic.
MAX_CLEAR_BYTES = 8192
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


def keep_clear(work: Transaction, device: str, kind: FleetKind, body: bytes, at: datetime) -> None:
    """Keep the last message of a kind. Raises Dropped.

    A late will of an earlier connection changes nothing. State and info said again (the broker hands retained ones
    out at every connect) keep the time at which they were first heard.
    """
    read_clear(body)
    before = work.fleet_entry(device, kind)
    if kind == "state":
        new = _sequence(body)
        if before is not None and _outdated(new, _sequence(bytes(before.body))):
            raise Dropped("state_outdated")
    if kind == "tel" or before is None or bytes(before.body) != body:
        work.keep_fleet(FleetEntry(device, kind, msgspec.Raw(body), at))


def _sequence(body: bytes) -> Sequence:
    try:
        return msgspec.json.decode(body, type=Sequence)
    except _UNREADABLE as error:
        raise Dropped("clear_malformed") from error


def _outdated(new: Sequence, last: Sequence) -> bool:
    """Same boot and an older connection; or the will of another boot after a newer boot said it is there."""
    if new.boot == last.boot:
        return new.sequence < last.sequence
    return new.state == "offline" and last.state == "online"
