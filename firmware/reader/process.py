"""What holds for the whole process: what it may leave behind, and what it says when it breaks.

The reader sees PINs and answers, and the text of an error may hold a value of what went wrong. So nothing is said but
types and places in the code.
"""

import errno
import logging
import os
import resource
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

OWN = ("firmware", "hal")
"""Packages whose log lines are made of codes; the texts of other libraries are not repeated."""

SWITCH_S = 0.0005
"""A key or an answer must not wait 5 ms (Python's default) each time the thread that draws is at work."""

PLACES_SHOWN = 6
"""Innermost calls that are named: enough to find the line."""


def prepare_process() -> None:
    """Files for the own user only, no core dumps, an orderly end before the loop runs, codes instead of tracebacks."""
    os.umask(0o077)
    sys.setswitchinterval(SWITCH_S)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    sys.excepthook = _say_uncaught
    threading.excepthook = _say_thread
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(CodesOnly())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def describe(error: BaseException | None) -> str:
    """An error as types and places, its causes after it: `KeyError at firmware/reader/vault.py:41 < …; from …`."""
    return "; from ".join(_one(one) for one in _chain(error)) or "unknown"


def report_loop_fault(_: object, context: dict[str, Any]) -> None:
    """Exception handler for the loop: what a callback or a forgotten task raised, in codes."""
    sys.stderr.write(f"uketsuke-reader: fault in the loop: {describe(context.get('exception'))}\n")


class CodesOnly(logging.Formatter):
    """One line a record; the text only where it is our own, errors as types and places."""

    def format(self, record: logging.LogRecord) -> str:
        """The line without its end."""
        own = record.name.partition(".")[0] in OWN
        text = record.getMessage().replace("\n", " ") if own else f"said something at line {record.lineno}"
        fault = f": {describe(record.exc_info[1])}" if record.exc_info else ""
        return f"{record.levelname} {record.name}: {text}{fault}"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    told: set[int] = set()
    while error is not None and id(error) not in told:
        told.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _one(error: BaseException) -> str:
    code = f"[{errno.errorcode.get(error.errno or 0, '?')}]" if isinstance(error, OSError) else ""
    places = " < ".join(list(_places(error.__traceback__))[::-1][:PLACES_SHOWN])
    return f"{type(error).__name__}{code}" + (f" at {places}" if places else "")


def _places(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        yield f"{'/'.join(Path(trace.tb_frame.f_code.co_filename).parts[-3:])}:{trace.tb_lineno}"
        trace = trace.tb_next


def _say_uncaught(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
    sys.stderr.write(f"uketsuke-reader: fault: {describe(error)}\n")


def _say_thread(arguments: threading.ExceptHookArgs) -> None:
    sys.stderr.write(f"uketsuke-reader: fault in a thread: {describe(arguments.exc_value)}\n")


def _leave(_: int, __: FrameType | None) -> None:
    sys.exit(0)
