-------------------------------- MODULE Bare --------------------------------
(* Purpose: an action that is an instance's operator and nothing else.       *)
VARIABLE won
Queue == INSTANCE Lower WITH Tokens <- {1}
Take == Queue!Take(1)
Drop == Queue!Drop(1)
Spec == won = {} /\ [][Take \/ Drop]_won
=============================================================================
