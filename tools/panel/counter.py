"""Before the counter: who stands there and how the card lies, as a page chose it. Puts the films before both cameras.

It acts only after a page did: a scripted visit of the demo brings its own person.
"""

import logging
from dataclasses import dataclass, replace
from pathlib import Path

from firmware.screens import prompts
from hal.camera import CameraRole
from hal.virtual.actor import Acting, Cues, Stand, after_prompt, play
from hal.virtual.client import BenchClient
from hal.virtual.props import CARD_SIGHTS, STANDS, CardSight, Props, StandName
from tools.panel.connection import at_bench
from tools.panel.errors import BenchGone, BenchRefused
from tools.panel.laptop import frame_of
from tools.panel.props import drawn, empty_room, empty_tray, load_props, state_of
from tools.panel.wire import Cameras, Choice

log = logging.getLogger(__name__)

CUES = Cues(prompts.TURN_LEFT, prompts.TURN_RIGHT, meanwhile=(prompts.TURN, prompts.HINT))
"""What the reader says to whoever stands before its camera."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the pages chose. `person` is whose card was laid last, empty before the first; `lying` while it lies there.

    `lent`: a page gives the pictures of its own computer's camera.
    """

    stand: StandName = "holder"
    sight: CardSight = "face"
    person: str = ""
    lying: bool = False
    lent: bool = False


def standing(chosen: Chosen, props: Props) -> Stand | None:
    """Who is to be seen now; None while the films are not drawn, or without props. Pure but for looking at files."""
    stand = props.stand(_subject(chosen, props), chosen.stand) or empty_room(props)
    return stand if state_of(stand) == "ready" else None


def lying(chosen: Chosen, props: Props) -> Path | None:
    """What the card camera is to see now; None while it is not drawn, or without props."""
    card = props.card(chosen.person, chosen.sight) if chosen.lying else None
    film = card or empty_tray(props)
    return film if film is not None and drawn(film) else None


def view(chosen: Chosen, props: Props) -> Cameras:
    """What the pages are told of it."""
    subject = _subject(chosen, props)
    cards = ((sight, props.card(subject, sight)) for sight in CARD_SIGHTS)
    return Cameras(
        stand=chosen.stand,
        stands=tuple(Choice(name, state_of(props.stand(subject, name))) for name in STANDS),
        sight=chosen.sight,
        sights=tuple(
            Choice(sight, "none" if film is None else "ready" if drawn(film) else "drawing") for sight, film in cards
        ),
        lent=chosen.lent,
    )


def _subject(chosen: Chosen, props: Props) -> str:
    """Whose films are offered; before the first card those of the first person."""
    return chosen.person or next(iter(props.persons), "")


class Counter:
    """The surroundings of one reader. Blocks; to be used from one thread. Raises BenchGone, BenchRefused."""

    def __init__(self, bench: Path, props: Path | None) -> None:
        self._bench = bench
        self._directory = props
        self._props = load_props(props)
        self._chosen = Chosen()
        self._acting = Acting()
        self._begun = False
        self._shown: dict[CameraRole, Path | None] = {}

    def view(self) -> Cameras:
        """What the pages are told."""
        return view(self._chosen, self._props)

    def stand(self, name: StandName) -> None:
        """Somebody else, or something else, stands there from now on."""
        self._chosen = replace(self._chosen, stand=name)
        self._act()

    def lie(self, sight: CardSight) -> None:
        """The card lies there like this from now on."""
        self._chosen = replace(self._chosen, sight=sight)
        self._act()

    def come(self, person: str) -> None:
        """Somebody comes and is about to lay this person's card: everything is seen from its beginning."""
        self._chosen = replace(self._chosen, person=person, lying=True)
        self._shown.clear()
        self._act()

    def taken(self) -> None:
        """The card lies there no more."""
        self._chosen = replace(self._chosen, lying=False)
        self.look_again()

    def restarted(self) -> None:
        """The reader began anew: nothing stands before its cameras."""
        self._chosen = replace(self._chosen, lying=False)
        self._shown.clear()
        self.look_again()

    def look_again(self) -> None:
        """Look which films are drawn by now, and show what was waited for. Never raises: nobody asked for it."""
        self._props = load_props(self._directory)
        if not self._begun:
            return
        try:
            self._show()
        except (BenchGone, BenchRefused) as error:
            self._shown.clear()
            log.debug("what was to be seen is not shown: %s", type(error).__name__)

    def hear(self, prompt: str) -> None:
        """The reader says something: who can turn the head, does it when asked. Never raises, as above."""
        self._acting, move = after_prompt(self._acting, prompt, CUES)
        stand = standing(self._chosen, self._props)
        if move is None or stand is None or self._chosen.lent:
            return
        try:
            with at_bench(self._bench) as client:
                play(client, stand, move)
        except (BenchGone, BenchRefused) as error:
            log.info("the head is not turned: %s", type(error).__name__)

    def lend(self, lent: bool) -> None:
        """A page begins to give pictures of its computer's camera, or ends it; its last one is forgotten at once."""
        before, self._chosen = self._chosen, replace(self._chosen, lent=lent)
        self._shown.pop("camera", None)
        try:
            self._act()
        except (BenchGone, BenchRefused):
            self._chosen = replace(self._chosen, lent=lent and before.lent)
            raise

    def forget_picture(self) -> None:
        """The reader's camera is off: the last picture of the page's camera is kept by nobody. Never raises."""
        self._shown.pop("camera", None)
        self.look_again()

    def give(self, jpeg: bytes) -> None:
        """Give the reader's camera a picture of the page's camera. Raises BadPicture too."""
        frame = frame_of(jpeg)
        if self._chosen.lent:
            with at_bench(self._bench) as client:
                client.push_camera(frame)

    def _act(self) -> None:
        self._begun = True
        self._props = load_props(self._directory)
        self._show()

    def _show(self) -> None:
        """Put before the cameras what is not there yet. Without any props nothing is touched but a picture lent."""
        chosen, props = self._chosen, self._props
        stand = None if chosen.lent else standing(chosen, props)
        with at_bench(self._bench) as client:
            if self._put(client, "camera", None if stand is None else stand.straight):
                self._acting = Acting()
            self._put(client, "card_camera", lying(chosen, props))

    def _put(self, client: BenchClient, camera: CameraRole, film: Path | None) -> bool:
        if camera in self._shown and self._shown[camera] == film:
            return False
        if film is None:
            client.show_camera(None, camera)
        else:
            client.show_film(film, camera)
        self._shown[camera] = film
        return True
