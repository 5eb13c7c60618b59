"""What axe-core finds in the widgets of a page, in a host's light theme and in its dark one."""

from __future__ import annotations

from pathlib import Path

from jupyter_driver import Lab

AXE = Path(__file__).parents[2] / "js/node_modules/axe-core/axe.min.js"
THEMES = {"JupyterLab Dark": "false", "JupyterLab Light": "true"}  # the last one is what other tests expect


def violations(lab: Lab) -> list[str]:
    """Each rule that an element breaks, and the element; the page must show a widget."""
    lab.page.evaluate(AXE.read_text())
    found: list[str] = lab.page.evaluate(
        """async () => {
            const { violations } = await axe.run({ include: [['.sw-root']] }, { resultTypes: ['violations'] });
            return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
        }"""
    )
    return found


def violations_by_theme(lab: Lab) -> dict[str, list[str]]:
    """The same in each theme."""
    found = {}
    for theme, light in THEMES.items():
        lab.page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
        lab.page.wait_for_function("light => document.body.dataset.jpThemeLight === light", arg=light)
        lab.page.wait_for_timeout(300)  # until its colors have been taken over
        found[theme] = violations(lab)
    return found
