"""Terminal authentication (特定機関認証): the authentication key used without the PIN, after a face or staff check.

EMULATED. The law (公的個人認証法 第38条の2) allows it to approved operators, who get key and certificate from J-LIS.
How the card's challenge is answered is not published, so what is here works with Uketsuke's virtual card and a demo
centre alone, and a real card refuses it (its EF 0016 trusts another root). `TerminalAuthentication` is the whole
interface: an approved operator replaces `EmulatedTerminal` by the real exchange and nothing else.
"""

from typing import Protocol

from firmware.card.channel import Sender
from firmware.card.errors import MalformedAnswer, StatusError, TerminalRefused, TerminalUnavailable
from hal.card.apdu import Command
from hal.card.cv import CvError
from hal.card.names import NO_RESPONSE_DATA, SELECT_FILE, Ins
from hal.card.profile import CardProfile
from hal.card.status import SW
from hal.card.terminal import CHALLENGE_BYTES, for_the_card

_FIRST_PART, _SECOND_PART = (0x06, 0xC1), (0x00, 0xC1)


class TerminalAuthentication(Protocol):
    """The exchange with a card on which the authentication application is selected.

    Between the two calls no other application may be selected; afterwards SIGN is allowed until one is, or until the
    power is cut.
    """

    def challenge(self) -> bytes:
        """What the card wants signed by the terminal's key.

        Raises TerminalUnavailable, StatusError, MalformedAnswer.
        """

    def authenticate(self, certificate: bytes, signature: bytes) -> None:
        """Show the terminal's certificate and its signature over the challenge.

        Raises TerminalRefused, TerminalUnavailable.
        """


class EmulatedTerminal:
    """The exchange with the virtual card: GET CHALLENGE; SELECT EF 0016, `80 A2` twice, EXTERNAL AUTHENTICATE.

    `certificate` is a card-verifiable one of 568 bytes; what is signed is `hal.card.terminal.to_be_signed`.
    """

    def __init__(self, channel: Sender, profile: CardProfile) -> None:
        self._channel = channel
        self._authority = profile.authentication.terminal_authority

    def challenge(self) -> bytes:
        """32 bytes of the card, good for one answer. Raises TerminalUnavailable, StatusError, MalformedAnswer."""
        self._select_authority()
        answer = self._channel.send(Command(0, Ins.GET_CHALLENGE, 0, 0, le=CHALLENGE_BYTES))
        if answer.sw != SW.OK:
            raise StatusError(answer.sw, "GET CHALLENGE")
        if len(answer.data) != CHALLENGE_BYTES:
            raise MalformedAnswer("challenge", f"{len(answer.data)} bytes instead of {CHALLENGE_BYTES}")
        return answer.data

    def authenticate(self, certificate: bytes, signature: bytes) -> None:
        """Answer the last challenge. Raises TerminalRefused, TerminalUnavailable, MalformedAnswer (certificate)."""
        try:
            body, proof = for_the_card(certificate)
        except CvError as error:
            raise MalformedAnswer("terminal certificate", str(error)) from error
        self._select_authority()
        self._say("certificate", Command(0x80, Ins.LOAD_TERMINAL_CERTIFICATE, *_FIRST_PART, body))
        self._say("certificate", Command(0x80, Ins.LOAD_TERMINAL_CERTIFICATE, *_SECOND_PART, proof))
        self._say("answer", Command(0, Ins.EXTERNAL_AUTHENTICATE, 0, 0, signature))

    def _select_authority(self) -> None:
        if self._authority is None:
            raise TerminalUnavailable("the card's profile names no terminal authority")
        if not self._channel.extended_length:
            raise TerminalUnavailable("the card reader passes no commands of extended length")
        file = self._authority.to_bytes(2, "big")
        answer = self._channel.send(Command(0, Ins.SELECT, SELECT_FILE, NO_RESPONSE_DATA, file))
        if answer.sw != SW.OK:
            raise TerminalUnavailable(f"the card has no terminal authority ({answer.sw:04X})")

    def _say(self, step: str, command: Command) -> None:
        answer = self._channel.send(command)
        if answer.sw != SW.OK:
            raise TerminalRefused(step, answer.sw)
