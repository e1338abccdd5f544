--------------------------- MODULE MCChannelFaults ---------------------------
(***************************************************************************)
(* Wrong versions of single actions of Channel, each of which Rendezvous   *)
(* would refine all the same.  A configuration substitutes one and names   *)
(* the property that must refute it.                                       *)
(***************************************************************************)
EXTENDS MCChannel

(* For Ring: the timer rings for a receiver that has no select.            *)
RingWithoutSelect(r) ==
  /\ decided' = [decided EXCEPT ![r] = Append(@, <<"timer", NoItem>>)]
  /\ UNCHANGED closed

(* For Ring: the timer may also revise the last decision.                  *)
RingTooLate(r) ==
  \/ /\ IsOpen(r)
     /\ decided' = [decided EXCEPT ![r] = Append(@, <<"timer", NoItem>>)]
     /\ UNCHANGED closed
  \/ /\ decided[r] # <<>>
     /\ decided' = [decided EXCEPT ![r][Len(decided[r])] = <<"timer", NoItem>>]
     /\ UNCHANGED closed

(* For Exchange: the sender may also return alone.                         *)
MeetOrSendAlone(s, r) ==
  /\ IsOpen(s)
  /\ IsOpen(r)
  /\ \/ decided' = [decided EXCEPT ![s] = Append(@, <<"send", NoItem>>),
                                   ![r] = Append(@, <<"receive", Item(s)>>)]
     \/ decided' = [decided EXCEPT ![s] = Append(@, <<"send", NoItem>>)]
  /\ UNCHANGED closed

HappenTo(signal, ps) ==
  decided' = [p \in Processes |->
                IF p \in ps THEN Append(decided[p], <<signal, NoItem>>) ELSE decided[p]]

(* For Happen: a signal also decides selects that do not wait for it.      *)
HappenToAnybody(signal) ==
  /\ signal \notin closed
  /\ closed' = closed \cup {signal}
  /\ \E ps \in SUBSET {p \in Processes : IsOpen(p)} : HappenTo(signal, ps)

(* For Happen: a signal may happen again, and decide several selects.      *)
HappenAgain(signal) ==
  /\ closed' = closed \cup {signal}
  /\ \E ps \in SUBSET {p \in Processes : IsOpen(p) /\ signal \in WaitsFor(p)} : HappenTo(signal, ps)

(* For Happen: a signal may also replace the other one.                    *)
HappenInstead(signal) ==
  /\ signal \notin closed
  /\ closed' \in {closed \cup {signal}, {signal}}
  /\ \E ps \in SUBSET {p \in Processes : IsOpen(p) /\ signal \in WaitsFor(p)} : HappenTo(signal, ps)
=============================================================================
