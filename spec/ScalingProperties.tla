------------------------- MODULE ScalingProperties -------------------------
(***************************************************************************)
(* What is true of the counters.  Each property speaks of one state.       *)
(*                                                                         *)
(* IdleInv needs that Races is not "always", and NoUnderflowInv that it is *)
(* "never".  The others hold whatever races.                               *)
(***************************************************************************)
EXTENDS Scaling

(* A tracker is active from when its first state has been counted until it *)
(* is moved to done.                                                       *)
State(x) == IF x \in Requests THEN requestState[x] ELSE containerState[x]
Active(x) ==
  /\ State(x) \notin {"none", "done"}
  /\ \A p \in Movers : ~ (moving[p].of = x /\ moving[p].from = "none")

(* A queue is never taken for idle while something is active.  That rests  *)
(* on the order of enter and exit, and on this: what races with a move     *)
(* finds the tracker counted.                                              *)
IdleInv == IsIdle => \A x \in Requests \cup Containers : ~ Active(x)

(* Each counter is exactly what the trackers say, but for the moves under  *)
(* way: those that have still to exit count twice, those that have still to*)
(* enter are counted where they were.                                      *)
Expected(s, objects) ==
  LET Open(step, end) ==
        Cardinality({p \in Movers : /\ moving[p].of \in objects
                                    /\ moving[p].step \in step
                                    /\ moving[p][end] = s})
  IN (Cardinality({x \in objects : State(x) = s})
        + Open({"enter", "exit"}, "from") + Modulus - Open({"enter"}, "to")) % Modulus
CountInv ==
  /\ \A s \in RequestStates : requestCount[s] = Expected(s, Requests)
  /\ \A s \in ContainerStates : containerCount[s] = Expected(s, Containers)

(* No counter has been exited more often than entered.                     *)
NoUnderflowInv ==
  /\ \A s \in RequestStates : requestCount[s] < Modulus \div 2
  /\ \A s \in ContainerStates : containerCount[s] < Modulus \div 2

(* The last guard of the original, that something is starting at all, is   *)
(* redundant.                                                              *)
LastGuardInv ==
  LET idle == (containerCount["idle"] + containerCount["paused"]) % Modulus
      starting == (containerCount["start"] + containerCount["wait"]) % Modulus
      waiters == IF idle < requestCount["wait"] THEN requestCount["wait"] - idle ELSE 0
  IN IsNewContainerNeeded = (waiters # 0 /\ ~ (starting > 0 /\ starting >= waiters))
=============================================================================
