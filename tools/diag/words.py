"""Two languages for what a technician reads, and the three levels of health."""

import enum
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Language = Literal["ja", "en"]


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence in Japanese and in English."""

    ja: str
    en: str

    def said(self, language: Language) -> str:
        """The sentence in this language."""
        return self.ja if language == "ja" else self.en


NOTHING = Words("", "")


def same(text: str) -> Words:
    """A code or a name, which is the same in both languages."""
    return Words(text, text)


class Level(enum.IntEnum):
    """How a part is; the worst of several is the highest."""

    GREEN = 0
    AMBER = 1
    RED = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One part: how it is, what was found, and what to do next where it is not green."""

    part: str
    level: Level
    found: Words
    todo: Words = NOTHING


def usual_language(environment: Mapping[str, str] = os.environ) -> Language:
    """The language of the terminal, by its locale."""
    locale = environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or ""
    return "ja" if locale.startswith("ja") else "en"
