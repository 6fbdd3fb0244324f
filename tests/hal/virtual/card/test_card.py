"""The virtual card against facts about the real one, command by command, in hex as on the wire."""

import hashlib

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature

from hal.card import names
from hal.card.apdu import Command, Response
from hal.virtual.card.card import VirtualCard
from hal.virtual.card.contents import Counters

from . import cards

JPKI = "00A4040C0AD392F000260100000001"
SURFACE = "00A4040C0AD3921000310001010402"
QUERY = "00200098"
RIGHT_PIN = "0020009804" + cards.PIN.encode().hex()
WRONG_PIN = "0020009804" + cards.WRONG_PIN.encode().hex()
DIGEST = hashlib.sha256(b"challenge").digest()


def sign_command(p1: int, data: bytes, key: int = 0x97) -> str:
    return Command(0x80, 0x2A, p1, key, data, 256).encode().hex()


SIGN = sign_command(0, names.SHA256_DIGEST_INFO + DIGEST)


def say(card: VirtualCard, *commands: str) -> Response:
    """Send commands; the answer to the last."""
    answers = [Response.parse(card.execute(bytes.fromhex(command))) for command in commands]
    return answers[-1]


def sw(card: VirtualCard, *commands: str) -> str:
    return f"{say(card, *commands).sw:04X}"


@pytest.fixture
def card() -> VirtualCard:
    card = VirtualCard(cards.contents())
    card.power_on()
    return card


def test_selecting_applications(card: VirtualCard) -> None:
    assert sw(card, JPKI) == "9000"
    assert sw(card, "00A4040C05D392F00026") == "9000", "a prefix is enough"
    assert sw(card, "00A4040C0AD3921000310001010408") == "6A82"
    assert say(card, "00A404000AD392F000260100000001").data.hex().upper() == "6F0C840AD392F000260100000001"
    assert sw(card, "00A4040C07A0000001510000") == "9000"
    assert sw(card, "00B08600A0") == "6986", "the issuer domain restores the state after power-on"


def test_the_root_cannot_be_selected(card: VirtualCard) -> None:
    assert sw(card, "00A40000") == "6A86"
    assert sw(card, JPKI, "00A40000") == "9000"
    assert sw(card, "00B08600A0") == "9000", "and nothing changed"
    assert sw(card, "00A40000023F00") == "6A82"


def test_classes(card: VirtualCard) -> None:
    assert sw(card, "01" + JPKI[2:]) == "6881"
    assert sw(card, "0C" + JPKI[2:]) == "6882"
    assert sw(card, "0CB0860010") == "69FC"
    assert sw(card, "FFCA000000") == "6E00"
    assert sw(card, "00CA006600") == "6D00"
    assert sw(card, "80CA006600") == "6D00"
    assert sw(card, "00") == "6700"


def test_the_token_file(card: VirtualCard) -> None:
    token = say(card, JPKI, "00B0860000")
    assert (len(token.data), token.sw) == (160, 0x9000)
    assert token.data[:32] == b"JPKIAPICCTOKEN2".ljust(32)
    assert token.data[96:100].hex().upper() == "0000040D"


def test_files_by_name_and_short_id_are_the_same(card: VirtualCard) -> None:
    by_name = say(card, JPKI, "00A4020C02000A", "00B0000010").data
    assert say(card, "00B08A0010").data == by_name == cards.certificate("auth")[:16]
    assert say(card, "00B0001010").data == cards.certificate("auth")[16:32], "a short id makes the file current"
    assert sw(card, "00A4020C02001F") == "6A82"
    assert sw(card, "00A4000002000A") == "6A82", "files are selected with P1=02 only"


def test_reading_beyond_the_end(card: VirtualCard) -> None:
    end = say(card, JPKI, "00B08A0001", "00B007F000")
    assert (end.data, end.sw) == (b"\xff" * 16, 0x9000)
    assert sw(card, "00B0080000") == "6B00"
    assert sw(card, "00B09800" + "10") == "6981", "a PIN is no file to read"
    assert sw(card, "00B09D0010") == "6A82"
    assert sw(card, "00B08A00") == "6700"
    assert sw(card, "00B08A00000000") == "6700", "no extended READ on this profile"


def test_who_may_read_which_certificate(card: VirtualCard) -> None:
    assert sw(card, JPKI, "00B08A0010") == "9000"
    assert sw(card, "00B0810010") == "6982"
    assert sw(card, "0020009B06" + cards.SIGN_PASSWORD.encode().hex()) == "9000"
    assert say(card, "00B0810010").data == cards.certificate("sign")[:16]
    assert say(card, "00B0880003").data.hex() == "8f8f00"


def test_the_pin_counts_down_and_locks(card: VirtualCard) -> None:
    assert [sw(card, JPKI, QUERY) for _ in range(3)] == ["63C3"] * 3, "asking costs nothing"
    assert [sw(card, WRONG_PIN), sw(card, WRONG_PIN)] == ["63C2", "63C1"]
    assert sw(card, RIGHT_PIN) == "9000"
    assert sw(card, QUERY) == "63C3", "the right one gives all tries back"
    assert [sw(card, WRONG_PIN) for _ in range(4)] == ["63C2", "63C1", "63C0", "6984"]
    assert [sw(card, RIGHT_PIN), sw(card, QUERY)] == ["6984", "63C0"]
    assert sw(card, "0020009B06" + cards.SIGN_PASSWORD.encode().hex()) == "9000", "each secret has its own count"


def test_the_pin_by_its_file(card: VirtualCard) -> None:
    assert sw(card, JPKI, "00A4020C020018", "00200080") == "63C3"
    assert sw(card, "0020008004" + cards.PIN.encode().hex()) == "9000"
    assert sw(card, "0020018004" + cards.PIN.encode().hex()) == "6A86"
    assert sw(card, "0020008A04" + cards.PIN.encode().hex()) == "6981"


def test_the_sign_password_is_upper_case(card: VirtualCard) -> None:
    assert sw(card, JPKI, "0020009B06" + cards.SIGN_PASSWORD.lower().encode().hex()) == "63C4"


def test_no_signature_without_the_pin(card: VirtualCard) -> None:
    assert sw(card, JPKI, SIGN) == "6982"
    assert sw(card, WRONG_PIN, SIGN) == "6982"
    assert sw(card, RIGHT_PIN, WRONG_PIN, SIGN) == "6982", "a wrong PIN takes the right one back"
    assert sw(card, RIGHT_PIN, sign_command(0, b"x", key=0x9A)) == "6982", "and opens no other key"


def test_every_form_of_signature(card: VirtualCard) -> None:
    public = cards.rsa_key("auth").public_key()
    say(card, JPKI, RIGHT_PIN)
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
    prehashed = Prehashed(hashes.SHA256())
    public.verify(say(card, SIGN).data, DIGEST, padding.PKCS1v15(), prehashed)
    public.verify(say(card, sign_command(2, DIGEST)).data, DIGEST, padding.PKCS1v15(), prehashed)
    public.verify(say(card, sign_command(3, b"abc")).data, b"abc", padding.PKCS1v15(), hashes.SHA256())
    public.verify(say(card, sign_command(4, DIGEST)).data, DIGEST, pss, prehashed)
    public.verify(say(card, sign_command(5, b"abc")).data, b"abc", pss, hashes.SHA256())
    for data, p1 in ((b"any bytes", 0), (b"abc", 1)):
        signature = say(card, sign_command(p1, data)).data
        expected = data if p1 == 0 else hashlib.sha256(data).digest()
        assert public.recover_data_from_signature(signature, padding.PKCS1v15(), None) == expected
    assert sw(card, "00A4020C020017", SIGN.replace("802a0097", "802a0080")) == "9000", "as OpenSC does it"


def test_signatures_that_are_refused(card: VirtualCard) -> None:
    say(card, JPKI, RIGHT_PIN)
    assert sw(card, sign_command(0, bytes(246))) == "6985"
    assert sw(card, sign_command(0, bytes(245))) == "9000"
    assert sw(card, sign_command(2, bytes(31))) == "6985"
    assert sw(card, sign_command(6, DIGEST)) == "6A86"
    assert sw(card, sign_command(0, DIGEST, key=0x8A)) == "6981"
    assert sw(card, "802A009703010203") == "6700"
    assert sw(card, "802A009700") == "6700"


@pytest.mark.parametrize(("leave", "kept"), [("other", False), ("same", True), ("off", False), ("warm", True)])
def test_when_the_pin_is_forgotten(leave: str, kept: bool) -> None:
    card = VirtualCard(cards.with_surface())
    card.power_on()
    assert sw(card, JPKI, RIGHT_PIN, SIGN) == "9000"
    if leave == "off":
        card.power_off()
        card.power_on()
    elif leave == "warm":
        card.reset()
    elif leave == "other":
        assert sw(card, SURFACE) == "9000"
    assert sw(card, JPKI, SIGN) == ("9000" if kept else "6982")


def test_challenges(card: VirtualCard) -> None:
    card._state.randomness = lambda count: b"r" * count
    assert say(card, "0084000008").data == b"r" * 8
    assert len(say(card, "0084000000").data) == 256
    assert sw(card, "00840000000101") == "6985"
    assert sw(card, "00840000") == "6700"
    assert sw(card, "0084010008") == "6A86"


def test_an_interrupted_verify_costs_one_try_and_nothing_else_does() -> None:
    saved: list[int] = []
    card = VirtualCard(cards.contents(), save=lambda counters: saved.append(counters.auth_pin))
    card.power_on()
    say(card, JPKI)
    for command in (RIGHT_PIN, QUERY, SIGN, "00", WRONG_PIN, RIGHT_PIN, RIGHT_PIN):
        card.interrupt(bytes.fromhex(command))
    assert (saved, card.counters.auth_pin) == ([2, 1, 0], 0)


def test_counters_are_saved_before_the_answer() -> None:
    saved: list[Counters] = []
    card = VirtualCard(cards.contents(), save=lambda counters: saved.append(counters))
    card.power_on()
    assert sw(card, JPKI, WRONG_PIN) == "63C2"
    assert saved[-1].auth_pin == 2


def test_cards_without_certificate_pin_or_file() -> None:
    bare = VirtualCard(cards.contents(auth_certificate=b"", auth_key=""))
    bare.power_on()
    assert say(bare, JPKI, "00B08A0004").data == b"\xff" * 4
    assert say(bare, "00B0880003").data.hex() == "8f0000"
    assert sw(bare, RIGHT_PIN, SIGN) == "6A82"
    face = VirtualCard(cards.contents(pin="", sign_password="", sign_certificate=b"", sign_key=""))
    face.power_on()
    assert [sw(face, JPKI, QUERY), sw(face, RIGHT_PIN)] == ["63C0", "6984"]
    gone = VirtualCard(cards.contents(quirks=("certificate-file-missing",)))
    gone.power_on()
    assert sw(gone, JPKI, "00B08A0010") == "6A82"


@pytest.mark.parametrize(
    ("kind", "label", "certificate"),
    [("juki", b"JPKIAPICCTOKEN ", "9000"), ("phone", b"JPKIAPGPSETOKEN", "6982")],
)
def test_other_things_that_speak_jpki(kind: str, label: bytes, certificate: str) -> None:
    card = VirtualCard(cards.contents(kind=kind))
    card.power_on()
    assert say(card, JPKI, "00B0860020").data.startswith(label)
    assert sw(card, "00B08A0010") == certificate
    assert sw(card, "00A4040C0A" + names.RESIDENT_AID.hex()) == ("9000" if kind == "juki" else "6A82")


@pytest.mark.parametrize(
    ("kind", "jpki", "licence"), [("licence", "6A82", "9000"), ("felica", "6A81", "6A81"), ("other", "6A82", "6A82")]
)
def test_cards_that_know_nothing_of_jpki(kind: str, jpki: str, licence: str) -> None:
    card = VirtualCard(cards.contents(kind=kind))
    card.power_on()
    assert sw(card, JPKI) == jpki
    assert sw(card, "00A4040C10" + names.DRIVING_LICENCE_AID.hex()) == licence


def test_quirks() -> None:
    first = VirtualCard(cards.contents(quirks=("first-command-6f00",)))
    first.power_on()
    assert [sw(first, JPKI), sw(first, JPKI)] == ["6F00", "9000"]
    first.reset()
    assert sw(first, JPKI) == "9000", "only after a cold start"
    exact = VirtualCard(cards.contents(quirks=("wrong-le-6c",)))
    exact.power_on()
    assert [sw(exact, JPKI, "00B0860000"), sw(exact, "00B08600A0")] == ["6CA0", "9000"]
    later = VirtualCard(cards.contents(quirks=("answers-by-61",)))
    later.power_on()
    assert [sw(later, JPKI, RIGHT_PIN), sw(later, SIGN)] == ["9000", "6100"]
    half = say(later, "00C0000080")
    assert (len(half.data), half.sw) == (128, 0x6180)
    rest = say(later, "00C0000080")
    cards.rsa_key("auth").public_key().verify(
        half.data + rest.data, DIGEST, padding.PKCS1v15(), Prehashed(hashes.SHA256())
    )
    assert sw(later, "00C0000010") == "6D00"


def test_the_next_generation_signs_with_p384() -> None:
    card = VirtualCard(cards.next_generation())
    card.power_on()
    digest = hashlib.sha384(b"challenge").digest()
    select = "00A4040C0A" + cards.profile("next-generation").authentication.aid
    sign = Command(0x80, 0x2A, 0x02, 0x91, digest, 256).encode().hex()
    assert sw(card, select, sign) == "6982"
    raw = say(card, "0020009204" + cards.PIN.encode().hex(), sign).data
    der = encode_dss_signature(int.from_bytes(raw[:48], "big"), int.from_bytes(raw[48:], "big"))
    cards.p384_key().public_key().verify(der, digest, ec.ECDSA(Prehashed(hashes.SHA384())))
    assert sw(card, "00A4040C0A" + cards.profile().authentication.aid) == "6A82"
    assert sw(card, select, "0020009204" + cards.PIN.encode().hex(), sign_command(0, digest, key=0x91)) == "6A86"
    assert sw(card, sign_command(2, digest[:32], key=0x91)) == "6985"
