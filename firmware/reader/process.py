"""What holds for the whole process: what it may leave behind, and what it says when it breaks.

The reader sees PINs and answers, and the text of an error may hold a value of what went wrong. So nothing is said but
types and places in the code.
"""

import logging
import os
import resource
import signal
import sys
import threading
from types import FrameType, TracebackType
from typing import Any

from firmware.describing import describe
from firmware.hiding import hide_memory
from firmware.reader.face.forgetting import begin_forgetful, give_large_blocks_back

OWN = ("firmware", "hal")
"""Packages whose log lines are made of codes; the texts of other libraries are not repeated."""

SWITCH_S = 0.0005
"""A key or an answer must not wait 5 ms (Python's default) each time the thread that draws is at work."""


def prepare_process() -> None:
    """Files for the own user only, no core dumps, an orderly end before the loop runs, codes instead of tracebacks.

    The process begins anew once, so that what it frees is written over.
    """
    begin_forgetful()
    os.umask(0o077)
    give_large_blocks_back()
    hide_memory()
    sys.setswitchinterval(SWITCH_S)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    sys.excepthook = _say_uncaught
    threading.excepthook = _say_thread
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(CodesOnly())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


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


def _say_uncaught(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
    sys.stderr.write(f"uketsuke-reader: fault: {describe(error)}\n")


def _say_thread(arguments: threading.ExceptHookArgs) -> None:
    sys.stderr.write(f"uketsuke-reader: fault in a thread: {describe(arguments.exc_value)}\n")


def _leave(_: int, __: FrameType | None) -> None:
    sys.exit(0)
