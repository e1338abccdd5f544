------------------------ MODULE MCScalingCallersFixed ------------------------
(* Fixed versions of definitions of ScalingCallers.  A configuration       *)
(* substitutes one and names what holds then.                              *)
EXTENDS MCScalingCallers

(* For Races: a tracker is moved only while no other move of it is under   *)
(* way, because it keeps its lock until both counters are changed.         *)
OneByOne == "never"

(* For ContainerMove: a container is counted as busy only once the request *)
(* that has its slot is counted as executing, and as waiting no longer.    *)
BusyAfterExec(p, c, s) ==
  /\ (p = c /\ s = "busy" /\ slot[c] = "won") => \E r \in Requests :
       hand[r] = c /\ at[r] = "holding" /\ Counting!Ready(r)
  /\ Course(p, c, s)
  /\ Counting!ContainerMove(p, c, s)
  /\ UNCHANGED <<slot, hand>>

(* The launcher wants one container for each request at most.              *)
AtMostOnceInv == Cardinality(Launched) <= Cardinality(Requests)
=============================================================================
