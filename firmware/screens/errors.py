"""Errors of the screens: one root, the facts as attributes."""

from pathlib import Path


class ScreenError(Exception):
    """Root of all errors of screens, texts and drawing."""


class TextsUnusable(ScreenError):
    """A file of texts is missing or is not what it should be."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"texts {path}: {problem}")
        self.path = path
        self.problem = problem


class TextMissing(ScreenError):
    """A screen asks for a text that the language does not have."""

    def __init__(self, key: str, language: str) -> None:
        super().__init__(f"no text {key!r} in language {language!r}: add it to config/texts/{language}.toml")
        self.key = key
        self.language = language


class MarkupWrong(ScreenError):
    """A text breaks the small markup of readings, break points and values."""

    def __init__(self, text: str, problem: str) -> None:
        super().__init__(f"{problem} in {text!r}")
        self.text = text
        self.problem = problem


class FontMissing(ScreenError):
    """A font file was not found; `package` is the Debian package that has it."""

    def __init__(self, file: str, package: str) -> None:
        super().__init__(f"font {file} was not found: apt install {package}")
        self.file = file
        self.package = package


class PictureUnfit(ScreenError):
    """A picture of a camera or a card is no picture: its size or its bytes cannot be right."""

    def __init__(self, width: int, height: int, length: int) -> None:
        super().__init__(f"{length} bytes are no picture of {width}x{height}")
        self.size = (width, height)
        self.length = length


class SizeUnknown(ScreenError):
    """The layout was made for other screen sizes than this one."""

    def __init__(self, size: tuple[int, int], known: tuple[tuple[int, int], ...]) -> None:
        names = ", ".join(f"{width}x{height}" for width, height in known)
        super().__init__(f"no layout for a screen of {size[0]}x{size[1]}; known are {names}")
        self.size = size
        self.known = known
