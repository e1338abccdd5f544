----------------------------- MODULE MCLockWithout -----------------------------
(* UnfairLock without one of the promises of its WeakFairness, as in         *)
(* MCUnfair.  Its strong fairness of Lock has a model of its own, which lacks*)
(* it: UnfairLock_1x1.                                                       *)
EXTENDS MCFairLock

CONSTANT Without    \* the action that is not promised

Promised(name) == name # Without

WeakFairnessWithout ==
  /\ \A process \in Processes :
       /\ WF_lockVars(Promised("Lock") /\ Lock(process))
       /\ WF_lockVars(Promised("Unlock") /\ Unlock(process))
  /\ \A p \in Clients : WF_lockVars(Promised("ClientOutside") /\ ClientOutside(p))
  /\ \A d \in Dequeuers : WF_lockVars(Promised("DequeuerOutside") /\ DequeuerOutside(d))

SpecWithout == LockInit /\ [][LockNext]_lockVars /\ WeakFairnessWithout
=============================================================================
