"""Looks of every widget: contrast in both themes, a focus that is seen, no motion where none is wanted, and paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from accessibility import AXE
from chromium import Chromium
from playwright.sync_api import Page
from small_widgets import small

from splinewidgets.widget_list import HOMES

SCHEMES = ("light", "dark")
# Rules of axe that are about looks.
CONTRAST = """async () => {
    const rules = ['color-contrast', 'link-in-text-block'];
    const { violations } = await axe.run({ include: [['.sw-root']] }, { runOnly: rules });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}"""
# What cannot be told from itself while it has the focus, among what a key can reach.
UNSEEN = """() => {
    const look = (node) => [node, ...node.querySelectorAll('*')].flatMap((each) =>
        [null, '::before', '::after'].map((part) => {
            const style = getComputedStyle(each, part);
            return ['outline', 'stroke', 'strokeWidth', 'border', 'boxShadow', 'content', 'display']
                .map((property) => style[property]).join();
        })).join('|');
    const reached = [...document.querySelectorAll('.sw-root :is(a, button, input, select, textarea, [tabindex])')]
        .filter((each) => each.tabIndex >= 0 && !each.disabled && each.checkVisibility());
    return reached.filter((each) => {
        document.activeElement?.blur();
        const before = look(each);
        each.focus({ focusVisible: true });
        return document.activeElement === each && look(each) === before;
    }).map((each) => each.outerHTML.slice(0, 120));
}"""
MOVING = """() => [...document.querySelectorAll('.sw-root *')]
    .filter((each) => getComputedStyle(each).transitionDuration.split(',').some((text) => parseFloat(text) > 0))
    .map((each) => each.outerHTML.slice(0, 120))
    .concat(document.getAnimations().filter((each) => each.effect.getTiming().iterations === Infinity
        && each.playState === 'running').map((each) => each.animationName))"""
# What scrolls on the screen, and would be cut on paper.
CUT = """() => [...document.querySelectorAll('.sw-root, .sw-root *')]
    .filter((each) => /auto|scroll/.test(getComputedStyle(each).overflowY) && each.scrollHeight > each.clientHeight + 1)
    .map((each) => each.outerHTML.slice(0, 120))"""
GROUND = "() => getComputedStyle(document.querySelector('.sw-root')).backgroundColor"


@pytest.fixture(scope="module")
def page(chromium: Chromium) -> Iterator[Page]:
    opened, _ = chromium.page(1000, 900)
    yield opened
    opened.context.close()


@pytest.mark.parametrize("name", sorted(HOMES))
def test_every_widget_looks_as_it_should(page: Page, tmp_path: Path, name: str) -> None:
    widget = small(name, tmp_path / "history")
    widget.to_html(tmp_path / "page.html")
    widget.close()
    page.emulate_media(media="screen", color_scheme="light", reduced_motion="reduce")
    page.goto((tmp_path / "page.html").as_uri())
    page.locator("[data-widget] .sw-root").first.wait_for()
    page.evaluate(AXE.read_text())
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.wait_for_timeout(100)
        assert page.evaluate(CONTRAST) == [], scheme
    assert page.evaluate(UNSEEN) == []
    assert page.evaluate(MOVING) == []
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(GROUND) == "rgb(255, 255, 255)"
    assert page.evaluate(CUT) == []
