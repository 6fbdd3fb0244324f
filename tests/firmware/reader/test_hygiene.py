"""What the process says when it breaks: types and places, never what an error carries."""

import errno
import logging
import os
import subprocess
import sys

import pytest

from firmware.describing import describe
from firmware.reader.process import CodesOnly, report_loop_fault

PIN = "7351"


def fault(error: Exception) -> BaseException:
    with pytest.raises(type(error)) as caught:
        raise error
    return caught.value


def test_an_error_is_said_by_type_and_place() -> None:
    said = describe(fault(KeyError(PIN)))
    assert said.startswith("KeyError at firmware/reader/test_hygiene.py:")
    assert PIN not in said


def test_causes_are_said_too_and_a_circle_of_them_ends() -> None:
    first, second = ValueError(PIN), TypeError(PIN)
    first.__cause__, second.__context__ = second, first
    assert describe(first) == "ValueError; from TypeError"
    second.__context__ = None
    hidden = RuntimeError()
    hidden.__context__, hidden.__suppress_context__ = first, True
    assert describe(hidden) == "RuntimeError"


def test_a_failing_disk_is_told_from_a_missing_file() -> None:
    assert describe(OSError(errno.ENOSPC, PIN)) == "OSError[ENOSPC]"
    assert describe(OSError(PIN)) == "OSError[?]"
    assert describe(None) == "unknown"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("firmware.link.client", "WARNING firmware.link.client: link is away: 3 two lines"),
        ("hal.real.pcsc", "WARNING hal.real.pcsc: link is away: 3 two lines"),
        ("PIL.Image", "WARNING PIL.Image: said something at line 9"),
        ("firmwarex", "WARNING firmwarex: said something at line 9"),
    ],
)
def test_only_our_own_texts_are_repeated(name: str, said: str) -> None:
    record = logging.LogRecord(name, logging.WARNING, "x.py", 9, "link is away: %d\ntwo lines", (3,), None)
    assert CodesOnly().format(record) == said


def test_a_logged_error_is_said_as_codes() -> None:
    error = fault(ValueError(PIN))
    info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("firmware.reader", logging.ERROR, "x.py", 9, "broken", (), info)
    said = CodesOnly().format(record)
    assert "broken: ValueError at" in said
    assert PIN not in said


def test_a_fault_in_the_loop_is_said_as_codes(capsys) -> None:
    report_loop_fault(None, {"message": PIN, "exception": ValueError(PIN)})
    assert capsys.readouterr().err == "uketsuke-reader: fault in the loop: ValueError\n"


PREPARED = """
import logging, os, resource, sys, threading
from firmware.reader.process import prepare_process
prepare_process()
print(oct(os.umask(0)), resource.getrlimit(resource.RLIMIT_CORE))
logging.getLogger("joserfc").debug("7351"); logging.getLogger("firmware.x").info("7351")
thread = threading.Thread(target=lambda: {}["7351"])
thread.start(); thread.join()
WHAT
"""


def prepared(what: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", PREPARED.replace("WHAT", what)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment)


def test_a_prepared_process_leaves_nothing_behind_and_repeats_nothing() -> None:
    done = prepared("int('7351x')")
    assert done.stdout == "0o77 (0, 0)\n"
    assert done.returncode == 1
    thread, main = done.stderr.splitlines()
    assert thread.startswith("uketsuke-reader: fault in a thread: KeyError at ")
    assert main.startswith("uketsuke-reader: fault: ValueError at ")


@pytest.mark.parametrize("number", ["SIGTERM", "SIGINT"])
def test_told_to_end_before_it_serves_it_just_ends(number: str) -> None:
    done = prepared(f"import signal; os.kill(os.getpid(), signal.{number})")
    assert done.returncode == 0
    assert len(done.stderr.splitlines()) == 1
