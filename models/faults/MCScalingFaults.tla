--------------------------- MODULE MCScalingFaults ---------------------------
(* Wrong versions of the counters' definitions; a configuration substitutes *)
(* one.                                                                     *)
EXTENDS MCScaling

(* The old state is exited before the new one is entered.                   *)
BeginWithExit(p, x, from, to) ==
  moving' = [moving EXCEPT ![p] = [step |-> IF from = "none" THEN "enter" ELSE "exit",
                                   of |-> x, from |-> from, to |-> to]]
ExitThenEnter(p) == moving' = [moving EXCEPT ![p].step = "enter"]
EnterThenNothing(p) == moving' = [moving EXCEPT ![p] = Nothing]

(* The containers to come are ignored.                                      *)
IsNewContainerNeededAnyway ==
  (containerCount["idle"] + containerCount["paused"]) % Modulus < requestCount["wait"]

(* The states before a container can serve are ignored.                     *)
IsIdleButForStarting ==
  /\ \A s \in RequestStates \ {"done"} : requestCount[s] = 0
  /\ \A s \in ContainerStates \ {"wait", "start", "done"} : containerCount[s] = 0
=============================================================================
