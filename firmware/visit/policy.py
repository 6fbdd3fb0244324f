"""What a site decides about its visits."""

from dataclasses import dataclass

from firmware.visit.errors import UnusablePolicy

MOST_FACE_FAILURES = 5  # NIST SP 800-63B §5.2.3: consecutive failed comparisons before a pause


@dataclass(frozen=True, slots=True)
class Policy:
    """What a site decides, and every time limit in seconds.

    `patience` follows the accessibility rule of ten times the average person's time, with a warning of
    `last_seconds` before the end (WCAG 2.2.1 asks for at least 20); `patience_staff` is how long a called member of
    staff may take to come. `centre` is the time in which the centre must have answered, `card` the time for one card
    command (a slow card signs in about 1 s and reads in 2); `shown` how long a result or refusal stays, and another
    language on the idle screen; `reminder` the pause between reminders to take the card; `staff_answer` the time in
    which the member of staff who typed the passcode has to answer: nothing makes it longer, or the answer could be
    somebody else's.

    `face_print` is the longest that reading the number printed on the card may take, `face_look` how long somebody is
    waited for before the camera, `face_turn` the longest a turn of the head may take with the way back, `face_again`
    how long it is said that a comparison failed before the next one begins by itself, `face_pause` the wait after
    `face_failures` failed comparisons (NIST SP 800-63B §5.2.3: 30 s after five).

    Raises UnusablePolicy where a time is not positive or a warning would come before its wait begins.
    """

    eligibility_on_removal: bool = False
    patience: float = 60.0
    patience_consent: float = 90.0
    patience_staff: float = 180.0
    last_seconds: float = 20.0
    centre: float = 3.0
    card: float = 10.0
    shown: float = 30.0
    reminder: float = 5.0
    staff_answer: float = 60.0
    face_print: float = 8.0
    face_look: float = 20.0
    face_turn: float = 12.0
    face_again: float = 4.0
    face_pause: float = 30.0
    face_failures: int = 5
    reminders_before_staff: int = 4

    def __post_init__(self) -> None:
        for name in (
            "patience",
            "patience_consent",
            "patience_staff",
            "last_seconds",
            "centre",
            "card",
            "shown",
            "reminder",
            "staff_answer",
            "face_print",
            "face_look",
            "face_turn",
            "face_again",
            "face_pause",
        ):
            if not getattr(self, name) > 0:
                raise UnusablePolicy(name, "must be more than 0 seconds")
        for name in ("patience", "patience_consent", "patience_staff"):
            if getattr(self, name) <= self.last_seconds:
                raise UnusablePolicy(name, "must be longer than last_seconds, which is its warning")
        if self.reminders_before_staff < 1:
            raise UnusablePolicy("reminders_before_staff", "must be at least 1")
        if not 1 <= self.face_failures <= MOST_FACE_FAILURES:
            raise UnusablePolicy("face_failures", f"must be 1 to {MOST_FACE_FAILURES}")


USUAL = Policy()
"""What holds where a site decides nothing else."""
