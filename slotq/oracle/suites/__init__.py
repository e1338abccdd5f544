"""Suites of test cases as files: few runs that cover every edge that calls can force."""
