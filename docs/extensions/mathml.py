"""Equations as MathML, which browsers draw by themselves: no script, no fonts and no request."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.locale import _
from sphinx.util.logging import getLogger
from sphinx.util.math import get_node_equation_number

logger = getLogger(__name__)
# A number of its own, such as that in a paper: \tag{survey 5}.
TAG = re.compile(r"\\tag\{([^{}]*)\}")


def mathml(node: nodes.Element, block: bool) -> str:
    """MathML of a formula; what is none is a warning, by which the build fails."""
    try:
        return str(tex2mathml(TAG.sub("", node.astext()), as_block=block))
    except MathError as error:
        logger.warning("This is no formula: %s (%s)", node.astext(), error, location=node, type="mathml")
        return ""


def visit_inline(writer: Any, node: nodes.Element) -> None:
    """Write a formula within a line."""
    writer.body.append(mathml(node, block=False))
    raise nodes.SkipNode


def visit_block(writer: Any, node: nodes.Element) -> None:
    """Write a formula on a line of its own, with its number, and a link to it where it has a label."""
    writer.body.append(writer.starttag(node, "div", CLASS="math"))
    if node["number"]:
        writer.body.append(f'<span class="eqno">({get_node_equation_number(writer, node)})')
        writer.add_permalink_ref(node, _("Link to this equation"))
        writer.body.append("</span>")
    elif tag := TAG.search(node.astext()):
        writer.body.append(f'<span class="eqno">({escape(tag[1])})</span>')
    writer.body.append(mathml(node, block=True))
    writer.body.append("</div>\n")
    raise nodes.SkipNode


def setup(app: Any) -> dict[str, bool]:
    """Add the renderer, for `html_math_renderer`."""
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
