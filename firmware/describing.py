"""What may be said of an error by a process that sees PINs, answers or faces: types and places in the code.

The text of an error may hold a value of what went wrong.
"""

import errno
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

PLACES_SHOWN = 6
"""Innermost calls that are named: enough to find the line."""


def describe(error: BaseException | None) -> str:
    """An error as types and places, its causes after it: `KeyError at firmware/reader/vault.py:41 < …; from …`."""
    return "; from ".join(_one(one) for one in _chain(error)) or "unknown"


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
