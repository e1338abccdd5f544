"""The golden vectors: what the original answers."""

import json
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "data" / "golden"


def vectors(name: str) -> list[dict[str, Any]]:
    """Read the vectors of a file, which has some."""
    lines = (_FOLDER / f"{name}.ndjson").read_text(encoding="utf-8").splitlines()
    assert lines
    return [json.loads(line) for line in lines]
