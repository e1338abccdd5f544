------------------------------ MODULE Channel -------------------------------
(***************************************************************************)
(* An unbuffered channel as its users see it: an exchange is one step.     *)
(*                                                                         *)
(* Source: the Go specification, channel types and select statements; what *)
(* slotQueue uses of them.                                                 *)
(*                                                                         *)
(* Grain: a step decides what selects return.  That a process then has to  *)
(* be woken and to return is hidden: nobody else can see it.               *)
(*                                                                         *)
(* Left out: what Rendezvous leaves out; which of several partners is      *)
(* chosen, and which of several ready arms.                                *)
(*                                                                         *)
(* Rendezvous, which has a lock and parked processes, refines this module; *)
(* the refinement mapping is at its end.  A refinement would hold just as  *)
(* well if this module allowed more.  What it must not allow is said at the*)
(* end of this module.                                                     *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS
  Senders,    \* processes whose selects send
  Receivers,  \* processes whose selects receive
  Rounds      \* how many selects a process does

ASSUME Senders \cap Receivers = {} /\ Senders # {} /\ Receivers # {}
ASSUME Rounds \in Nat \ {0}

VARIABLES
  decided,  \* decided[p]: what the selects of p return, as far as that is decided
  closed    \* signals that have happened

vars == <<decided, closed>>

Processes == Senders \cup Receivers
Signals == {"trigger", "context"}
WaitsFor(p) == IF p \in Senders THEN Signals ELSE {"context"}

(* A result is the arm that was completed and the item that was received,  *)
(* if any.  An item is its sender and the number of the select.            *)
NoItem == <<>>
Item(s) == <<s, Len(decided[s]) + 1>>

(* The process has a select that is not decided.                           *)
IsOpen(p) == Len(decided[p]) < Rounds

Init ==
  /\ decided = [p \in Processes |-> <<>>]
  /\ closed = {}

(* A sender and a receiver meet: both selects are decided, in one step.    *)
Exchange(s, r) ==
  /\ IsOpen(s)
  /\ IsOpen(r)
  /\ decided' = [decided EXCEPT ![s] = Append(@, <<"send", NoItem>>),
                                ![r] = Append(@, <<"receive", Item(s)>>)]
  /\ UNCHANGED closed

(* A select is decided by a signal that has happened.                      *)
See(p, signal) ==
  /\ IsOpen(p)
  /\ signal \in WaitsFor(p) \cap closed
  /\ decided' = [decided EXCEPT ![p] = Append(@, <<signal, NoItem>>)]
  /\ UNCHANGED closed

(* A select of a receiver is decided by its timer.                         *)
Ring(r) ==
  /\ IsOpen(r)
  /\ decided' = [decided EXCEPT ![r] = Append(@, <<"timer", NoItem>>)]
  /\ UNCHANGED closed

(* A signal happens, for the first time.  It decides selects of processes  *)
(* that wait for it, in the same step; others see it later.                *)
Happen(signal) ==
  /\ signal \notin closed
  /\ closed' = closed \cup {signal}
  /\ \E ps \in SUBSET {p \in Processes : IsOpen(p) /\ signal \in WaitsFor(p)} :
       decided' = [p \in Processes |->
                     IF p \in ps THEN Append(decided[p], <<signal, NoItem>>) ELSE decided[p]]

Next ==
  \/ \E s \in Senders, r \in Receivers : Exchange(s, r)
  \/ \E p \in Processes, signal \in Signals : See(p, signal)
  \/ \E r \in Receivers : Ring(r)
  \/ \E signal \in Signals : Happen(signal)

(* A sender and a receiver do not both stay open for ever, and no process  *)
(* stays open once a signal has happened that it waits for.  Timers need   *)
(* not ring, and signals need not happen.                                  *)
Fairness ==
  /\ \A s \in Senders, r \in Receivers : WF_vars(Exchange(s, r))
  /\ \A p \in Processes : WF_vars(\E signal \in Signals : See(p, signal))

Spec == Init /\ [][Next]_vars
FairSpec == Spec /\ Fairness

-----------------------------------------------------------------------------
Results ==
  ({"send", "timer"} \cup Signals) \X {NoItem} \cup {"receive"} \X (Senders \X (1 .. Rounds))

TypeInv ==
  /\ DOMAIN decided = Processes
  /\ \A p \in Processes : decided[p] \in Seq(Results)
  /\ closed \subseteq Signals

(* A process does no more selects than it has rounds.                      *)
RoundsInv == \A p \in Processes : Len(decided[p]) <= Rounds

(* A select returns one of its own arms, and a signal only if it happened. *)
OwnArmsInv ==
  \A p \in Processes : \A i \in DOMAIN decided[p] :
    decided[p][i][1] \in (WaitsFor(p) \cap closed)
                        \cup (IF p \in Senders THEN {"send"} ELSE {"receive", "timer"})

(* An item is received once if its send was decided, and never otherwise.  *)
SentIsReceivedInv ==
  \A s \in Senders, n \in 1 .. Rounds :
    LET receipts == {<<r, i>> \in Receivers \X (1 .. Rounds) :
                       i \in DOMAIN decided[r] /\ decided[r][i] = <<"receive", <<s, n>>>>}
        isSent == n \in DOMAIN decided[s] /\ decided[s][n][1] = "send"
    IN Cardinality(receipts) = IF isSent THEN 1 ELSE 0

Decides(p) == decided'[p] # decided[p]
Arm(p) == decided'[p][Len(decided'[p])][1]

(* What is decided stays decided, and a step decides one select of a       *)
(* process at most.                                                        *)
DecidedOnceProp ==
  [][\A p \in Processes :
       Decides(p) => decided'[p] = Append(decided[p], decided'[p][Len(decided'[p])])]_vars

(* A signal stays.                                                         *)
ClosedStaysProp == [][closed \subseteq closed']_vars

(* A step is one event: a signal happens, and decides nothing but selects  *)
(* that return it; or one process decides; or two meet.                    *)
OneEventProp ==
  [][\/ \E signal \in Signals \ closed :
          /\ closed' = closed \cup {signal}
          /\ \A p \in Processes : Decides(p) => Arm(p) = signal
     \/ /\ closed' = closed
        /\ \/ \E p \in Processes : \A q \in Processes : Decides(q) => q = p
           \/ \E s \in Senders, r \in Receivers :
                /\ \A q \in Processes : Decides(q) => q \in {s, r}
                /\ Arm(s) = "send" /\ Arm(r) = "receive"]_vars

(* A sender and a receiver do not both stay open for ever.                 *)
PairDecidesProp ==
  \A s \in Senders, r \in Receivers : \A m, n \in 0 .. (Rounds - 1) :
    Len(decided[s]) = m /\ Len(decided[r]) = n ~> Len(decided[s]) # m \/ Len(decided[r]) # n

(* A process that waits for a signal that has happened does all its selects*)
(* eventually.                                                             *)
SignalSeenProp ==
  \A p \in Processes : \A signal \in WaitsFor(p) : signal \in closed ~> ~ IsOpen(p)
=============================================================================
