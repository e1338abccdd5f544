-------------------------- MODULE MCUnfairRendezvous --------------------------
(* Rendezvous without one of the promises of its Fairness, as in MCUnfair.  *)
EXTENDS MCRendezvous

CONSTANT Without    \* the action that is not promised

Promised(name) == name # Without

FairnessWithout ==
  \A p \in Processes :
    WF_vars(\/ Promised("Take") /\ Take(p)
            \/ Promised("Park") /\ Park(p)
            \/ Promised("Resume") /\ Resume(p)
            \/ Promised("Expire") /\ Expire(p))

SpecWithout == Spec /\ FairnessWithout
=============================================================================
