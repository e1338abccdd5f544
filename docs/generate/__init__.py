"""Pages and pictures of the documentation, made from data, the specification and what runs.

`python -m docs.generate` writes them again; a test holds what is there against what would be
written.
"""
