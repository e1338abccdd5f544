--------------------------- MODULE MCUnfairChannel ---------------------------
(* Channel without one of the promises of its Fairness, as in MCUnfair.     *)
EXTENDS MCChannel

CONSTANT Without    \* the action that is not promised

Promised(name) == name # Without

FairnessWithout ==
  /\ \A s \in Senders, r \in Receivers : WF_vars(Promised("Exchange") /\ Exchange(s, r))
  /\ \A p \in Processes : WF_vars(Promised("See") /\ \E signal \in Signals : See(p, signal))

SpecWithout == Spec /\ FairnessWithout
=============================================================================
