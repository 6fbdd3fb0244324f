"""Asks an administrator for a passcode: twice and unseen at a terminal, or one line of a pipe."""

import getpass
import sys
import warnings
from typing import TextIO

from firmware.reader.staff.errors import StaffError
from firmware.reader.staff.secret import Passcode

LONGEST_LINE = 64
"""Characters of a pipe's line that are read; a passcode is shorter in any spelling."""


class PasscodesDiffer(StaffError):
    """What was typed the second time is something else."""

    def __init__(self) -> None:
        super().__init__("the two passcodes are not the same; nothing was changed")


class NotUnseen(StaffError):
    """The terminal cannot hide what is typed."""

    def __init__(self) -> None:
        super().__init__("this terminal cannot hide a passcode; send it through a pipe")


class NothingTyped(StaffError):
    """The input ended before a passcode came."""

    def __init__(self) -> None:
        super().__init__("no passcode came; nothing was changed")


def ask_passcode(staff_id: str, source: TextIO | None = None) -> Passcode:
    """The passcode of somebody new; `source` is standard input where it is None.

    Raises NotAPasscode, ObviousPasscode, PasscodesDiffer, NotUnseen, NothingTyped, OSError.
    """
    stream = source or sys.stdin
    if not stream.isatty():
        return _acceptable(_line(stream), staff_id)
    passcode = _acceptable(_unseen("Passcode: "), staff_id)
    if Passcode(_unseen("Again: ")) != passcode:
        raise PasscodesDiffer
    return passcode


def _acceptable(typed: str, staff_id: str) -> Passcode:
    passcode = Passcode(typed)
    passcode.refuse_obvious(staff_id)
    return passcode


def _line(stream: TextIO) -> str:
    try:
        typed = stream.readline(LONGEST_LINE)
    except UnicodeDecodeError:
        # Its text would hold what was typed.
        raise NothingTyped from None
    if not typed:
        raise NothingTyped
    return typed.rstrip("\r\n")


def _unseen(question: str) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass(question)
        except getpass.GetPassWarning as error:
            raise NotUnseen from error
        except EOFError as error:
            raise NothingTyped from error
