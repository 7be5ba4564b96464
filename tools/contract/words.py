"""Names and texts as C wants them."""

import re

# What the compilers' own words and the usual headers take; a struct member cannot have such a name.
RESERVED = frozenset("""
    auto break case char const continue default do double else enum extern float for goto if inline int long register
    restrict return short signed sizeof static struct switch typedef union unsigned void volatile while asm typeof
    bool true false errno stdin stdout stderr unix linux i386 offsetof assert NULL
    """.split())
IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")


def snake(name):
    """OrganizationalUnitIds → organizational_unit_ids, M2MClientStatus → m2m_client_status, OAuth2Url → oauth2_url."""
    name = re.sub(r"[^A-Za-z0-9]+", "_", name).replace("OAuth", "Oauth")
    name = re.sub(r"([a-z])([A-Z])", r"\1_\2", name)
    name = re.sub(r"([A-Z0-9])([A-Z][a-z])", r"\1_\2", name)
    return name.strip("_").lower()


def is_member(name):
    return bool(IDENTIFIER.fullmatch(name)) and name not in RESERVED


def literal(text):
    """A C string literal, or NULL for None."""
    if text is None:
        return "NULL"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    escaped = re.sub(r"[\x00-\x1f\x7f]", lambda match: f"\\{ord(match[0]):03o}", escaped)
    return '"' + escaped.replace("??", '?""?') + '"'


def boolean(value):
    return "true" if value else "false"


def bitmap(characters):
    """The two 64-bit halves of a set of ASCII characters, as C constants."""
    bits = sum(1 << ord(character) for character in characters)
    return f"{{0x{bits & (1 << 64) - 1:016x}U, 0x{bits >> 64:016x}U}}"


def comment_safe(text):
    return text.replace("*/", "* /").replace("/*", "/ *")
