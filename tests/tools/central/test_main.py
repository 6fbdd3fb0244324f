"""What is wrong with the configuration is said in one line."""

from pathlib import Path

import pytest

from tools.central.main import main


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "cannot be read"),
        ("[central", "central.toml"),
        ('[central]\nmode = "demo"\ncolour = "red"\n', "$.central"),
        ("", "`central`"),
    ],
)
@pytest.mark.parametrize("command", ["serve", "devices"])
def test_a_wrong_configuration_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, text: str | None, said: str
) -> None:
    config = tmp_path / "central.toml"
    if text is not None:
        config.write_text(text)
    assert main([command, "--config", str(config)]) == 78
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert err.startswith("uketsuke-central: ")
    assert said in err
