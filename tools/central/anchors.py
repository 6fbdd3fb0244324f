"""The certification authorities that the centre trusts: configured, never taken from a card.

All generations of an authority share one name, so an anchor is found by its key identifier and then proved by its
signature. A demo centre takes demo anchors only and a production centre real ones only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from tools.central.errors import ConfigurationError

Mode = Literal["demo", "production"]
# O of the authority's name. The official test hierarchy (JPKI-TEST) is neither: test cards open nothing here.
_ORGANISATIONS: Mapping[Mode, str] = {"demo": "JPKI-DEMO", "production": "JPKI"}
MIN_RSA_BITS = 2048


@dataclass(frozen=True, slots=True)
class Anchor:
    """One generation of an authority; `identifier` is its subject key identifier in lower-case hex."""

    identifier: str
    certificate: x509.Certificate


@dataclass(frozen=True, slots=True)
class Anchors:
    """All anchors of one centre and the kind of centre they are for."""

    mode: Mode
    by_identifier: Mapping[str, Anchor]


def load_anchors(paths: Iterable[Path], mode: Mode) -> Anchors:
    """Read anchors from PEM files.

    Raises ConfigurationError for a file that is none, and for a demo anchor in a production centre or the reverse.
    """
    anchors = [_load(path, mode) for path in paths]
    return Anchors(mode, {anchor.identifier: anchor for anchor in anchors})


def _load(path: Path, mode: Mode) -> Anchor:
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        identifier = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except OSError as error:
        raise ConfigurationError(path, f"cannot be read ({error.strerror})") from error
    except (ValueError, x509.ExtensionNotFound) as error:
        raise ConfigurationError(path, "is not an authority's certificate in PEM") from error
    if not constraints.ca or not usage.key_cert_sign or not strong(certificate):
        raise ConfigurationError(path, "may not sign certificates, or its key is too weak")
    if organisations(certificate.subject) != {_ORGANISATIONS[mode]}:
        raise ConfigurationError(
            path, f"is not a {mode} anchor (O={_ORGANISATIONS[mode]}); a {mode} centre must not trust it"
        )
    return Anchor(identifier.hex(), certificate)


def organisations(name: x509.Name) -> set[str]:
    """All organisations in a name."""
    return {str(attribute.value) for attribute in name.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)}


def strong(certificate: x509.Certificate) -> bool:
    """Whether the key is one of those that cards have: RSA of 2048 bits or more, or ECDSA on P-384."""
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size >= MIN_RSA_BITS
    return isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP384R1)
