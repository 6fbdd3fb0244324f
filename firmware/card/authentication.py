"""User authentication (利用者証明) with the application of the card that is selected: certificate, PIN, signature."""

import enum
import hashlib

from firmware.card.channel import Sender
from firmware.card.errors import (
    CertificateMissing,
    EmptyFile,
    MalformedAnswer,
    NotVerified,
    PinLocked,
    StatusError,
    WrongPin,
)
from firmware.card.files import read_by_short_id, read_object
from firmware.card.secret import Pin
from hal.card import tlv
from hal.card.apdu import SHORT_LE, Command
from hal.card.names import CURRENT_FILE, Ins
from hal.card.profile import CardProfile
from hal.card.status import SW, is_blocked, tries_left

_HASHES = {"rsa-pkcs1-sha256": hashlib.sha256, "ecdsa-p384-sha384": hashlib.sha384}
_DER_SEQUENCE = 0x30
_DER_INTEGER = 0x02

PRESENCE_BYTES = 3
"""Flags of the two certificates and one of unknown meaning (facts of the plastic card, EF 0008)."""
SIGNATURE_FLAG = 0
AUTHENTICATION_FLAG = 1
PRESENT = 0x8F


class PinState(enum.Enum):
    """Whether a PIN is worth asking for. NOT_SET is a 顔認証マイナンバーカード, as far as the card tells."""

    USABLE = "usable"
    LOCKED = "locked"
    NOT_SET = "not-set"


class UserAuthentication:
    """Domain verbs over a channel on which the profile's authentication application is selected."""

    def __init__(self, channel: Sender, profile: CardProfile) -> None:
        self._channel = channel
        self._profile = profile
        self._application = profile.authentication

    @property
    def full_tries(self) -> int:
        """Tries of a PIN that was never wrong."""
        return self._application.pin.tries

    def read_certificate(self) -> bytes:
        """The certificate in DER; readable without the PIN.

        Raises CertificateMissing, StatusError, MalformedAnswer.
        """
        extended = self._profile.extended_read and self._channel.extended_length
        try:
            certificate = read_object(self._channel, self._application.certificate, "certificate", extended)
        except StatusError as error:
            if error.sw in {SW.FILE_NOT_FOUND, SW.OFFSET_OUTSIDE_FILE}:
                raise CertificateMissing from error
            raise
        except EmptyFile as error:
            raise CertificateMissing from error
        except MalformedAnswer as error:
            if self._says_absent():
                raise CertificateMissing from error
            raise
        if certificate[0] != _DER_SEQUENCE:
            raise MalformedAnswer("certificate", "it does not begin as a certificate does")
        return certificate

    def _says_absent(self, flag: int = AUTHENTICATION_FLAG) -> bool:
        # what a card without certificate keeps in its place is not known; asked only where that is no certificate
        try:
            flags = read_by_short_id(self._channel, self._application.presence, 0, PRESENCE_BYTES, "presence")
        except StatusError:
            return False
        return len(flags) == PRESENCE_BYTES and flags[flag] != PRESENT

    def pin_state(self) -> PinState:
        """Whether the PIN can be used, is locked, or was never set; costs no try.

        A card without a PIN (顔認証マイナンバーカード) answers exactly as a locked one does. It also carries no
        signature certificate, which most others do: so NOT_SET is a locked PIN and no such certificate. A locked card
        of somebody who declined that certificate, or of a child, is taken for one; both are served alike, by face or
        staff. The word printed on the card is the better witness. Raises StatusError.
        """
        if self.tries_left():
            return PinState.USABLE
        return PinState.NOT_SET if self._says_absent(SIGNATURE_FLAG) else PinState.LOCKED

    def tries_left(self) -> int:
        """How many wrong PINs the card would still listen to; asking costs nothing. 0 when locked.

        Raises StatusError.
        """
        answer = self._channel.send(Command(0, Ins.VERIFY, 0, CURRENT_FILE | self._application.pin.file))
        if is_blocked(answer.sw):
            return 0
        # A card that still counts the PIN as verified says 9000 where others repeat the full count.
        left = self.full_tries if answer.sw == SW.OK else tries_left(answer.sw)
        if left is None:
            raise StatusError(answer.sw, "VERIFY without a PIN")
        return left

    def verify_pin(self, pin: Pin) -> None:
        """Prove the holder's presence. Sent exactly once.

        Raises WrongPin, PinLocked, StatusError. After CardRemoved or CardMute it is unknown whether it counted.
        """
        reference = CURRENT_FILE | self._application.pin.file
        answer = self._channel.send(Command(0, Ins.VERIFY, 0, reference, pin.reveal()))
        left = tries_left(answer.sw)
        if is_blocked(answer.sw) or left == 0:
            raise PinLocked
        if left is not None:
            raise WrongPin(left)
        if answer.sw != SW.OK:
            raise StatusError(answer.sw, "VERIFY")

    def sign(self, message: bytes) -> bytes:
        """The signature over `message`; the digest is computed here, never taken from somebody else.

        RSA as the card gives it; ECDSA in DER, as everything that reads certificates expects it.

        Raises NotVerified, StatusError, MalformedAnswer.
        """
        signature = self._application.signature
        digest = _HASHES[signature.algorithm](message).digest()
        reference = CURRENT_FILE | self._application.key
        data = bytes.fromhex(signature.prefix) + digest
        command = Command(0x80, Ins.PERFORM_SECURITY_OPERATION, signature.p1, reference, data, SHORT_LE)
        answer = self._channel.send(command)
        if answer.sw == SW.SECURITY_NOT_SATISFIED:
            raise NotVerified
        if answer.sw != SW.OK:
            raise StatusError(answer.sw, "SIGN")
        if len(answer.data) != signature.length:
            raise MalformedAnswer("signature", f"{len(answer.data)} bytes instead of {signature.length}")
        return _der(answer.data) if signature.algorithm == "ecdsa-p384-sha384" else answer.data


def _der(plain: bytes) -> bytes:
    """Two numbers of equal width, as cards give them, to SEQUENCE { r, s }."""
    half = len(plain) // 2
    numbers = (int.from_bytes(part, "big") for part in (plain[:half], plain[half:]))
    # one bit more than the number needs, so that its first bit is not taken for a sign
    integers = (number.to_bytes(number.bit_length() // 8 + 1, "big") for number in numbers)
    return tlv.encode(_DER_SEQUENCE, b"".join(tlv.encode(_DER_INTEGER, value) for value in integers))
