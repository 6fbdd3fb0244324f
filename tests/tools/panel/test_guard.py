import pytest

from tools.panel.guard import host_allowed, origin_allowed

PORT = 8765


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765"])
def test_its_own_names_are_allowed(host: str) -> None:
    assert host_allowed(host, PORT)
    assert origin_allowed(f"http://{host}", host)


@pytest.mark.parametrize(
    "host", [None, "", "127.0.0.1", "127.0.0.1:80", "evil.example:8765", "127.0.0.1.evil.example:8765", "[::1]:8765"]
)
def test_other_hosts_are_refused(host: str | None) -> None:
    assert not host_allowed(host, PORT)


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "",
        "http://evil.example",
        "https://127.0.0.1:8765",
        "http://localhost:8765",
        "http://127.0.0.1:8766",
        "http://127.0.0.1:8765/",
    ],
)
def test_other_origins_are_refused(origin: str | None) -> None:
    assert not origin_allowed(origin, "127.0.0.1:8765")
