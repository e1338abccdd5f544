"""Parts of pages that are made of data, such as the commands, the models and the claims."""

from collections.abc import Callable, Sequence

from docs.generate.actions import actions_reading
from docs.generate.breaks import breaks_reference
from docs.generate.claims import claims_reference
from docs.generate.commands import commands_reference
from docs.generate.models import models_reference
from docs.generate.mutants import score_sentence, scores_table
from docs.generate.parts import NoPartError
from docs.generate.trusted import trusted_reference

MAKERS: dict[str, Callable[[], str]] = {
    "actions": actions_reading,
    "breaks": breaks_reference,
    "claims": claims_reference,
    "commands": commands_reference,
    "models": models_reference,
    "score": score_sentence,
    "scores": scores_table,
    "trusted": trusted_reference,
}
"""What can be made, by the word that a mark has for it."""


def made(words: Sequence[str]) -> str:
    """Make a part of a page.

    Raises:
        NoPartError: Nothing is called so.
    """
    if len(words) != 1 or words[0] not in MAKERS:
        message = f"what can be made is {', '.join(MAKERS)}"
        raise NoPartError(message)
    return MAKERS[words[0]]()
