"""A real browser for tests: the system's Chromium, without a window, and what it notices while a page is open."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

CHROMIUM = shutil.which("chromium")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="forms are NOT tried in a browser: chromium is not installed")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser; it stays open for the tests of a module."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@dataclass
class Visit:
    """One page that is open, and all that it tried to load or complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Begin to take notes."""
        self.page.on("request", self._requested)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.set_default_timeout(5_000)

    def _requested(self, request: Request) -> None:
        self.requests.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        self.complaints.append(message.text)

    def go(self, file: Path) -> None:
        """Open a file."""
        self.page.goto(file.as_uri())

    def tab_to(self, selector: str, *, most: int = 1_000, key: str = "Tab") -> None:
        """Go to an element as somebody without a mouse does; fail where one cannot get there."""
        for _ in range(most):
            if self.page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{selector} cannot be reached with the keyboard")

    def focused(self, expression: str = "id") -> Any:
        """A property of the element that has the focus."""
        return self.page.evaluate(f"document.activeElement.{expression}")

    def until(self, expression: str) -> None:
        """Wait until something holds; Playwright's own waiting evaluates text, which the policy of a page may forbid."""
        for _ in range(400):
            if self.page.evaluate(expression):
                return
            self.page.wait_for_timeout(30)
        raise AssertionError(f"never: {expression}")

    def downloaded(self, selector: str) -> Any:
        """What a button gives as a file, as JSON; it is pressed with the keyboard."""
        with self.page.expect_download() as given:
            self.page.focus(selector)
            self.page.keyboard.press("Enter")
        return json.loads(given.value.path().read_text(encoding="utf-8"))

    def violations(self) -> list[tuple[str, str]]:
        """What axe-core finds on the page as it stands: the rule, and the first element that breaks it."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(axe())
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert found["passes"]
        return [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]]


@contextmanager
def visiting(browser: Browser, **options: Any) -> Iterator[Visit]:
    """A page in a profile of its own. `options`: of Playwright's context, such as viewport and locale."""
    context = browser.new_context(**{"viewport": {"width": 1100, "height": 900}, "locale": "en-GB", "reduced_motion": "reduce", **options})
    visit = Visit(context.new_page())
    visit.watch()
    try:
        yield visit
    finally:
        context.close()


def axe() -> str:
    """axe-core, as a package of the tests brings it."""
    spec = find_spec("axe_playwright_python")
    assert spec is not None and spec.submodule_search_locations
    return (Path(spec.submodule_search_locations[0]) / "axe.min.js").read_text(encoding="utf-8")
