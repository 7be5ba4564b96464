"""The only layout of the contract's files: one field on one line."""

import json
from fnmatch import fnmatchcase

WIDTH = 120
STEP = "  "

# By file: what always has a line for each member, and what has one only when a single line would be too long. The rest
# is one line. "*" stands for any key, "" for the whole file.
OPEN = {
    "types.json": ("", "checks", "types", "types/*", "types/*/fields"),
    "errors.json": ("", "*"),
    "settings.json": ("", "*"),
    "family.json": ("", "permissions", "shapes"),
    "absent.json": ("",),
    "resource": ("", "*"),
}
FOLDED = {
    "family.json": ("prefixes", "errors", "request", "response", "dialects", "shapes/*", "shapes/*/fields"),
    "absent.json": ("*",),
    "resource": ("*/errors", "*/request", "*/response"),
}


def matches(path, patterns):
    """Whether "a/b" is one of the patterns, part by part."""
    parts = path.split("/")
    return any(len(parts) == len(pattern.split("/")) and fnmatchcase(path, pattern) for pattern in patterns)


def one_line(value):
    return json.dumps(value, ensure_ascii=False)


class Layout:
    """Lays out one kind of file."""

    def __init__(self, kind):
        self.open, self.folded = OPEN[kind], FOLDED.get(kind, ())

    def text(self, value, path="", indent="", lead=0):
        """The value as text; `lead` is what stands before it on its line."""
        single = one_line(value)
        if not isinstance(value, (dict, list)) or not value:
            return single
        fits = lead + len(single) + 1 <= WIDTH
        if not matches(path, self.open) and (fits or not matches(path, self.folded)):
            return single
        return self.array(value, indent) if isinstance(value, list) else self.object(value, path, indent)

    def object(self, value, path, indent):
        inner = indent + STEP
        lines = []
        for key, item in value.items():
            start = f"{inner}{one_line(key)}: "
            lines.append(start + self.text(item, f"{path}/{key}" if path else key, inner, len(start)))
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"

    @staticmethod
    def array(value, indent):
        """As many items on a line as fit."""
        lines = [indent + STEP]
        for index, item in enumerate(value):
            word = one_line(item) + ("," if index + 1 < len(value) else "")
            if lines[-1].strip() and len(lines[-1]) + len(word) > WIDTH:
                lines.append(indent + STEP)
            lines[-1] += word + " "
        return "[\n" + "\n".join(line.rstrip() for line in lines) + f"\n{indent}]"


def laid_out(name, value):
    """The text of the contract file `name` that holds `value`."""
    return Layout(name if name in OPEN else "resource").text(value) + "\n"
