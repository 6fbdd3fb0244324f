"""Virtual driver of lamp and loudspeaker: the bench hears and sees them."""

from hal.settings import PlainSettings
from hal.sound import Lamp, Tone
from hal.virtual.bench import Bench


class VirtualSound:
    """Lamp and loudspeaker of a bench."""

    def __init__(self, bench: Bench, settings: PlainSettings) -> None:
        self._bench = bench
        self._closed = False

    def light(self, lamp: Lamp) -> None:
        """Set the lamp. Raises DeviceMissing."""
        self._bench.faults.check("sound")
        self._bench.signals.light(lamp)

    def tone(self, tone: Tone) -> None:
        """Play a short sound. Raises DeviceMissing."""
        self._bench.faults.check("sound")
        self._bench.signals.tone(tone)

    def speak(self, prompt: str, language: str) -> None:
        """Speak a prompt. Raises DeviceMissing."""
        self._bench.faults.check("sound")
        self._bench.signals.speak(prompt, language)

    def close(self) -> None:
        """Lamp off; a second call does nothing."""
        if not self._closed:
            self._closed = True
            self._bench.signals.light(Lamp.OFF)
