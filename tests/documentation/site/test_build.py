"""docs.site: the site is written without a warning, whole; its links lead on; all can read it."""

import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from docs.generate.specification import ROOT
from docs.site import build
from docs.site.__main__ import main
from tests.documentation.site.links import wrong
from tests.explorer.browser import NEEDS_CHROMIUM, PHONE, WIDE, Scheme, launched

EXPLORER = 'href="../explorer.html"><span class="xref myst">'

SEEN = (
    "docs/README.html",
    "docs/fifteen-minutes.html",
    "docs/reading-the-specification.html",
    "docs/reference/api.html",
    "docs/findings/livelock.html",
    "source/spec/SlotQueueSteps.tla.html",
)


def run(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the command that writes the site."""
    command = [sys.executable, "-m", "docs.site", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, written once; a page that no table of contents names would be a warning."""
    out = tmp_path_factory.mktemp("site") / "out"
    done = run(str(out))
    said = f"The site is {out / 'index.html'}\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, said, "")
    return out


@pytest.mark.xdist_group("site")
def test_every_link_leads_somewhere(site: Path) -> None:
    """To a page and a place in it; and nothing is loaded from elsewhere."""
    assert list(wrong(site)) == []
    assert len(list(site.rglob("*.html"))) > 50


@pytest.mark.xdist_group("site")
def test_every_page_of_the_documentation_is_in_it(site: Path) -> None:
    """Each file of Markdown that a reader may look at."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    found += [ROOT / name / "README.md" for name in ("models", "spec")]
    pages = [site / path.relative_to(ROOT).with_suffix(".html") for path in found]
    assert [page for page in pages if not page.is_file()] == []
    assert EXPLORER in (site / "docs" / "explorer.html").read_text(encoding="utf-8")
    assert (site / "explorer.html").is_file()


def serious(page: Page) -> list[tuple[str, object]]:
    """What axe-core calls serious, and where it is."""
    return [
        (each["id"], [node["target"] for node in each["nodes"]][:5])
        for each in Axe().run(page).response["violations"]
        if each["impact"] in {"serious", "critical"}
    ]


@NEEDS_CHROMIUM
@pytest.mark.parametrize(("size", "scheme"), [(WIDE, "light"), (PHONE, "dark")])
def test_pages_can_be_read_by_everybody(site: Path, size: ViewportSize, scheme: Scheme) -> None:
    """Nothing is cut off, nothing is loaded from elsewhere, and axe finds nothing serious."""
    with launched() as browser:
        page = browser.new_context(viewport=size, color_scheme=scheme).new_page()
        page.set_default_timeout(120_000)  # on a machine that has much to do
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        for name in SEEN:
            page.goto((site / name).as_uri())
            assert serious(page) == [], name
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        assert [url for url in asked if not url.startswith(site.as_uri())] == []
        page.evaluate("document.querySelector('img, button, a').outerHTML = '<button></button>'")
        assert "button-name" in dict(serious(page))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('<a href="other.html">', "a.html links to other.html, which is not there"),
        ('<a href="#b">', "a.html links to #b, which has no such place"),
        ('<a href="a.html#b">', "a.html links to a.html#b, which has no such place"),
        ('<img src="https://example.org/a.png">', "a.html loads https://example.org/a.png"),
        ('<link href="//example.org/a.css">', "a.html loads //example.org/a.css"),
        ('<script src="a.js">', "a.html links to a.js, which is not there"),
    ],
)
def test_a_link_to_nowhere_is_seen(tmp_path: Path, text: str, said: str) -> None:
    """Each kind; and none where there is nothing wrong."""
    page = tmp_path / "a.html"
    page.write_text(f'<p id="c"><a href="#c"><a href="https://example.org">{text}', "utf-8")
    assert list(wrong(tmp_path)) == [said]


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    """One line says what to do, and nothing is written."""
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    done = run(str(tmp_path))
    said = f"docs.site: {tmp_path} has something else in it: name a new or an empty folder\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)
    done = run(str(tmp_path / "mine.txt"))
    said = f"docs.site: {tmp_path / 'mine.txt'} is a file: name a folder\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_links_to_other_sites_are_checked_when_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Only then, since that needs a network."""
    used: list[str] = []

    def pretend(builder: str, _: Path) -> int:
        used.append(builder)
        return 1

    monkeypatch.setattr(build, "_sphinx", pretend)
    assert main(["--external", str(tmp_path / "out")]) == 1
    assert main([str(tmp_path / "out")]) == 1
    assert used == ["linkcheck", "html"]
    assert list(tmp_path.iterdir()) == []


def test_a_missing_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the line that installs it."""
    monkeypatch.delitem(sys.modules, "docs.site.build")
    monkeypatch.delattr("docs.site.build")
    monkeypatch.setitem(sys.modules, "sphinx.cmd.build", None)
    assert main(["out"]) == 2
    said = 'docs.site: the module sphinx.cmd.build is missing: pip install -e ".[docs]"\n'
    assert capsys.readouterr().err == said


def test_pages_are_made_without_sphinx() -> None:
    """Whoever changes a page needs the tools, and not the site's."""
    script = "import sys, docs.generate.pages; print('sphinx' in sys.modules)"
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
