"""What crosses the WebSocket between page and panel, as JSON; pictures go as binary beside it."""

from typing import Annotated, Literal

import msgspec

from hal.virtual.props import CardSight, StandName
from tools.panel.props import Drawn

KeyText = Literal["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "#"]
Coordinate = Annotated[int, msgspec.Meta(ge=0, le=4096)]
CardName = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,63}\Z")]
# A whole visit takes 12 commands; a number far above would only wait for ever.
Commands = Annotated[int, msgspec.Meta(ge=0, le=200)]

MAX_COMMAND_BYTES = 512  # the longest command has about 100


class Command(msgspec.Struct, frozen=True, tag_field="do", tag=str.lower, forbid_unknown_fields=True):
    """Base of what the page asks for."""


class Press(Command, frozen=True):
    """Press one of the twelve keys."""

    key: KeyText

    def __repr__(self) -> str:
        """Masked: a key may be a digit of a PIN."""
        return "Press()"


class Touch(Command, frozen=True):
    """Lift a finger at this point of the screen, in its pixels."""

    x: Coordinate
    y: Coordinate

    def __repr__(self) -> str:
        """Masked: a place on a PIN pad is a digit of a PIN."""
        return "Touch()"


class Insert(Command, frozen=True):
    """Lay this card on the tray; one that lies there is taken first, as a person would."""

    card: CardName


class Remove(Command, frozen=True):
    """Take the card, whatever it is doing."""


class Tear(Command, frozen=True):
    """Tear the card off around the command that follows the next `commands` ones."""

    commands: Commands
    when: Literal["before", "half", "after"]


class Stand(Command, frozen=True):
    """Let somebody else, or something else, stand before the person's camera."""

    who: StandName


class Lie(Command, frozen=True):
    """Let the card lie in the tray like this."""

    sight: CardSight


class Lend(Command, frozen=True):
    """Begin to give the pictures of this computer's camera, or end it. Pictures are binary messages, each a JPEG."""

    on: bool


class Looking(Command, frozen=True):
    """Whether the page can be seen; pictures of the cameras are made for pages that can."""

    on: bool


AnyCommand = Press | Touch | Insert | Remove | Tear | Stand | Lie | Lend | Looking

command_decoder: msgspec.json.Decoder[AnyCommand] = msgspec.json.Decoder(AnyCommand)


class News(msgspec.Struct, frozen=True, tag_field="news", tag=str.lower):
    """Base of what the page is told."""


class CardTile(msgspec.Struct, frozen=True):
    """A card as the page draws it. `pin` is a hint for the demo; empty where there is none."""

    id: str
    look: str
    title_ja: str
    title_en: str
    name: str = ""
    pin: str = ""

    def __repr__(self) -> str:
        """The id only: name and PIN belong on the page, not in a log, even where they are invented."""
        return f"CardTile({self.id})"


class Cards(News, frozen=True):
    """All cards that can be laid on the tray."""

    cards: tuple[CardTile, ...]


class Scene(News, frozen=True):
    """What the device shows apart from its screen. `card` is the id of the card on the tray, empty if unknown."""

    reader: Literal["away", "here"] = "away"
    lamp: str = "off"
    card_present: bool = False
    card: str = ""
    camera: bool = False
    card_camera: bool = False
    torn_at: int | None = None


class Choice(msgspec.Struct, frozen=True):
    """One of the things that can be put before a camera, and whether its films are drawn."""

    name: str
    state: Drawn


class Cameras(News, frozen=True):
    """What stands before the two cameras and what could; `lent` while a page gives its own camera's pictures."""

    stand: str = "holder"
    stands: tuple[Choice, ...] = ()
    sight: str = "face"
    sights: tuple[Choice, ...] = ()
    lent: bool = False


class Lending(News, frozen=True):
    """Told to one page alone: whether the pictures that it gives are taken on."""

    on: bool


class Heard(News, frozen=True):
    """A tone or a spoken prompt; `fresh` is False for one that was before the page was opened."""

    kind: Literal["tone", "speech"]
    value: str
    text: str = ""
    language: str = ""
    fresh: bool = True


class StepTaken(msgspec.Struct, frozen=True):
    """One point of the time line, `ms` after the card was seen."""

    name: str
    ms: int


class Crossed(msgspec.Struct, frozen=True):
    """A message between reader and centre: kind and size, never content."""

    direction: Literal["up", "down"]
    name: str
    bytes: int


class Journal(News, frozen=True):
    """The visit that goes on, or the last one."""

    place: str = ""
    visit: int = 0
    steps: tuple[StepTaken, ...] = ()
    messages: tuple[Crossed, ...] = ()
    outcome: str = ""


class Refused(News, frozen=True):
    """Something the page asked for could not be done."""

    text_ja: str
    text_en: str


def encode(news: News) -> str:
    """The text that goes to the page."""
    return msgspec.json.encode(news).decode()
