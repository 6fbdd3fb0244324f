"""What goes into a bundle: each probe makes one file out of one source, and leaves out all that is not named here."""

import os
import platform
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path

import msgspec
from cryptography import x509

from firmware.visit.errors import RecordingError
from firmware.visit.recording import decode_event, decode_header
from hal.clock import Clock
from tools.diag.card import card_report
from tools.diag.drivers import installed_drivers
from tools.diag.facts import clean_activity, clean_visits, read_status
from tools.diag.site import Site
from tools.diag.status import look
from tools.diag.words import Words

MAX_FILE_BYTES = 1_048_576  # the reader's files are rotated at a quarter of this
PACKAGES = (
    "uketsuke",
    "aiohttp",
    "cryptography",
    "gmqtt",
    "msgspec",
    "numpy",
    "opencv-python-headless",
    "paho-mqtt",
    "Pillow",
    "pyscard",
    "rich",
)
LINK_FIELDS = (
    "broker_host",
    "broker_port",
    "region",
    "device",
    "keepalive",
    "outbox_max_bytes",
    "reconnect_max_s",
    "telemetry_s",
)
READER_FIELDS = ("region", "device", "production", "press_pause_s")
OS_FIELDS = ("PRETTY_NAME", "VERSION_ID", "ID")


@dataclass(frozen=True, slots=True)
class Probe:
    """One file of the bundle: its name, what it is, and how it is made."""

    name: str
    about: Words
    read: Callable[[Site, Clock], bytes]


class SourceMissing(Exception):
    """There is nothing to read; said instead of an empty file."""


def probes(site: Site) -> tuple[Probe, ...]:
    """All probes for this reader, one a recording."""
    return (
        Probe("machine.json", Words("機種とOS", "machine and operating system"), _machine),
        Probe("packages.json", Words("部品の版", "versions of the packages"), _packages),
        Probe(
            "config.json",
            Words("設定（鍵・場所・自由記述は除く）", "configuration, no keys, paths or free text"),
            _config,
        ),
        Probe("certificates.json", Words("証明書の期限", "when the certificates end"), _certificates),
        Probe("status.json", Words("状態", "status"), _status),
        Probe("card.json", Words("カードリーダー", "card readers"), _card),
        Probe("drivers.json", Words("カードリーダーのドライバー", "drivers of card readers"), _drivers),
        _lines("activity.jsonl", Words("動作記録", "what happened, in codes"), clean_activity),
        _lines("activity.jsonl.1", Words("前の動作記録", "what happened before"), clean_activity),
        _lines("visits.jsonl", Words("受付ごとの結果と時間", "outcome and times of each visit"), clean_visits),
        _lines("visits.jsonl.1", Words("前の結果と時間", "outcome and times before"), clean_visits),
        *_recordings(site),
    )


def _machine(site: Site, clock: Clock) -> bytes:
    release = platform.freedesktop_os_release()
    disk = shutil.disk_usage(site.state if site.state.is_dir() else "/")
    memory = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    return _json(
        {
            "at": clock.now(),
            "clock_sure": clock.sure(),
            "os": {name: release.get(name, "") for name in OS_FIELDS},
            "kernel": platform.release(),
            "machine": platform.machine(),
            "python": platform.python_version(),
            "uptime_s": float(Path("/proc/uptime").read_text(encoding="ascii").split()[0]),
            "load": os.getloadavg(),
            "memory": {line.split(":")[0]: line.split(":")[1].strip() for line in memory[:3]},
            "disk_free_mb": disk.free // 2**20,
            "disk_total_mb": disk.total // 2**20,
        }
    )


def _packages(_: Site, __: Clock) -> bytes:
    versions: dict[str, str | None] = {}
    for name in PACKAGES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = None
    return _json(versions)


def _config(site: Site, _: Clock) -> bytes:
    found: dict[str, object] = {"reader_readable": site.reader is not None, "link_readable": site.link is not None}
    if site.reader is not None:
        hardware = site.reader.hardware
        ports = ("nfc", "display", "keypad", "camera", "sound", "board", "clock")
        found["reader"] = {name: getattr(site.reader.reader, name) for name in READER_FIELDS}
        found["policy"] = asdict(site.reader.policy)
        found["drivers"] = {port: getattr(hardware, port).driver for port in ports}
        found["display"] = [hardware.display.width, hardware.display.height]
        found["bench"] = bool(hardware.bench)
    if site.link is not None:
        found["link"] = {name: getattr(site.link, name) for name in LINK_FIELDS}
    return _json(found)


def _certificates(site: Site, clock: Clock) -> bytes:
    if site.link is None:
        raise SourceMissing
    return _json({name: _span(getattr(site.link, name), clock.now()) for name in ("certificate", "ca")})


def _span(path: Path, now: datetime) -> dict[str, object]:
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    return {"begins": begins, "ends": ends, "days_left": (ends - now).days}


def _status(site: Site, _: Clock) -> bytes:
    return _json(read_status(_read(site.state / "status.json")))


def _card(site: Site, clock: Clock) -> bytes:
    return _json(card_report(site, look(site.state, clock.now().timestamp())))


def _drivers(_: Site, __: Clock) -> bytes:
    return _json([{"name": driver.name, "version": driver.version} for driver in installed_drivers()])


def _lines(name: str, about: Words, clean: Callable[[bytes], tuple[bytes, int]]) -> Probe:
    def read(site: Site, _: Clock) -> bytes:
        kept, dropped = clean(_read(site.state / name))
        return kept + (msgspec.json.encode({"kind": "dropped", "lines": dropped}) + b"\n" if dropped else b"")

    return Probe(name, about, read)


def _recordings(site: Site) -> Iterator[Probe]:
    about = Words("受付の出来事（個人情報なし）", "events of a visit, nothing personal")
    for path in sorted((site.state / "recordings").glob("[0-9][0-9][0-9][0-9][0-9][0-9].jsonl")):
        yield Probe(f"recordings/{path.name}", about, _recording(path))


def _recording(path: Path) -> Callable[[Site, Clock], bytes]:
    def read(_: Site, __: Clock) -> bytes:
        lines = _read(path).splitlines()
        kept, dropped = [msgspec.json.encode(decode_header(lines[0] if lines else b""))], 0
        for number, line in enumerate(lines[1:], start=2):
            try:
                kept.append(msgspec.json.encode(decode_event(line, number)))
            except RecordingError:
                dropped += 1
        kept += [msgspec.json.encode({"dropped": dropped})] if dropped else []
        return b"".join(line + b"\n" for line in kept)

    return read


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES)
    except FileNotFoundError as error:
        raise SourceMissing from error


def _json(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"
