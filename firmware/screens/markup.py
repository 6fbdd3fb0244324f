"""The small markup of the texts.

`{暗証番号|あんしょうばんごう}` is a word with its reading, drawn above it. A line may break at `/`, which is not drawn,
and at a space; nowhere else, so no word is ever torn. `~` is a space where no line breaks. `<n>` is a gap for a
value. A line feed ends a paragraph.
"""

import re
from dataclasses import dataclass

from firmware.screens.errors import MarkupWrong

_TOKEN = re.compile(r"\{(?P<base>[^{}|]+)\|(?P<reading>[^{}|]+)\}|(?P<stop>[/ \n])|(?P<plain>[^{}|/ \n]+)")
_GAP = re.compile(r"<([a-z]+)>")


@dataclass(frozen=True, slots=True)
class Run:
    """Letters that stand together, with their reading where they have one."""

    base: str
    reading: str = ""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Runs between two places where a line may break; `spaced` when a space stands before it within a line."""

    runs: tuple[Run, ...]
    spaced: bool = False


Paragraph = tuple[Chunk, ...]
Words = tuple[Paragraph, ...]


def gaps(text: str) -> frozenset[str]:
    """Names of the gaps of a text."""
    return frozenset(_GAP.findall(text))


def fill(text: str, values: tuple[tuple[str, str], ...]) -> str:
    """The text with its gaps filled. Raises MarkupWrong when a value is missing; one too many is ignored."""
    known = dict(values)
    missing = gaps(text) - known.keys()
    if missing:
        raise MarkupWrong(text, f"no value for {', '.join(sorted(missing))}")
    return _GAP.sub(lambda match: known[match[1]], text)


def parse(text: str) -> Words:
    """A text without gaps as paragraphs of chunks. Raises MarkupWrong."""
    paragraphs: list[Paragraph] = []
    chunks: list[Chunk] = []
    runs: list[Run] = []
    spaced = False
    end = 0
    for token in _TOKEN.finditer(text):
        if token.start() != end:
            raise MarkupWrong(text, f"stray {text[end : token.start()]!r}")
        end = token.end()
        stop = token["stop"]
        if stop is None:
            runs.append(
                Run(token["plain"].replace("~", " ")) if token["base"] is None else Run(token["base"], token["reading"])
            )
            continue
        if runs:
            chunks.append(Chunk(tuple(runs), spaced))
        runs = []
        spaced = stop == " "
        if stop == "\n":
            paragraphs.append(tuple(chunks))
            chunks = []
    if end != len(text):
        raise MarkupWrong(text, f"stray {text[end:]!r}")
    if runs:
        chunks.append(Chunk(tuple(runs), spaced))
    paragraphs.append(tuple(chunks))
    return tuple(paragraphs)


def plain(words: Words) -> str:
    """The letters alone, as they are read: no readings, no break points."""
    return "\n".join(_paragraph(paragraph) for paragraph in words)


def _paragraph(paragraph: Paragraph) -> str:
    return "".join((" " if chunk.spaced else "") + "".join(run.base for run in chunk.runs) for chunk in paragraph)
