"""The programs that are explored, one for each module of the specification."""
