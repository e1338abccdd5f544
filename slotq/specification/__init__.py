"""The specification's own words: what each of its properties says."""
