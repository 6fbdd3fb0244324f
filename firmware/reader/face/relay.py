"""From the face child's thread to the loop: of pictures only the newest counts, and none outlives its look."""

import threading
from typing import Protocol

from firmware.face.child.words import Portrait, Preview
from firmware.reader.inbox import PicturesWaiting, Post


class Easels(Protocol):
    """Where the loop shows pictures: the screen desk."""

    def preview(self, width: int, height: int, pixels: bytes) -> None:
        """What the camera sees."""

    def portrait(self, width: int, height: int, pixels: bytes) -> None:
        """The photo of the card."""

    def clear_pictures(self) -> None:
        """Take every picture of a person from the screen."""


class PictureRelay:
    """A FaceScreen whose pictures wait for the loop; a slow loop never makes a queue of them."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._lock = threading.Lock()
        self._told = False
        self._cleared = False
        self._preview: Preview | None = None
        self._portrait: Portrait | None = None

    def preview(self, preview: Preview) -> None:
        """Keep the newest."""
        with self._lock:
            self._preview = preview
            self._tell()

    def portrait(self, portrait: Portrait) -> None:
        """Keep it until the loop comes."""
        with self._lock:
            self._portrait = portrait
            self._tell()

    def clear(self) -> None:
        """Forget what waits, and let the screen forget what it shows."""
        with self._lock:
            self._preview = self._portrait = None
            self._cleared = True
            self._tell()

    def hand_over(self, easels: Easels) -> None:
        """Give the loop what waits."""
        with self._lock:
            cleared, preview, portrait = self._cleared, self._preview, self._portrait
            self._told = self._cleared = False
            self._preview = self._portrait = None
        if cleared:
            easels.clear_pictures()
        if portrait is not None:
            easels.portrait(portrait.width, portrait.height, portrait.pixels)
        if preview is not None:
            easels.preview(preview.width, preview.height, preview.pixels)

    def _tell(self) -> None:
        if not self._told:
            self._told = True
            self._post(PicturesWaiting())
