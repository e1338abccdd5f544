"""The exercises of the course: what each gives, and what judges the reader's answer."""
