"""The words of one language: what is shown, with readings and break points, and what is spoken."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Self

import msgspec

from firmware.screens.errors import MarkupWrong, TextMissing, TextsUnusable
from firmware.screens.markup import Words, fill, gaps, parse, plain
from firmware.screens.model import Phrase
from firmware.visit.model import Language


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: dict[str, str]
    spoken: dict[str, str]


class Texts:
    """All texts of a language, checked when they are loaded. Raises MarkupWrong for a text that cannot be read."""

    def __init__(self, language: Language, text: Mapping[str, str], spoken: Mapping[str, str]) -> None:
        self.language = language
        self.shown: Mapping[str, str] = MappingProxyType(dict(text))
        self.spoken: Mapping[str, str] = MappingProxyType(dict(spoken))
        self._parsed = {key: parse(value) for key, value in text.items() if not gaps(value)}

    @classmethod
    def load(cls, directory: Path, language: Language) -> Self:
        """Read `<language>.toml`. Raises TextsUnusable."""
        path = directory / f"{language.value}.toml"
        try:
            file = msgspec.toml.decode(path.read_bytes(), type=_File)
            return cls(language, file.text, file.spoken)
        except OSError as problem:
            raise TextsUnusable(path, problem.strerror or "cannot be read") from problem
        except (msgspec.DecodeError, MarkupWrong) as problem:
            raise TextsUnusable(path, str(problem)) from problem

    def words(self, phrase: Phrase) -> Words:
        """A phrase ready to be set. Raises TextMissing, or MarkupWrong when it lacks a value for a gap."""
        known = self._parsed.get(phrase.key)
        if known is not None:
            return known
        if phrase.key not in self.shown:
            raise TextMissing(phrase.key, self.language.value)
        return parse(fill(self.shown[phrase.key], phrase.values))

    def plain(self, phrase: Phrase) -> str:
        """A phrase as a simple line of text. Raises as `words` does."""
        return plain(self.words(phrase))

    def prompt(self, key: str) -> str:
        """What is said for a prompt. Raises TextMissing."""
        if key not in self.spoken:
            raise TextMissing(key, self.language.value)
        return self.spoken[key]


def load_texts(directory: Path) -> Mapping[Language, Texts]:
    """The texts of every language. Raises TextsUnusable."""
    return MappingProxyType({language: Texts.load(directory, language) for language in Language})
