"""docs.site.contents: each page has one place, and the site says what a forge need not."""

from docs.site.contents import _ON_THE_SITE, Part, load_contents, tables

PARTS = (Part("One", ("b", "a/*")), Part("Two", ("c/*",)), Part("Three", ("a/z", "*")))


def test_a_page_is_where_it_is_named_first() -> None:
    """In the order of the names; a part without pages is left out."""
    head = "```{toctree}\n:caption: %s\n:hidden:\n\n%s\n```\n"
    assert list(tables(PARTS, ["d", "b", "a/y", "a/x"])) == [
        head % ("One", "/b\n/a/x\n/a/y"),
        head % ("Three", "/a/z\n/d"),
    ]


def test_the_contents_name_what_there_is() -> None:
    """And have no part twice."""
    titles = [part.title for part in load_contents()]
    assert len(titles) == len(set(titles)) > 5


def test_a_comment_is_text_on_the_site() -> None:
    """Only that which is meant so."""
    text = "<!-- site: [It](it.html) is\nhere. -->\n<!-- include a -->\n"
    assert _ON_THE_SITE.sub(r"\1", text) == "[It](it.html) is\nhere.\n<!-- include a -->\n"
