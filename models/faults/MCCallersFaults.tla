-------------------------- MODULE MCCallersFaults ---------------------------
(***************************************************************************)
(* Callers that use the queue wrongly: broken versions of single actions of*)
(* Callers.  A configuration substitutes one and names the property that   *)
(* must refute it.                                                         *)
(***************************************************************************)
EXTENDS CallersProperties

(* For QueueBroadcast: a container that queued its slot wakes no dequeuer. *)
SkipBroadcast(k) ==
  /\ doing[k] = "broadcast"
  /\ doing' = [doing EXCEPT ![k] = "nothing"]
  /\ UNCHANGED <<slots, nextId, busy, closed, hand,
                 dequeuer, isWaiting, item, owner, done, canceller, callerVars>>

(* For Cancel: a consumer that has won checks its context once more, and   *)
(* gives up if it is done.                                                 *)
GiveUpAfterWin(c) ==
  /\ Queue!Cancel(<<c, round[c]>>)
  /\ \/ /\ state[c] = "won"
        /\ Queue!Ready(c)
        /\ IF <<c, round[c]>> \in done
             THEN NextRound(c) /\ UNCHANGED <<evicted, slotClosed, failed>>
             ELSE Becomes(c, "holding", token[c])
     \/ /\ <<c, round[c]>> \notin done
        /\ UNCHANGED callerVars

(* For Cancel: a consumer that has won cancels and runs, even if its slot  *)
(* carries an error.                                                       *)
ErrorRuns(c) ==
  /\ Queue!Cancel(<<c, round[c]>>)
  /\ state[c] = "won"
  /\ Queue!Ready(c)
  /\ Becomes(c, "holding", token[c])

(* For ContainerWake: a container that was idle for too long leaves without*)
(* acquiring its own token.                                                *)
GoWithoutAcquire(k, reason) ==
  /\ state[k] = "waiting"
  /\ Queue!Ready(k)
  /\ reason = "idle" /\ k \in Idling
  /\ slotClosed' = slotClosed \cup {token[k]}
  /\ Leave(k)
  /\ UNCHANGED <<queueVars, evicted, failed>>

(* For AcquireCas: a consumer that loses takes the slot all the same.      *)
TakeWhatIsLost(c) ==
  /\ state[c] \in {"acquiring", "woken"}
  /\ Queue!AcquireCas(c, token[c])
  /\ IF c \in Containers
       THEN Becomes(c, IF token[c] \in busy THEN "busy" ELSE "ejected", token[c])
       ELSE Becomes(c, "won", token[c])
=============================================================================
