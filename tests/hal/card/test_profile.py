from pathlib import Path

import pytest

from hal.card import names
from hal.card.profile import ProfileError, load_profile

CARDS = Path(__file__).parents[3] / "config" / "cards"
TODAY = (CARDS / "my-number-2016.toml").read_text()


def test_todays_card_has_the_numbers_of_the_field() -> None:
    card = load_profile(TODAY)
    login = card.authentication
    assert bytes.fromhex(login.aid) == bytes.fromhex("D392F000260100000001")
    assert bytes.fromhex(card.surface.aid) == bytes.fromhex("D3921000310001010402")
    files = (
        login.token_info,
        login.presence,
        login.certificate,
        login.certificate_ca,
        login.key,
        login.pin.file,
    )
    assert files == (0x0006, 0x0008, 0x000A, 0x000B, 0x0017, 0x0018)
    assert bytes.fromhex(login.signature.prefix) == names.SHA256_DIGEST_INFO
    assert (login.pin.tries, login.sign_password.tries, card.surface.number_b.tries) == (3, 5, 10)
    assert card.assumed == ()


def test_the_next_card_says_what_is_assumed() -> None:
    card = load_profile((CARDS / "next-generation.toml").read_text())
    assert card.authentication.signature.algorithm == "ecdsa-p384-sha384"
    assert card.surface.number_b.longest == 6
    assert "authentication.aid" in card.assumed


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("key = 0x17", "key = 0x17\ncolour = 1"), "colour"),
        (("key = 0x17", "key = 0x1F"), r"\$\.authentication\.key"),
        (("key = 0x17", ""), "key"),
        (('aid = "D392F000260100000001"', 'aid = "d3"'), "aid"),
        (("tries = 3", "tries = 16"), "tries"),
        (('"phone"', '"telephone"'), "telephone"),
        (("[surface]", "[surface"), "line"),
    ],
    ids=["unknown key", "short id", "missing", "not hex", "tries", "unknown kind", "not toml"],
)
def test_a_bad_profile_is_refused_with_the_path(change: tuple[str, str], message: str) -> None:
    assert change[0] in TODAY
    with pytest.raises(ProfileError, match=message):
        load_profile(TODAY.replace(*change))
