"""The slow hash: right values, the cost that may be paid, and what happens where it cannot."""

import pytest
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from firmware.reader.staff.errors import HashUnaffordable
from firmware.reader.staff.hashing import USUAL_COST, Cost, same_hash, slow_hash
from firmware.reader.staff.secret import Passcode
from tests.firmware.reader.staff.support import CHEAP, CODE


def test_it_is_scrypt_of_digits_salt_and_cost() -> None:
    cost = Cost(n=16, r=2, p=3)
    found = slow_hash(Passcode(CODE), b"s" * 16, cost)
    Scrypt(salt=b"s" * 16, length=32, n=16, r=2, p=3).verify(CODE.encode(), found)
    assert found != slow_hash(Passcode(CODE), b"t" * 16, cost)
    assert found != slow_hash(Passcode(CODE), b"s" * 16, CHEAP)


def test_the_usual_cost_is_one_of_those_that_are_recommended() -> None:
    assert (USUAL_COST.n, USUAL_COST.r, USUAL_COST.p) == (32768, 8, 3)
    assert USUAL_COST.memory == 32 * 1024 * 1024


@pytest.mark.parametrize(
    ("n", "r", "p"),
    [(0, 8, 1), (1, 8, 1), (3, 8, 1), (-2, 8, 1), (16, 0, 1), (16, 8, 0), (2**22, 8, 1), (16, 1, 2**20)],
)
def test_a_cost_that_is_none_or_too_much_is_refused(n: int, r: int, p: int) -> None:
    with pytest.raises(ValueError, match=r"power of two|cannot be paid"):
        Cost(n=n, r=r, p=p)


def test_a_machine_without_memory_says_so(mocker) -> None:
    mocker.patch("firmware.reader.staff.hashing.Scrypt", side_effect=MemoryError)
    with pytest.raises(HashUnaffordable, match="takes 32 MB"):
        slow_hash(Passcode(CODE), b"s" * 16, USUAL_COST)


def test_hashes_are_compared_in_a_time_that_says_nothing(mocker) -> None:
    compared = mocker.patch("firmware.reader.staff.hashing.hmac.compare_digest", return_value=True)
    assert same_hash(b"a", b"b")
    compared.assert_called_once_with(b"a", b"b")
