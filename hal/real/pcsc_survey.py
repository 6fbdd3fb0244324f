"""What PC/SC itself says about readers and cards, for a technician: it opens no connection, so no card is spoken to."""

from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from smartcard import scard

from hal.real.pcsc_codes import Code, reader_error, unsigned
from hal.real.pcsc_service import present, raw_counter

# pcscd reports a reader that is plugged in or out as a change of this name.
PLUG_AND_PLAY = "\\\\?PnP?\\Notification"
_LONGEST_WAIT_MS = 1000  # how late a reader is noticed where pcscd gives no notice of it


@dataclass(frozen=True, slots=True)
class SurveyedReader:
    """One reader: whether a card lies in its field, who uses it, and the answer to reset that pcscd keeps."""

    name: str
    card: bool
    in_use: bool
    mute: bool
    counter: int
    atr: bytes


class PcscSurvey:
    """A context that only looks. Every call raises DeviceMissing when pcscd does not run; then make a new one."""

    def __init__(self) -> None:
        code, self._context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        self._check(code)

    def look(self) -> tuple[SurveyedReader, ...]:
        """All readers as they are now; none where none is plugged in."""
        names = self._names()
        if not names:
            return ()
        code, states = scard.SCardGetStatusChange(
            self._context, 0, [(name, scard.SCARD_STATE_UNAWARE) for name in names]
        )
        if unsigned(code) == Code.UNKNOWN_READER:
            # unplugged between the two questions: the next look will tell
            return ()
        self._check(code)
        return tuple(_surveyed(name, unsigned(state), bytes(atr)) for name, state, atr in states)

    def wait(self, known: tuple[SurveyedReader, ...], seconds: float) -> tuple[SurveyedReader, ...]:
        """The readers as soon as they differ from `known`, or after about `seconds` (at most one)."""
        now = self.look()
        if now != known:
            return now
        milliseconds = max(1, min(int(seconds * 1000), _LONGEST_WAIT_MS))
        watched = [(reader.name, _flags(reader)) for reader in known] + [(PLUG_AND_PLAY, scard.SCARD_STATE_UNAWARE)]
        code, _ = scard.SCardGetStatusChange(self._context, milliseconds, watched)
        if unsigned(code) not in {Code.TIMEOUT, Code.CANCELLED, Code.UNKNOWN_READER}:
            self._check(code)
        return self.look()

    def _names(self) -> list[str]:
        code, names = scard.SCardListReaders(self._context, [])
        if unsigned(code) == Code.NO_READERS_AVAILABLE:
            return []
        self._check(code)
        return [str(name) for name in names]

    def _check(self, code: int) -> None:
        if unsigned(code) != Code.SUCCESS:
            raise reader_error(unsigned(code), "")

    def close(self) -> None:
        """Give the context back; a dead one cannot be given back and needs it not."""
        with suppress(scard.error):
            scard.SCardReleaseContext(self._context)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _surveyed(name: str, state: int, atr: bytes) -> SurveyedReader:
    in_use = bool(state & (scard.SCARD_STATE_EXCLUSIVE | scard.SCARD_STATE_INUSE))
    mute = bool(state & scard.SCARD_STATE_MUTE)
    return SurveyedReader(name, present(state), in_use, mute, raw_counter(state), atr if present(state) else b"")


def _flags(reader: SurveyedReader) -> int:
    card = scard.SCARD_STATE_PRESENT if reader.card else scard.SCARD_STATE_EMPTY
    return int(reader.counter << 16 | card)
