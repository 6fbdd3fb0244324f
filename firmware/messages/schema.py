"""What is said between reader and centre: one struct a message, plain data, unknown fields refused.

No message to the reader has a field for a name, a birth date or an address, so none can carry one.
"""

import enum
from datetime import datetime
from typing import Annotated

import msgspec

# Bounds keep a stranger's message small and let no free text (a name, an address) ride in a field meant for a code.
Ratio = Annotated[int, msgspec.Meta(ge=0, le=100)]
Code = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_-]{0,39}\Z")]
LimitCode = Annotated[str, msgspec.Meta(pattern=r"^[A-Z][0-9]{2}\Z")]
Milliseconds = Annotated[int, msgspec.Meta(ge=0, le=24 * 60 * 60 * 1000)]
Certificate = Annotated[bytes, msgspec.Meta(min_length=1, max_length=8192)]
# RSA-4096 has 512 bytes, ECDSA on P-384 about 104.
Signature = Annotated[bytes, msgspec.Meta(min_length=1, max_length=512)]
Nonce = Annotated[bytes, msgspec.Meta(min_length=16, max_length=1024)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
# GET CHALLENGE gives what is asked for; fewer than 8 bytes could be guessed.
CardChallenge = Annotated[bytes, msgspec.Meta(min_length=8, max_length=64)]
# Between two embeddings: unit vectors are never more than 2 apart, others are kept from saying anything.
Distance = Annotated[float, msgspec.Meta(ge=0, le=4)]
Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
CalibrationId = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}\Z")]
DEMO_CALIBRATION: CalibrationId = "demo"
"""What a reader says whose matcher nobody tried on real people; good in a demo only, like a demo anchor."""
# Digits of an account, or a digest made of them; a name does not fit in.
StaffCode = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{2,64}\Z")]
VisitId = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9-]{1,64}\Z")]
DeviceId = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]{1,40}\Z")]


class ConsentItem(enum.Enum):
    """What a patient may share. The codes are those of the eligibility system (閲覧同意情報種別)."""

    HEALTH_CHECK = "TKK"
    MEDICINE = "YZK"
    TREATMENT = "SRJ"
    SURGERY = "SHJ"
    SPECIFIC_DISEASE = "TSR"


class Consent(enum.Enum):
    """What the patient said to one item. Not asked is never the same as no."""

    YES = "yes"
    NO = "no"
    NOT_ASKED = "not_asked"


class Method(enum.Enum):
    """How the person was identified: by the card's PIN, by face, or by staff who looked (目視確認)."""

    PIN = "pin"
    FACE = "face"
    STAFF = "staff"


class Liveness(enum.Enum):
    """What the reader found when it asked for a sign of life (the turned head)."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_CHECKED = "not_checked"


class Validity(enum.Enum):
    """State of the insurance (資格有効性, code table OQSCD006)."""

    VALID = "1"
    INVALID = "2"
    INVALID_NEW_EXISTS = "3"
    NOT_FOUND = "4"


class RefusalReason(enum.Enum):
    """Why the centre does not go on. A protected person's refusal is CANNOT_BE_USED, like many others."""

    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_REVOKED = "certificate_revoked"
    CERTIFICATE_NOT_TRUSTED = "certificate_not_trusted"
    SIGNATURE_WRONG = "signature_wrong"
    CHALLENGE_NOT_VALID = "challenge_not_valid"
    CANNOT_BE_USED = "cannot_be_used"
    VISIT_UNKNOWN = "visit_unknown"
    CENTRE_FAILED = "centre_failed"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    ATTESTATION_REFUSED = "attestation_refused"
    OUTSIDE_HOURS = "outside_hours"
    TERMINAL_AUTH_MISSING = "terminal_auth_missing"
    TERMINAL_AUTH_SPENT = "terminal_auth_spent"
    TOO_MANY_REQUESTS = "too_many_requests"


class RecordRefusal(enum.Enum):
    """Why a durable message will never be stored, however often it is sent."""

    UNKNOWN = "unknown"


class Notice(enum.Enum):
    """A short note for the patient beside the result; the reader owns the words."""

    CERTIFICATE_EXPIRES_SOON = "certificate_expires_soon"
    CERTIFICATE_IN_GRACE = "certificate_in_grace"
    BRING_OTHER_CERTIFICATES = "bring_other_certificates"


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of all messages."""


class Private(Message, frozen=True):
    """Base of messages that say something about the patient: their repr shows nothing of it."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(***)"


class ChallengeRequest(Message, frozen=True):
    """Reader → centre: a card was seen; give me something for it to sign."""


class ChallengeGiven(Message, frozen=True):
    """Centre → reader: `nonce` is an opaque token of the centre; `centre_time` is the centre's own clock."""

    nonce: Nonce
    centre_time: Moment


class FaceAttestation(Private, frozen=True, tag_field="method", tag="face"):
    """What the reader says of a match in this visit: numbers and codes, never an image or an embedding.

    `score` is the distance between the two faces (smaller is more alike) and has to be within `threshold`; a matcher
    that measures similarity says 1 − similarity. `model` is the SHA-256 of the embedder's file, `calibration` the id of
    the site calibration that set the threshold, `quality` the codes of the quality gate that were raised.
    """

    visit: VisitId
    device: DeviceId
    score: Distance
    threshold: Distance
    model: Sha256
    calibration: CalibrationId
    liveness: Liveness
    quality: Annotated[tuple[Code, ...], msgspec.Meta(max_length=16)] = ()


class StaffAttestation(Private, frozen=True, tag_field="method", tag="staff"):
    """Which member of staff compared person and photo in this visit; who that is, only the clinic can tell."""

    visit: VisitId
    device: DeviceId
    staff: StaffCode


Attestation = FaceAttestation | StaffAttestation


class TerminalAuthRequest(Private, frozen=True):
    """Reader → centre: open this card's key without the PIN (特定機関認証), for what is attested.

    `nonce` is the visit's challenge as given, so that the centre knows the visit without having kept a row of it.
    """

    card_challenge: CardChallenge
    nonce: Nonce
    attestation: Attestation


class TerminalAuthGiven(Message, frozen=True):
    """Centre → reader: the terminal's card-verifiable certificate and its signature over the card's challenge."""

    certificate: Certificate
    signature: Signature


class IdentifyRequest(Private, frozen=True):
    """Reader → centre: the card's certificate (DER) and its signature over the challenge.

    Face and staff need a terminal authentication by the same method earlier in this visit.
    """

    method: Method
    certificate: Certificate
    signature: Signature
    nonce: Nonce


class RegisterRequest(Message, frozen=True):
    """Reader → centre: the person wants to use the card as insurance card from now on (利用登録)."""


class Identified(Private, frozen=True):
    """Centre → reader: who stands there is known; no name travels. `items` are to be asked when registered."""

    registered: bool
    items: Annotated[tuple[ConsentItem, ...], msgspec.Meta(max_length=16)] = ()
    notices: Annotated[tuple[Notice, ...], msgspec.Meta(max_length=16)] = ()


class ConsentAnswer(Message, frozen=True):
    """One item and what the patient said to it."""

    item: ConsentItem
    answer: Consent


class InquireRequest(Private, frozen=True):
    """Reader → centre: the consent, once, and with it the question for the insurance."""

    answers: Annotated[tuple[ConsentAnswer, ...], msgspec.Meta(max_length=16)]


class ReaderAnswer(Private, frozen=True):
    """Centre → reader: all that the result screen may show.

    `ratio` is the patient's share in percent (一部負担金割合); `limit` a code of 適用区分 (`A03` is ウ).
    """

    validity: Validity
    ratio: Ratio | None = None
    limit: LimitCode | None = None
    notices: Annotated[tuple[Notice, ...], msgspec.Meta(max_length=16)] = ()


class Refusal(Message, frozen=True):
    """Centre → reader: no, and why."""

    reason: RefusalReason


class UsageRecord(Message, frozen=True):
    """Reader → centre, through the outbox: how a visit ended. No personal data, only codes and counts."""

    outcome: Code
    method: Method | None = None
    started: Moment | None = None
    steps_ms: Annotated[dict[Code, Milliseconds], msgspec.Meta(max_length=64)] = msgspec.field(default_factory=dict)


class Acknowledgement(Message, frozen=True):
    """Centre → reader: the durable message with the correlated id is stored for good, or will never be (`refused`)."""

    refused: RecordRefusal | None = None
