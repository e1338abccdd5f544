-------------------------- MODULE MCUnfairCallers ---------------------------
(***************************************************************************)
(* Callers without one of the promises of its Fairness, as in MCUnfair.    *)
(***************************************************************************)
EXTENDS CallersProperties

CONSTANT Without    \* the action that is not promised

Promised(name) == name # Without

FairnessWithout ==
  /\ \A p \in Clients :
       /\ WF_vars(Promised("AcquireCas") /\ AcquireCas(p))
       /\ WF_vars(Promised("AcquireRemove") /\ AcquireRemove(p))
       /\ WF_vars(Promised("AcquireClose") /\ AcquireClose(p))
       /\ WF_vars(Promised("SlotClose") /\ SlotClose(p))
  /\ \A k \in Containers :
       /\ WF_vars(Promised("QueueAppend") /\ \E error \in BOOLEAN : QueueAppend(k, error))
       /\ WF_vars(Promised("QueueBroadcast") /\ QueueBroadcast(k))
       /\ WF_vars(\/ Promised("ContainerWakeTrigger") /\ ContainerWake(k, "trigger")
                  \/ Promised("ContainerWakeEvict") /\ ContainerWake(k, "evict"))
       /\ WF_vars(Promised("ContainerReturn") /\ ContainerReturn(k))
  /\ \A c \in Consumers :
       /\ WF_vars(Promised("DequeuerStart") /\ DequeuerStart(c))
       /\ WF_vars(Promised("DequeuerDeliver") /\ DequeuerDeliver(c))
       /\ WF_vars(Promised("MustCancel") /\ MustCancel(c))
  /\ \A d \in Dequeuers :
       /\ WF_vars(\/ Promised("DequeuerWait") /\ DequeuerWait(d)
                  \/ Promised("DequeuerPeek") /\ DequeuerPeek(d)
                  \/ Promised("DequeuerExit") /\ DequeuerExit(d)
                  \/ Promised("DequeuerEjected") /\ DequeuerEjected(d)
                  \/ Promised("DequeuerCancelled") /\ DequeuerCancelled(d))
       /\ WF_vars(Promised("CancellerWake") /\ CancellerWake(d))

SpecWithout == Spec /\ FairnessWithout
=============================================================================
