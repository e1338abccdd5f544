--------------------------- MODULE MCSlotKeyLater ---------------------------
(* Bounds for the key of later versions: the calls of MCSlotKey without     *)
(* extensions, with plain ones, and with some that read like an annotation. *)
EXTENDS MCSlotKey, SlotKeyLater

PlainExtensions == {<<>>, <<1>>, <<1, 3, 1>>}
NulExtensions == {<<>>, <<1>>, <<1, 0, 1>>}
=============================================================================
