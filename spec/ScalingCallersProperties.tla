---------------------- MODULE ScalingCallersProperties ----------------------
(***************************************************************************)
(* What is true of the counters with their callers: how many containers are*)
(* launched, and who is served.                                            *)
(*                                                                         *)
(* A name ends in Inv if it speaks of one state, in Prop if it speaks of a *)
(* step or of a whole behaviour; one that starts with Reach is false, and  *)
(* its counterexample shows what can be reached.                           *)
(***************************************************************************)
EXTENDS ScalingCallers

Properties == INSTANCE ScalingProperties

IdleInv == Properties!IdleInv
CountInv == Properties!CountInv
NoUnderflowInv == Properties!NoUnderflowInv

(* One request has a slot at most, and one slot one request.               *)
OneHolderInv ==
  \A c \in Containers : Cardinality({r \in Requests : hand[r] = c}) = IF slot[c] = "won" THEN 1 ELSE 0

(* Who fails with an error is never counted as executing.                  *)
FailingWaitsInv == \A r \in Requests : at[r] = "failing" => requestState[r] = "wait"

(* Nothing is on offer in a queue that is taken for idle, and may be       *)
(* deleted.  False: an error is counted nowhere once its container is done.*)
IdleOffersNothingInv ==
  Counting!IsIdle => \A c \in Containers : slot[c] \notin {"offered", "error"}

Launched == {c \in Containers : at[c] # "absent"}
Alive == {c \in Launched : at[c] # "gone"}
Present == {r \in Requests : at[r] \notin {"new", "gone"}}

(* While containers neither leave nor die, the launcher has never wanted   *)
(* more than two for each request that there ever was; it may have wanted  *)
(* two.  With so many at its disposal it never stands without one.         *)
AtMostTwiceInv ==
  /\ Cardinality(Launched) <= 2 * Cardinality(Requests)
  /\ at[Launcher] = "launching" => Launched # Containers

(* Never are twice as many containers launched as there were requests.     *)
(* False: one request is enough.                                           *)
ReachTwice == Cardinality(Launched) < 2 * Cardinality(Requests)

(* When it decides to launch it may want more than two for each request    *)
(* that is there at that time: a container that is free again still counts *)
(* as busy.                                                                *)
AtMostTwicePresentProp ==
  [][at[Launcher] = "checking" /\ at[Launcher]' = "launching"
       => Cardinality(Alive) < 2 * Cardinality(Present)]_vars

(* Somebody waits and there is no container; but a counter has wrapped, so *)
(* that the launcher sees no need for one.                                 *)
ReachBlindLauncher ==
  ~ /\ ~ NoUnderflowInv
    /\ requestCount["wait"] > 0
    /\ \A r \in Requests : requestState[r] = "wait"
    /\ \A c \in Containers : containerState[c] \in {"none", "done"}
    /\ ~ Counting!IsNewContainerNeeded

(* Every request gets a slot in the end, if the environment is kind enough,*)
(* or if it signals again and again and not all containers leave.          *)
ServedProp == \A r \in Requests : at[r] = "arrived" ~> at[r] = "holding"

(* Where containers may fail to start, every request gets a slot or an     *)
(* error in the end.                                                       *)
AnsweredProp == \A r \in Requests : at[r] = "arrived" ~> at[r] \in {"holding", "failing"}
=============================================================================
