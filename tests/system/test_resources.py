"""The folders that slotq brings."""

from pathlib import Path

import pytest

from slotq.system.resources import ResourceError, folder


def test_folders_beside_package_are_found() -> None:
    """In a checkout, spec/ and models/ lie beside the package."""
    assert [(folder("spec") / "SlotQueue.tla").is_file(), folder("models").is_dir()] == [True, True]


def test_folder_inside_package_comes_first(tmp_path: Path) -> None:
    """An installed wheel carries its own, whatever else lies beside it."""
    package = tmp_path / "slotq"
    inside = package / "data" / "spec"
    inside.mkdir(parents=True)
    (tmp_path / "spec").mkdir()
    assert folder("spec", package) == inside


def test_missing_folder_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    """Without its data no model can be checked, which must not look like success."""
    with pytest.raises(
        ResourceError, match=r"models/ is missing from this installation: install slotq again"
    ):
        folder("models", tmp_path / "slotq")
