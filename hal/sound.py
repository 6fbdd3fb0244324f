"""Port: lamp, tones and spoken prompts."""

import enum
from typing import Protocol


class Lamp(enum.Enum):
    """What the lamp beside the card tray says."""

    OFF = "off"
    READY = "ready"
    WORKING = "working"
    GOOD = "good"
    TROUBLE = "trouble"
    TAKE_CARD = "take_card"


class Tone(enum.Enum):
    """A short sound. Every key sounds alike: a tone must not tell digits apart."""

    KEY = "key"
    CARD_SEEN = "card_seen"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    HURRY = "hurry"
    TAKE_CARD = "take_card"
    CALL_STAFF = "call_staff"


class Sound(Protocol):
    """Lamp and loudspeaker. Nothing here blocks: a new prompt replaces the one being spoken."""

    def light(self, lamp: Lamp) -> None:
        """Set the lamp. Raises DeviceMissing."""

    def tone(self, tone: Tone) -> None:
        """Play a short sound. Raises DeviceMissing."""

    def speak(self, prompt: str, language: str) -> None:
        """Speak a fixed prompt, named by its text key (`pin.enter`), in `ja` or `en`. Raises DeviceMissing."""

    def close(self) -> None:
        """Silence, lamp off, let the device go; a second call does nothing."""
