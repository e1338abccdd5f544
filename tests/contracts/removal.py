"""What the removal of a token promises, for every id, in lists of up to three tokens.

A planted bug is put in by importing another `SlotQueue` here.
"""

from dataclasses import dataclass

from slotq.queue import SlotQueue


@dataclass
class Numbered:
    """What a removal reads of a token."""

    id: int


def distinct(ids: tuple[int, ...]) -> bool:
    """Say whether a list can have tokens of these ids, of which no two are the same."""
    return all(ids[i] != ids[j] for i in range(len(ids)) for j in range(i))


def remove(ids: tuple[int, ...], wanted: int) -> tuple[bool, tuple[int, ...]]:
    """Remove a token, and say what the queue says, and which ones are left."""
    queue = SlotQueue("a key")
    queue._slots = [Numbered(number) for number in ids]  # type: ignore[misc]
    removed = queue._remove(Numbered(wanted))  # type: ignore[arg-type]
    return removed, tuple(token.id for token in queue._slots)


def of_none(wanted: int) -> tuple[bool, tuple[int, ...]]:
    """Nothing is removed from an empty list.

    post: __return__ == (False, ())
    """
    return remove((), wanted)


def of_one(first: int, wanted: int) -> tuple[bool, tuple[int, ...]]:
    """The only token is removed if it is the one.

    post: __return__ == ((True, ()) if first == wanted else (False, (first,)))
    """
    return remove((first,), wanted)


def of_two(ids: tuple[int, int], wanted: int) -> tuple[bool, tuple[int, ...]]:
    """Of two tokens that one is removed, and the other one stays.

    pre: distinct(ids)
    post: __return__ == (wanted == ids[0] or wanted == ids[1], tuple(n for n in ids if n != wanted))
    """
    return remove(ids, wanted)


def of_three(ids: tuple[int, int, int], wanted: int) -> tuple[bool, tuple[int, ...]]:
    """That token is removed, and the others stay in their order.

    pre: distinct(ids)
    post: __return__[1] == tuple(number for number in ids if number != wanted)
    """
    return remove(ids, wanted)


def says(ids: tuple[int, int, int], wanted: int) -> bool:
    """It is said whether the token was there.

    pre: distinct(ids)
    post: __return__ == (wanted == ids[0] or wanted == ids[1] or wanted == ids[2])
    """
    return remove(ids, wanted)[0]
