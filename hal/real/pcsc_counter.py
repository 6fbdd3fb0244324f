"""From PC/SC's event counter to the port's: one that never goes back and never shows an old value again."""

from dataclasses import dataclass

WRAP = 0x10000  # PC/SC has 16 bits for it


@dataclass(slots=True)
class PresenceCounter:
    """Follows the raw counter; pure, so that a restart of the service can be tested without one."""

    _base: int = 0
    _raw: int | None = None

    def see(self, raw: int) -> int:
        """The port's counter for a raw one."""
        if self._raw is not None and raw < self._raw:
            self._base += WRAP
        self._raw = raw
        return self._base + raw

    def lost(self) -> None:
        """The service or the reader was away: nobody knows what happened to the card, so nothing may look unchanged."""
        if self._raw is not None:
            self._base += WRAP
            self._raw = None
