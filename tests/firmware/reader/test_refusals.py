"""A reader that cannot start says in one line which file and what to do, and ends with 78."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from firmware.messages.keys import SigningKey
from firmware.reader.errors import ConfigurationError
from firmware.reader.identity import load_identity
from firmware.reader.main import EXIT_CONFIGURATION, main
from firmware.reader.production import check_production
from tests.firmware.reader.fakes import DEVICE
from tests.firmware.reader.site import ReaderSite

Table = dict[str, dict[str, Any]]
Spoil = Callable[[ReaderSite], object]


def setting(section: str, key: str, value: object) -> Spoil:
    def change(table: Table) -> None:
        table[section][key] = value

    return lambda site: site.configure(change)


def in_the_way(site: ReaderSite) -> None:
    site.write("state", b"a file")


def no_profile(site: ReaderSite) -> None:
    (site.place / "empty").mkdir()
    setting("reader", "card_profiles", str(site.place / "empty"))(site)


def bad_profile(site: ReaderSite) -> None:
    (site.place / "profiles").mkdir()
    site.write("profiles/card.toml", b"\xff not a profile")
    setting("reader", "card_profiles", str(site.place / "profiles"))(site)


def dead_profile(site: ReaderSite) -> None:
    (site.place / "profiles").mkdir()
    (site.place / "profiles" / "card.toml").symlink_to("nowhere")
    setting("reader", "card_profiles", str(site.place / "profiles"))(site)


def bad_texts(site: ReaderSite) -> None:
    (site.place / "texts").mkdir()
    site.write("texts/ja.toml", b"[text]\nhello =")
    setting("reader", "texts", str(site.place / "texts"))(site)


REFUSALS: dict[str, tuple[Spoil, str]] = {
    "no configuration": (lambda site: site.config.unlink(), "reader.toml: cannot be read (No such file"),
    "not TOML": (lambda site: site.write("reader.toml", b"[reader\n"), "reader.toml: "),
    "not text": (lambda site: site.write("reader.toml", b"\xff\xfe"), "reader.toml: "),
    "unknown key": (setting("reader", "regoin", "13"), "unknown field `regoin` - at `$.reader`"),
    "no such region": (setting("reader", "region", "48"), "at `$.reader.region`"),
    "a line end in the device": (setting("reader", "device", "reader-7\n"), "at `$.reader.device`"),
    "policy of no time": (setting("policy", "centre", 0.0), "more than 0 seconds"),
    "no such driver": (setting("hardware", "nfc", {"driver": "magic"}), "$.hardware.nfc.driver"),
    "no keys": (setting("reader", "keys", "/nowhere"), "signing.pem: cannot be read (No such file"),
    "a directory for a key": (lambda site: setting("reader", "keyset", str(site.place))(site), "Is a directory"),
    "no key": (lambda site: site.write("keys/signing.pem", b"?", 0o600), "signing.pem: "),
    "another's key kind": (
        lambda site: site.write("keys/decryption.pem", SigningKey.generate(DEVICE).public().to_pem(), 0o600),
        "decryption.pem: ",
    ),
    "everybody's key": (lambda site: (site.place / "keys/signing.pem").chmod(0o604), "chmod o="),
    "no key set": (lambda site: site.write("keyset.jws", b"a.b.c"), "keyset.jws: "),
    "another root": (
        lambda site: site.write("root.pem", SigningKey.generate("root").public().to_pem()),
        "keyset.jws: ",
    ),
    "no texts": (setting("reader", "texts", "/nowhere"), "/nowhere/ja.toml: No such file"),
    "bad texts": (bad_texts, "texts/ja.toml: "),
    "no card profile": (no_profile, "holds no card profile"),
    "bad card profile": (bad_profile, "profiles/card.toml: "),
    "unreadable card profile": (dead_profile, "profiles/card.toml: cannot be read"),
    "state in the way": (in_the_way, "state: cannot keep the reader's state (File exists)"),
    "bench nowhere": (setting("hardware", "bench", "/nowhere/bench.sock"), "hardware.bench: cannot be served at"),
    "bench too long": (setting("hardware", "bench", "/" + 200 * "x"), "hardware.bench: cannot be served at"),
    "socket too long": (setting("reader", "link_socket", "/" + 200 * "x"), "at most 107 bytes"),
    "bench beside hardware": (setting("hardware", "nfc", {"driver": "pcsc"}), "every port is virtual"),
}


@pytest.fixture
def site(tmp_path: Path) -> ReaderSite:
    return ReaderSite(tmp_path)


@pytest.mark.parametrize("name", REFUSALS)
def test_what_is_wrong_is_said_in_one_line(name: str, site: ReaderSite, capsys, mocker) -> None:
    mocker.patch("firmware.reader.main.prepare_process")  # signals and masks belong to a process of its own
    mocker.patch("sys.argv", ["uketsuke-reader", "--config", str(site.config)])
    spoil, sentence = REFUSALS[name]
    spoil(site)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == EXIT_CONFIGURATION
    said = capsys.readouterr().err
    assert said.startswith("uketsuke-reader: ")
    assert said.count("\n") == 1
    assert sentence in said
    assert not (site.place / "bench.sock").exists()


def test_where_it_cannot_start_the_screen_does_not_say_that_it_does(site: ReaderSite, mocker) -> None:
    mocker.patch("firmware.reader.main.prepare_process")
    mocker.patch("sys.argv", ["uketsuke-reader", "--config", str(site.config)])
    shown = mocker.spy(__import__("hal.virtual.display").virtual.display.VirtualDisplay, "show")
    (site.place / "keys/signing.pem").unlink()
    with pytest.raises(SystemExit):
        main()
    first, last = (call.args[1].pixels for call in shown.call_args_list)
    assert first != last


def production(hardware: Table | dict[str, Any]) -> Spoil:
    def change(table: Table) -> None:
        table["reader"]["production"] = True
        table["hardware"] = hardware

    return lambda site: site.configure(change)


@pytest.mark.parametrize(
    ("hardware", "sentence"),
    [
        ({"bench": "/run/bench.sock"}, r"hardware\.bench: a reader in production serves no bench"),
        ({}, r"hardware\.nfc, hardware\.display, hardware\.keypad, .*no emulated hardware"),
        ({"nfc": {"driver": "pcsc", "reader": "Virtual PCD 00 00"}}, r"hardware\.nfc, hardware\.display"),
        ({"clock": {"driver": "virtual"}, "nfc": {"driver": "pcsc"}}, r"hardware\.display, .*hardware\.clock"),
    ],
)
def test_production_has_no_emulated_hardware(site: ReaderSite, hardware: dict[str, Any], sentence: str) -> None:
    production(hardware)(site)
    with pytest.raises(ConfigurationError, match=sentence):
        check_production(site.config, site.settings())


def test_production_with_real_hardware_is_taken(site: ReaderSite, mocker) -> None:
    production({"nfc": {"driver": "pcsc"}})(site)
    real = mocker.Mock(driver="real")
    hardware = mocker.Mock(bench="", display=real, keypad=real, camera=real, sound=real, board=real, clock=real)
    hardware.nfc = site.settings().hardware.nfc
    check_production(site.config, mocker.Mock(reader=site.settings().reader, hardware=hardware))


def test_a_demo_anchor_is_refused_in_production_only(site: ReaderSite) -> None:
    anchor = site.place / "root.pem"
    site.write("root.pem", b"O=JPKI-DEMO\n" + anchor.read_bytes())
    assert load_identity(site.settings().reader).device == DEVICE
    production({})(site)
    with pytest.raises(ConfigurationError, match="the trust anchor of a demo"):
        load_identity(site.settings().reader)


def test_a_key_may_be_the_readers_groups(site: ReaderSite) -> None:
    (site.place / "keys/signing.pem").chmod(0o640)
    identity = load_identity(site.settings().reader)
    assert (identity.region, identity.device) == ("13", DEVICE)
    assert "PRIVATE" not in repr(identity)
