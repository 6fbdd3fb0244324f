"""One request of a visit, as the parts that answer it see it."""

from dataclasses import dataclass
from datetime import datetime

from tools.central.register import Device


@dataclass(frozen=True, slots=True)
class Request:
    """Which reader (its record as of now), which visit, the message's own id, and when it came."""

    sender: Device
    visit: str
    id: str
    at: datetime

    @property
    def device(self) -> str:
        """The reader's id."""
        return self.sender.device
