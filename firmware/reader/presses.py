"""Which presses count: a hand that trembles, or is quicker than the screen, does not answer the next question too.

Pure. A press counts for the question that stands on the screen, and only once that stands there. A key that comes
again while it is still trembling does not count when the question under it has changed; within one question every
press counts, so that a PIN with the same digit twice can be typed as fast as one likes.
"""

from dataclasses import replace

from firmware.screens.model import Arrangement, Button, Phrase, Screen
from firmware.visit.events import Action
from firmware.visit.model import Language
from hal.keypad import Key, Touch
from hal.sound import Lamp


def look_of(screen: Screen) -> Screen:
    """What is seen of a screen: two screens with the same look need to be drawn once."""
    return replace(screen, name="", lamp=Lamp.OFF, prompt="")


def question_of(screen: Screen) -> Screen:
    """What a screen asks: the same for every number of digits typed, in either language, warned of the time or not.

    What is to be done before the camera changes faster than hands: the way out beside it is one question throughout.
    Nothing of an answer of the centre is in it, so it may be remembered longer than the screen.
    """
    look = look_of(screen)
    if screen.arrangement is Arrangement.LOOK:
        look = replace(look, title=Phrase(""), picture=None)
    return replace(
        look,
        language=Language.JAPANESE,
        lines=(),
        facts=(),
        advice=None,
        assurance=None,
        buttons=_answers(screen),
        pin_count=None,
        hurry=None,
        banner=None,
    )


def _answers(screen: Screen) -> tuple[Button, ...]:
    """The answers of a choice are part of the question: with others a key would mean something else."""
    if screen.arrangement is not Arrangement.CHOICE:
        return ()
    return tuple(button for button in screen.buttons if button.action not in {Action.MENU, Action.MORE_TIME})


class PressGuard:
    """Remembers the last press, but no digit of a PIN. `pause_s` of 0 lets every press count."""

    def __init__(self, pause_s: float) -> None:
        self._pause_s = pause_s
        self._last = ""
        self._last_at = float("-inf")
        self._answered: Screen | None = None

    def counts(self, press: Key | Touch, asked: Screen | None, seen: Screen | None, now: float) -> bool:
        """Whether a press counts.

        `asked` is the question that it would answer, `seen` the one on the screen, `now` monotonic seconds.
        """
        if self._pause_s <= 0:
            return True
        same = _sameness(press, asked)
        trembling = same == self._last and now - self._last_at < self._pause_s
        self._last, self._last_at = same, now
        if asked != seen or (trembling and asked != self._answered):
            return False
        self._answered = asked
        return True


def _sameness(press: Key | Touch, asked: Screen | None) -> str:
    if isinstance(press, Touch):
        # A finger that slips between two presses hits another place: all touches are alike.
        return "touch"
    entering = asked is not None and asked.arrangement is Arrangement.PIN_PAD
    return "digit" if entering and press.value.isdigit() else press.value
