"""A face child without a process: it says what a script lets it say, in the thread of whoever gives the order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from firmware.face.child.words import (
    LENGTH_BYTES,
    AnyOrder,
    AnyReport,
    Awake,
    Compare,
    Decided,
    Match,
    Noticed,
    Order,
    PhotoTaken,
    Portrait,
    Preview,
    PrintRead,
    ReadPrint,
    Rest,
    Rested,
    TakePhoto,
    decode_order,
    encode,
)
from firmware.reader.face.process import Listener

AWAKE = Awake(model="ab" * 32, threshold=0.46, calibration="demo")
SCORE = 0.31
NUMBER_B = "55021720352285"

Script = Callable[[AnyOrder], Iterable[AnyReport]]


def picture(order: Match | Compare) -> bytes:
    """Pixels as many as were asked for."""
    return bytes((1, 2, 3)) * (order.width * order.height)


def willing(order: AnyOrder) -> Iterable[AnyReport]:
    """All goes well: the number is read, the photo is usable, the holder turns to the left and is matched."""
    match order:
        case ReadPrint(look=look):
            return (PrintRead(look, NUMBER_B),)
        case TakePhoto(look=look):
            return (PhotoTaken(look, "usable"),)
        case Match(look=look, width=width, height=height):
            return (
                Preview(look, width, height, picture(order)),
                Noticed(look, "turn", "nothing", "left"),
                Noticed(look, "return"),
                Decided(look, "match", SCORE, True),
            )
        case Compare(look=look, width=width, height=height):
            shown = picture(order)
            return (Portrait(look, width, height, shown), Preview(look, width, height, shown))
        case Rest():
            return (Rested(),)
        case _:
            return ()


class FakeChild:
    """One child; `orders` are those it got."""

    def __init__(self, stage: "FaceChildren", listener: Listener, number: int) -> None:
        self._stage = stage
        self._listener = listener
        self.number = number
        self.gone = False
        self.orders: list[Order] = []

    @property
    def pid(self) -> int | None:
        return 1000 + self.number

    def start(self) -> None:
        if self._stage.wakes:
            self.say(self._stage.awake)

    def send(self, order: AnyOrder) -> bool:
        if self.gone:
            return False
        # As it comes out of the socket: the photo is wiped when it was handed over.
        self.orders.append(decode_order(encode(order)[LENGTH_BYTES:]))
        for report in self._stage.script(order):
            self.say(report)
        return True

    def say(self, report: AnyReport) -> None:
        """Say something unasked."""
        self._listener.heard(self, report)

    def dismiss(self) -> None:
        self.die(0)

    def die(self, status: int | None) -> None:
        """End, asked or not."""
        if not self.gone:
            self.gone = True
            self._listener.ended(self, status)

    def join(self, seconds: float) -> None:
        assert self.gone


@dataclass
class FaceChildren:
    """Makes the children of a keeper: `FaceChildren().make` goes where `face_desk` has processes."""

    script: Script = willing
    awake: Awake = AWAKE
    wakes: bool = True
    made: list[FakeChild] = field(default_factory=list)

    def make(self, listener: Listener) -> FakeChild:
        child = FakeChild(self, listener, len(self.made))
        self.made.append(child)
        return child

    @property
    def newest(self) -> FakeChild:
        return self.made[-1]
