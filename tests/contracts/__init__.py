"""Contracts that CrossHair confirms, each a function whose docstring says what holds."""
