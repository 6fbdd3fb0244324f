"""How an answer leaves: in an envelope of the centre, sealed to the one device, on that device's own topic."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from firmware.messages.codec import encode_data, type_name
from firmware.messages.envelope import CENTRE, Envelope
from firmware.messages.ids import RANDOM_BYTES, uuid7
from firmware.messages.keys import SigningKey
from firmware.messages.schema import Message
from firmware.messages.sealing import seal
from firmware.messages.topics import device_topic
from tools.central.book import KnownDevice
from tools.central.chance import Chance


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is to be published: a topic of the device that asked, and sealed bytes."""

    topic: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Sealer:
    """Signs with the centre's key. `life` is how long a reader may use an answer."""

    signing: SigningKey
    chance: Chance
    life: timedelta

    def seal(self, known: KnownDevice, request: Envelope, answer: Message, version: int, now: datetime) -> bytes:
        """The sealed answer to a request, in the version that the request was made in."""
        device = known.record.device
        envelope = Envelope(
            id=uuid7(now, self.chance(RANDOM_BYTES)),
            source=CENTRE,
            type=type_name(answer, version),
            time=now,
            audience=device,
            device=device,
            kid=self.signing.kid,
            subject=request.subject,
            data=encode_data(answer, version),
            correlationid=request.id,
            expirytime=now + self.life,
        )
        return seal(envelope, self.signing, known.encryption)


def answer_topic(known: KnownDevice, branch: str) -> str:
    """Always the device's own topic, whatever response topic a message asks for."""
    return device_topic(known.record.region, known.record.device, branch)
