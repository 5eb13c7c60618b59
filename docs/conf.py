"""Settings of the documentation: it builds without a network, and its pages ask nobody for anything."""

import sys
from pathlib import Path

import splinewidgets

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "extensions"))

project = "splinewidgets"
author = "The splinewidgets developers"
project_copyright = author
version = release = splinewidgets.__version__

extensions = [
    "myst_parser",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinxcontrib.bibtex",
    "mathml",
]
exclude_patterns = ["_build"]

myst_enable_extensions = ["amsmath", "attrs_inline", "colon_fence", "deflist", "dollarmath", "smartquotes"]
myst_heading_anchors = 3
html_math_renderer = "mathml"
math_numfig = False

bibtex_bibfiles = ["references.bib"]
bibtex_reference_style = "author_year"

html_theme = "pydata_sphinx_theme"
html_title = "splinewidgets"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "show_prev_next": True,
    "navbar_align": "left",
    "header_links_before_dropdown": 8,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "pygments_light_style": "a11y-light",
    "pygments_dark_style": "a11y-dark",
}
