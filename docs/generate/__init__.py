"""Pages of the documentation that are made from data and from the specification.

`python -m docs.generate` writes them again; a test holds what is there against what would be
written.
"""
