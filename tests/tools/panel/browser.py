"""A real headless Chromium that talks to nobody but the panel."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

QUIET = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


FAKE_CAMERA = "--use-fake-device-for-media-stream"
"""A camera that shows a moving test picture."""
ALLOWED = "--use-fake-ui-for-media-stream"
"""Nobody is asked for permission to use it."""
REFUSED = "--deny-permission-prompts"


def missing() -> str:
    """What has to be installed first; empty when all is there."""
    absent = [program for program in ("chromium", "chromedriver") if shutil.which(program) is None]
    return f"not installed: {', '.join(absent)} (apt install chromium chromium-driver)" if absent else ""


@contextmanager
def browser(profile: Path, *flags: str, width: int = 1280, height: int = 800) -> Iterator[webdriver.Chrome]:
    """A browser with an empty profile, started with `flags` too, and a page of exactly this size."""
    options = Options()
    options.binary_location = shutil.which("chromium") or ""
    for flag in (*QUIET, *flags, f"--user-data-dir={profile}", f"--window-size={width},{height}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options, Service(shutil.which("chromedriver")))
    try:
        set_size(driver, width, height)
        yield driver
    finally:
        driver.quit()


def set_size(driver: webdriver.Chrome, width: int, height: int) -> None:
    """Give the page exactly this size, whatever the window takes for itself."""
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
    )
