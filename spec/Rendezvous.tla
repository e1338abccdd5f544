----------------------------- MODULE Rendezvous -----------------------------
(***************************************************************************)
(* An unbuffered channel with select, close and cancel, built from a lock  *)
(* alone: senders and receivers meet, or see a signal closed, or time out. *)
(*                                                                         *)
(* Source: select, close and send of Go as slotQueue uses them; the module *)
(* models how Threads in slotq/sync.py builds them.                        *)
(*                                                                         *)
(* Grain: a step is a whole region of the guard, or the taking of the lock *)
(* that a process is parked at.  Nothing else is shared.                   *)
(*                                                                         *)
(* Left out: how long a timer runs (it may ring at any time), what an item *)
(* is (here its sender and its number), selects with other arms than these *)
(* two.  A sender waits as a dequeuer does: it sends, or the trigger of its*)
(* token or its own context ends the offer.  A receiver waits as a consumer*)
(* does: it receives, or its context is done, or its timer rings.          *)
(*                                                                         *)
(* SlotQueueSteps treats a rendezvous as one step; this module shows why   *)
(* that is sound: it refines Channel, in which an exchange is one step.    *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS
  Senders,    \* processes whose selects send
  Receivers,  \* processes whose selects receive
  Rounds      \* how many selects a process does

ASSUME Senders \cap Receivers = {} /\ Senders # {} /\ Receivers # {}
ASSUME Rounds \in Nat \ {0}

VARIABLES
  position,   \* position[p]: the function in which p has stopped before a lock
  results,    \* results[p]: what the selects of p have returned
  outcome,    \* outcome[p]: what the current select of p will return
  woken,      \* processes whose parked lock has been released
  senders,    \* parked senders that can still be met, the longest parked first
  receivers,  \* parked receivers, likewise
  waiters,    \* waiters[s]: parked processes that the signal s wakes
  closed      \* signals that have happened

links == <<senders, receivers, waiters>>
vars == <<position, results, outcome, woken, links, closed>>

Processes == Senders \cup Receivers
Signals == {"trigger", "context"}
WaitsFor(p) == IF p \in Senders THEN Signals ELSE {"context"}

(* A result is the arm that was completed and the item that was received,  *)
(* if any.                                                                 *)
NoItem == <<>>
Undecided == <<"undecided", NoItem>>
Item(s) == <<s, Len(results[s]) + 1>>
Results == ({"send", "trigger", "context", "timer"} \X {NoItem})
           \cup ({"receive"} \X (Senders \X (1..Rounds)))

TypeInv ==
  /\ position \in [Processes -> {"select", "resume", "expire", "ended"}]
  /\ \A p \in Processes : results[p] \in Seq(Results)
  /\ outcome \in [Processes -> Results \cup {Undecided}]
  /\ woken \subseteq Processes
  /\ senders \in Seq(Senders)
  /\ receivers \in Seq(Receivers)
  /\ waiters \in [Signals -> SUBSET Processes]
  /\ closed \subseteq Signals

Init ==
  /\ position = [p \in Processes |-> "select"]
  /\ results = [p \in Processes |-> <<>>]
  /\ outcome = [p \in Processes |-> Undecided]
  /\ woken = {}
  /\ senders = <<>>
  /\ receivers = <<>>
  /\ waiters = [s \in Signals |-> {}]
  /\ closed = {}

(* The processes parked on the other side of the channel, and what the     *)
(* select of p returns when it meets q there.                              *)
Partners(p) == IF p \in Senders THEN receivers ELSE senders
Met(p, q) == IF p \in Senders THEN <<"send", NoItem>> ELSE <<"receive", Item(q)>>

(* The select of p returns, and p begins its next one.                     *)
Return(p, result) ==
  /\ results' = [results EXCEPT ![p] = Append(@, result)]
  /\ position' = [position EXCEPT
                    ![p] = IF Len(results[p]) + 1 = Rounds THEN "ended" ELSE "select"]

(* All arms of these processes are unlinked, whichever of them fired.      *)
Unlink(ps) ==
  LET Keep(q) == q \notin ps
  IN /\ senders' = SelectSeq(senders, Keep)
     /\ receivers' = SelectSeq(receivers, Keep)
     /\ waiters' = [s \in Signals |-> waiters[s] \ ps]

(* These parked processes get a result, are unlinked and are woken.        *)
Fire(ps, result) ==
  /\ outcome' = [p \in Processes |-> IF p \in ps THEN result ELSE outcome[p]]
  /\ woken' = woken \cup ps
  /\ Unlink(ps)

(* In select, under the guard, the process finds its first ready arm: the  *)
(* partner that has been parked longest, which it fires, or else a signal  *)
(* that has happened.                                                      *)
Take(p) ==
  /\ position[p] = "select"
  /\ IF Partners(p) # <<>>
     THEN LET q == Head(Partners(p))
          IN Return(p, Met(p, q)) /\ Fire({q}, Met(q, p))
     ELSE /\ WaitsFor(p) \cap closed # {}
          /\ LET s == IF "trigger" \in WaitsFor(p) \cap closed THEN "trigger" ELSE "context"
             IN Return(p, <<s, NoItem>>)
          /\ UNCHANGED <<outcome, woken, links>>
  /\ UNCHANGED closed

(* In the same region the process finds no ready arm, and links them all.  *)
Park(p) ==
  /\ position[p] = "select"
  /\ Partners(p) = <<>>
  /\ WaitsFor(p) \cap closed = {}
  /\ position' = [position EXCEPT ![p] = "resume"]
  /\ senders' = IF p \in Senders THEN Append(senders, p) ELSE senders
  /\ receivers' = IF p \in Receivers THEN Append(receivers, p) ELSE receivers
  /\ waiters' = [s \in Signals |-> IF s \in WaitsFor(p) THEN waiters[s] \cup {p} ELSE waiters[s]]
  /\ UNCHANGED <<results, outcome, woken, closed>>

(* A parked process that was fired gets its lock, and its select returns.  *)
Resume(p) ==
  /\ position[p] = "resume"
  /\ p \in woken
  /\ Return(p, outcome[p])
  /\ outcome' = [outcome EXCEPT ![p] = Undecided]
  /\ woken' = woken \ {p}
  /\ UNCHANGED <<links, closed>>

(* The timer of a parked receiver rings: the receiver stops waiting for its*)
(* lock, but it can still be fired until it has the guard.                 *)
Ring(p) ==
  /\ p \in Receivers
  /\ position[p] = "resume"
  /\ p \notin woken
  /\ position' = [position EXCEPT ![p] = "expire"]
  /\ UNCHANGED <<results, outcome, woken, links, closed>>

(* A receiver whose timer rang has the guard.  Unless it was fired in the  *)
(* meantime, it completes the timer's arm itself.                          *)
Expire(p) ==
  /\ position[p] = "expire"
  /\ IF outcome[p] = Undecided
     THEN Return(p, <<"timer", NoItem>>) /\ Unlink({p})
     ELSE Return(p, outcome[p]) /\ UNCHANGED links
  /\ outcome' = [outcome EXCEPT ![p] = Undecided]
  /\ woken' = woken \ {p}
  /\ UNCHANGED closed

(* A signal happens, and every process parked at it is fired.              *)
Happen(s) ==
  /\ closed' = closed \cup {s}
  /\ Fire(waiters[s], <<s, NoItem>>)
  /\ UNCHANGED <<position, results>>

(* The trigger is closed: the region of the guard in close.                *)
Close == "trigger" \notin closed /\ Happen("trigger")

(* The context is cancelled: likewise, and the first cancel counts.        *)
Cancel == "context" \notin closed /\ Happen("context")

Next ==
  \/ \E p \in Processes : Take(p) \/ Park(p) \/ Resume(p) \/ Ring(p) \/ Expire(p)
  \/ Close
  \/ Cancel

(* Weak fairness of each process.  Timers need not ring, and no process    *)
(* need close or cancel.                                                   *)
Fairness == \A p \in Processes : WF_vars(Take(p) \/ Park(p) \/ Resume(p) \/ Expire(p))

Spec == Init /\ [][Next]_vars
FairSpec == Spec /\ Fairness

-----------------------------------------------------------------------------
(* The results that the selects of p have been decided to return so far.   *)
Decided(p) == IF outcome[p] = Undecided THEN results[p] ELSE Append(results[p], outcome[p])
IsParked(p) == position[p] \in {"resume", "expire"} /\ outcome[p] = Undecided
IsAsleep(p) == position[p] = "resume" /\ p \notin woken

(* An item is received once if its send was completed, and never otherwise.*)
ReceivedWhenSentInv ==
  \A s \in Senders, n \in 1..Rounds :
    LET receipts == {<<r, i>> \in Receivers \X (1..Rounds) :
                       /\ i <= Len(Decided(r))
                       /\ Decided(r)[i] = <<"receive", <<s, n>>>>}
        isSent == n <= Len(Decided(s)) /\ Decided(s)[n] = <<"send", NoItem>>
    IN Cardinality(receipts) = IF isSent THEN 1 ELSE 0

(* A parked process is linked once for each arm until it is fired, and     *)
(* nowhere from then on, so that it cannot be matched twice.               *)
LinkedWhileParkedInv ==
  LET Count(p, place) == Cardinality({i \in DOMAIN place : place[i] = p})
      One(condition) == IF condition THEN 1 ELSE 0
  IN \A p \in Processes :
       /\ Count(p, senders) = One(IsParked(p) /\ p \in Senders)
       /\ Count(p, receivers) = One(IsParked(p) /\ p \in Receivers)
       /\ \A s \in Signals : p \in waiters[s] <=> IsParked(p) /\ s \in WaitsFor(p)

(* A process is woken exactly while it has a result that its select has not*)
(* returned yet.                                                           *)
WokenWhenFiredInv == woken = {p \in Processes : outcome[p] # Undecided}

(* No wake-up is lost: when every process has ended or sleeps, no sender   *)
(* sleeps while a receiver does, and no process sleeps on a signal that has*)
(* happened.                                                               *)
NoSleepingPartnersInv ==
  (\A p \in Processes : position[p] = "ended" \/ IsAsleep(p)) =>
    /\ ~ (\E s \in Senders, r \in Receivers : IsAsleep(s) /\ IsAsleep(r))
    /\ \A p \in Processes : IsAsleep(p) => WaitsFor(p) \cap closed = {}

(* A decision is never revised, and the arm that it is for was ready: both *)
(* sides of a rendezvous decide in one step, a signal has happened, or a   *)
(* timer has rung.                                                         *)
DecidedByReadyArmProp ==
  [][\A p \in Processes :
       \/ Decided(p)' = Decided(p)
       \/ /\ Len(Decided(p)') = Len(Decided(p)) + 1
          /\ SubSeq(Decided(p)', 1, Len(Decided(p))) = Decided(p)
          /\ LET result == Decided(p)'[Len(Decided(p)')]
                 arm == result[1]
             IN \/ /\ arm = "send"
                   /\ \E r \in Receivers : Decided(r)' =
                        Append(Decided(r), <<"receive", <<p, Len(Decided(p)')>>>>)
                \/ \E s \in Senders :
                     /\ result = <<"receive", <<s, Len(Decided(s)')>>>>
                     /\ Decided(s)' = Append(Decided(s), <<"send", NoItem>>)
                \/ arm = "timer" /\ position[p] = "expire"
                \/ arm \in closed']_vars

(* No wake-up is lost, as a liveness property: once a signal has happened, *)
(* every process that waits for it comes to the end of its selects.        *)
WaitersOfClosedEndProp ==
  \A p \in Processes : \A s \in WaitsFor(p) : s \in closed ~> position[p] = "ended"

(* A sender and a receiver do not both stay in their selects for ever.     *)
PartnersMeetProp ==
  \A s \in Senders, r \in Receivers : \A m, n \in 0..(Rounds - 1) :
    (Len(results[s]) = m /\ Len(results[r]) = n) ~> (Len(results[s]) # m \/ Len(results[r]) # n)

-----------------------------------------------------------------------------
(* The refinement mapping to Channel hides the lock, the parked processes  *)
(* and the time between a decision and the return of its select.           *)
Abstract == INSTANCE Channel WITH decided <- [p \in Processes |-> Decided(p)]

RefinementOfChannel == Abstract!Spec

(* And every pair that could meet does, unless one of the two returns.     *)
RefinementOfFairChannel == Abstract!FairSpec
=============================================================================
