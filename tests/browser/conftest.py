"""A live server on the tests' database, and a phone with a real Chromium to look at it."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, Playwright, expect, sync_playwright

from tests.browser.chromium import launch, shell
from tests.people import DISTRICT_7, Person


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives Chromium."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Chromium]:
    """One Chromium for the whole run."""
    browser = launch(playwright, shell())
    yield browser
    browser.close()


NO_WORKER = "Service Worker registration blocked by Playwright"


class Phone:
    """A small phone in someone's hand in District 7. Its pages are kept, whatever they
    complain about too; `taps` counts what its owner had to tap.
    """

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.address = address
        self.complaints: list[str] = []
        self.pages: list[str] = []
        self.taps = 0
        self.page: Page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("console", lambda line: self._hear(line.type, line.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("response", lambda answer: self._look(answer.status, answer.url))

    def sign_in(self, person: Person) -> "Phone":
        """From here on it is the phone of this person, who signed in some time ago."""
        name = person.app.config["SESSION_COOKIE_NAME"]
        cookie = person.browser.get_cookie(name)
        assert cookie is not None
        self.context.add_cookies([{"name": name, "value": cookie.value, "url": self.address}])
        return self

    def go(self, path: str) -> None:
        """Opens a page, which must fit the width of the phone."""
        self.page.goto(self.address + path)
        self.check()

    def again(self) -> None:
        """Loads the page once more, as someone does who waits."""
        self.page.reload()
        self.check()

    def tap(self, words: str, *, role: str = "button") -> None:
        """Taps the first button or link that says this, and looks at where it leads."""
        self.page.get_by_role(role, name=words).first.click()  # type: ignore[arg-type]  # a role
        self.taps += 1
        self.check()

    def unfold(self, words: str) -> None:
        """Taps what can be unfolded."""
        self.page.locator("summary").filter(has_text=words).click()
        self.taps += 1

    def claim(self) -> None:
        """Takes the request on its page: "I will help", and yes."""
        self.unfold("Tôi giúp")
        self.tap("Đúng, tôi đi")

    def fill(self, label: str, words: str) -> None:
        """Types into the field with this label."""
        self.page.get_by_label(label).first.fill(words)

    def reads(self, words: str) -> None:
        """Waits until this can be read in the middle of the page."""
        self.page.locator("main").get_by_text(words).first.wait_for()

    def does_not_read(self, words: str) -> None:
        """This cannot be read in the middle of the page."""
        expect(self.page.locator("main")).not_to_contain_text(words)

    @property
    def steps(self) -> list[str]:
        """What the page of a request says has happened so far."""
        return self.page.locator(".steps li:not(.todo) > span").all_inner_texts()

    def check(self) -> None:
        """Once the page is there: it is not wider than the phone, and nothing has gone wrong."""
        self.page.wait_for_load_state()
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, f"{self.page.url} is {wide} px wide"
        self.pages.append(self.page.content())
        assert self.complaints == []

    def _hear(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and text != NO_WORKER:
            self.complaints.append(f"{kind}: {text}")

    def _look(self, status: int, url: str) -> None:
        if status >= 400:
            self.complaints.append(f"{status}: {url}")


@pytest.fixture
def phone_of(chromium: Chromium, address: str) -> Iterator[Callable[..., Phone]]:
    """Makes phones of 360 px; `scripts=False` for one without JavaScript.

    Like an old phone, they know no service worker: a test that stops calls could not see through
    it. `worker=True` for one that does.
    """
    contexts: list[BrowserContext] = []

    def make(*, scripts: bool = True, worker: bool = False, language: str = "vi-VN") -> Phone:
        context = chromium.new_context(
            viewport={"width": 360, "height": 740},
            locale=language,
            java_script_enabled=scripts,
            service_workers="allow" if worker else "block",
            is_mobile=True,
            has_touch=True,
            geolocation={"latitude": DISTRICT_7["lat"], "longitude": DISTRICT_7["lon"]},
            permissions=["geolocation"],
        )
        contexts.append(context)
        return Phone(context, address)

    yield make
    for context in contexts:
        context.close()
