"""Compressed data of kinds that are not read, known by how they begin."""

_KINDS = {
    b"BZh": ("bzip2", "bunzip2"),
    b"\xfd7zXZ\0": ("xz", "unxz"),
    b"\x28\xb5\x2f\xfd": ("zstd", "unzstd"),
    b"PK\x03\x04": ("zip", "unzip"),
    b"7z\xbc\xaf\x27\x1c": ("7z", "7z"),
    b"\x04\x22\x4d\x18": ("lz4", "unlz4"),
    b"LZIP": ("lzip", "lunzip"),
    b"\x1f\x9d": ("compress", "uncompress"),
}
LONGEST_START = max(map(len, _KINDS))
GZIP = b"\x1f\x8b"


def other_compression(first: bytes, *, gzip: bool) -> str:
    """Say what data is that begins so, if it is compressed in a way that is not read.

    Args:
        first: Its first bytes, `LONGEST_START` if there are as many.
        gzip: Whether gzip is read.

    Returns:
        A sentence; empty if it is nothing of the kind.
    """
    kinds = _KINDS if gzip else _KINDS | {GZIP: ("gzip", "gunzip")}
    for start, (name, program) in kinds.items():
        if first.startswith(start):
            read = (
                "only gzip can be read directly"
                if gzip
                else "compressed input is not supported here"
            )
            return f"it is compressed by {name}, and {read}: use {program} first"
    return ""
