"""A settings file in which every setting is explained."""

import textwrap

HEAD = """The settings of Muster. Lines that begin with ; are comments: to change a setting, take the ; away.
A change needs a restart, or only a reload (SIGHUP) where that is said."""


def comment(text, width=118):
    return [f"; {line}" for line in textwrap.wrap(text, width)]


def values(field):
    """What may be set, where the explanation alone does not say it."""
    if field.kind == "integer":
        return f" ({field.minimum} to {field.maximum})"
    if field.kind == "enum":
        return f" ({', '.join(field.names)})"
    return " (true or false)" if field.kind == "boolean" else ""


def settings_file(settings, chosen):
    """`chosen`: {"section.name": value} of the settings that are not comments."""
    lines = [line for sentence in HEAD.splitlines() for line in comment(sentence)]
    section = None
    for field in settings:
        own, _, name = field.name.partition(".")
        if own != section:
            lines += ["", f"[{own}]"]
            section = own
        reload = " A reload is enough." if field.reloadable else ""
        lines += ["", *comment(field.doc + values(field) + reload)]
        set_here = field.name in chosen
        value = chosen[field.name] if set_here else field.standard
        lines.append(f"{'' if set_here else ';'}{name} = {value}".rstrip())
    return "\n".join(lines) + "\n"
