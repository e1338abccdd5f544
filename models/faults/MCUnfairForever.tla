---------------------------- MODULE MCUnfairForever ----------------------------
(***************************************************************************)
(* CallersForever without one of the promises that it adds to those of     *)
(* Callers, as in MCUnfair.                                                *)
(***************************************************************************)
EXTENDS CallersForever

CONSTANT Without    \* the action that is not promised

Promised(name) == name # Without

SpecWithout ==
  /\ ForeverSpec
  /\ Fairness
  /\ WF_vars(Promised("Forget") /\ Forget)
  /\ \A k \in Containers : WF_vars(Promised("ReplaceContainer") /\ Replace(k))
  /\ \A c \in Consumers : WF_vars(Promised("ReplaceConsumer") /\ Replace(c))

StrongSpecWithout ==
  /\ SpecWithout
  /\ \A p \in Clients : SF_vars(Promised("AcquireCas") /\ AcquireCas(p))
  /\ \A c \in Consumers : SF_vars(Promised("DequeuerDeliver") /\ DequeuerDeliver(c))
  /\ \A d \in Dequeuers : SF_vars(Promised("DequeuerPeek") /\ DequeuerPeek(d))
=============================================================================
