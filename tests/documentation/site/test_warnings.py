"""docs.site.build: what is wrong with a page is a warning, and a warning is a failure."""

from pathlib import Path

import pytest

from docs.site import build, contents, listings

# What libraries warn each other of is not the site's.
pytestmark = pytest.mark.filterwarnings("ignore")
CONTENTS = '[[part]]\ntitle = "One"\npages = ["docs/one", "spec/README"]\n'
START = "# Start\n\n[One](one.md#a-part), [a file](../spec/A.tla), [a folder](../spec).\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tiny project whose site can be written."""
    for name, text in {
        "docs/README.md": START,
        "docs/one.md": "# One\n\n## A part\n\n```tla\nA == 1\n```\n",
        "spec/README.md": "# The specification\n\n[Start](../docs/README.md)\n",
        "spec/A.tla": "---- MODULE A ----\nA == 1 \\* <one>\n====\n",
        "contents.toml": CONTENTS,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(build, "ROOT", tmp_path)
    monkeypatch.setattr(listings, "ROOT", tmp_path)
    monkeypatch.setattr(contents, "TABLE", tmp_path / "contents.toml")
    return tmp_path


def test_a_good_project_is_written(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the pages, the files and the folders that they link to, and the explorer."""
    out = project / "build" / "out"
    assert (build.write_site(out), build.write_site(out)) == (0, 0)  # also once more
    assert capsys.readouterr().err == ""
    start = (out / "docs" / "README.html").read_text(encoding="utf-8")
    assert 'href="one.html#a-part"' in start
    assert 'role="heading" aria-level="2"' in start
    assert (out / "_static" / "site.js").is_file()
    assert "../_static/site.js" in start
    assert 'href="../source/spec/A.tla.html"' in start
    assert 'href="../source/spec.html"' in start
    listing = (out / "source" / "spec" / "A.tla.html").read_text(encoding="utf-8")
    assert "&lt;one&gt;" in listing
    folder = (out / "source" / "spec.html").read_text(encoding="utf-8")
    assert '<a href="spec/A.tla.html">A.tla</a>' in folder
    assert (out / "explorer.html").is_file()


@pytest.mark.parametrize(
    ("page", "text", "said"),
    [
        ("docs/two.md", "# Two\n", "document isn't included in any toctree"),
        ("docs/one.md", "# One\n\n[no](two.md)\n", "cross-reference target not found: 'two.md'"),
        ("docs/one.md", "# One\n\n[no](#two)\n", "cross-reference target not found: 'two'"),
        ("docs/one.md", "# One\n", "local id not found in doc 'docs/one': 'a-part'"),
        ("docs/one.md", "# One\n\n### Two\n", "Non-consecutive header level increase"),
        ("contents.toml", CONTENTS.replace("one", "nine"), "nonexisting document 'docs/nine'"),
    ],
)
def test_what_is_wrong_is_a_failure(
    project: Path, capsys: pytest.CaptureFixture[str], page: str, text: str, said: str
) -> None:
    """A page outside of the table of contents, a link to nowhere, a name without a page."""
    (project / page).write_text(text, encoding="utf-8")
    assert build.write_site(project / "build" / "out") == 1
    assert said in capsys.readouterr().err
    assert not (project / "build" / "out" / "explorer.html").exists()
