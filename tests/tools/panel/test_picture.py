import io

from PIL import Image

from hal.display import Frame
from tests.tools.panel.stage import SIZE, picture
from tools.panel.picture import HEAD, VIEW, Patch, patch_between, view_of


def opened(patch: Patch) -> Image.Image:
    return Image.open(io.BytesIO(patch.png)).convert("RGB")


def test_the_first_frame_comes_whole() -> None:
    frame = picture("white", (10, 20, 30, 40))
    patch = patch_between(None, frame)
    assert patch is not None
    assert (patch.left, patch.top, patch.width, patch.height, patch.screen) == (0, 0, *SIZE, SIZE)
    assert opened(patch).tobytes() == frame.pixels


def test_then_only_what_changed() -> None:
    before = picture("white")
    after = picture("white", (700, 5, 760, 50))
    patch = patch_between(before, after)
    assert patch is not None
    assert (patch.left, patch.top, patch.width, patch.height) == (700, 5, 60, 45)
    canvas = Image.frombytes("RGB", SIZE, before.pixels)
    canvas.paste(opened(patch), (patch.left, patch.top))
    assert canvas.tobytes() == after.pixels


def test_nothing_for_the_same_picture() -> None:
    assert patch_between(picture("white"), picture("white")) is None


def test_a_screen_of_another_size_comes_whole() -> None:
    patch = patch_between(picture("white"), picture("white", size=(1024, 600)))
    assert patch is not None
    assert patch.screen == (patch.width, patch.height) == (1024, 600)


def test_the_head_says_where_it_goes() -> None:
    patch = patch_between(Frame(2, 1, bytes(6)), Frame(2, 1, bytes(3) + b"\xff\xff\xff"))
    assert patch is not None
    data = patch.encode()
    assert HEAD.unpack(data[: HEAD.size]) == (0, 1, 0, 1, 1, 2, 1)
    assert data[HEAD.size :] == patch.png
    assert str(patch.png) not in repr(patch)


def test_what_a_camera_sees_is_small() -> None:
    data = view_of("card_camera", picture("#40a060", size=(1280, 960)))
    assert HEAD.unpack(data[: HEAD.size]) == (2, 0, 0, *VIEW, *VIEW)
    shown = Image.open(io.BytesIO(data[HEAD.size :])).convert("RGB")
    assert shown.size == VIEW
    assert all(abs(got - wanted) < 6 for got, wanted in zip(shown.getpixel((9, 9)), (0x40, 0xA0, 0x60), strict=True))
    assert len(data) < 20_000


def test_a_camera_that_sees_nothing() -> None:
    data = view_of("camera", None)
    assert len(data) == HEAD.size
    assert HEAD.unpack(data)[0] == 1
