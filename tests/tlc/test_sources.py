"""slotq.tlc.sources: the right module of each name gets into the folder."""

from pathlib import Path

import pytest

from slotq.tlc.errors import JobError
from slotq.tlc.sources import copy_file, copy_modules


def test_the_nearest_module_counts(tmp_path: Path) -> None:
    """Beside the module first, then by the order of the folders; nothing else is copied."""
    for folder, names in {"own": "ab", "first": "bc", "second": "acd", "to": ""}.items():
        (tmp_path / folder).mkdir()
        for name in names:
            (tmp_path / folder / f"{name}.tla").write_text(folder, encoding="ascii")
    (tmp_path / "own" / "notes.txt").touch()
    library = (tmp_path / "first", tmp_path / "second")
    copy_modules(tmp_path / "own" / "a.tla", library, tmp_path / "to")
    copied = {path.name: path.read_text("ascii") for path in (tmp_path / "to").iterdir()}
    assert copied == {"a.tla": "own", "b.tla": "own", "c.tla": "first", "d.tla": "second"}


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    """A library folder that is not there would show as an unknown module much later."""
    with pytest.raises(JobError, match=r"no such file: .*none\.tla"):
        copy_modules(tmp_path / "none.tla", (), tmp_path)
    with pytest.raises(JobError, match=r"no such folder: .*/none"):
        copy_modules(tmp_path / "none.tla", (tmp_path / "none",), tmp_path)
    (tmp_path / "folder.tla").mkdir()
    with pytest.raises(JobError, match=r"no such file: .*folder\.tla"):
        copy_modules(tmp_path / "none.tla", (), tmp_path)


@pytest.mark.parametrize("name", ["-help.tla", "a b.tla", "a.cfg", ".tla", "a.tla\n"])
def test_a_module_has_a_modules_name(name: str, tmp_path: Path) -> None:
    """The name becomes an argument, where another might be taken for an option."""
    with pytest.raises(JobError, match="not the name of a module's file"):
        copy_modules(tmp_path / name, (), tmp_path)


def test_a_copy_that_fails_is_said(tmp_path: Path) -> None:
    """The system's reason is passed on."""
    (tmp_path / "a").touch()
    with pytest.raises(JobError, match=r"cannot copy .*/a to .*/none: No such file"):
        copy_file(tmp_path / "a", tmp_path / "none" / "a")
