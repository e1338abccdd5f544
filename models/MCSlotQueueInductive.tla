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
=============================================================================
