"""The terminal authority of a demo (特定機関認証) and the roots that a reader checks card faces against.

Real terminals get their keys from J-LIS, once their operator is approved. Here the root is made with the other
authorities and lies on every virtual card; the one terminal key is the centre's.
"""

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hal.card.cv import issue_certificate
from tools.issue.authorities import ORGANISATION
from tools.issue.keys import pem
from tools.issue.place import Place

TERMINAL_KEYS = 1
# A directory: a reader trusts every root in it.
MUNICIPALITY_ANCHOR = "ca/municipality/demo-root.pem"
TERMINAL_ANCHOR = "ca/terminal-root.pem"
TERMINAL_KEY = "central/terminal.key"
TERMINAL_CERTIFICATE = "central/terminal.cv"


def make_terminal(place: Place, root: rsa.RSAPrivateKey, key: rsa.RSAPrivateKey) -> None:
    """Give the centre its terminal key and the card-verifiable certificate of it."""
    place.write(TERMINAL_KEY, pem(key), secret=True)
    place.write(TERMINAL_CERTIFICATE, issue_certificate(root, key.public_key()))


def keep_anchors(place: Place, municipality_root: rsa.RSAPrivateKey, terminal_root: rsa.RSAPrivateKey) -> None:
    """Write the public keys of both roots for everybody."""
    place.write(MUNICIPALITY_ANCHOR, _marked(municipality_root))
    place.write(TERMINAL_ANCHOR, _marked(terminal_root))


def public_pem(key: rsa.RSAPrivateKey) -> bytes:
    """The public half in PEM (SubjectPublicKeyInfo)."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _marked(key: rsa.RSAPrivateKey) -> bytes:
    # A bare key has no name, and a reader in production must know a demo's anchor: PEM allows text before it.
    return f"O={ORGANISATION}\n".encode() + public_pem(key)
