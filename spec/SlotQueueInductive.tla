------------------------- MODULE SlotQueueInductive -------------------------
(***************************************************************************)
(* The inductive invariant of SlotQueueSteps: it is true at first, and each*)
(* step that begins in a state of it ends in one, for any number of        *)
(* clients, dequeuers and tokens.  So it is always true, and so is what it *)
(* implies.                                                                *)
(*                                                                         *)
(* slotq prove shows this with Z3, conjunct by conjunct; TLC checks it     *)
(* from all states of the right types at sizes where they can be counted.  *)
(*                                                                         *)
(* The queue has no variable for the token whose broadcast is still to     *)
(* come, by which alone one can say of each token that its wake-up is not  *)
(* lost.  A history variable remembers it: it is read by no action, and    *)
(* each step determines its next value, so that it neither adds a behaviour*)
(* nor takes one away.                                                     *)
(***************************************************************************)
EXTENDS SlotQueueProperties

VARIABLE
  appended    \* appended[p]: the token that p appended, until its broadcast

historyVars == <<vars, appended>>

(* The history variable follows what the client does.                      *)
Remember ==
  appended' = [p \in Clients |->
                 IF doing'[p] # "broadcast" THEN None
                 ELSE IF doing[p] = "broadcast" THEN appended[p] ELSE nextId]

HistoryInit == Init /\ appended = [p \in Clients |-> None]
HistoryNext == Next /\ Remember
HistorySpec == HistoryInit /\ [][HistoryNext]_historyVars

-----------------------------------------------------------------------------
(* Types.  TypeInv alone would allow tokens in the list that were never    *)
(* queued.                                                                 *)
Types ==
  /\ TypeInv
  /\ slots \in Seq(Exists)
  /\ appended \in [Clients -> Exists \cup {None}]

(* The winner has taken its token out of the list before it closes the     *)
(* trigger.                                                                *)
RemovedFirst == \A p \in Clients : doing[p] = "close" => hand[p] \notin Listed

(* A listed token that is won has a winner that is still to remove it.     *)
WonIsRemoved ==
  \A t \in Listed \cap busy : \E p \in Clients : doing[p] = "remove" /\ hand[p] = t

(* A token that was removed is closed, or its winner is still to close it. *)
RemovedIsClosed ==
  \A t \in busy \ Listed :
    t \in closed \/ \E p \in Clients : doing[p] = "close" /\ hand[p] = t

(* A client remembers a token exactly while its broadcast is to come.      *)
Remembered == \A p \in Clients : (doing[p] = "broadcast") <=> (appended[p] # None)

(* Each token has one broadcast.                                           *)
OneBroadcast ==
  \A p, q \in Clients : p # q /\ appended[p] # None => appended[p] # appended[q]

(* No wake-up is lost: while a dequeuer sleeps, the broadcast of each      *)
(* listed token is still to come.                                          *)
NoLostWakeUp ==
  \A d \in Dequeuers, t \in Listed :
    dequeuer[d] = "asleep" =>
      \E p \in Clients : doing[p] = "broadcast" /\ appended[p] = t

IndInv ==
  /\ Types
  /\ IdsIncreaseInv
  /\ HandInv
  /\ OneWinnerInv
  /\ RemovalFindsInv
  /\ RemovedFirst
  /\ ClosedOnceInv
  /\ ClosedNotListedInv
  /\ FreeListedInv
  /\ WonIsRemoved
  /\ RemovedIsClosed
  /\ Remembered
  /\ OneBroadcast
  /\ NoLostWakeUp
  /\ NoLostCancelInv
  /\ OfferInv
  /\ IsWaitingInv
  /\ LifeInv
=============================================================================
