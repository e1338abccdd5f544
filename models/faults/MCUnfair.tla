------------------------------ MODULE MCUnfair ------------------------------
(***************************************************************************)
(* SlotQueueSteps without one of the promises of its Fairness: each must be*)
(* missed by something.  An action that is never enabled is fair whatever  *)
(* happens.                                                                *)
(***************************************************************************)
EXTENDS SlotQueueProperties

CONSTANT Without    \* the action that is not promised

Promised(name) == name # Without

FairnessWithout ==
  /\ \A p \in Clients :
       /\ WF_vars(Promised("QueueBroadcast") /\ QueueBroadcast(p))
       /\ WF_vars(Promised("AcquireRemove") /\ AcquireRemove(p))
       /\ WF_vars(Promised("AcquireClose") /\ AcquireClose(p))
  /\ \A d \in Dequeuers :
       /\ WF_vars(\/ Promised("DequeuerWait") /\ DequeuerWait(d)
                  \/ Promised("DequeuerPeek") /\ DequeuerPeek(d)
                  \/ Promised("DequeuerExit") /\ DequeuerExit(d)
                  \/ Promised("DequeuerEjected") /\ DequeuerEjected(d)
                  \/ Promised("DequeuerCancelled") /\ DequeuerCancelled(d))
       /\ WF_vars(Promised("CancellerWake") /\ CancellerWake(d))

SpecWithout == Spec /\ FairnessWithout
=============================================================================
