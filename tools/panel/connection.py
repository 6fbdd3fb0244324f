"""One connection to a bench for one act."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hal.virtual.client import BenchClient
from hal.virtual.tray import BenchError
from hal.virtual.wire import WireError
from tools.panel.errors import BenchGone, BenchRefused


@contextmanager
def at_bench(path: Path) -> Iterator[BenchClient]:
    """A bench to act on. Raises BenchGone while the reader is away, BenchRefused.

    A connection for each act: it costs 0.1 ms and none can be left over from before a restart of the reader.
    """
    try:
        client = BenchClient(path)
    except OSError as error:
        raise BenchGone(str(path)) from error
    try:
        yield client
    except BenchError as error:
        raise BenchRefused(str(error)) from error
    except (OSError, WireError) as error:
        raise BenchGone(str(path)) from error
    finally:
        client.close()
