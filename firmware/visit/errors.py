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


class UnusablePolicy(VisitError, ValueError):
    """A site's policy cannot be followed. A ValueError too, so that a configuration error names the file's key."""

    def __init__(self, setting: str, why: str) -> None:
        super().__init__(f"{setting} {why}")
        self.setting = setting
        self.why = why


class RecordingError(VisitError):
    """Root of what can be wrong with a recording."""


class EmptyRecording(RecordingError):
    """There is not even a header."""

    def __init__(self) -> None:
        super().__init__("the recording is empty; it begins with a header line")


class BadHeader(RecordingError):
    """The first line is no header of a form that is known here."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the first line is no header of a recording: {why}")
        self.why = why


class BadLine(RecordingError):
    """A line is no event."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"line {line} is no event: {why}")
        self.line = line
        self.why = why


class MarkerMissing(VisitError):
    """A page to be drawn on lacks one of its markers, or has it twice."""

    def __init__(self, marker: str) -> None:
        super().__init__(f"the page must hold this line exactly once: {marker}")
        self.marker = marker
