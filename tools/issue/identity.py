"""What of a person follows from the id alone: numbers on card and certificate, and a whole new name where one is asked.

The same id gives the same values on every run; no two ids share one.
"""

import hashlib
from collections.abc import Collection

import msgspec

from tools.issue.persons import InsurancePlan, PersonPlan, has_pin

# None of these is a family name in use; each given name carries a number, so that it can be searched for.
_FAMILIES = ("架空丘", "仮名森", "見本瀬", "例題谷", "試作畑", "模擬浦", "作例塚", "雛型原", "想像坂", "空想渡")
_FAMILIES_KANA = (
    "カクウオカ",
    "カメイモリ",
    "ミホンセ",
    "レイダイダニ",
    "シサクバタケ",
    "モギウラ",
    "サクレイヅカ",
    "ヒナガタハラ",
    "ソウゾウザカ",
    "クウソウワタリ",
)
_DIGITS = "零一二三四五六七八九"
_DIGITS_KANA = ("レイ", "イチ", "ニ", "サン", "ヨン", "ゴ", "ロク", "ナナ", "ハチ", "キュウ")
_HOLDER_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CLEAR_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
HOLDER_CHARACTERS = 14
_PASSWORD_CHARACTERS = 10
_WEAK_PINS = frozenset(digit * 4 for digit in "0123456789") | {"1234", "4321"}


def number_of(person: str, purpose: str) -> int:
    """A 256-bit number that belongs to this person and purpose."""
    return int.from_bytes(hashlib.sha256(f"uketsuke demo {purpose} {person}".encode()).digest(), "big")


def holder_code(person: str) -> str:
    """The 14 characters by which a certificate names its holder without naming anybody."""
    return _spell(number_of(person, "holder"), _HOLDER_ALPHABET, HOLDER_CHARACTERS)


def sign_password(person: str) -> str:
    """The password of the signature key: 10 capital letters and digits."""
    return _spell(number_of(person, "password"), _CLEAR_ALPHABET, _PASSWORD_CHARACTERS)


def security_code(person: str) -> str:
    """The four digits printed on the card's face."""
    return f"{number_of(person, 'security code') % 10000:04}"


def invalid_number(person: str) -> str:
    """Twelve digits that are nobody's My Number: the check digit is wrong on purpose."""
    body = f"{number_of(person, 'number') % 10**11:011}"
    weights = [n + 1 if n <= 6 else n - 5 for n in range(1, 12)]
    rest = sum(int(digit) * weight for digit, weight in zip(reversed(body), weights, strict=True)) % 11
    right = 0 if rest <= 1 else 11 - rest
    return body + str((right + 5) % 10)


def fresh(like: PersonPlan, new_id: str, taken: Collection[PersonPlan]) -> PersonPlan:
    """A new person in the situation of `like`: own name, address, numbers and PIN, same dates and insurance."""
    seed = number_of(new_id, "name")
    family, given = seed % len(_FAMILIES), seed // 100 % 10**6
    digits = [int(digit) for digit in f"{given:06}"]
    return msgspec.structs.replace(
        like,
        id=new_id,
        name=f"{_FAMILIES[family]} {''.join(_DIGITS[digit] for digit in digits)}",
        kana=f"{_FAMILIES_KANA[family]} {''.join(_DIGITS_KANA[digit] for digit in digits)}",
        address=f"東京都見本市作例町{seed // 10**9 % 90 + 10}丁目{seed // 10**12 % 900 + 100}番地",
        pin=_fresh_pin(new_id, {person.pin for person in taken if has_pin(person)}),
        insurance=tuple(_fresh_numbers(one, new_id, place) for place, one in enumerate(like.insurance)),
    )


def _fresh_numbers(insurance: InsurancePlan, person: str, place: int) -> InsurancePlan:
    number = number_of(person, f"insurance {place}") % 10**8
    return msgspec.structs.replace(insurance, number=f"{number:08}")


def _fresh_pin(person: str, taken: Collection[str]) -> str:
    attempt = 0
    while True:
        pin = f"{number_of(person, f'pin {attempt}') % 10000:04}"
        if pin not in taken and pin not in _WEAK_PINS:
            return pin
        attempt += 1


def _spell(number: int, alphabet: str, length: int) -> str:
    letters = []
    for _ in range(length):
        number, place = divmod(number, len(alphabet))
        letters.append(alphabet[place])
    return "".join(letters)
