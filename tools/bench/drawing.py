"""How long drawing takes, screen by screen."""

import time
from pathlib import Path

from firmware.messages.schema import ConsentItem, Validity
from firmware.screens.build import screen_for
from firmware.screens.draw import Painter
from firmware.screens.fonts import FontSet
from firmware.screens.model import ResultDetails
from firmware.screens.texts import load_texts
from firmware.visit.model import Outcome, Phase, State, Visit

SIZES = ((800, 480), (1024, 600))
TIMES = 20


def drawing_times(texts: Path) -> dict[str, list[float]]:
    """Milliseconds of each drawing of the screens of a PIN visit, by size of the display."""
    painters = {f"{width}x{height}": Painter((width, height), load_texts(texts), FontSet()) for width, height in SIZES}
    return {name: _draw_all(painter) for name, painter in painters.items()}


def visits() -> tuple[tuple[Visit, ResultDetails | None], ...]:
    """The visits whose screens a person meets in a PIN visit."""
    items = (ConsentItem.HEALTH_CHECK, ConsentItem.MEDICINE)
    details = ResultDetails(Validity.VALID, 30)
    return (
        (Visit(state=State.IDLE, online=True), None),
        (Visit(state=State.READING, phase=Phase.DETECTING, card=1), None),
        (Visit(state=State.PIN, phase=Phase.ENTERING, card=1, tries=3, digits=2), None),
        (Visit(state=State.CONSENTING, phase=Phase.ALL, card=1, items=items), None),
        (Visit(state=State.DONE, card=1, outcome=Outcome.COMPLETED, validity=Validity.VALID), details),
        (Visit(state=State.REMOVE_CARD, card=1, outcome=Outcome.COMPLETED), None),
    )


def _draw_all(painter: Painter) -> list[float]:
    taken = []
    for visit, details in visits() * (TIMES + 1):
        began = time.perf_counter()
        painter.draw(screen_for(visit, details))
        taken.append((time.perf_counter() - began) * 1000)
    # The first round fills the caches of fonts and drawings.
    return taken[len(visits()) :]
