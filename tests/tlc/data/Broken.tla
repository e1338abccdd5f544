------------------------------- MODULE Broken -------------------------------
(* Purpose: a module that does not parse.                                    *)
EXTENDS Counter
Unknown == undefined + 1
=============================================================================
