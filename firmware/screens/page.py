"""What one place of the visit says, before buttons, lamp and notes are added to make a screen."""

from dataclasses import dataclass

from firmware.screens.model import Arrangement, Fact, Mood, Phrase, Picture


@dataclass(frozen=True, slots=True)
class Page:
    """The words of a place; the fields are those of Screen."""

    arrangement: Arrangement
    title: Phrase
    prompt: str
    mood: Mood = Mood.CALM
    picture: Picture | None = None
    step: int | None = None
    kicker: Phrase | None = None
    lines: tuple[Phrase, ...] = ()
    facts: tuple[Fact, ...] = ()
    advice: Phrase | None = None
    assurance: Phrase | None = None
    tries: Phrase | None = None
    pin_breaks: tuple[int, ...] = ()


CARD_STEP = 1
PERSON_STEP = 2
CONSENT_STEP = 3
RESULT_STEP = 4
STEPS = (CARD_STEP, PERSON_STEP, CONSENT_STEP, RESULT_STEP)
"""読み取り → 本人確認 → 同意 → 受付完了: the four phases that every municipality explains."""


def phrases(*keys: str) -> tuple[Phrase, ...]:
    """Phrases without values."""
    return tuple(Phrase(key) for key in keys)


def waiting(title: str, prompt: str, step: int, assurance: str | None = None) -> Page:
    """The reader is at work and asks for a moment."""
    return Page(
        Arrangement.MESSAGE,
        Phrase(title),
        prompt,
        picture=Picture.WAIT,
        step=step,
        lines=phrases("leave_card"),
        assurance=None if assurance is None else Phrase(assurance),
    )
