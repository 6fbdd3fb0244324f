"""What the centre says to the holder of an issued card: the two tools agree on files, not on code."""

from datetime import UTC, datetime

from firmware.japan import day_in_japan
from firmware.messages.schema import RefusalReason
from hal.virtual.card.files import read_card_file
from tools.central import rules
from tools.central.anchors import load_anchors
from tools.central.certificates import CardCertificate, examine
from tools.central.policy import load_policy
from tools.central.register import Person, load_persons
from tools.central.revocation import load_revoked
from tools.central.settings import load_settings
from tools.issue.persons import PersonPlan
from tools.issue.place import Place

NOON = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


def verdict(place: Place, plan: PersonPlan, now: datetime) -> tuple[rules.Admission | RefusalReason, Person | None]:
    """What the centre's rules say to the holder of this person's card."""
    settings = load_settings(place.root / "central/central.toml")
    policy = load_policy(settings.policy)
    contents = read_card_file(place.root / f"cards/{plan.id}.card").contents
    found: CardCertificate = examine(contents.auth_certificate, load_anchors(settings.anchors, "demo"), now)
    revoked = found.name in load_revoked(settings.revoked)
    holder = next((one for one in load_persons(settings.persons) if found.name in one.certificates), None)
    standing = rules.certificate_standing(found.not_after, revoked, now, policy)
    return rules.admit(holder, standing, day_in_japan(now), policy), holder
