------------------------- MODULE MCRendezvousFaults -------------------------
(***************************************************************************)
(* Broken versions of single actions of Rendezvous: likely mistakes in a   *)
(* select over a lock.  A configuration substitutes one and names the      *)
(* property that must refute it.                                           *)
(***************************************************************************)
EXTENDS MCRendezvous

(* For Take: the partner that was met stays parked, as if no process had   *)
(* come.                                                                   *)
TakeAlone(p) ==
  /\ position[p] = "select"
  /\ Partners(p) # <<>>
  /\ Return(p, Met(p, Head(Partners(p))))
  /\ UNCHANGED <<outcome, woken, links, closed>>

(* For Unlink: a process that is fired stays linked, and can be met again. *)
UnlinkNothing(ps) == UNCHANGED links

(* For Park: the arms are linked without checking who is parked already.   *)
ParkBlindly(p) ==
  /\ position[p] = "select"
  /\ position' = [position EXCEPT ![p] = "resume"]
  /\ senders' = IF p \in Senders THEN Append(senders, p) ELSE senders
  /\ receivers' = IF p \in Receivers THEN Append(receivers, p) ELSE receivers
  /\ waiters' = [s \in Signals |-> IF s \in WaitsFor(p) THEN waiters[s] \cup {p} ELSE waiters[s]]
  /\ UNCHANGED <<results, outcome, woken, closed>>

(* For Fire: the result is stored, and the lock is not released.           *)
FireWithoutWaking(ps, result) ==
  /\ outcome' = [p \in Processes |-> IF p \in ps THEN result ELSE outcome[p]]
  /\ UNCHANGED woken
  /\ Unlink(ps)

(* For Expire: the timer's arm is completed, even if the receiver was fired*)
(* before.                                                                 *)
ExpireAnyway(p) ==
  /\ position[p] = "expire"
  /\ Return(p, <<"timer", NoItem>>)
  /\ Unlink({p})
  /\ outcome' = [outcome EXCEPT ![p] = Undecided]
  /\ woken' = woken \ {p}
  /\ UNCHANGED closed
=============================================================================
