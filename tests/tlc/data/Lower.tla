------------------------------- MODULE Lower --------------------------------
(* Purpose: the level below Naming, to be instantiated.                      *)
CONSTANT Tokens
VARIABLE won

Take(token) == token \notin won /\ won' = won \cup {token}
Drop(token) == token \in won /\ won' = won \ {token}
=============================================================================
