"""Errors of reading a card's face side."""

from firmware.face.errors import FaceError


class OcrFailed(FaceError):
    """Tesseract ended badly; `how` says in which way and holds nothing of what it read."""

    def __init__(self, how: str) -> None:
        super().__init__(f"text recognition failed: {how}")
        self.how = how
