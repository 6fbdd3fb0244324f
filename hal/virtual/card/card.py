"""The virtual card: command APDU in, response APDU out. It reads no clock and no file; counters go to a callback."""

import contextlib
import secrets
from collections.abc import Callable

from hal.card.apdu import ApduError, Command, Response
from hal.card.names import Ins
from hal.card.status import SW
from hal.virtual.card import atr, commands, terminal
from hal.virtual.card.contents import CardContents, Counters, fresh_counters
from hal.virtual.card.layout import lay_out
from hal.virtual.card.signing import Refused
from hal.virtual.card.state import CardState

GET_RESPONSE = 0xC0
_Handler = Callable[[CardState, Command], bytes]
_INTERINDUSTRY: dict[int, _Handler] = {
    Ins.SELECT: commands.select,
    Ins.READ_BINARY: commands.read_binary,
    Ins.VERIFY: commands.verify,
    Ins.GET_CHALLENGE: commands.get_challenge,
    Ins.EXTERNAL_AUTHENTICATE: terminal.external_authenticate,
}
_PROPRIETARY: dict[int, _Handler] = {
    Ins.PERFORM_SECURITY_OPERATION: commands.compute_signature,
    Ins.LOAD_TERMINAL_CERTIFICATE: terminal.load_certificate,
}


def _keep_nothing(counters: Counters) -> None:
    """Counters of a card without a file live as long as the object."""


class VirtualCard:
    """One card. `save` is called with the counters after every change, before the answer is given."""

    def __init__(
        self,
        contents: CardContents,
        counters: Counters | None = None,
        save: Callable[[Counters], None] = _keep_nothing,
        randomness: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        """Raises ValueError for contents whose keys cannot be loaded."""
        self.contents = contents
        kept = counters if counters is not None else fresh_counters(contents)
        self._state = CardState(lay_out(contents), kept, save, randomness, contents.profile.extended_read)
        self._first = True
        self._waiting = b""

    @property
    def counters(self) -> Counters:
        """Tries left of each secret."""
        return self._state.counters

    @property
    def atr(self) -> bytes:
        """Answer to reset."""
        return atr.of(self.contents)

    def power_on(self) -> bytes:
        """Cold start: nothing selected, nothing verified; the answer to reset."""
        self.power_off()
        return self.atr

    def reset(self) -> bytes:
        """Warm reset: the answer to reset. What was verified stays so, as measured on real cards."""
        return self.atr

    def power_off(self) -> None:
        """Lose the selection and everything verified."""
        self._state.forget()
        self._first = True
        self._waiting = b""

    def execute(self, command: bytes) -> bytes:
        """Work on one command APDU; never raises for its content."""
        if self._first and "first-command-6f00" in self.contents.quirks:
            self._first = False
            return Response(b"", SW.EXECUTION_ERROR).encode()
        self._first = False
        return self._answer(command).encode()

    def interrupt(self, command: bytes) -> None:
        """Lose the power in the middle of a command.

        A card takes a try off before it compares a secret and gives it back afterwards, so an interrupted VERIFY
        costs one try even where the secret was right. Nothing else is kept.
        """
        try:
            parsed = Command.parse(command)
        except ApduError:
            return
        if parsed.ins == Ins.VERIFY and parsed.data:
            with contextlib.suppress(Refused):  # a blocked secret has no try to lose
                commands.begin_verify(self._state, parsed)

    def _answer(self, raw: bytes) -> Response:
        try:
            command = Command.parse(raw)
        except ApduError:
            return Response(b"", SW.WRONG_LENGTH)
        if command.ins == GET_RESPONSE and self._waiting:
            return self._rest(command)
        self._waiting = b""
        try:
            return self._shaped(command, _dispatch(self._state, self.contents.kind, command))
        except Refused as refusal:
            return Response(b"", refusal.sw)

    def _shaped(self, command: Command, data: bytes) -> Response:
        quirks = self.contents.quirks
        if data and command.data and "answers-by-61" in quirks:
            self._waiting = data
            return self._more()
        short = command.ins == Ins.READ_BINARY and command.le is not None and len(data) < command.le
        if short and "wrong-le-6c" in quirks:
            return Response(b"", 0x6C00 | len(data) & 0xFF)
        return Response(data, SW.OK)

    def _rest(self, command: Command) -> Response:
        part = self._waiting[: command.le or 0]
        self._waiting = self._waiting[len(part) :]
        return Response(part, self._more().sw if self._waiting else SW.OK)

    def _more(self) -> Response:
        return Response(b"", 0x6100 | (len(self._waiting) if len(self._waiting) < 0x100 else 0))


def _dispatch(state: CardState, kind: str, command: Command) -> bytes:
    if kind == "felica":
        # what readers say for a card that speaks no ISO 7816
        raise Refused(SW.FUNCTION_NOT_SUPPORTED)
    commands.check_class(command)
    table = _INTERINDUSTRY if command.cla == 0x00 else _PROPRIETARY
    handler = table.get(command.ins)
    if handler is None:
        raise Refused(SW.INSTRUCTION_NOT_SUPPORTED)
    return handler(state, command)
