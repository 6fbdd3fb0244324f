"""What the face way says: one thing to do at a time, with its sign and its voice, and a kind reason for every end."""

import re
from dataclasses import replace

import pytest
from PIL import Image, ImageChops, ImageStat

from firmware.reader.presses import question_of
from firmware.screens.build import screen_for
from firmware.screens.model import Arrangement, Phrase, Picture, Screen, Style
from firmware.screens.page_face import SIGNS
from firmware.screens.pen import Pen, Tone
from firmware.screens.pictures import DRAWINGS
from firmware.screens.view import COMPARE_PORTRAIT, has_view, view_size
from firmware.visit.events import Action
from firmware.visit.model import (
    NUMBER_B_DIGITS,
    FaceEnd,
    Hint,
    Language,
    Outcome,
    Phase,
    Photo,
    Side,
    State,
    Visit,
    Way,
)
from tests.firmware.screens.support import SIZES, all_screens, painter, texts_of

LOOKING = Visit(state=State.FACE, phase=Phase.LOOKING, online=True, card=1, ways=frozenset(Way), tries=3)
TURNING = replace(LOOKING, phase=Phase.TURNING, side=Side.LEFT)
CHOOSING = replace(LOOKING, state=State.CHOOSING, phase=Phase.NONE, photo=Photo.HELD)
COMPARING = replace(LOOKING, state=State.STAFF_CHECK, phase=Phase.COMPARING, photo=Photo.HELD)
NUMBER_B = replace(COMPARING, phase=Phase.NUMBER_B, photo=Photo.NONE)
WAYS = {Action.USE_FACE: "face", Action.USE_PIN: "pin", Action.STAFF_CHECK: "staff"}


def hinted(hint: Hint) -> Screen:
    return screen_for(replace(LOOKING, hint=hint))


def test_every_hint_has_words_and_a_voice_of_its_own() -> None:
    assert SIGNS.keys() == set(Hint)
    for what in ("title", "prompt"):
        assert len({getattr(hinted(hint), what) for hint in Hint}) == len(Hint)
    for language in Language:
        said = {texts_of(language).prompt(hinted(hint).prompt) for hint in Hint}
        assert len(said) == len(Hint)


def test_hints_are_said_briefly() -> None:
    for hint in set(Hint) - {Hint.NOTHING}:
        assert len(texts_of(Language.JAPANESE).prompt(hinted(hint).prompt)) <= 20


@pytest.mark.parametrize(
    ("hint", "japanese", "english"), [(Hint.LEFT, "左", "left"), (Hint.RIGHT, "右", "right"), (Hint.UP, "上", "higher")]
)
def test_directions_are_those_of_the_person(hint: Hint, japanese: str, english: str) -> None:
    screen = hinted(hint)
    for language, word in ((Language.JAPANESE, japanese), (Language.ENGLISH, english)):
        assert word in texts_of(language).plain(screen.title)
        assert word in texts_of(language).prompt(screen.prompt)


def drawn(picture: Picture) -> Image.Image:
    """What is drawn in the ink of the sign: arrows, not heads."""
    pen = Pen(100, 100)
    DRAWINGS[picture](pen)
    mask = Image.new("L", (100, 100))
    for tone, layer, place in pen.take():
        if tone is Tone.INK:
            mask.paste(layer, place, layer)
    return mask


@pytest.mark.parametrize(
    ("left", "right"), [(Picture.ARROW_LEFT, Picture.ARROW_RIGHT), (Picture.TURN_LEFT, Picture.TURN_RIGHT)]
)
def test_arrows_are_those_of_a_mirror(left: Picture, right: Picture) -> None:
    mirrored = drawn(left).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    assert ImageStat.Stat(ImageChops.difference(mirrored, drawn(right))).mean[0] < 4
    assert ImageStat.Stat(ImageChops.difference(drawn(left), drawn(right))).mean[0] > 20
    near, far = (drawn(left).crop(box) for box in ((0, 0, 50, 100), (50, 0, 100, 100)))
    assert ImageStat.Stat(near).sum[0] > ImageStat.Stat(far).sum[0], "the head of the arrow is heavier"


def test_the_turn_goes_to_the_side_that_was_drawn_and_back() -> None:
    left, right = (screen_for(replace(TURNING, side=side)) for side in (Side.LEFT, Side.RIGHT))
    assert (left.picture, left.prompt) == (Picture.TURN_LEFT, "face.turn.left")
    assert (right.picture, right.prompt) == (Picture.TURN_RIGHT, "face.turn.right")
    back = screen_for(replace(TURNING, hint=Hint.TURN_BACK))
    assert (back.title, back.prompt) == (Phrase("face.hint.turn-back"), "face.hint.turn-back")


def test_how_often_it_can_be_tried_again_is_shown_and_said_after_a_failure_only() -> None:
    assert screen_for(LOOKING).lines == ()
    second = screen_for(replace(LOOKING, failures=1))
    assert second.lines == (Phrase("face.again", (("n", "4"),)),)
    assert second.prompt == "face.again.4"
    assert screen_for(replace(LOOKING, failures=4)).lines == (Phrase("face.again.1"),)
    assert screen_for(replace(LOOKING, failures=2, hint=Hint.CLOSER)).prompt == "face.hint.closer"
    strict = replace(LOOKING, policy=replace(LOOKING.policy, face_failures=2), failures=1)
    assert screen_for(strict).prompt == "face.again.1"


def test_what_is_to_be_done_before_the_camera_is_one_question() -> None:
    """The way out counts at every moment, however quickly hints change."""
    looks = [hinted(hint) for hint in Hint] + [screen_for(TURNING), screen_for(replace(LOOKING, failures=3))]
    assert len({question_of(screen) for screen in looks}) == 1


def test_other_ways_in_another_order_are_another_question() -> None:
    usual = screen_for(CHOOSING)
    child = screen_for(replace(CHOOSING, face_end=FaceEnd.ASKED_FIRST, face_first=False))
    assert [button.key for button in usual.buttons] == [button.key for button in child.buttons]
    assert question_of(usual) != question_of(child)
    assert question_of(usual) == question_of(screen_for(replace(CHOOSING, warned=True)))


def test_nothing_is_kept_is_said_where_a_face_is_looked_at() -> None:
    for visit in (LOOKING, replace(LOOKING, failures=2), COMPARING, replace(LOOKING, phase=Phase.PHOTO)):
        assert screen_for(visit).assurance == Phrase("face.not_kept")
    for language, word in ((Language.JAPANESE, "保存しません"), (Language.ENGLISH, "not stored")):
        assert word in texts_of(language).plain(Phrase("face.not_kept"))


def test_the_ways_that_are_left_are_answers_and_the_voice_names_them_in_their_order() -> None:
    seen = 0
    for screen in all_screens():
        if screen.name == "choosing" and screen.arrangement is Arrangement.CHOICE and screen.hurry is None:
            ways = [button for button in screen.buttons if button.action in WAYS]
            named = [part for part in screen.prompt.split(".") if part not in {"again", "other"}]
            assert named == ["choosing", *(WAYS[button.action] for button in ways)]
            assert all(button.style is Style.ANSWER for button in ways)
            seen += bool(ways)
    assert seen > 50


@pytest.mark.parametrize(
    ("end", "ways", "said"),
    [
        (FaceEnd.NO_MATCH, frozenset(Way), "choosing.again.face.pin.staff"),
        (FaceEnd.PRINT_UNSURE, frozenset(Way), "choosing.other.pin.staff"),
        (FaceEnd.PHOTO_UNREADABLE, frozenset({Way.STAFF}), "choosing.other.pin.staff"),
        (FaceEnd.ASKED_FIRST, frozenset(Way), "choosing.pin.staff.face"),
        (FaceEnd.CHOSEN, frozenset({Way.STAFF}), "choosing.pin.staff"),
        (None, frozenset(Way), "choosing.face.pin.staff"),
    ],
)
def test_the_voice_says_that_a_face_was_not_confirmed_only_where_one_was_looked_at(
    end: FaceEnd | None, ways: frozenset[Way], said: str
) -> None:
    shut = end in {FaceEnd.PRINT_UNSURE, FaceEnd.PHOTO_UNREADABLE} or Way.FACE not in ways
    visit = replace(CHOOSING, face_end=end, ways=ways, face_closed=shut, face_first=end is not FaceEnd.ASKED_FIRST)
    assert screen_for(visit).prompt == said


def test_every_end_has_a_reason_of_its_own_that_blames_nobody() -> None:
    reasons = {end: screen_for(replace(CHOOSING, face_end=end)).lines for end in FaceEnd}
    assert all(len(lines) == 1 for lines in reasons.values())
    for language in Language:
        texts = texts_of(language)
        words = {end: texts.plain(lines[0]) for end, lines in reasons.items()}
        assert len(set(words.values())) == len(FaceEnd)
        blame = re.compile("あなた|失敗|間違|違いま|一致|不正|別人|wrong|fail|match|your fault")
        assert [end for end, line in words.items() if blame.search(line)] == []


def test_a_photo_that_cannot_be_read_is_never_a_face_that_does_not_match() -> None:
    for language in Language:
        texts = texts_of(language)
        unreadable = texts.plain(Phrase("face.end.photo_unreadable"))
        assert unreadable != texts.plain(Phrase("face.end.no_match"))
        assert not re.search("顔|face", unreadable)


def test_after_too_many_failures_the_wait_is_named_and_what_comes_then() -> None:
    screen = screen_for(replace(LOOKING, phase=Phase.PAUSED, failures=5))
    assert screen.title == Phrase("face.paused", (("seconds", "30"),))
    assert screen.lines == (Phrase("face.paused.then"),)


def test_a_face_that_opened_nothing_ends_at_the_counter() -> None:
    screen = screen_for(Visit(state=State.REFUSED, outcome=Outcome.FACE_NOT_POSSIBLE))
    assert screen.prompt == "refused.face_not_possible"
    assert screen.advice == Phrase("refused.face_not_possible.next")


def test_staff_type_the_printed_number_group_by_group_and_only_a_count_is_shown() -> None:
    screens = [screen_for(replace(NUMBER_B, digits=digits)) for digits in range(NUMBER_B_DIGITS + 1)]
    groups = [screen.lines[0].key.removeprefix("number_b.") for screen in screens]
    assert groups == ["birth"] * 6 + ["expiry"] * 4 + ["code"] * 4 + ["all"]
    assert {(screen.pin_places, screen.pin_breaks) for screen in screens} == {(14, (6, 10))}
    assert [screen.pin_count for screen in screens] == list(range(15))
    assert len({question_of(screen) for screen in screens}) == 1


def test_the_chips_photo_stands_beside_the_camera_where_it_is_held() -> None:
    held, printed = screen_for(COMPARING), screen_for(replace(COMPARING, photo=Photo.NONE))
    assert (held.arrangement, held.prompt) == (Arrangement.COMPARE, "staff.compare.photo")
    assert printed.arrangement is Arrangement.CHOICE
    assert held.title == printed.title


@pytest.mark.parametrize("size", SIZES)
def test_pictures_have_room_on_their_screens_and_on_no_other(size: tuple[int, int]) -> None:
    seen = set()
    sample = (*all_screens()[::17], screen_for(COMPARING))
    for screen in sample:
        layout = painter(size).layout(screen)
        assert (layout.view is not None) is has_view(screen.arrangement)
        assert (layout.portrait is not None) is (screen.arrangement is Arrangement.COMPARE)
        assert (layout.oval is not None) is (screen.arrangement is Arrangement.LOOK)
        if layout.view is not None:
            assert (layout.view.width, layout.view.height) == view_size(screen.arrangement, size)
            assert layout.view.width * 3 == layout.view.height * 4
            seen.add(screen.arrangement)
        if layout.portrait is not None:
            assert (layout.portrait.width, layout.portrait.height) == tuple(
                side * size[1] // 480 for side in COMPARE_PORTRAIT
            )
    assert len(seen) == 2
