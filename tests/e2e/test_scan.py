"""The scan itself: a value is found in whatever form it was written down."""

import base64
import json
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.support.canaries import Finding, Search, files_below, needles
from tools.issue.canaries import Canary

# Nobody of the demo: the scan after all tests must not find what is planted here.
NAME = "試験田 見本彦"
PHOTO = bytes(range(7, 39))
SEARCH = Search(needles([Canary("nobody", "name", text=NAME), Canary("nobody", "photo", hex=PHOTO.hex())]))


@pytest.mark.parametrize(
    "leak",
    [
        f"visit of {NAME} began".encode(),
        json.dumps({"name": NAME}).encode(),
        repr(NAME.encode()).encode() + NAME.encode().hex().encode(),
        NAME.encode("cp932"),
        NAME.encode("utf-16-le"),
        quote(NAME).encode(),
        b"\x85\xa4name\xb0" + NAME.encode() + b"\xa3",
        PHOTO,
        PHOTO.hex().upper().encode(),
        *(base64.b64encode(b"#" * shift + NAME.encode() + b"tail") for shift in range(3)),
        *(base64.urlsafe_b64encode(b"#" * shift + PHOTO + b"tail") for shift in range(3)),
    ],
)
def test_a_leak_is_found_in_every_form(leak: bytes) -> None:
    findings = SEARCH.scan("somewhere", b"before " + leak + b" after")
    assert findings
    assert NAME not in str(findings[0])


def test_what_is_no_leak_is_not_found() -> None:
    assert SEARCH.scan("somewhere", b'{"kind": "state", "place": "pin/entering", "ms": 12.5}') == []


def test_values_too_short_to_mean_anything_are_not_looked_for() -> None:
    assert needles([Canary("x", "given name", text="渚")]) == ()


def test_files_that_hold_persons_on_purpose_are_left_out(tmp_path: Path) -> None:
    for name in ("log/reader.log", "cards/x.card", "persons.json", "central/register.sqlite-wal", "outbox.sqlite"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(NAME)
    found = SEARCH.scan_files(files_below(tmp_path))
    assert {Path(finding.place).name for finding in found} == {"reader.log", "outbox.sqlite"}
    assert all(isinstance(finding, Finding) for finding in found)
