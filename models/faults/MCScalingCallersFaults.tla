----------------------- MODULE MCScalingCallersFaults -----------------------
(* What the callers must not do; each fault takes the place of a definition*)
(* in its configuration.                                                   *)
EXTENDS MCScalingCallers

(* A request takes a slot that another has won.                            *)
WinWhatIsWon(r, c) ==
  /\ at[r] \in {"arrived", "waiting"}
  /\ Counting!Ready(r)
  /\ slot[c] \in {"offered", "won"}
  /\ Goes(r, "won")
  /\ slot' = [slot EXCEPT ![c] = "won"]
  /\ hand' = [hand EXCEPT ![r] = c]
  /\ UNCHANGED countingVars
=============================================================================
