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
    "lessons",
    "live",
    "mathml",
    "public_names",
]
exclude_patterns = ["_build"]
templates_path = ["_templates"]

# Names in docstrings are links where there is such a name.
default_role = "py:obj"
suppress_warnings = ["ref.python"]  # of two such names none is wrong
autodoc_typehints = "none"  # docstrings tell of types, and of shapes
autodoc_member_order = "groupwise"
numpydoc_show_class_members = False
python_maximum_signature_line_length = 88
python_use_unqualified_type_names = True
add_module_names = False
toc_object_entries_show_parents = "hide"

myst_enable_extensions = ["amsmath", "attrs_inline", "colon_fence", "deflist", "dollarmath", "smartquotes"]
myst_heading_anchors = 3
html_math_renderer = "mathml"
math_numfig = False

bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "alpha"

# A page that has no others beside it needs no list of them.
html_sidebars = {page: [] for page in ("index", "start", "limits", "search", "genindex")}
# Pages with a list of their sections; live figures have the width for themselves.
LONG = ["api/*", "dashboards", "hosts", "how-to/*", "lessons/*", "limits", "mathematics/*", "peers", "start"]
html_theme = "pydata_sphinx_theme"
html_title = "splinewidgets"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = [("live.js", {"defer": "defer"})]
html_context = {"default_mode": "auto"}
html_copy_source = False
html_show_sourcelink = False
html_show_search_summary = False  # they are fetched, which a site on a disk may not
html_theme_options = {
    "show_prev_next": True,
    "navbar_align": "left",
    "header_links_before_dropdown": 8,
    "secondary_sidebar_items": {pages: ["page-toc"] for pages in LONG},
    "footer_start": ["copyright"],
    "footer_end": [],
    "pygments_light_style": "a11y-light",
    "pygments_dark_style": "a11y-dark",
}
