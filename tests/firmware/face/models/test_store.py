from pathlib import Path

from firmware.face.models.store import default_models


def test_models_lie_below_a_checkout_or_in_the_state_of_a_device(tmp_path: Path) -> None:
    assert default_models(tmp_path) == Path("/var/lib/uketsuke/models")
    (tmp_path / "setup.cfg").touch()
    assert default_models(tmp_path) == tmp_path / "build" / "models"
    assert (default_models().parents[1] / "setup.cfg").is_file()
