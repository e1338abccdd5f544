--------------------------- MODULE MCSlotQueueFair --------------------------
(* The fairness of SlotQueue as TLA+ has a word for it, to compare with.   *)
EXTENDS SlotQueue

WeakFairness ==
  /\ \A p \in Clients : WF_vars(Remove(p)) /\ WF_vars(Close(p))
  /\ \A d \in Dequeuers : WF_vars(Pick(d)) /\ WF_vars(Withdraw(d)) /\ WF_vars(End(d))

WeaklyFairSpec == Spec /\ WeakFairness
=============================================================================
