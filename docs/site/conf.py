"""The configuration of Sphinx; the source folder is the root of the project."""

from slotq import __version__

project = "slotq"
author = "The slotq developers"
project_copyright = "The slotq developers, Apache License 2.0"
version = release = __version__
root_doc = "docs/README"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "docs.site.contents",
    "docs.site.docstrings",
    "docs.site.listings",
]
include_patterns = ["*.md", "docs/*.md", "docs/**/*.md", "models/README.md", "spec/README.md"]
# Without them, Sphinx would look for pages in folders that have none.
exclude_patterns = ["**/.*", "build", "dist", "slotq", "tests", "**/__pycache__"]

# Every link between pages leads to a heading as a forge names it.
myst_heading_anchors = 6

napoleon_use_ivar = True
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_default_options = {"members": True, "show-inheritance": True}
python_display_short_literal_types = True
python_use_unqualified_type_names = True
default_role = "code"
# What belongs to the standard library, to Hypothesis, or is private has no page here.
nitpick_ignore_regex = [
    (r"py:.*", r"(collections|enum|hypothesis|types|typing)\..*"),
    (r"py:.*", r"slotq\.primitives\.T(_co|_contra)?"),
    (r"py:.*", r"slotq\.\w+\._\w+"),
    (r"py:.*", r"slotq\.testing\.FoundError"),
]
highlight_language = "none"

linkcheck_timeout = 20
linkcheck_retries = 2
# Those within the site are followed by a test of it.
linkcheck_ignore = [r"(\.\./)*(source/.*|explorer\.html)$"]

html_theme = "furo"
html_title = f"slotq {__version__}"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
templates_path = ["templates"]
html_additional_pages = {"index": "index.html"}
html_copy_source = False
html_show_sphinx = False
html_theme_options = {"navigation_with_keys": True}
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/explorer.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "github-dark"
