"""Errors of the visit core."""


class VisitError(Exception):
    """Root of the errors of a visit."""


class EventRefused(VisitError):
    """The event does not fit the visit as it stands; nothing was changed."""

    def __init__(self, place: str, event: str, why: str) -> None:
        super().__init__(f"{event} in {place}: {why}")
        self.place = place
        self.event = event
        self.why = why
