import pytest

from hal.card import status


@pytest.mark.parametrize(
    ("sw", "tries", "more", "length", "blocked"),
    [
        (0x63C3, 3, None, None, False),
        (0x63C0, 0, None, None, False),
        (0x6300, None, None, None, False),
        (0x6110, None, 16, None, False),
        (0x6100, None, 256, None, False),
        (0x6C20, None, None, 32, False),
        (0x6C00, None, None, 256, False),
        (0x6983, None, None, None, True),
        (0x6984, None, None, None, True),
        (0x9000, None, None, None, False),
    ],
)
def test_numbers_in_status_words(
    sw: int, tries: int | None, more: int | None, length: int | None, blocked: bool
) -> None:
    assert status.tries_left(sw) == tries
    assert status.more_bytes(sw) == more
    assert status.right_length(sw) == length
    assert status.is_blocked(sw) == blocked
