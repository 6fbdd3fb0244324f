"""The card surface (券面事項確認AP): what is printed on the card, with the photo, opened by 照合番号B.

Numbers A, the image of the My Number (EF 0005) and the age record are never asked for.
"""

import hashlib

from firmware.card.channel import Sender
from firmware.card.errors import (
    CopiedCard,
    EmptyFile,
    MalformedAnswer,
    NotANumberB,
    NumberBLocked,
    NumberBWanted,
    StatusError,
    SurfaceMalformed,
    TriesKept,
    TryAlreadySpent,
    WrongNumberB,
)
from firmware.card.face_file import FaceFile, parse_face_file
from firmware.card.files import read_object
from firmware.card.issuer import MunicipalityAnchors, SignedFace, check_face
from firmware.card.number_b import KEPT_FROM_STAFF, KEPT_TRIES, InsertionTries, NumberB
from hal.card.apdu import SHORT_LE, Command
from hal.card.cv import verified
from hal.card.names import CURRENT_FILE, SHA256_DIGEST_INFO, Ins
from hal.card.profile import CardProfile, NumberForm
from hal.card.status import SW, is_blocked, tries_left

CHIP_CONTEXT = b"uketsuke-chip-v1"
"""Before what the chip's own key is made to sign, so that it is never anything that means something elsewhere."""

CHIP_RANDOMNESS = 32


class CardSurface:
    """Domain verbs over a channel on which the profile's surface application is selected.

    `counter` is the presence counter of the insertion, `tries` what was tried in it.
    """

    def __init__(self, channel: Sender, profile: CardProfile, tries: InsertionTries, counter: int) -> None:
        self._channel = channel
        self._profile = profile
        self._place = profile.surface
        self._tries = tries
        self._counter = counter

    @property
    def number_form(self) -> NumberForm:
        """The form in which this card's 照合番号B is printed."""
        return self._place.number_b_form

    def tries_left(self) -> int:
        """How many wrong numbers B the card would still listen to; asking costs nothing. 0 when locked.

        Raises StatusError.
        """
        answer = self._channel.send(Command(0, Ins.VERIFY, 0, self._reference))
        if is_blocked(answer.sw):
            return 0
        # A card that still counts the number as verified says 9000 where others repeat the full count.
        left = self._place.number_b.tries if answer.sw == SW.OK else tries_left(answer.sw)
        if left is None:
            raise StatusError(answer.sw, "VERIFY without a number B")
        return left

    def verify_number_b(self, number: NumberB, *, by_staff: bool = False) -> None:
        """Open the face file. Sent at most once, and only where a try may be spent.

        Without staff: one number an insertion, right or wrong, and none where three tries or fewer are left. Not even
        staff spends the last one.
        Raises NotANumberB (of another card's form), NumberBLocked, TriesKept and TryAlreadySpent before anything was
        spent; WrongNumberB, NumberBLocked, StatusError after. After CardRemoved or CardMute it is unknown.
        """
        if number.form != self.number_form:
            raise NotANumberB("this card prints another form")
        left = self.tries_left()
        if left == 0:
            raise NumberBLocked
        if left <= (KEPT_FROM_STAFF if by_staff else KEPT_TRIES):
            raise TriesKept(left)
        if self._tries.spent(self._counter) and not by_staff:
            raise TryAlreadySpent
        self._tries.spend(self._counter)
        self._verify(number)

    def _verify(self, number: NumberB) -> None:
        answer = self._channel.send(Command(0, Ins.VERIFY, 0, self._reference, number.reveal()))
        left = tries_left(answer.sw)
        if is_blocked(answer.sw) or left == 0:
            raise NumberBLocked
        if left is not None:
            raise WrongNumberB(left)
        if answer.sw != SW.OK:
            raise StatusError(answer.sw, "VERIFY of the number B")

    def read_face_file(self) -> FaceFile:
        """The fields of the face file, as the card claims them; read as far as its header says, at most 16 kB.

        Raises NumberBWanted, SurfaceMalformed, StatusError.
        """
        return parse_face_file(self._read(self._place.face, "card face"))

    def read_issuer_certificate(self) -> bytes:
        """The certificate of the municipality that signed the face; free to read.

        Raises SurfaceMalformed, StatusError.
        """
        return self._read(self._place.issuer_certificate, "issuer certificate")

    def read_signed_face(self, anchors: MunicipalityAnchors) -> SignedFace:
        """The face file, checked up to a configured root.

        Raises NumberBWanted, SurfaceMalformed, IssuerUnknown, SurfaceForged, StatusError.
        """
        return check_face(self.read_face_file(), self.read_issuer_certificate(), anchors)

    def check_chip(self, face: SignedFace, randomness: bytes) -> None:
        """Have the chip sign with the key of its signed face: a copied file comes without that key.

        `randomness`: 32 fresh bytes. Raises CopiedCard, StatusError, ValueError for other lengths.
        """
        if len(randomness) != CHIP_RANDOMNESS:
            raise ValueError(f"{CHIP_RANDOMNESS} random bytes are needed")
        message = CHIP_CONTEXT + randomness
        data = SHA256_DIGEST_INFO + hashlib.sha256(message).digest()
        answer = self._channel.send(Command(0x80, Ins.PERFORM_SECURITY_OPERATION, 0, 0, data, SHORT_LE))
        if answer.sw != SW.OK:
            raise StatusError(answer.sw, "SIGN by the chip's own key")
        if not verified(face.public_key, answer.data, message):
            raise CopiedCard

    @property
    def _reference(self) -> int:
        return CURRENT_FILE | self._place.number_b.file

    def _read(self, file: int, what: str) -> bytes:
        extended = self._profile.extended_read and self._channel.extended_length
        try:
            return read_object(self._channel, file, what, extended)
        except StatusError as error:
            if error.sw == SW.SECURITY_NOT_SATISFIED:
                raise NumberBWanted from error
            raise
        except (MalformedAnswer, EmptyFile) as error:
            raise SurfaceMalformed(str(error)) from error
