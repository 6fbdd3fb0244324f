"""One PC/SC context: lists readers and asks for their state. It is used by one thread at a time.

smartcard.scard is imported, never smartcard.CardMonitoring: its thread dies for good when pcscd is restarted.
"""

from contextlib import suppress

from smartcard import scard

from hal.errors import DeviceMissing
from hal.real.pcsc_codes import SERVICE_GONE, Code, reader_error, unsigned

_COUNTER_SHIFT = 16
_LONGEST_WAIT_MS = 1000  # also how late a cancel that came a moment too early is noticed


class ServiceGoneError(DeviceMissing):
    """The context is dead: pcscd went away, or was restarted. A new context may work at once."""


class PcscService:
    """A context with the reader whose name starts with `prefix`."""

    def __init__(self, prefix: str) -> None:
        """Raises DeviceMissing when pcscd does not run or has no such reader."""
        self._prefix = prefix
        code, self._context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        self._check(code)
        try:
            self.reader = self._find_reader()
        except DeviceMissing:
            self.release()
            raise

    def _find_reader(self) -> str:
        code, readers = scard.SCardListReaders(self._context, [])
        self._check(code)
        for name in readers:
            if name.startswith(self._prefix):
                return str(name)
        raise reader_error(Code.UNKNOWN_READER, self._prefix)

    @property
    def context(self) -> int:
        """The context's handle."""
        return int(self._context)

    def state(self) -> int:
        """State flags and counter of the reader now. Raises DeviceMissing, ServiceGoneError."""
        return self._status(0, scard.SCARD_STATE_UNAWARE)

    def wait(self, state: int, seconds: float) -> None:
        """Block until the reader's state differs from `state`, it is cancelled, or time is up; at most a second.

        Raises DeviceMissing, ServiceGoneError.
        """
        milliseconds = max(1, min(int(seconds * 1000), _LONGEST_WAIT_MS))
        self._status(milliseconds, state & ~scard.SCARD_STATE_CHANGED)

    def _status(self, milliseconds: int, known: int) -> int:
        code, states = scard.SCardGetStatusChange(self._context, milliseconds, [(self.reader, known)])
        if unsigned(code) == Code.CANCELLED:
            return known
        if unsigned(code) != Code.TIMEOUT:
            self._check(code)
        _, state, _ = states[0]
        if state & (scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE | scard.SCARD_STATE_IGNORE):
            raise reader_error(Code.UNKNOWN_READER, self.reader)
        return unsigned(state)

    def cancel(self) -> None:
        """Wake a blocked `wait`, from another thread."""
        scard.SCardCancel(self._context)

    def release(self) -> None:
        """Give the context back; a dead one cannot be given back and needs it not."""
        with suppress(scard.error):
            scard.SCardReleaseContext(self._context)

    def _check(self, code: int) -> None:
        number = unsigned(code)
        if number in SERVICE_GONE:
            known = reader_error(number, self._prefix)
            raise ServiceGoneError(known.device, known.hint)
        if number != Code.SUCCESS:
            raise reader_error(number, self._prefix)


def present(state: int) -> bool:
    """Whether a card lies in the field."""
    return bool(state & scard.SCARD_STATE_PRESENT)


def raw_counter(state: int) -> int:
    """PC/SC's counter of insertions and removals."""
    return state >> _COUNTER_SHIFT & 0xFFFF
