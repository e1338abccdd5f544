----------------------- MODULE MCScalingCallersFaults -----------------------
(* Wrong versions of the callers' definitions; a configuration substitutes *)
(* one.                                                                    *)
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

(* For SlotClose: a request that fails counts as executing before it closes*)
(* the slot that carries its error.                                        *)
FailsExecuting(r) ==
  /\ at[r] \in {"holding", "failing"}
  /\ Counting!Ready(r)
  /\ IF at[r] = "failing" /\ requestState[r] = "wait"
       THEN Counting!RequestMove(r, r, "exec") /\ UNCHANGED callerVars
       ELSE /\ Goes(r, "leaving")
            /\ slot' = [slot EXCEPT ![hand[r]] = "closed"]
            /\ hand' = [hand EXCEPT ![r] = None]
            /\ UNCHANGED countingVars

(* For Win: a request wins a slot, and has none.                           *)
WinNothing(r, c) ==
  /\ at[r] \in {"arrived", "waiting"}
  /\ Counting!Ready(r)
  /\ slot[c] = "offered"
  /\ Goes(r, "won")
  /\ slot' = [slot EXCEPT ![c] = "won"]
  /\ UNCHANGED <<countingVars, hand>>
=============================================================================
