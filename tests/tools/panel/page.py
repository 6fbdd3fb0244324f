"""The panel's page as a person uses it, by words instead of by selectors."""

import base64
import io
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from selenium.common.exceptions import StaleElementReferenceException, TimeoutException
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from hal.display import Frame
from hal.keypad import Key, Touch
from tests.tools.panel.browser import set_size
from tests.tools.panel.stage import Stage

LONGEST = 20.0  # against hanging only
PICTURES = Path(__file__).parents[3] / "build" / "panel"


class PanelPage:
    """One open page."""

    def __init__(self, driver: Chrome, address: str) -> None:
        self.driver = driver
        set_size(driver, 1280, 800)
        driver.get(address)

    def find(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def text(self, selector: str) -> str:
        return self.find(selector).text.strip()

    def data(self, selector: str, name: str) -> str:
        return self.find(selector).get_attribute(f"data-{name}") or ""

    def texts(self, selector: str) -> list[str]:
        return [element.text for element in self.all(selector)]

    def data_of_all(self, selector: str, name: str) -> list[str]:
        """Of all elements at one moment."""
        script = "return [...document.querySelectorAll(arguments[0])].map((one) => one.dataset[arguments[1]])"
        found: list[str] = self.driver.execute_script(script, selector, name)
        return found

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Wait until it holds. The page may draw an element anew while it is looked at."""
        redrawn = (StaleElementReferenceException,)
        WebDriverWait(self.driver, LONGEST, 0.05, redrawn).until(lambda _: condition(), what)

    def until_place(self, place: str) -> None:
        """Wait until the visit stands there."""
        try:
            self.until(lambda: self.data("#place", "place") == place, f"never at {place}")
        except TimeoutException as error:
            self.save("stuck")
            raise AssertionError(f"never at {place}, but at {self.data('#place', 'place')}; see stuck.png") from error

    def click(self, selector: str) -> None:
        self.find(selector).click()

    def type(self, keys: str) -> None:
        """Type on the computer's keyboard."""
        ActionChains(self.driver).send_keys(keys).perform()

    def touch(self, x: int, y: int) -> None:
        """Touch the reader's screen at this pixel of its own."""
        canvas = self.find("#screen")
        box = canvas.rect
        size = self.driver.execute_script("return [arguments[0].width, arguments[0].height]", canvas)
        # Offsets count from the middle of the element.
        across = (x + 0.5) / size[0] * box["width"] - box["width"] / 2
        down = (y + 0.5) / size[1] * box["height"] - box["height"] / 2
        ActionChains(self.driver, duration=0).move_to_element_with_offset(
            canvas, round(across), round(down)
        ).click().perform()

    def screen(self) -> Image.Image:
        """What is on the reader's screen, pixel by pixel."""
        script = "return arguments[0].toDataURL('image/png').split(',')[1]"
        return Image.open(
            io.BytesIO(base64.b64decode(self.driver.execute_script(script, self.find("#screen"))))
        ).convert("RGB")

    def colour(self, view: str) -> tuple[int, int, int] | None:
        """The colour in the middle of what a camera sees; None while it sees nothing."""
        if self.data(view, "seen") != "yes":
            return None
        # Read from a copy: the browser has something to say about a canvas that is read again and again.
        script = (
            "const copy = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });"
            "copy.drawImage(arguments[0], 120, 90, 1, 1, 0, 0, 1, 1);"
            "return [...copy.getImageData(0, 0, 1, 1).data.slice(0, 3)]"
        )
        red, green, blue = self.driver.execute_script(script, self.find(view))
        return red, green, blue

    def until_colour(self, view: str, wanted: str) -> None:
        """Wait until a camera sees this colour, as near as a JPEG keeps it."""
        parts = tuple(bytes.fromhex(wanted[1:]))
        self.until(
            lambda: (seen := self.colour(view)) and all(abs(a - b) < 8 for a, b in zip(seen, parts, strict=True)),
            f"{view} never saw {wanted}",
        )

    def settle(self) -> None:
        """Let everything that moves arrive; what goes on for ever goes on."""
        self.driver.execute_script(
            "document.getAnimations()"
            ".filter((one) => one.effect.getComputedTiming().iterations !== Infinity)"
            ".forEach((one) => one.finish())"
        )

    def picture(self) -> Image.Image:
        """The whole page as it is seen once nothing moves."""
        self.settle()
        return Image.open(io.BytesIO(self.driver.get_screenshot_as_png())).convert("RGB")

    def save(self, name: str) -> None:
        """Keep the page as it is seen, for a person to look at."""
        self.settle()
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.driver.save_screenshot(str(PICTURES / f"{name}.png"))

    def complaints(self) -> list[str]:
        """What the browser's console has to say, apart from a server that was away."""
        entries: list[dict[str, str]] = self.driver.get_log("browser")  # type: ignore[no-untyped-call]  # as selenium has it
        return [entry["message"] for entry in entries if "ERR_CONNECTION_REFUSED" not in entry["message"]]


def pressed(stage: Stage, page: PanelPage, count: int) -> list[Key | Touch | None]:
    """What was pressed, once so many presses have arrived."""
    page.until(lambda: len(stage.bench.keys) >= count, f"never {count} presses")
    return [stage.bench.keys.take() for _ in range(len(stage.bench.keys))]


def show(stage: Stage, page: PanelPage, frame: Frame) -> None:
    """Show it on the reader's screen and wait until the page has it."""
    stage.bench.screen.show(frame)
    page.until(lambda: page.screen().tobytes() == frame.pixels, "the frame never came")
