"""Where the buttons of a screen are, by the layout that the reader itself draws with."""

from dataclasses import replace

from firmware.messages.schema import ConsentItem, Method, Validity
from firmware.screens.build import screen_for
from firmware.screens.draw import Painter
from firmware.screens.fonts import FontSet
from firmware.screens.model import ResultDetails
from firmware.screens.texts import load_texts
from firmware.visit.events import Action
from firmware.visit.model import Outcome, Phase, State, Visit
from hal.display import Frame
from tests.tools.panel.stage import ROOT, SIZE

STANDING = Visit(online=True, card=1, running=True, tries=3)
PIN = replace(STANDING, state=State.PIN, phase=Phase.ENTERING)
PIN_FULL = replace(PIN, digits=4)
CONSENT = replace(
    STANDING,
    state=State.CONSENTING,
    phase=Phase.ALL,
    proof=Method.PIN,
    items=(ConsentItem.HEALTH_CHECK, ConsentItem.MEDICINE),
)
DONE = replace(STANDING, state=State.DONE, outcome=Outcome.COMPLETED, validity=Validity.VALID)
THREE_TENTHS = ResultDetails(Validity.VALID, 30)


class Finger:
    """Knows how a screen looks and where to touch it."""

    def __init__(self) -> None:
        self._painter = Painter(SIZE, load_texts(ROOT / "config" / "texts"), FontSet())

    def frame(self, visit: Visit, details: ResultDetails | None = None) -> Frame:
        """How the screen of a visit looks."""
        return self._painter.draw(screen_for(visit, details))

    def on(
        self, visit: Visit, action: Action, key: str | None = None, details: ResultDetails | None = None
    ) -> tuple[int, int]:
        """The middle of a button of the screen of a visit."""
        layout = self._painter.layout(screen_for(visit, details))
        (found,) = [
            target.rect for target in layout.targets if target.action is action and (key is None or target.key == key)
        ]
        return found.x + found.width // 2, found.y + found.height // 2
