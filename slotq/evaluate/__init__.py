"""The pure parts of the reference as functions from lines of JSON to lines of JSON."""
