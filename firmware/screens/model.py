"""What a screen says and offers, apart from how it is drawn. Plain frozen data, nothing of it a picture.

A phrase is the key of a text and the values put into it; the words are in config/texts. The screen of the PIN holds
only how many digits were typed, so neither it nor what is drawn from it can tell which.
"""

import enum
from dataclasses import dataclass
from typing import Self

from firmware.messages.schema import Notice, ReaderAnswer, Validity
from firmware.visit.events import Action
from firmware.visit.model import Language
from hal.sound import Lamp


class Arrangement(enum.Enum):
    """How the parts of a screen stand to one another."""

    START = "start"
    """The invitation: a large picture and what to do."""
    MESSAGE = "message"
    """A picture, what it means, and what comes next."""
    RESULT = "result"
    """A message with facts in large type."""
    CHOICE = "choice"
    """Words on the left, the answers on the right."""
    PIN_PAD = "pin_pad"
    """Words on the left, the ten digits on the right."""
    MENU = "menu"
    """Nothing but large buttons."""
    LOOK = "look"
    """What the camera sees, and beside it what to do."""
    COMPARE = "compare"
    """A photo beside what the camera sees, and the answers."""


class Picture(enum.Enum):
    """A drawing of our own, beside the words and never instead of them."""

    LAY_CARD = "lay_card"
    TAKE_CARD = "take_card"
    WAIT = "wait"
    TICK = "tick"
    COUNTER = "counter"
    LOCK = "lock"
    CARD = "card"
    CALENDAR = "calendar"
    LINE_CUT = "line_cut"
    TOOLS = "tools"
    PERSON = "person"
    CAMERA = "camera"
    ARROW_LEFT = "arrow_left"
    ARROW_RIGHT = "arrow_right"
    ARROW_UP = "arrow_up"
    ARROW_DOWN = "arrow_down"
    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"
    STRAIGHT = "straight"
    CLOSER = "closer"
    FARTHER = "farther"
    STILL = "still"
    MORE_LIGHT = "more_light"
    LESS_LIGHT = "less_light"
    ONLY_ONE = "only_one"


class Mood(enum.Enum):
    """The colour of a message; the words and the picture say the same without it."""

    CALM = "calm"
    GOOD = "good"
    CARE = "care"


class Style(enum.Enum):
    """What kind of button it is."""

    MAIN = "main"
    ANSWER = "answer"
    QUIET = "quiet"
    DIGIT = "digit"
    HURRY = "hurry"


class Mark(enum.Enum):
    """A small shape before a line."""

    NONE = "none"
    DOT = "dot"
    YES = "yes"
    NO = "no"
    BELL = "bell"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text by its key, and the values for its gaps."""

    key: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Button:
    """Something that can be done: by touch, and with `key` of the twelve keys where it has one."""

    action: Action
    key: str | None
    phrase: Phrase
    style: Style


@dataclass(frozen=True, slots=True)
class Fact:
    """A thing and what is so with it; a fact without a value is one entry of a list."""

    label: Phrase
    value: Phrase | None = None
    mark: Mark = Mark.NONE


@dataclass(frozen=True, slots=True)
class ResultDetails:
    """What the result screen may show of the centre's answer: `ratio` in percent, `limit` a code of 適用区分."""

    validity: Validity
    ratio: int | None = None
    limit: str | None = None
    notices: tuple[Notice, ...] = ()

    @classmethod
    def of(cls, answer: ReaderAnswer) -> Self:
        """The details of an answer."""
        return cls(answer.validity, answer.ratio, answer.limit, answer.notices)

    def __repr__(self) -> str:
        """Masked: a result is the patient's own affair."""
        return "<ResultDetails>"


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen in full.

    `name` is the place it belongs to (`pin/entering`). `step` is the step of the way shown at the top (1 to 4), None
    where there is none. `prompt` is the key of the spoken sentence, which names the keys. `pin_count` is the number of
    digits typed and `pin_places` of those wanted, where digits are typed and nowhere else; `pin_breaks` says after how
    many of them a group ends. `kicker` is a short line before or beside the title, `advice` what to do next,
    `assurance` what takes a worry away. `hurry` is shown when the time is nearly over, `banner` when staff was called
    or the centre cannot be reached. Of a picture of a person nothing is in it: the layout leaves room for one.
    """

    name: str
    language: Language
    arrangement: Arrangement
    lamp: Lamp
    prompt: str
    title: Phrase
    mood: Mood = Mood.CALM
    picture: Picture | None = None
    step: int | None = None
    kicker: Phrase | None = None
    lines: tuple[Phrase, ...] = ()
    facts: tuple[Fact, ...] = ()
    advice: Phrase | None = None
    assurance: Phrase | None = None
    buttons: tuple[Button, ...] = ()
    pin_count: int | None = None
    pin_places: int | None = None
    pin_breaks: tuple[int, ...] = ()
    tries: Phrase | None = None
    hurry: Phrase | None = None
    banner: Phrase | None = None

    def __repr__(self) -> str:
        """Name and language only: a result screen holds the patient's own affairs."""
        return f"Screen({self.name}, {self.language.value})"
