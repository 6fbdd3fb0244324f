"""What every open page is told: the whole picture when it opens, then each change. Lives on the event loop."""

import asyncio
from collections.abc import Callable

import msgspec

from hal.camera import CameraRole
from hal.display import Frame
from hal.virtual.parts import Signal
from tools.panel.picture import patch_between
from tools.panel.traystate import TrayState, after_arming, after_laying, after_look
from tools.panel.watcher import Looked, Sight
from tools.panel.wire import Cameras, Cards, CardTile, Heard, Journal, Lending, Refused, Scene, encode

# Far more than a page falls behind by; a page that does is cut off, comes anew and gets the whole picture.
MAX_WAITING = 400

Parcel = str | bytes


class Page:
    """The queue of one open page. `looking`: it can be seen; `lends`: it may send pictures of its own camera."""

    def __init__(self) -> None:
        self.waiting: asyncio.Queue[Parcel] = asyncio.Queue(MAX_WAITING)
        self.lost = False
        self.looking = True
        self.lends = False

    def put(self, parcel: Parcel) -> None:
        """Add a parcel; a page whose queue is full is lost from then on."""
        try:
            self.waiting.put_nowait(parcel)
        except asyncio.QueueFull:
            self.lost = True


class Hub:
    """Keeps the present state and the open pages; each method is called on the loop.

    `say` gives the words of a prompt in a language. `own_tray` is False where the card lies on another bench.
    """

    def __init__(self, say: Callable[[str, str], str], own_tray: bool = True) -> None:
        self._say = say
        self._own_tray = own_tray
        self._pages: set[Page] = set()
        self._frame: Frame | None = None
        self._tray = TrayState()
        self._scene = Scene()
        self._journal = Journal()
        self._cards = Cards(())
        self._cameras = Cameras()
        self._speech: Heard | None = None
        self.changes = 0
        self.arrivals = 0

    @property
    def card(self) -> str:
        """The card on the tray, if a page laid it; empty for any other, and for none."""
        return self._tray.card

    @property
    def running(self) -> frozenset[CameraRole]:
        """The cameras of the reader that are on."""
        on: dict[CameraRole, bool] = {"camera": self._scene.camera, "card_camera": self._scene.card_camera}
        return frozenset(camera for camera, running in on.items() if running)

    @property
    def looked_at(self) -> bool:
        """Whether any page can be seen, and the reader is there."""
        return self._scene.reader == "here" and any(page.looking for page in self._pages)

    def open(self) -> Page:
        """A new page, which is told everything at once; what the cameras see follows."""
        page = Page()
        self.arrivals += 1
        for news in (self._cards, self._scene, self._cameras, self._journal):
            page.put(encode(news))
        if self._speech is not None:
            page.put(encode(msgspec.structs.replace(self._speech, fresh=False)))
        patch = patch_between(None, self._frame) if self._frame is not None else None
        if patch is not None:
            page.put(patch.encode())
        self._pages.add(page)
        return page

    def close(self, page: Page) -> None:
        """The page is gone."""
        self._pages.discard(page)

    def saw(self, sight: Sight) -> None:
        """The reader's bench was looked at."""
        if not isinstance(sight, Looked):
            self._frame = None
            self._tray = TrayState() if self._own_tray else self._tray
            self._show(Scene())
            return
        snapshot = sight.snapshot
        self.changes = snapshot.changes
        self._frame = sight.frame
        if self._own_tray:
            self._tray = after_look(self._tray, snapshot)
        self._show(
            Scene("here", snapshot.lamp, camera=snapshot.camera_running, card_camera=snapshot.card_camera_running)
        )
        if sight.patch is not None:
            self._tell(sight.patch.encode())
        for signal in snapshot.signals:
            self._hear(signal, sight.fresh)

    def saw_tray(self, sight: Sight) -> None:
        """The bench of a card tray apart from the reader's was looked at."""
        self._tray = after_look(self._tray, sight.snapshot) if isinstance(sight, Looked) else TrayState()
        self._show(self._scene)

    def laid(self, card: str, counter: int) -> None:
        """A page laid this card on the tray, which has had the presence counter since then."""
        self._tray = after_laying(self._tray, card, counter)
        self._show(self._scene)

    def armed(self, commands: int) -> None:
        """A page asked for the card to be torn off after so many commands."""
        self._tray = after_arming(self._tray, commands)
        self._show(self._scene)

    def set_journal(self, journal: Journal) -> None:
        """The time line is this now."""
        if journal != self._journal:
            self._journal = journal
            self._tell(encode(journal))

    def set_cards(self, tiles: tuple[CardTile, ...]) -> None:
        """These are the cards now."""
        if tiles != self._cards.cards:
            self._cards = Cards(tiles)
            self._tell(encode(self._cards))

    def set_cameras(self, cameras: Cameras) -> None:
        """What stands before the cameras now, and what could."""
        if cameras != self._cameras:
            self._cameras = cameras
            self._tell(encode(cameras))

    def look(self, page: Page, looking: bool) -> None:
        """A page can be seen from now on, or not."""
        self.arrivals += looking and not page.looking
        page.looking = looking

    def seen(self, picture: bytes) -> None:
        """What a camera sees, for the pages that can be seen. It is kept nowhere."""
        for page in self._pages:
            if page.looking:
                page.put(picture)

    def _hear(self, signal: Signal, fresh: bool) -> None:
        if signal.kind == "speech":
            text = self._say(signal.value, signal.language)
            self._speech = Heard("speech", signal.value, text, signal.language, fresh)
            self._tell(encode(self._speech))
        elif signal.kind == "tone" and fresh:
            self._tell(encode(Heard("tone", signal.value)))

    def _show(self, scene: Scene) -> None:
        tray = self._tray
        shown = msgspec.structs.replace(scene, card_present=tray.present, card=tray.card, torn_at=tray.torn_at)
        if shown != self._scene:
            self._scene = shown
            self._tell(encode(shown))

    def _tell(self, parcel: Parcel) -> None:
        for page in self._pages:
            page.put(parcel)


def lending(on: bool) -> str:
    """What one page alone is told of the pictures that it gives."""
    return encode(Lending(on))


def refusal(text_ja: str, text_en: str) -> str:
    """What one page alone is told when its wish cannot be done."""
    return encode(Refused(text_ja, text_en))
