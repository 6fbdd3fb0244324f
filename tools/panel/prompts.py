"""The words of the spoken prompts, for a page that cannot hear them."""

import sysconfig
from pathlib import Path

from firmware.screens.errors import TextMissing, TextsUnusable
from firmware.screens.texts import load_texts
from firmware.visit.model import Language
from tools.panel.errors import TextsMissing


class Prompts:
    """Knows what is said for each prompt. Raises TextsMissing where the texts cannot be read."""

    def __init__(self, directory: Path) -> None:
        try:
            self._texts = load_texts(directory)
        except TextsUnusable as error:
            raise TextsMissing(str(error)) from error

    def say(self, prompt: str, language: str) -> str:
        """The words of a prompt; empty for one that these texts do not know, so that the page shows its name."""
        try:
            return self._texts[Language(language)].prompt(prompt)
        except (TextMissing, ValueError):
            return ""


def default_texts() -> Path:
    """Where the texts are: in the checkout that this file belongs to, or where the package installed its data."""
    checkout = Path(__file__).parents[2] / "config" / "texts"
    return checkout if checkout.is_dir() else Path(sysconfig.get_path("data")) / "share" / "uketsuke" / "texts"
