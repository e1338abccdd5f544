"""Bounds in words: a reader should not have to look them up."""


def counted(size: object, *kinds: str) -> str:
    """Write out how many of each kind there are.

    Args:
        size: What has their numbers as attributes.
        kinds: The attributes, each named by the plural of a word.
    """
    return ", ".join(plural(getattr(size, kind), kind) for kind in kinds)


def plural(number: int, kind: str) -> str:
    """Write out a number of things, whose word is given in the plural."""
    return f"{number} {kind.removesuffix('s') if number == 1 else kind}"
