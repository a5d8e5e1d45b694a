"""The rules of the device in a browser, as a tablet would run them, and nothing beside them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page, Route, sync_playwright

from ui.chair.both import CALLS
from ui.gallery import CHROMIUM, FLAGS, STATIC

SCRIPTS = STATIC / "js" / "chair"
ADDRESS = "http://chair.test/"

# What it is given is frozen, so that a rule which changed it would be heard; a refusal is said as
# an answer, and everything goes through JSON, as it would on its way to a server and back.
LISTEN = """
async (calls) => {
  const device = await import("/rules.js");
  const known = new Map();
  const frozen = (value) => {
    if (value !== null && typeof value === "object") Object.values(value).forEach(frozen);
    return Object.freeze(value);
  };
  const answered = ({ of, call, args }) => {
    const told = { ...frozen(args), rules: known.get(of) };
    try {
      return device[call](...calls[call].map((name) => told[name]));
    } catch (wrong) {
      if (!(wrong instanceof device.Refused)) throw wrong;
      return { refused: { code: wrong.code, message: wrong.message } };
    }
  };
  window.learn = (name, rules) => known.set(name, frozen(JSON.parse(rules)));
  window.ask = (questions) => JSON.stringify(JSON.parse(questions).map(answered));
}
"""


class Device:
    """One tablet. It learns rules by a name, and answers questions by them."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._known: set[str] = set()

    def learn(self, name: str, rules: Mapping[str, Any]) -> None:
        if name not in self._known:
            self._page.evaluate("(told) => { window.learn(...told); }", [name, json.dumps(rules)])
            self._known.add(name)

    def says(self, questions: Sequence[Mapping[str, Any]]) -> list[Any]:
        """The answers to questions, each {of, call, args}, in their order."""
        told = self._page.evaluate("(all) => window.ask(all)", json.dumps(list(questions)))
        answers: list[Any] = json.loads(told)
        return answers


@contextmanager
def page_for_scripts(title: str) -> Iterator[Page]:
    """An empty page that may load the chair's scripts from this checkout, and no network."""

    def serve(route: Route) -> None:
        name = route.request.url.removeprefix(ADDRESS)
        if name:
            route.fulfill(path=SCRIPTS / name, content_type="text/javascript")
        else:
            route.fulfill(body=f"<!doctype html><title>{title}</title>", content_type="text/html")

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = browser.new_page()
        page.route(f"{ADDRESS}**", serve)
        page.goto(ADDRESS)
        yield page
        browser.close()


@contextmanager
def switched_on() -> Iterator[Device]:
    """A device with the rules' own scripts."""
    with page_for_scripts("Chair") as page:
        page.evaluate(LISTEN, {call: list(names) for call, names in CALLS.items()})
        yield Device(page)
