"""The environment that Java runs in: this process's own, with a locale whose text is UTF-8.

In the locale C, which a container without LANG has, Java takes every name of a file for ASCII: it
cannot open a folder whose name has an accent. Options of Java do not help, since its launcher has
read the names by then. A fixed locale also fixes the language and the marks in numbers.
"""

import locale
import os
from collections.abc import Mapping
from contextlib import suppress
from functools import cache

_CANDIDATES = ("C.UTF-8", "C.utf8", "en_US.UTF-8", "en_US.utf8")


def java_environment(environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """The variables of a Java that is to be started.

    Args:
        environment: Instead of this process's own.
    """
    variables = dict(os.environ if environment is None else environment)
    if name := _utf8_locale():
        variables["LC_ALL"] = name
    return variables


@cache
def _utf8_locale() -> str:
    """The first UTF-8 locale that this machine has; empty if it has none that is known here."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in _CANDIDATES:
            with suppress(locale.Error):
                return locale.setlocale(locale.LC_CTYPE, name) and name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return ""
