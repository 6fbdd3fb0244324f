"""The devices of the register with their keys ready for use."""

from dataclasses import dataclass

from firmware.messages.errors import BadKey
from firmware.messages.keys import EncryptionKey, VerifyingKey
from tools.central.errors import Dropped
from tools.central.register import Device
from tools.central.store import Transaction


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """A device in good standing: its record, the key it signs with, the key it reads with."""

    record: Device
    signing: VerifyingKey
    encryption: EncryptionKey

    def signer(self, kid: str) -> VerifyingKey | None:
        """Its key, if that is the one named."""
        return self.signing if kid == self.signing.kid else None


class DeviceBook:
    """Looks devices up at every message and keeps their parsed keys for as long as the record stays the same."""

    def __init__(self) -> None:
        self._known: dict[str, KnownDevice] = {}

    def find(self, work: Transaction, region: str, device: str) -> KnownDevice:
        """The device that a topic names. Raises Dropped when it is unknown, blocked, elsewhere or without keys."""
        record = work.device(device)
        if record is None:
            raise Dropped("device_unknown")
        if record.standing != "good":
            raise Dropped("device_blocked")
        if record.region != region:
            raise Dropped("device_in_other_region")
        known = self._known.get(device)
        if known is None or known.record != record:
            known = self._known[device] = _with_keys(record)
        return known


def _with_keys(record: Device) -> KnownDevice:
    try:
        signing = VerifyingKey.from_jwk(record.signing, record.device)
        encryption = EncryptionKey.from_jwk(record.encryption, record.device)
    except BadKey as error:
        raise Dropped("device_key_unusable") from error
    return KnownDevice(record, signing, encryption)
