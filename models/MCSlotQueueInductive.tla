------------------------ MODULE MCSlotQueueInductive ------------------------
(* Bounds for the inductive invariant: all states of the right types.      *)
EXTENDS SlotQueueInductive

(* Ids increase in a list of the invariant, so that none is longer.        *)
Lists == UNION {[1 .. n -> Exists] : n \in 0 .. Cardinality(Exists)}

ClientTypes ==
  /\ nextId \in 0 .. Cardinality(Tokens)
  /\ slots \in Lists
  /\ busy \in SUBSET Exists
  /\ closed \in SUBSET Exists
  /\ doing \in [Clients -> {"nothing", "broadcast", "remove", "close"}]
  /\ hand \in [Clients -> Exists \cup {None}]
  /\ appended \in [Clients -> Exists \cup {None}]
  /\ known \in [Clients -> SUBSET Tokens]

DequeuerTypes ==
  /\ dequeuer \in [Dequeuers -> {"absent", "lock", "asleep", "offering", "ended"}]
  /\ isWaiting \in [Dequeuers -> BOOLEAN]
  /\ item \in [Dequeuers -> Exists \cup {None}]
  /\ owner \in [Dequeuers -> Clients \cup {None}]
  /\ done \in SUBSET Dequeuers
  /\ canceller \in [Dequeuers -> {"absent", "waiting", "ended"}]

(* Each behaviour begins in a state of the invariant, whether it can be    *)
(* reached or not.  Conjuncts that do not speak of dequeuers come first    *)
(* once more, so that TLC has less to count.                               *)
FromInvariant ==
  /\ ClientTypes
  /\ IdsIncreaseInv /\ HandInv /\ FreeListedInv /\ WonIsRemoved /\ RemovedIsClosed /\ Remembered
  /\ DequeuerTypes
  /\ IndInv
  /\ [][HistoryNext]_historyVars

(* What SlotQueueProperties says of states, without what makes it          *)
(* inductive.                                                              *)
PropertiesInv ==
  /\ TypeInv
  /\ OneWinnerInv
  /\ HandInv
  /\ ClosedOnceInv
  /\ ClosedNotListedInv
  /\ IdsIncreaseInv
  /\ FreeListedInv
  /\ RemovalFindsInv
  /\ OfferInv
  /\ NoLostWakeUpInv
  /\ NoLostCancelInv
  /\ IsWaitingInv
  /\ LifeInv

FromProperties ==
  ClientTypes /\ DequeuerTypes /\ PropertiesInv /\ [][HistoryNext]_historyVars

-----------------------------------------------------------------------------
(* Which states IndInv allows, among all values of the right types and some*)
(* of wrong ones: nothing else is demanded of them beforehand, so that a   *)
(* conjunct that is missing, or says less, allows more.  No step is taken. *)
(* What is not varied is as it is at first.  What slotq prove reads allows *)
(* the same states.                                                        *)
AnyToken == Tokens \cup {None}
AnyList ==
  /\ nextId \in 0 .. Cardinality(Tokens)
  /\ slots \in UNION {[1 .. n -> Tokens] : n \in 0 .. Cardinality(Tokens)}
AnyWins ==
  /\ busy \in SUBSET Tokens
  /\ closed \in SUBSET Tokens
  /\ hand \in [Clients -> AnyToken]
AnyDequeuer ==
  /\ dequeuer \in [Dequeuers -> {"absent", "lock", "asleep", "offering", "ended", "nowhere"}]
  /\ isWaiting \in [Dequeuers -> BOOLEAN]
  /\ item \in [Dequeuers -> AnyToken]
  /\ owner \in [Dequeuers -> Clients \cup {None}]
  /\ done \in SUBSET Dequeuers
  /\ canceller \in [Dequeuers -> {"absent", "waiting", "ended", "nowhere"}]

NoWins ==
  busy = {} /\ closed = {} /\ hand = [p \in Clients |-> None]
NoCalls ==
  doing = [p \in Clients |-> "nothing"] /\ appended = [p \in Clients |-> None]
NoDequeuer ==
  /\ dequeuer = [d \in Dequeuers |-> "absent"]
  /\ isWaiting = [d \in Dequeuers |-> FALSE]
  /\ item = [d \in Dequeuers |-> None]
  /\ owner = [d \in Dequeuers |-> None]
  /\ done = {}
  /\ canceller = [d \in Dequeuers |-> "absent"]
NothingKnown == known = [p \in Clients |-> {}]

(* The list, what was won, and the calls of clients.                       *)
AllOfClients ==
  /\ AnyList /\ AnyWins /\ NoDequeuer /\ NothingKnown
  /\ doing \in [Clients -> {"nothing", "broadcast", "remove", "close", "nowhere"}]
  /\ appended \in [Clients -> AnyToken]
  /\ IndInv
  /\ [][UNCHANGED historyVars]_historyVars

(* A dequeuer, the list that it looks at, and those that wake it.          *)
AllOfDequeuer ==
  /\ AnyList /\ NoWins /\ AnyDequeuer /\ NothingKnown
  /\ doing \in [Clients -> {"nothing", "broadcast"}]
  /\ appended \in [Clients -> AnyToken]
  /\ IndInv
  /\ [][UNCHANGED historyVars]_historyVars

(* Dequeuers next to each other.                                           *)
AllOfDequeuers ==
  /\ AnyList /\ NoWins /\ NoCalls /\ AnyDequeuer /\ NothingKnown
  /\ IndInv
  /\ [][UNCHANGED historyVars]_historyVars
=============================================================================
