---------------------- MODULE ScalingCallersProperties ----------------------
(***************************************************************************)
(* What holds of the counters with their callers: how many containers are  *)
(* launched, and which requests are served.                                *)
(*                                                                         *)
(* A name that ends in Inv is a predicate of one state, and one that ends  *)
(* in Prop is a property of a step or of a whole behaviour.  One that      *)
(* starts with Reach is false, and its counterexample shows that a state is*)
(* reachable.                                                              *)
(***************************************************************************)
EXTENDS ScalingCallers

Properties == INSTANCE ScalingProperties

IdleInv == Properties!IdleInv
CountInv == Properties!CountInv
NoUnderflowInv == Properties!NoUnderflowInv

(* Each won slot has exactly one request, and no other slot has any.       *)
OneHolderInv ==
  \A c \in Containers : Cardinality({r \in Requests : hand[r] = c}) = IF slot[c] = "won" THEN 1 ELSE 0

(* A request that fails with an error counts as waiting, and never as      *)
(* executing.                                                              *)
FailingWaitsInv == \A r \in Requests : at[r] = "failing" => requestState[r] = "wait"

(* Nothing is on offer in a queue that is idle and may be deleted.  False  *)
(* where containers may fail to start: an error is counted nowhere once its*)
(* container is done.                                                      *)
IdleOffersNothingInv ==
  Counting!IsIdle => \A c \in Containers : slot[c] \notin {"offered", "error"}

Launched == {c \in Containers : at[c] # "absent"}
Alive == {c \in Launched : at[c] # "gone"}
Present == {r \in Requests : at[r] \notin {"new", "gone"}}

(* While containers neither leave nor die, the launcher has never wanted   *)
(* more than two containers for each request that there ever was; it may   *)
(* have wanted two.  In a model with that many containers it never wants   *)
(* one more.                                                               *)
AtMostTwiceInv ==
  /\ Cardinality(Launched) <= 2 * Cardinality(Requests)
  /\ at[Launcher] = "launching" => Launched # Containers

(* Fewer containers are launched than twice the number of requests.  False:*)
(* one request is enough.                                                  *)
ReachTwice == Cardinality(Launched) < 2 * Cardinality(Requests)

(* When the launcher decides to launch, the containers that are alive are  *)
(* fewer than two for each request that is present.  False: a container    *)
(* that is free again still counts as busy.                                *)
AtMostTwicePresentProp ==
  [][at[Launcher] = "checking" /\ at[Launcher]' = "launching"
       => Cardinality(Alive) < 2 * Cardinality(Present)]_vars

(* A request waits and there is no container, but the launcher sees no need*)
(* for one, because a counter has wrapped.                                 *)
ReachBlindLauncher ==
  ~ /\ ~ NoUnderflowInv
    /\ requestCount["wait"] > 0
    /\ \A r \in Requests : requestState[r] = "wait"
    /\ \A c \in Containers : containerState[c] \in {"none", "done"}
    /\ ~ Counting!IsNewContainerNeeded

(* Every request that waits gets a slot eventually.  True if no container  *)
(* leaves, dies or fails and no resources are refused, or if requests      *)
(* signal again and again and some container stays.                        *)
ServedProp == \A r \in Requests : at[r] = "arrived" ~> at[r] = "holding"

(* Where containers may fail to start, every request gets a slot or an     *)
(* error eventually.                                                       *)
AnsweredProp == \A r \in Requests : at[r] = "arrived" ~> at[r] \in {"holding", "failing"}

(* A container that has taken back its slot, or whose tracker is done, also*)
(* if that is because it has died, comes to its end.  While a request has  *)
(* its slot, it waits for that request.                                    *)
DoneEndsProp ==
  \A c \in Containers : at[c] = "ejected" \/ containerState[c] = "done" ~> at[c] = "gone"

(* A container whose slot was won serves, or ends because it has died.     *)
WonServesProp ==
  \A c \in Containers :
    at[c] = "offering" /\ slot[c] = "won" ~> at[c] \in {"serving", "gone"}
=============================================================================
