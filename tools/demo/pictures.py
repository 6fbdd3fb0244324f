"""The screens that were seen, each once, for the contact sheet."""

from hal.display import Frame


class Album:
    """Keeps every screen once, in the order seen."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self._seen: set[int] = set()

    def add(self, frame: Frame) -> None:
        """Keep a screen unless it was there before."""
        known = hash(frame.pixels)
        if known not in self._seen:
            self._seen.add(known)
            self.frames.append(frame)
