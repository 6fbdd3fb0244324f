"""One example of every message, all fields set."""

from datetime import UTC, datetime

from firmware.messages.schema import (
    Acknowledgement,
    ChallengeGiven,
    ChallengeRequest,
    Consent,
    ConsentAnswer,
    ConsentItem,
    Identified,
    IdentifyRequest,
    InquireRequest,
    Message,
    Method,
    Notice,
    ReaderAnswer,
    Refusal,
    RefusalReason,
    RegisterRequest,
    UsageRecord,
    Validity,
)

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
)
