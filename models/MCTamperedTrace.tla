--------------------------- MODULE MCTamperedTrace --------------------------
(* Traces with every action, and changes after which they are no traces any*)
(* more: each value that a line gives is changed, each kind of line is left*)
(* out, and a trace ends too early.  The name of a log says how it was     *)
(* made.                                                                   *)
EXTENDS SlotQueueTrace, Integers

TheClients == 1 .. 2
TheDequeuers == 1 .. 2
TheTokens == 0 .. 0
TheRequests == 1 .. 1
TheContainers == -1 .. -1
TheMovers == 1 .. 2
TheModulus == 32

Start == [action |-> "DequeuerStart", client |-> 1, dequeuer |-> 1]
Wait == [action |-> "DequeuerWait", dequeuer |-> 1]
Peek == [action |-> "DequeuerPeek", dequeuer |-> 1, token |-> 0, length |-> 1]
Exit == [action |-> "DequeuerExit", dequeuer |-> 1]
Cancel(ok) == [action |-> "Cancel", dequeuer |-> 1, ok |-> ok]
CancellerWake(waiting, woken) ==
  [action |-> "CancellerWake", dequeuer |-> 1, waiting |-> waiting, woken |-> woken]
Queueing(woken) == <<
  [action |-> "QueueAppend", client |-> 2, token |-> 0, length |-> 1],
  [action |-> "QueueBroadcast", client |-> 2, woken |-> woken]>>
End(live) == [action |-> "End", live |-> live]

(* A dequeuer is woken for a token, which its client wins.                 *)
Won ==
  <<Start, Wait>> \o Queueing(1)
  \o <<Peek, [action |-> "DequeuerDeliver", dequeuer |-> 1, client |-> 1, token |-> 0], Peek,
       [action |-> "AcquireCas", client |-> 1, token |-> 0, ok |-> TRUE],
       [action |-> "AcquireCas", client |-> 2, token |-> 0, ok |-> FALSE],
       [action |-> "AcquireRemove", client |-> 1, token |-> 0, ok |-> TRUE, length |-> 0],
       [action |-> "AcquireClose", client |-> 1, token |-> 0, ok |-> TRUE],
       [action |-> "DequeuerEjected", dequeuer |-> 1, token |-> 0],
       Wait, Cancel(TRUE), Cancel(FALSE), CancellerWake(TRUE, 1), Exit, End(0)>>

(* A dequeuer that offers is cancelled.                                    *)
Cancelled ==
  <<Start>> \o Queueing(0)
  \o <<Peek, Cancel(TRUE), CancellerWake(FALSE, 0),
       [action |-> "DequeuerCancelled", dequeuer |-> 1, token |-> 0], Exit, End(0)>>

(* A client that knows a token hands it on, also to itself.                *)
Handing(from, to) == [action |-> "HandOver", owner |-> from, client |-> to, token |-> 0]
HandedOn ==
  Queueing(0)
  \o <<Handing(2, 2), Handing(1, 2), Handing(2, 1),
       [action |-> "AcquireCas", client |-> 1, token |-> 0, ok |-> TRUE],
       [action |-> "AcquireRemove", client |-> 1, token |-> 0, ok |-> TRUE, length |-> 0],
       [action |-> "AcquireClose", client |-> 1, token |-> 0, ok |-> TRUE], End(0)>>

Move(action, p, x, from, to, ok) ==
  [action |-> action, mover |-> p, object |-> x, from |-> from, state |-> to, ok |-> ok]
Count(action, p, s, count) == [action |-> action, mover |-> p, state |-> s, count |-> count]
Snapshot(p, containers, needed) ==
  [action |-> "LaunchCheck", mover |-> p, needed |-> needed,
   request |-> [none |-> 0, wait |-> 1], container |-> [none |-> 0, wait |-> containers]]

(* A request and a container are counted, and do not move back.            *)
Counted == <<
  Move("RequestMove", 1, 1, "none", "wait", TRUE),
  Count("RequestEnter", 1, "wait", 1),
  Snapshot(2, 0, TRUE),
  Move("ContainerMove", 2, -1, "none", "wait", TRUE),
  Count("ContainerEnter", 2, "wait", 1),
  Snapshot(1, 1, FALSE),
  Move("ContainerMove", 2, -1, "wait", "idle", TRUE),
  Count("ContainerEnter", 2, "idle", 1),
  Count("ContainerExit", 2, "wait", 0),
  Move("ContainerMove", 2, -1, "idle", "wait", FALSE),
  Move("RequestMove", 1, 1, "wait", "exec", TRUE),
  Count("RequestEnter", 1, "exec", 1),
  Count("RequestExit", 1, "wait", 0),
  Move("RequestMove", 1, 1, "exec", "wait", FALSE)>>

(* A sleeping dequeuer is alive, and counts alone or together with its     *)
(* canceller.                                                              *)
Whole == <<Won, Cancelled, HandedOn, Counted, <<Start, Wait, End(1)>>, <<Start, Wait, End(2)>>>>

(* Some process still has a step to take: a client that queues, a dequeuer *)
(* that has to look at the list, one that offers although its context is   *)
(* done or its token was used, a canceller; or a mover takes a snapshot in *)
(* the middle of a move; or neither of two clients knows what one of them  *)
(* hands to the other.                                                     *)
Early == <<
  <<[action |-> "QueueAppend", client |-> 2]>>,
  Queueing(0) \o <<Handing(1, 1)>>,
  <<Start>>,
  <<Start>> \o Queueing(0) \o <<Peek, Cancel(TRUE), CancellerWake(FALSE, 0)>>,
  <<Start>> \o Queueing(0)
    \o <<Peek, [action |-> "AcquireCas", client |-> 2, token |-> 0],
         [action |-> "AcquireRemove", client |-> 2], [action |-> "AcquireClose", client |-> 2]>>,
  <<Start, Cancel(TRUE), Exit>>,
  <<Move("RequestMove", 1, 1, "none", "wait", TRUE),
    [action |-> "LaunchCheck", mover |-> 1,
     request |-> [wait |-> 0], container |-> [wait |-> 0]]>>>>

(* The fields of a line that say what the step gives.                      *)
Given(e) ==
  DOMAIN e \ ({"action", "client", "owner", "dequeuer", "mover", "object"}
              \cup (IF e.action = "AcquireCas" THEN {"token"} ELSE {})
              \cup (IF e.action \in {"RequestMove", "ContainerMove"} THEN {"state"} ELSE {}))

Changed(field, value) ==
  CASE field \in {"ok", "waiting", "needed"} -> ~ value
    [] field \in {"from", "state"} -> "elsewhere"
    [] field \in {"request", "container"} -> [value EXCEPT !["wait"] = -1]
    [] OTHER -> -1

ChangedAt(trace, n, field) ==
  Append(SubSeq(trace, 1, n - 1), [trace[n] EXCEPT ![field] = Changed(field, @)])
Without(trace, action) == SelectSeq(trace, LAMBDA e : e.action # action)
Actions(trace) == {trace[n].action : n \in DOMAIN trace}

Hideable ==
  {"QueueBroadcast", "AcquireRemove", "AcquireClose", "DequeuerStart", "DequeuerDeliver",
   "DequeuerWait", "DequeuerPeek", "DequeuerExit", "DequeuerEjected", "DequeuerCancelled",
   "Cancel", "CancellerWake"}

Names ==
  {<<"whole", i, 0, "">> : i \in DOMAIN Whole} \cup {<<"early", i, 0, "">> : i \in DOMAIN Early}
  \cup UNION {
    UNION {{<<"changed", i, n, field>> : field \in Given(Whole[i][n])} : n \in DOMAIN Whole[i]}
    \cup {<<kind, i, 0, action>> :
            kind \in {"hidden", "lacking"}, action \in Hideable \cap Actions(Whole[i])} :
    i \in DOMAIN Whole}

Made == [name \in Names |->
  CASE name[1] = "whole" -> Whole[name[2]]
    [] name[1] = "early" -> Append(Early[name[2]], [action |-> "End"])
    [] name[1] = "changed" -> ChangedAt(Whole[name[2]], name[3], name[4])
    [] OTHER -> Without(Whole[name[2]], name[4])]
TheLogs == Made

Hidden == [name \in Names |->
  CASE name[1] = "hidden" -> {name[4]}
    [] name[1] = "lacking" -> {"another"}
    [] OTHER -> {}]
TheOmitted == Hidden

(* No trace that was changed, lacks lines or ends too early is accepted.   *)
RejectedInv == log[1] \in {"early", "changed", "lacking"} => ~ Finished
=============================================================================
