"""The documentation as a site: `python -m docs.site OUT` writes a folder that any server can serve.

The pages are the files that a forge shows; Sphinx adds the frame, the search and the reference of
the API. What only the site has stands in this package.
"""
