"""The child's end of the socket: orders in, reports out, previews only where there is room for them."""

import select
import socket

from firmware.face.child.words import LENGTH_BYTES, AnyOrder, Preview, Report, decode_order, encode, length_of

SEND_SECONDS = 5.0
"""A reader that takes nothing for so long hangs, and is started again by its watchdog; the child ends."""


NOTHING = memoryview(b"")


class ReaderGone(Exception):
    """The reader closed its end, or takes nothing any more: there is nobody to work for."""


class Channel:
    """A stream socket to the reader. Used by one thread."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._coming = bytearray()
        self._going = NOTHING
        end.setblocking(False)

    def setup(self) -> bytes:
        """The first message, which is no order. Raises ReaderGone, WordsUnreadable."""
        while (body := self._whole()) is None:
            self._wait(None)
        return body

    def order(self, seconds: float | None) -> AnyOrder | None:
        """The next order; None when none came within `seconds` (None: for ever). Raises ReaderGone, WordsUnreadable."""
        self._flush()
        body = self._whole()
        if body is None and self._wait(seconds):
            body = self._whole()
        while body is None and seconds is None:
            self._wait(None)
            body = self._whole()
        return None if body is None else decode_order(body)

    def say(self, report: Report) -> None:
        """Send a report whole. Raises ReaderGone."""
        self._finish()
        self._going = memoryview(encode(report))
        self._finish()

    def show(self, preview: Preview) -> bool:
        """Send a preview if the one before it is away; False when it was dropped. Raises ReaderGone."""
        self._flush()
        if self._going:
            return False
        self._going = memoryview(encode(preview))
        self._flush()
        return True

    def _wait(self, seconds: float | None) -> bool:
        """Take what came; False when nothing did."""
        writing = [self._end] if self._going else []
        readable, writable, _ = select.select([self._end], writing, [], seconds)
        if writable:
            self._flush()
        if readable:
            self._take()
        return bool(readable)

    def _take(self) -> None:
        try:
            data = self._end.recv(1 << 16)
        except BlockingIOError:
            return
        except OSError as error:
            raise ReaderGone from error
        if not data:
            raise ReaderGone
        self._coming += data

    def _whole(self) -> bytes | None:
        """The oldest message that is there as a whole. Raises WordsUnreadable."""
        if len(self._coming) < LENGTH_BYTES:
            return None
        end = LENGTH_BYTES + length_of(bytes(self._coming[:LENGTH_BYTES]))
        if len(self._coming) < end:
            return None
        body = bytes(self._coming[LENGTH_BYTES:end])
        del self._coming[:end]
        return body

    def _flush(self) -> None:
        try:
            while self._going:
                self._going = self._going[self._end.send(self._going) :]
        except BlockingIOError:
            return
        except OSError as error:
            raise ReaderGone from error
        # An empty view of it would still hold the picture.
        self._going = NOTHING

    def _finish(self) -> None:
        self._flush()
        while self._going:
            if not select.select([], [self._end], [], SEND_SECONDS)[1]:
                raise ReaderGone
            self._flush()
