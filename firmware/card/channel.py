"""Commands to one card: lengths corrected, long answers collected, everything counted and bounded."""

from dataclasses import replace
from typing import Protocol

from firmware.card.errors import BudgetSpent, MalformedAnswer, OtherApplication
from hal.card.apdu import ApduError, Command, Response
from hal.card.names import Ins
from hal.card.status import SW, more_bytes, right_length
from hal.nfc import CardConnection

MAX_APDUS = 200
"""A PIN visit takes 12; the largest file known (a 15 kB card face) 60 more. Beyond that a card plays with us."""

MAX_BYTES = 65536
"""Read from one card in one session; the same reason."""

GET_RESPONSE = 0xC0
MAX_PARTS = 16
"""Answers in parts (61xx) of 256 bytes: 4 kB, more than any file read at once."""


class Sender(Protocol):
    """What the verbs of one application need."""

    @property
    def extended_length(self) -> bool:
        """Whether the reader passes extended-length commands."""

    def send(self, command: Command) -> Response:
        """As `Channel.send`; raises OtherApplication besides."""


class Channel:
    """One connection with a budget. Repeats a command only where the card itself asks for another length."""

    def __init__(self, connection: CardConnection) -> None:
        self._connection = connection
        self._bytes = 0
        self.count = 0

    @property
    def extended_length(self) -> bool:
        """Whether the reader passes extended-length commands."""
        return self._connection.extended_length

    def send(self, command: Command) -> Response:
        """The card's whole answer, whatever its status word.

        Raises CardRemoved, CardMute (`hal.errors`), MalformedAnswer, BudgetSpent.
        """
        answer = self._transmit(command)
        length = right_length(answer.sw)
        if length is not None and command.le is not None:
            answer = self._transmit(replace(command, le=length))
        return self._collect(answer)

    def send_twice_when_cold(self, command: Command) -> Response:
        """As `send`; repeated once when the card answers 6F00, as one kind does to the first command of its life.

        Only for commands that cost nothing.
        """
        answer = self.send(command)
        return self.send(command) if answer.sw == SW.EXECUTION_ERROR else answer

    def _collect(self, answer: Response) -> Response:
        collected = answer.data
        for _ in range(MAX_PARTS):
            waiting = more_bytes(answer.sw)
            if waiting is None:
                return Response(collected, answer.sw)
            answer = self._transmit(Command(0, GET_RESPONSE, 0, 0, le=waiting))
            collected += answer.data
        raise MalformedAnswer("answer in parts", f"it does not end after {MAX_PARTS} parts")

    def _transmit(self, command: Command) -> Response:
        if self.count >= MAX_APDUS:
            raise BudgetSpent(f"{MAX_APDUS} commands")
        self.count += 1
        try:
            answer = Response.parse(self._connection.transmit(command.encode()))
        except ApduError as error:
            raise MalformedAnswer(Ins(command.ins).name if command.ins in set(Ins) else "answer", str(error)) from error
        self._bytes += len(answer.data)
        if self._bytes > MAX_BYTES:
            raise BudgetSpent(f"{MAX_BYTES} bytes")
        return answer


class Selection:
    """The channel for as long as one application is selected.

    A command meant for one application must not reach another: their secrets may have the same short id, and a PIN
    sent there would cost a try of something else.
    """

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._over = False

    @property
    def extended_length(self) -> bool:
        """Whether the reader passes extended-length commands."""
        return self._channel.extended_length

    def end(self) -> None:
        """Another application is about to be selected."""
        self._over = True

    def send(self, command: Command) -> Response:
        """As `Channel.send`. Raises OtherApplication after `end`."""
        if self._over:
            raise OtherApplication
        return self._channel.send(command)
