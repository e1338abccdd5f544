"""TLA+ as Pygments reads it, to be shown in colours."""

from typing import ClassVar

from pygments.lexer import RegexLexer, words
from pygments.token import Comment, Keyword, Name, Number, Operator, Punctuation, String, Whitespace

KEYWORDS = (
    *("ASSUME", "BOOLEAN", "CASE", "CHOOSE", "CONSTANT", "CONSTANTS", "DOMAIN", "ELSE", "ENABLED"),
    *("EXCEPT", "EXTENDS", "FALSE", "IF", "IN", "INSTANCE", "LAMBDA", "LET", "LOCAL", "MODULE"),
    *("OTHER", "RECURSIVE", "STRING", "SUBSET", "THEN", "THEOREM", "TRUE", "UNCHANGED", "UNION"),
    *("VARIABLE", "VARIABLES", "WITH"),
)


class TlaLexer(RegexLexer):  # type: ignore[misc]  # Pygments ships no types
    """Comments, keywords, definitions, operators and values."""

    name = "TLA+"
    aliases: ClassVar[list[str]] = ["tla"]
    filenames: ClassVar[list[str]] = ["*.tla"]
    tokens: ClassVar = {
        "root": [
            (r"\s+", Whitespace),
            (r"\\\*[^\n]*", Comment.Single),
            (r"\(\*", Comment.Multiline, "comment"),
            (r"-{4,}|={4,}", Comment.Special),
            (r'"[^"\n]*"', String.Double),
            (words(KEYWORDS, prefix=r"\b", suffix=r"\b"), Keyword),
            (r"\b[WS]F_", Keyword),
            (r"^\w+(?=(?:\([^)\n]*\))? ==)", Name.Function),
            (r"\d+", Number.Integer),
            (r"\\[A-Za-z]+", Operator.Word),
            (r"[A-Za-z_]\w*", Name),
            (r"<=>|\|->|==|=>|=<|<=|>=|~>|->|<-|<>|\[\]|/\\|\\/|\.\.", Operator),
            (r"<<|>>|[()\[\]{},.:!]", Punctuation),
            (r"[^\w\s]", Operator),
        ],
        "comment": [
            (r"[^*()]+", Comment.Multiline),
            (r"\(\*", Comment.Multiline, "#push"),
            (r"\*\)", Comment.Multiline, "#pop"),
            (r"[*()]", Comment.Multiline),
        ],
    }
