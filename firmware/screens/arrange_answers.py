"""The arrangements that ask: words on the left, answers or the ten digits on the right."""

from firmware.screens import theme
from firmware.screens.arrange import FOOT, TOP, assure
from firmware.screens.draft import ON_PAPER, ON_WHITE, Draft, Entry
from firmware.screens.geometry import Rect
from firmware.screens.model import Button, Fact, Mark, Phrase, Screen, Style
from firmware.screens.setting import Manner
from firmware.screens.theme import Ink
from firmware.screens.weights import Weight
from firmware.visit.events import Action
from firmware.visit.model import PIN_DIGITS

_ANSWERS = 330
_ASSURANCE = 100
_KEY_WIDTH, _PAD_TOP = 100, 72
_CARE = Ink(theme.CARE, theme.CARE_SOFT)
_ASIDE = frozenset({Action.MENU, Action.MORE_TIME, Action.PIN_UNKNOWN})
"""What stands at the left foot and not among the answers."""


def choice(draft: Draft, screen: Screen) -> None:
    """A question with its answers; what takes a worry away stands under them."""
    x = draft.width - theme.MARGIN - _ANSWERS
    left = x - 30 - theme.MARGIN
    _words(draft, screen, draft.rect(theme.MARGIN, TOP, left, FOOT - TOP - theme.GAP))
    _aside(draft, screen, left)
    bottom = theme.DESIGN_HEIGHT - 16 - (_ASSURANCE + theme.GAP if screen.assurance else 0)
    answers = tuple(button for button in screen.buttons if button.action not in _ASIDE)
    height = (bottom - TOP - theme.GAP * (len(answers) - 1)) / max(1, len(answers))
    for number, button in enumerate(answers):
        draft.button(button, draft.rect(x, TOP + number * (height + theme.GAP), _ANSWERS, height))
    assure(draft, screen.assurance, x, theme.DESIGN_HEIGHT - 16 - _ASSURANCE, _ANSWERS, _ASSURANCE)


def pin_pad(draft: Draft, screen: Screen) -> None:
    """Always the same places for the digits; nothing shows which was pressed, only how many were."""
    width = 3 * _KEY_WIDTH + 2 * theme.GAP
    x = draft.width - theme.MARGIN - width
    left = x - 24 - theme.MARGIN
    _pad(draft, screen, x)
    hurried = screen.hurry is not None
    dots = 140 if hurried else 226
    words = draft.rect(theme.MARGIN, _PAD_TOP, left, dots - _PAD_TOP - 6)
    lines = () if hurried else tuple(Entry(line, theme.SMALL) for line in screen.lines)
    kicker = () if hurried or screen.kicker is None else (_kicker(screen.kicker),)
    draft.stack(words, (*kicker, Entry(screen.title, theme.TITLE, Weight.BOLD), *lines), gap=10, down=0.5)
    _dots(draft, screen.pin_count or 0, dots)
    if screen.tries is not None:
        tries = draft.rect(theme.MARGIN + 252, dots, left - 252, 76)
        draft.text(screen.tries, tries, Manner(theme.SMALL, Weight.BOLD, 0, 0.5))
    if not hurried:
        assure(draft, screen.assurance, theme.MARGIN, dots + 84, left, 60)
    _aside(draft, screen, left)


def _words(draft: Draft, screen: Screen, rect: Rect) -> None:
    kicker = () if screen.kicker is None else (_kicker(screen.kicker),)
    lines = tuple(Entry(line, theme.BODY) for line in screen.lines)
    listed = tuple(Entry(fact.label, theme.BODY, mark=fact.mark) for fact in screen.facts if fact.value is None)
    head = (*kicker, Entry(screen.title, theme.TITLE, Weight.BOLD))
    answered = tuple(fact for fact in screen.facts if fact.value is not None)
    if answered:
        title = draft.rect(theme.MARGIN, TOP, rect.width / draft.scale, 52)
        draft.stack(title, head)
        _table(draft, answered, rect)
        return
    draft.stack(rect, (*head, *lines, *listed), gap=10 if listed else 16)


def _kicker(phrase: Phrase) -> Entry:
    return Entry(phrase, theme.SMALL, Weight.BOLD, Ink(theme.CARE, theme.PAPER))


def _table(draft: Draft, facts: tuple[Fact, ...], rect: Rect) -> None:
    """What was answered to each item: a shape, the item, the word."""
    top, row = TOP + 56, 46
    width = rect.width / draft.scale
    for number, fact in enumerate(facts):
        y = top + number * row
        ink = Ink(theme.GOOD if fact.mark is Mark.YES else theme.INK, theme.PAPER)
        draft.drawing(draft.rect(theme.MARGIN, y + 12, 26, 26), fact.mark, ink)
        label = draft.rect(theme.MARGIN + 36, y, width - 36 - 132, row)
        draft.text(fact.label, label, Manner(theme.SMALL, down=0.5))
        if fact.value is not None:
            value = draft.rect(theme.MARGIN + width - 128, y, 128, row)
            draft.text(fact.value, value, Manner(theme.SMALL, Weight.BOLD, 1, 0.5))


def _aside(draft: Draft, screen: Screen, width: float) -> None:
    """At the left foot: help, the way out of not knowing the PIN, and above them more time when it is short."""
    aside = [button for button in screen.buttons if button.action in _ASIDE]
    if len(aside) > 2:
        more = next(button for button in aside if button.action is Action.MORE_TIME)
        aside.remove(more)
        draft.button(more, draft.rect(theme.MARGIN, FOOT - theme.GAP - theme.TARGET, width, theme.TARGET))
    each = (width - theme.GAP * (len(aside) - 1)) / max(1, len(aside))
    for number, button in enumerate(aside):
        draft.button(button, draft.rect(theme.MARGIN + number * (each + theme.GAP), FOOT, each, theme.TARGET))


def _pad(draft: Draft, screen: Screen, x: float) -> None:
    offered = {button.key: button for button in screen.buttons if button.style in {Style.DIGIT, Style.MAIN}}
    erase = next((button for button in screen.buttons if button.action is Action.ERASE), None)
    height = (theme.DESIGN_HEIGHT - 16 - _PAD_TOP - 3 * theme.GAP) / 4
    for number, key in enumerate("123456789*0#"):
        column, row = number % 3, number // 3
        rect = draft.rect(
            x + column * (_KEY_WIDTH + theme.GAP), _PAD_TOP + row * (height + theme.GAP), _KEY_WIDTH, height
        )
        _pad_key(draft, key, erase if key == "*" else offered.get(key), rect)


def _pad_key(draft: Draft, key: str, button: Button | None, rect: Rect) -> None:
    """A digit, or one of the two keys beside the zero; what does nothing now is drawn flat."""
    main = button is not None and button.style is Style.MAIN
    ink = Ink(theme.WHITE, theme.BRAND) if main else ON_WHITE if button else ON_PAPER
    draft.panel(rect, ink.paper, border=theme.BRAND if main else theme.LINE)
    if key.isdigit():
        draft.text(Phrase("key", (("key", key),)), rect, Manner(theme.DIGIT, Weight.BOLD, 0.5, 0.5), ink)
    else:
        name = Phrase("button.erase" if key == "*" else "button.submit")
        inner = rect.inset(*(draft.pixels(side) for side in (6, 6, 6, 6)))
        draft.text(name, inner, Manner(theme.LABEL, Weight.BOLD, 0.5, 0.5), ink)
    if button is not None:
        draft.target(button, rect)


def _dots(draft: Draft, count: int, top: float) -> None:
    for place in range(PIN_DIGITS):
        rect = draft.rect(theme.MARGIN + place * 60, top + 6, 52, 64)
        draft.panel(rect, theme.WHITE, radius=10, border=theme.INK if place <= count else theme.LINE)
        if place < count:
            draft.drawing(rect.inset(*(draft.pixels(side) for side in (14, 20, 14, 20))), Mark.DOT, ON_WHITE)
