"""The world of `slotq.agent.launching`: its laws say which arms are ready."""

from collections.abc import Mapping

from slotq.agent.launching import LAWS, Container, Law
from slotq.primitives import After
from slotq.schedule.engine.findings import Transition
from slotq.schedule.engine.world import World


class LawfulWorld(World):
    """A world in which arms that name a container are ready only when its law says so.

    Attributes:
        laws: The laws, by the reasons.
    """

    laws: Mapping[str, Law] = LAWS

    def transitions(self) -> list[Transition]:
        """List what can happen next."""
        return [found for found in super().transitions() if self._is_lawful(found)]

    def _is_lawful(self, transition: Transition) -> bool:
        arms = self.processes[transition.process].arms
        match arms[transition.arm] if arms else None:
            case After(token=Container() as container, reason=str(reason)):
                return self.laws[reason](container)
        return True
