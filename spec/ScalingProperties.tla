------------------------- MODULE ScalingProperties -------------------------
(***************************************************************************)
(* What holds of the counters.  Each property is a predicate of one state. *)
(*                                                                         *)
(* IdleInv holds unless Races is "always", and NoUnderflowInv if it is     *)
(* "never".  The others hold whatever Races is.                            *)
(***************************************************************************)
EXTENDS Scaling

(* Without any of these the properties would hold vacuously.               *)
ASSUME Movers # {} /\ Requests \cup Containers # {}

(* A tracker is active from the step in which its first state is counted   *)
(* until the step in which it is moved to done.                            *)
State(x) == IF x \in Requests THEN requestState[x] ELSE containerState[x]
Active(x) ==
  /\ State(x) \notin {"none", "done"}
  /\ \A p \in Movers : ~ (moving[p].of = x /\ moving[p].from = "none")

(* A queue is idle only if no tracker is active.  That depends on the order*)
(* of enter and exit, and on this: a move that races with another one finds*)
(* the tracker counted.                                                    *)
IdleInv == IsIdle => \A x \in Requests \cup Containers : ~ Active(x)

(* What the counter of a state should be.                                  *)
Expected(s, objects) ==
  LET Open(step, end) ==
        Cardinality({p \in Movers : /\ moving[p].of \in objects
                                    /\ moving[p].step \in step
                                    /\ moving[p][end] = s})
  IN (Cardinality({x \in objects : State(x) = s})
        + Open({"enter", "exit"}, "from") + Modulus - Open({"enter"}, "to")) % Modulus
(* Each counter equals the number of trackers in its state, corrected for  *)
(* the moves under way: a move that has still to exit is counted in its old*)
(* state as well, and one that has still to enter is counted in its old    *)
(* state only.                                                             *)
CountInv ==
  /\ \A s \in RequestStates : requestCount[s] = Expected(s, Requests)
  /\ \A s \in ContainerStates : containerCount[s] = Expected(s, Containers)

(* No counter has been exited more often than it was entered.              *)
NoUnderflowInv ==
  /\ \A s \in RequestStates : requestCount[s] < Modulus \div 2
  /\ \A s \in ContainerStates : containerCount[s] < Modulus \div 2

(* The last guard of the original, that some container is starting at all, *)
(* is redundant.                                                           *)
LastGuardInv ==
  LET idle == (containerCount["idle"] + containerCount["paused"]) % Modulus
      starting == (containerCount["start"] + containerCount["wait"]) % Modulus
      waiters == IF idle < requestCount["wait"] THEN requestCount["wait"] - idle ELSE 0
  IN IsNewContainerNeeded = (waiters # 0 /\ ~ (starting > 0 /\ starting >= waiters))
=============================================================================
