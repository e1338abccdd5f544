"""slotq.machine.kernel.records: the parts of states in TLC's form."""

from slotq.formats.tla_values import Function, ModelValue
from slotq.machine.kernel.records import NONE, each, model_values, one_of, or_none, those, tokens


def test_the_parts_are_as_tlc_has_them() -> None:
    """Model values are numbered from one; a negative number is None; bits are a set."""
    first, second = clients = model_values("client", 2)
    assert clients == (ModelValue("client1"), ModelValue("client2"))
    assert tokens(0b101) == {0, 2}
    assert [or_none(0), or_none(-1)] == [0, NONE]
    assert [one_of(clients, 1), one_of(clients, -1)] == [second, NONE]
    assert each(clients, "ab") == Function({first: "a", second: "b"})
    assert those(clients, (False, True)) == {second}
