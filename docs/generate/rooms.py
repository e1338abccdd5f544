"""The rooms of slotq: what each is for, and which others it may import, as a table."""

import tomllib

import msgspec

from docs.generate.specification import ROOT

CONTRIBUTING = ROOT / "CONTRIBUTING.md"
TABLE = ROOT / "docs" / "rooms.toml"
BEGIN, END = "<!-- rooms: made by python -m docs.generate -->\n", "<!-- end of rooms -->"


class Room(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A package, or a part of one, that has one reason to exist.

    Attributes:
        name: The package; a module is in the room whose name is the longest beginning of its own.
        purpose: What it is for.
        imports: The rooms that it may import, each of which stands before it.
    """

    name: str
    purpose: str = msgspec.field(name="for")
    imports: tuple[str, ...]


class _Rooms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    room: tuple[Room, ...]


def load_rooms() -> tuple[Room, ...]:
    """Read all rooms, from the ground up."""
    return msgspec.convert(tomllib.loads(TABLE.read_text(encoding="utf-8")), _Rooms).room


def rooms_table() -> str:
    """Write the rooms as a table, without the reference, which all may import."""
    lines = ["| room | what it is | imports (and the reference) |", "|---|---|---|"]
    for room in load_rooms():
        imported = ", ".join(_short(name) for name in room.imports if name != "slotq")
        lines.append(f"| {_folder(room.name)} | {room.purpose} | {imported} |")
    return "\n".join(lines) + "\n"


def contributing() -> str:
    """Write CONTRIBUTING with its table as it should be."""
    before, begin, rest = CONTRIBUTING.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        message = f"{CONTRIBUTING.name} must have the lines {BEGIN.strip()} and {END}"
        raise ValueError(message)
    return f"{before}{begin}\n{rooms_table()}\n{end}{after}"


def _short(name: str) -> str:
    return name.removeprefix("slotq.").replace(".", "/")


def _folder(name: str) -> str:
    path = ROOT / name.replace(".", "/")
    return f"`{name.replace('.', '/')}{'/' if path.is_dir() else '.py'}`"
