"""What a configuration asks for, and what none may say."""

from pathlib import Path

import pytest

from slotq.verify.configuration import (
    MAX_BYTES,
    Configuration,
    ConfigurationError,
    UnreadableError,
    read_configuration,
)


def _write(folder: Path, text: str) -> Path:
    path = folder / "A.cfg"
    path.write_text(text)
    return path


def test_sections_are_read_whatever_their_layout(tmp_path: Path) -> None:
    """Singular, plural, repeated, in one line or many, comments included."""
    text = r"""
    CONSTANT A = 1 \* INVARIANT NotThis
    INVARIANT TypeInv
    (* PROPERTY
       NorThis *)
    CONSTANTS B <- C  D = {d1, d2}
    SPECIFICATION
      Spec
    INVARIANTS OneInv TwoInv
    PROPERTY EndsProp
    PROPERTIES
      ComesProp
    """
    assert read_configuration(_write(tmp_path, text)) == Configuration(
        specification="Spec",
        constants=("A = 1", "B <- C", "D = {d1, d2}"),
        invariants=("TypeInv", "OneInv", "TwoInv"),
        properties=("EndsProp", "ComesProp"),
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            "SPECIFICATION Spec\nCONSTRAINT Less",
            "A.cfg contains CONSTRAINT, which is not supported here",
        ),
        ("SPECIFICATION Spec VIEW Less", "A.cfg contains VIEW, which is not supported here"),
        ("INIT Init NEXT Next", "A.cfg contains INIT, which is not supported here"),
        ("Spec SPECIFICATION", "A.cfg contains Spec, which is not supported here"),
        ("INVARIANT TypeInv", "A.cfg must name one SPECIFICATION"),
        ("SPECIFICATION One SPECIFICATION Two", "A.cfg must name one SPECIFICATION"),
        (" " * (MAX_BYTES + 1), "A.cfg is longer than 65536 characters"),
    ],
)
def test_what_no_model_may_say_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    """A smaller space or a forgotten specification would make counts say less than they seem to."""
    with pytest.raises(ConfigurationError) as caught:
        read_configuration(_write(tmp_path, text))
    assert str(caught.value) == complaint


def test_unreadable_file_is_an_error(tmp_path: Path) -> None:
    """A missing file and one that is no text are told as such."""
    with pytest.raises(ConfigurationError, match=r"None.cfg is missing"):
        read_configuration(tmp_path / "None.cfg")
    (tmp_path / "B.cfg").write_bytes(b"\xff")
    with pytest.raises(UnreadableError, match=r"B.cfg cannot be read"):
        read_configuration(tmp_path / "B.cfg")
