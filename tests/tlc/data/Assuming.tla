------------------------------ MODULE Assuming ------------------------------
(* Purpose: an assumption that the configuration makes false.                *)
EXTENDS Counter
ASSUME Bound > 5
=============================================================================
