r"""Annotations, from JSON text to the bytes that are kept of them.

The original keeps the text of each value, without the spaces between its tokens and otherwise
byte for byte: `1.0` stays `1.0`, and an escape stays an escape. So the text is taken apart by the
grammar of Go's encoding/json; a parser that gives values would lose what is kept. What Go does in
addition:

- of equal keys the last wins, and half a surrogate pair in a key counts as U+FFFD;
- more than 10,000 brackets open at once are refused;
- a null in place of the whole is a map without keys;
- a null in place of a value is a nil pointer, on which the computation of the key panics.
"""

import json
import re
from collections.abc import Iterator
from enum import Enum, auto

from slotq.evaluate.errors import RecordError
from slotq.formats.errors import plain

_DEEPEST = 10_000
# What a quantifier has taken it keeps, so that no text takes longer than its length.
_TOKEN = re.compile(
    r"""
    [ \t\r\n]*+
    (
        [{}\[\]:,]
      | "(?: [^"\\\x00-\x1f] | \\["\\/bfnrt] | \\u[0-9a-fA-F]{4} )*+"
      | -?(?: 0 | [1-9][0-9]*+ )(?: \.[0-9]++ )?(?: [eE][+-]?[0-9]++ )?
      | true | false | null
      | \Z
    )
    """,
    re.VERBOSE,
)
_HALF_PAIR = re.compile("[\ud800-\udfff]")


class _Place(Enum):
    # What may come next; a FIRST one is the bracket's end, if it is empty.
    VALUE = auto()
    FIRST_VALUE = auto()
    KEY = auto()
    FIRST_KEY = auto()
    COLON = auto()
    END = auto()


def read_annotations(text: str) -> dict[bytes, bytes]:
    """Read annotations as the original does.

    Args:
        text: JSON, an object or null.

    Returns:
        For each key, the bytes that are kept of its value.

    Raises:
        RecordError: The original refuses the text, or panics.

    Source: Annotations, annotationValue.UnmarshalJSON.
    """
    tokens = _tokens(text)
    if tokens == ["null"]:
        return {}
    if tokens[0] != "{":
        message = "the annotations are not a JSON object"
        raise RecordError(message)
    annotations = {_unquote(key): value for key, value in _members(tokens)}
    for key, value in annotations.items():
        if value == "null":
            message = f"the original panics: the annotation '{plain(key)}' is null"
            raise RecordError(message)
    return {key.encode(): value.encode() for key, value in annotations.items()}


def _unquote(key: str) -> str:
    return _HALF_PAIR.sub("\N{REPLACEMENT CHARACTER}", json.loads(key))


def _members(tokens: list[str]) -> Iterator[tuple[str, str]]:
    # The keys of an object, and the texts of its values.
    depth, begin = 0, 1
    for index, lexeme in enumerate(tokens):
        if lexeme in {"{", "["}:
            depth += 1
        elif lexeme in {"}", "]"}:
            depth -= 1
        if depth == 0 or (depth == 1 and lexeme == ","):
            if begin < index:
                yield tokens[begin], "".join(tokens[begin + 2 : index])
            begin = index + 1


def _tokens(text: str) -> list[str]:
    # The tokens of one JSON value, without the spaces.
    tokens: list[str] = []
    closing: list[str] = []  # what ends the brackets that are open
    place, position = _Place.VALUE, 0
    while True:
        match = _TOKEN.match(text, position)
        if match is None:
            raise _not_json(position)
        token = match[1]
        if not token:
            break
        following = _follow(place, token, closing)
        if following is None:
            raise _not_json(match.start(1))
        if len(closing) > _DEEPEST:
            message = f"the annotations are nested more than {_DEEPEST} levels deep"
            raise RecordError(message)
        tokens.append(token)
        place, position = following, match.end()
    if place is not _Place.END or closing:
        message = "the annotations are not JSON: they end too early"
        raise RecordError(message)
    return tokens


def _follow(place: _Place, token: str, closing: list[str]) -> _Place | None:
    # What may come after a token, if it may come itself.
    following = None
    match place, token[0]:
        case ((_Place.VALUE | _Place.FIRST_VALUE), "{"):
            closing.append("}")
            following = _Place.FIRST_KEY
        case ((_Place.VALUE | _Place.FIRST_VALUE), "["):
            closing.append("]")
            following = _Place.FIRST_VALUE
        case ((_Place.KEY | _Place.FIRST_KEY), '"'):
            following = _Place.COLON
        case _Place.COLON, ":":
            following = _Place.VALUE
        case _Place.END, "," if closing:
            following = _Place.KEY if closing[-1] == "}" else _Place.VALUE
        case ((_Place.END | _Place.FIRST_VALUE | _Place.FIRST_KEY), ("}" | "]") as bracket):
            if closing and closing.pop() == bracket:
                following = _Place.END
        case ((_Place.VALUE | _Place.FIRST_VALUE), start) if start not in ":,]}":
            following = _Place.END
    return following


def _not_json(position: int) -> RecordError:
    return RecordError(f"the annotations are not JSON at character {position + 1}")
