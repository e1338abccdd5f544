"""Whether two strings can be read back from their encoding, for strings of up to two bytes.

The two encodings are those of slotq.key for two strings that follow each other: bytes are numbers,
and a length is one number. A test holds them against the code.
"""

from collections.abc import Callable

String = tuple[int, ...]
Pair = tuple[int, int, int, int, int, int]
"""Two strings: the length of each, and two bytes of each, of which as many count."""


def is_pair(pair: Pair) -> bool:
    """Say whether these are lengths and bytes."""
    return all(0 <= length <= 2 for length in pair[::3]) and all(
        0 <= byte < 256 for byte in (pair[1], pair[2], pair[4], pair[5])
    )


def string(length: int, first: int, second: int) -> String:
    """Make a string."""
    if length == 0:
        return ()
    return (first,) if length == 1 else (first, second)


def strings(one: Pair, other: Pair) -> tuple[String, String, String, String]:
    """Make the four strings of two pairs."""
    return string(*one[:3]), string(*one[3:]), string(*other[:3]), string(*other[3:])


def prefixed(first: String, second: String) -> String:
    """Write each string after its length."""
    return (len(first), *first, len(second), *second)


def terminated(first: String, second: String) -> String:
    """Write a NUL after each string."""
    return (*first, 0, *second, 0)


def are_told_apart(encode: Callable[[String, String], String], one: Pair, other: Pair) -> bool:
    """Say whether two pairs of strings with one encoding are one pair.

    It has no contract, since CrossHair may take that of a function for granted where it is called.
    """
    first, second, third, fourth = strings(one, other)
    if encode(first, second) != encode(third, fourth):
        return True
    return first == third and second == fourth


def prefixed_is_injective(one: Pair, other: Pair) -> bool:
    """Two pairs of strings with one encoding are one pair.

    pre: is_pair(one) and is_pair(other)
    post: __return__
    """
    return are_told_apart(prefixed, one, other)


def terminated_is_injective(one: Pair, other: Pair) -> bool:
    """So it is with a NUL after each, if strings may contain a NUL: this is false.

    pre: is_pair(one) and is_pair(other)
    post: __return__
    """
    return are_told_apart(terminated, one, other)


def terminated_without_nul_is_injective(one: Pair, other: Pair) -> bool:
    """So it is if no string contains a NUL.

    pre: is_pair(one) and is_pair(other)
    pre: 0 not in (*one[1:3], *one[4:], *other[1:3], *other[4:])
    post: __return__
    """
    return are_told_apart(terminated, one, other)
