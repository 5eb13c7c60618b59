import pytest
from explorer_page import eventually
from jupyter_driver import Lab


def test_a_click_on_a_bar_selects_its_largest_tile(small: Lab) -> None:
    bars = small.page.locator(".sw-area-histogram .sw-bar")
    bars.first.wait_for()
    counts = small.value("areas.histogram['counts']")
    eventually(lambda: bars.count() == len(counts), "there was a bar for each factor of ten")
    shares = [bar.evaluate("node => parseFloat(node.style.getPropertyValue('--sw-share'))") for bar in bars.all()]
    assert shares == pytest.approx([100 * count / max(counts) for count in counts])
    bars.last.click()
    eventually(lambda: small.value("areas.selected == areas.histogram['largest'][-1]"), "the tile was told")
    assert small.value("surface.selected") == small.value("areas.selected")
    small.page.locator(".sw-bar[aria-pressed=true]").wait_for()
    small.execute("surface.selected = -1")
