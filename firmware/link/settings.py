"""Configuration of the link: section `[link]` of its TOML file, checked as far as it can be without a network."""

import pwd
import ssl
from pathlib import Path
from typing import Annotated

import msgspec
from cryptography import x509
from cryptography.x509.oid import NameOID

from firmware.link.errors import SettingsWrong
from firmware.messages.errors import BadTopic
from firmware.messages.topics import device_topic


class LinkSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Section `[link]`. Paths may be relative to the file. Times in seconds.

    `reader_user` is the user that the reader runs as; empty for the own one. `ca` is the only authority that the
    broker's certificate may come from. The certificate's common name is the device. By default the outbox
    holds some 2,000 records, more than a month of a common clinic's visits.
    """

    socket: Path
    outbox: Path
    broker_host: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9.:-]{1,253}$")]
    broker_port: Annotated[int, msgspec.Meta(ge=1, le=65_535)]
    region: str
    device: str
    ca: Path
    certificate: Path
    key: Path
    keepalive: Annotated[int, msgspec.Meta(ge=5, le=1_200)] = 60
    reader_user: str = ""
    outbox_max_bytes: Annotated[int, msgspec.Meta(ge=262_144)] = 8_388_608
    reconnect_max_s: Annotated[float, msgspec.Meta(ge=1, le=3_600)] = 300.0
    telemetry_s: Annotated[float, msgspec.Meta(ge=5, le=86_400)] = 300.0


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    link: LinkSettings


_PATHS = ("socket", "outbox", "ca", "certificate", "key")


def load_settings(path: Path) -> LinkSettings:
    """Read and check the file. Raises SettingsWrong with every problem that can be found in one go."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SettingsWrong(path, (f"cannot be read: {error.strerror}",)) from error
    try:
        settings = msgspec.toml.decode(raw, type=_File, dec_hook=_decode_path).link
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SettingsWrong(path, (str(error),)) from error
    settings = msgspec.structs.replace(settings, **{name: path.parent / getattr(settings, name) for name in _PATHS})
    problems = (*_name_problems(settings), *_file_problems(settings))
    if problems:
        raise SettingsWrong(path, problems)
    return settings


def tls_context(settings: LinkSettings) -> ssl.SSLContext:
    """TLS with the device's certificate, trusting the pinned authority and nothing else. Files were checked before."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # TLS 1.2 would send the client's certificate, and with it the device's name, in clear.
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_verify_locations(cafile=settings.ca)
    context.load_cert_chain(settings.certificate, settings.key)
    return context


def _decode_path(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, str) and value:
        return Path(value)
    raise ValueError("Expected a path")


def _name_problems(settings: LinkSettings) -> list[str]:
    problems = []
    try:
        device_topic(settings.region, settings.device, "state")
    except BadTopic as error:
        problems.append(f"$.link: {error}; region is 01 to 47, device is small letters, digits and hyphens")
    if settings.reader_user:
        try:
            pwd.getpwnam(settings.reader_user)
        except KeyError:
            problems.append(f"$.link.reader_user: there is no user {settings.reader_user!r} here")
    return problems


def _file_problems(settings: LinkSettings) -> list[str]:
    problems = []
    for name in ("socket", "outbox"):
        directory = getattr(settings, name).parent
        if not directory.is_dir():
            problems.append(f"$.link.{name}: directory {directory} does not exist")
    unreadable = [line for name in ("ca", "certificate", "key") if (line := _unreadable(settings, name))]
    if unreadable:
        return problems + unreadable
    if settings.key.stat().st_mode & 0o007:
        problems.append(f"$.link.key: everybody may use {settings.key}; chmod 600 it")
    try:
        tls_context(settings)
    except (ssl.SSLError, OSError) as error:
        return [*problems, f"$.link: ca, certificate and key do not work together: {error}"]
    owner = _common_name(settings.certificate)
    if owner != settings.device:
        problems.append(f"$.link.certificate: made out to {owner!r}, but the device is {settings.device!r}")
    return problems


def _unreadable(settings: LinkSettings, name: str) -> str:
    file: Path = getattr(settings, name)
    try:
        file.open("rb").close()
    except OSError as error:
        return f"$.link.{name}: {file} cannot be read: {error.strerror}"
    return ""


def _common_name(certificate: Path) -> str:
    subject = x509.load_pem_x509_certificate(certificate.read_bytes()).subject
    names = subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else ""
