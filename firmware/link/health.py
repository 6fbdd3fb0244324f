"""What travels in clear: `state`, `info` and `tel`. Codes and numbers only; no decision rests on them. Pure.

state   retained, and the will: {"state": "online"|"offline", "boot", "sequence", "why", …}
        `boot` is new at each start of link and `sequence` counts its connections, so that the late will of an
        older connection can be told from the loss of the present one.
info    retained: strings that hardly ever change (versions, board)
tel     flat numbers: the reader's, and link's own under `link_…`
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields

import msgspec

from firmware.link.ipc import Report

MAX_ENTRIES = 56
"""Entries of `state` or `info`: with the lengths below at most 7.5 kB; the centre takes 8."""

MAX_NUMBERS = 72
"""The reader's numbers in `tel`: ten readings, every outcome, the steps of both ways through a visit. A number has at
most 24 characters, so these have at most 5.5 kB, and link's own fifteen 1 kB."""

_NAME = re.compile(r"[a-z0-9_.-]{1,48}")
# Printable ASCII: a code or a version is, a Japanese name is not and so cannot slip through by mistake.
_TEXT = re.compile(r"[ -~]{0,80}")

Value = str | int | float


@dataclass(slots=True)
class Counters:
    """Link's own numbers since it started. Records: see `outbox.CLASSES`."""

    connects: int = 0
    lost: int = 0
    short_lived: int = 0
    taken_over: int = 0
    published: int = 0
    not_published: int = 0
    not_stored: int = 0
    displaced: int = 0
    dropped_retained: int = 0
    dropped_foreign: int = 0
    dropped_large: int = 0
    dropped_without_reader: int = 0

    def as_numbers(self) -> dict[str, float]:
        """Name in `tel` → value."""
        return {f"link_{field.name}": getattr(self, field.name) for field in fields(self)}


def online(boot: str, sequence: int, own: Mapping[str, Value], report: Report | None) -> bytes:
    """The retained state of a device that is there. Link's own entries win over the reader's."""
    theirs = _clean(report.state) if report is not None else {}
    return _encode({**theirs, **own, "state": "online", "boot": boot, "sequence": sequence})


def offline(boot: str, sequence: int, why: str) -> bytes:
    """The retained state of a device that is away: `lost` (the will) or `stopped` (on purpose)."""
    return _encode({"state": "offline", "boot": boot, "sequence": sequence, "why": why})


def info(report: Report | None) -> bytes:
    """The reader's strings."""
    return _encode(_clean(report.info) if report is not None else {})


def telemetry(own: Mapping[str, float], report: Report | None) -> bytes:
    """The reader's numbers and link's own, which win."""
    theirs = _clean(report.tel, MAX_NUMBERS) if report is not None else {}
    return _encode({**theirs, **own})


def _clean(entries: Mapping[str, Value], most: int = MAX_ENTRIES) -> dict[str, Value]:
    """What may travel in clear; anything else is left out, and `refused_entries` says how many."""
    good = {
        name: value
        for name, value in entries.items()
        if _NAME.fullmatch(name) and (not isinstance(value, str) or _TEXT.fullmatch(value))
    }
    kept: dict[str, Value] = dict(list(good.items())[:most])
    if len(kept) < len(entries):
        kept["refused_entries"] = len(entries) - len(kept)
    return kept


def _encode(entries: Mapping[str, Value]) -> bytes:
    return msgspec.json.encode(entries, order="sorted")
