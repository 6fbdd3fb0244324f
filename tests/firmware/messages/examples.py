"""Examples of every message, all fields set; new ones at the end, since the vectors are numbered in this order."""

from datetime import UTC, datetime

from firmware.messages.schema import (
    Acknowledgement,
    ChallengeGiven,
    ChallengeRequest,
    Consent,
    ConsentAnswer,
    ConsentItem,
    FaceAttestation,
    Identified,
    IdentifyRequest,
    InquireRequest,
    Liveness,
    Message,
    Method,
    Notice,
    ReaderAnswer,
    RecordRefusal,
    Refusal,
    RefusalReason,
    RegisterRequest,
    StaffAttestation,
    TerminalAuthGiven,
    TerminalAuthRequest,
    UsageRecord,
    Validity,
)
from tests.firmware.messages.world import READER, VISIT

MOMENT = datetime(2026, 4, 1, 9, 0, 0, 123456, tzinfo=UTC)

EXAMPLES: tuple[Message, ...] = (
    ChallengeRequest(),
    ChallengeGiven(nonce=bytes(range(64)), centre_time=MOMENT),
    IdentifyRequest(method=Method.PIN, certificate=bytes(range(256)) * 6, signature=bytes(256), nonce=bytes(range(64))),
    RegisterRequest(),
    Identified(
        registered=True,
        items=(ConsentItem.HEALTH_CHECK, ConsentItem.MEDICINE, ConsentItem.TREATMENT),
        notices=(Notice.CERTIFICATE_EXPIRES_SOON,),
    ),
    InquireRequest(
        answers=(
            ConsentAnswer(ConsentItem.HEALTH_CHECK, Consent.NO),
            ConsentAnswer(ConsentItem.MEDICINE, Consent.YES),
            ConsentAnswer(ConsentItem.TREATMENT, Consent.NOT_ASKED),
        )
    ),
    ReaderAnswer(validity=Validity.VALID, ratio=30, limit="A03", notices=(Notice.BRING_OTHER_CERTIFICATES,)),
    Refusal(reason=RefusalReason.CANNOT_BE_USED),
    UsageRecord(
        outcome="completed",
        method=Method.PIN,
        started=MOMENT,
        steps_ms={"card_seen": 0, "certificate_read": 812},
    ),
    Acknowledgement(),
    TerminalAuthRequest(
        card_challenge=bytes(range(32)),
        nonce=bytes(range(64)),
        attestation=FaceAttestation(
            visit=VISIT,
            device=READER,
            score=0.375,
            threshold=0.46,
            model="0123456789abcdef" * 4,
            calibration="site-2026-04",
            liveness=Liveness.PASSED,
            quality=("dark", "small"),
        ),
    ),
    TerminalAuthRequest(
        card_challenge=bytes(32),
        nonce=bytes(range(64)),
        attestation=StaffAttestation(visit=VISIT, device=READER, staff="0042"),
    ),
    TerminalAuthGiven(certificate=bytes(range(256)) * 2, signature=bytes(256)),
    Acknowledgement(refused=RecordRefusal.UNKNOWN),
)
