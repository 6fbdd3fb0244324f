"""The words: complete in both languages, none unused, readable, and the voice names the keys."""

import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from firmware.screens.draft import Draft
from firmware.screens.errors import MarkupWrong, TextMissing, TextsUnusable
from firmware.screens.markup import gaps, parse
from firmware.screens.model import Phrase, Screen
from firmware.screens.texts import Texts, load_texts
from firmware.screens.weights import Weight
from firmware.visit.events import Action
from firmware.visit.model import Language
from tests.firmware.screens.support import TEXTS, all_screens, example_screens, fonts, painter, texts_of

JAPANESE, ENGLISH = Language.JAPANESE, Language.ENGLISH
KANJI = re.compile("[一-鿿々〆]")


def phrases_of(screen: Screen) -> set[Phrase]:
    """Every phrase of a screen."""
    single = (screen.title, screen.kicker, screen.advice, screen.assurance, screen.tries, screen.hurry, screen.banner)
    facts = [part for fact in screen.facts for part in (fact.label, fact.value)]
    some = (*single, *screen.lines, *facts, *(button.phrase for button in screen.buttons))
    return {phrase for phrase in some if phrase is not None}


def test_both_languages_have_the_same_keys_and_gaps() -> None:
    japanese, english = texts_of(JAPANESE), texts_of(ENGLISH)
    assert japanese.shown.keys() == english.shown.keys()
    assert japanese.spoken.keys() == english.spoken.keys()
    optional = {"tenths"}  # a share in tenths is a Japanese habit
    for key, text in japanese.shown.items():
        assert gaps(text) - optional == gaps(english.shown[key]) - optional - {"percent"} | (gaps(text) & {"percent"})


def test_every_text_is_used_and_every_used_one_exists(monkeypatch: pytest.MonkeyPatch) -> None:
    used = {phrase.key for screen in all_screens() for phrase in phrases_of(screen)}
    drawn: set[str] = set()
    original = Draft.text

    def recording(self: Draft, phrase: Phrase, *rest: object) -> None:
        drawn.add(phrase.key)
        original(self, phrase, *rest)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(Draft, "text", recording)
    for _, screen in example_screens():
        painter((800, 480)).layout(screen)
    assert used | drawn == texts_of(JAPANESE).shown.keys()


def test_every_prompt_is_used_and_every_used_one_exists() -> None:
    assert {screen.prompt for screen in all_screens()} == texts_of(JAPANESE).spoken.keys()


def test_every_kanji_has_a_reading() -> None:
    for key, text in texts_of(JAPANESE).shown.items():
        for paragraph in parse(text.replace("<", "").replace(">", "")):
            for chunk in paragraph:
                bare = [run.base for run in chunk.runs if not run.reading and KANJI.search(run.base)]
                assert bare == [], key


def test_readings_are_kana() -> None:
    readings = re.findall(r"\{[^|]*\|([^}]*)\}", "".join(texts_of(JAPANESE).shown.values()))
    assert readings
    assert all(re.fullmatch("[ぁ-んー]+", reading) for reading in readings)


@pytest.mark.parametrize("weight", Weight)
def test_every_letter_has_a_glyph(weight: Weight) -> None:
    with TTFont(fonts().paths[weight], lazy=True) as font:
        known = font.getBestCmap().keys()
    letters = {letter for language in Language for text in texts_of(language).shown.values() for letter in text}
    missing = {letter for letter in letters - set("{}|/~\n") if ord(letter) not in known}
    assert missing == set()
    assert ord("✔") not in known  # the reason why marks are drawn as shapes


@pytest.mark.parametrize(("language", "most"), [(JAPANESE, 34), (ENGLISH, 80)])
def test_sentences_are_short(language: Language, most: int) -> None:
    texts = texts_of(language)
    values = tuple((name, "20") for name in ("n", "of", "number", "seconds", "tenths", "percent"))
    for key in texts.shown:
        for sentence in texts.plain(Phrase(key, values)).split("\n"):
            assert len(sentence) <= most, key


def test_no_official_error_code_is_shown_or_said() -> None:
    for language in Language:
        texts = texts_of(language)
        for text in (*texts.shown.values(), *texts.spoken.values()):
            assert re.search(r"【|\b0\d\d\b|[A-Z]{2,}\d|エラー|error", text) is None


def test_spoken_words_have_no_markup() -> None:
    for language in Language:
        for text in texts_of(language).spoken.values():
            assert re.search(r"[{}|<>/~\n]", text) is None


NAMES = {
    JAPANESE: {"*": "米印", "#": "シャープ", "0": "zero", "5": "five"},
    ENGLISH: {"*": "star", "#": "hash", "0": "0", "5": "5"},
}
"""How the voice calls a key; the key for the other language is named in that language."""

NOT_NAMED = {Action.DIGIT, Action.MENU, Action.FINISH}
"""The digits need no name; help is named where it is first offered; a result ends when the card is taken."""


HINTS = "face.hint."
"""A hint is said while somebody moves: only what to do. The keys were named when the look, or the turn, began."""


def test_the_voice_names_every_key_that_answers() -> None:
    named = 0
    for screen in all_screens():
        said = texts_of(screen.language).prompt(screen.prompt)
        hurried = any(button.action is Action.MORE_TIME for button in screen.buttons)
        for button in screen.buttons:
            asked = button.action is Action.MORE_TIME if hurried else button.action not in NOT_NAMED
            asked = asked and not screen.prompt.startswith(HINTS)
            if button.key is not None and asked:
                assert NAMES[screen.language].get(button.key, button.key) in said, (screen, button.action)
                named += 1
    assert named > 500


@pytest.mark.parametrize("language", Language)
def test_help_is_named_where_a_person_is_first_asked(language: Language) -> None:
    for prompt in ("pin", "pin.3", "pin.wrong.2", "registering", "consent"):
        assert NAMES[language]["*"] in texts_of(language).prompt(prompt)


@pytest.mark.parametrize("outcome", ["centre_unreachable", "centre_silent", "centre_failed"])
def test_without_the_centre_the_papers_are_named(outcome: str) -> None:
    for language in Language:
        advice = texts_of(language).plain(Phrase(f"refused.{outcome}.next"))
        assert "資格確認書" in advice
        assert "資格情報のお知らせ" in advice


def test_a_missing_text_is_an_error_with_its_key() -> None:
    texts = texts_of(ENGLISH)
    with pytest.raises(TextMissing, match="nonsense") as caught:
        texts.words(Phrase("nonsense"))
    assert (caught.value.key, caught.value.language) == ("nonsense", "en")
    with pytest.raises(TextMissing):
        texts.prompt("nonsense")


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(MarkupWrong, match="no value for n"):
        texts_of(JAPANESE).words(Phrase("pin.tries"))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("[text]\n", "spoken"),
        ('[text]\na = "x"\n[spoken]\n[more]\n', "more"),
        ('[text]\na = "{漢字"\n[spoken]\n', "stray"),
        ("[text\n", "line 1"),
        (None, "No such file"),
    ],
)
def test_unusable_files_are_named(tmp_path: Path, content: str | None, problem: str) -> None:
    if content is not None:
        (tmp_path / "ja.toml").write_text(content, encoding="utf-8")
    with pytest.raises(TextsUnusable, match=problem) as caught:
        Texts.load(tmp_path, JAPANESE)
    assert caught.value.path == tmp_path / "ja.toml"


def test_all_languages_are_loaded() -> None:
    assert load_texts(TEXTS).keys() == set(Language)
