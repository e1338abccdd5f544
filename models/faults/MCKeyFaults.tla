----------------------------- MODULE MCKeyFaults -----------------------------
(* Wrong encodings for the key; a configuration substitutes one for Encode. *)
(* Both were in earlier versions of the original.                           *)
EXTENDS MCSlotKey

Head4(c) ==
  Terminated(c.app) \o Terminated(c.syslog) \o Terminated(c.fn) \o Terminated(c.image)
  \o Terminated(c.integers)

(* Annotations are left out.                                                *)
EncodeWithoutAnnotations(c) == Head4(c) \o Terminated(Entries(Terminated, c.config, DOMAIN c.config))

(* The end of the config is not written.                                    *)
EncodeWithoutEnd(c) ==
  Head4(c) \o Entries(Terminated, c.config, DOMAIN c.config)
  \o Entries(Terminated, c.annotations, DOMAIN c.annotations)
=============================================================================
