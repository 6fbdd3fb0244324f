"""Virtual driver of the keypad port."""

from hal.keypad import Key, Touch
from hal.settings import PlainSettings
from hal.virtual.bench import Bench


class VirtualKeypad:
    """Keys and touches as the bench presses them."""

    def __init__(self, bench: Bench, settings: PlainSettings) -> None:
        self._bench = bench
        self._closed = False

    def read(self, timeout: float) -> Key | Touch | None:
        """Block for the next press for at most `timeout` seconds. Raises DeviceMissing."""
        self._bench.changes.wait_until(self._something, timeout)
        self._bench.faults.check("keypad")
        return None if self._closed else self._bench.keys.take()

    def _something(self) -> bool:
        return self._closed or self._bench.faults.broken("keypad") or len(self._bench.keys) > 0

    def close(self) -> None:
        """Wake a blocked `read`; a second call does nothing."""
        self._closed = True
        self._bench.changes.note()
