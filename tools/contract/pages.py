"""Reference pages in Markdown, and the table of what works."""

import html

from contract.families import rendering_of

PLACE_WORDS = {"path": "path", "query": "query", "body": "JSON body", "form": "query or form",
               "json_text": "query or form, as JSON", "header": "header"}
TIME_WORDS = {"natural": "Unix milliseconds", "seconds": "Unix seconds", "iso": "2006-01-02T15:04:05Z",
              "string": "Unix milliseconds as text", "local": "2006-01-02 15:04:05.000"}
KIND_WORDS = {"map": "names and text", "json": "JSON"}


def cell(text):
    return str(text).replace("|", "\\|").replace("\n", " ")


def table(heads, rows):
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return lines + ["| " + " | ".join(cell(column) for column in row) + " |" for row in rows] + [""]


def kind_words(field):
    if field.kind == "texts":
        return "list of text"
    if field.shape:
        link = f"[{field.shape.name}](#{field.shape.name.lower()})"
        return f"list of {link}" if field.kind == "objects" else link
    if field.kind == "time":
        return f"time ({TIME_WORDS[field.form]})"
    if field.kind == "enum":
        return ", ".join(f"`{name}`" for name in field.names)
    return KIND_WORDS.get(field.kind, field.kind) + (" as text" if field.form == "string" else "")


def bound_words(field):
    words = []
    if field.kind in ("text", "texts") and (field.minimum, field.maximum) != (0, 65536):
        words.append(f"{field.minimum} to {field.maximum} characters")
    if field.kind == "integer" and field.maximum < (1 << 63) - 1:
        words.append(f"{field.minimum} to {field.maximum}")
    if field.most and field.place:
        words.append(f"at most {field.most} items")
    if field.check:
        words.append(f"[{field.check.name}](checks.md#{field.check.name})")
    return ", ".join(words)


def notes(field):
    parts = [field.doc] if field.doc else []
    if field.standard is not None:
        parts.append(f"Default: `{field.standard}`.")
    if field.wrap:
        parts.append(f"The list stands in `{field.wrap}`.")
    if field.sensitive:
        parts.append("Never logged.")
    return " ".join(parts)


def request_rows(fields):
    return [(f"`{field.name}`", PLACE_WORDS[field.place], "yes" if field.required else "", kind_words(field),
             bound_words(field), notes(field)) for field in fields if not field.fixed]


def answer_rows(fields):
    """The fields of an answer; those of a flat shape stand in their place."""
    rows = []
    for field in fields:
        if field.kind == "flat":
            rows += answer_rows(field.shape.fields)
        else:
            rows.append((f"`{field.name}`", kind_words(field), notes(field)))
    return rows


def error_row(contract, name, dialect):
    error = contract.core.errors[name]
    rendering = rendering_of(error, dialect, contract.dialects)
    rendering = rendering or rendering_of(contract.core.errors["internal"], dialect, contract.dialects)
    return rendering[0], f"`{rendering[1]}`", error.meaning


def operation_lines(contract, family, operation):
    lines = [f"### {operation.name}", "", operation.doc, ""]
    lines += [f"- `{operation.method} {path}`" for path in operation.paths] or [f"- Action `{operation.name}`"]
    if operation.permission:
        lines.append(f"- Permission: `{family.permissions[operation.permission]}`")
    if operation.authentication != family.authentication:
        lines.append(f"- Authentication: {operation.authentication}")
    if operation.idempotent:
        lines.append(f"- The same `{operation.idempotent}` again gives the first answer.")
    if operation.refuses:
        lines.append(f"- Refused as not supported: {', '.join(f'`{name}`' for name in operation.refuses)}")
    if operation.since:
        lines.append(f"- Since {operation.since}")
    lines.append("")
    if request_rows(operation.request.fields):
        heads = ("parameter", "travels in", "required", "type", "bounds", "")
        lines += table(heads, request_rows(operation.request.fields))
    if operation.response.fields:
        lines += table(("answer", "type", ""), answer_rows(operation.response.fields))
    own = [name for name in operation.errors if name not in family.errors]
    if own:
        lines += table(("status", "error", "when"), [error_row(contract, name, operation.dialect) for name in own])
    return lines


def family_page(contract, family):
    lines = [f"# {family.product} {family.version}", "", family.doc, "",
             f"Authentication: {family.authentication}, unless an operation says otherwise.", ""]
    supported = [operation for operation in family.operations if operation.supported]
    for resource in sorted({operation.resource for operation in supported}):
        lines += [f"## {resource.replace('_', ' ').capitalize()}", ""]
        for operation in supported:
            if operation.resource == resource:
                lines += operation_lines(contract, family, operation)
    if family.shapes:
        lines += ["## Shapes", ""]
    for shape in family.shapes.values():
        lines += [f"### {shape.name}", ""]
        lines += table(("field", "required", "type", "bounds", ""),
                       [(f"`{field.name}`", "yes" if field.required else "", kind_words(field), bound_words(field),
                         notes(field)) for field in shape.fields])
    lines += ["## Errors of every operation", ""]
    lines += table(("status", "error", "when"), [error_row(contract, name, family.dialect) for name in family.errors])
    absent = [f"`{operation.name}`" for operation in family.operations if not operation.supported]
    if absent:
        lines += ["## Not supported", "", "Answered with the family's own \"not supported\" error: " +
                  ", ".join(absent) + ".", ""]
    return lines


def errors_page(contract):
    lines = ["# Errors", "", "How each dialect says each error. `{subject}` is what the error is about.", ""]
    for error in contract.core.errors.values():
        lines += [f"## {error.name}", "", error.meaning, "", f"Logged as {error.log}.", ""]
        lines += table(("dialect", "status", "code", "message"),
                       [(dialect, status, f"`{code}`", " / ".join(text for text in (message, chinese) if text))
                        for dialect, (status, code, message, chinese) in error.renderings.items()])
    return lines


def errors_html(contract):
    """The same as a page that the server itself shows, with the error's name as anchor."""
    lines = ["<!doctype html>", '<html lang="en">', '<meta charset="utf-8">', "<title>Muster: errors</title>",
             "<h1>Errors</h1>"]
    for error in contract.core.errors.values():
        lines += [f'<h2 id="{error.name}">{error.name}</h2>', f"<p>{html.escape(error.meaning)}</p>", "<ul>"]
        for dialect, (status, code, message, _) in error.renderings.items():
            lines.append(f"<li>{dialect}: {status} <code>{html.escape(code)}</code> {html.escape(message)}</li>")
        lines.append("</ul>")
    return lines


def checks_page(contract):
    lines = ["# Checks", "", "What text must look like, beyond its length.", ""]
    for check in contract.core.checks.values():
        lines += [f"## {check.name}", ""]
        characters = f"`` {check.characters} ``" if check.characters else "everything but control characters"
        lines.append(f"- Characters: {characters}")
        if check.first:
            lines.append(f"- First character: `` {check.first} ``")
        lines.append(f"- Characters beyond ASCII: {'yes' if check.other else 'no'}")
        if check.lines:
            lines.append("- Line feeds and tabs: yes")
        if check.format:
            lines.append(f"- Format: {check.format.replace('_', ' ')}")
        lines.append("")
    return lines


def settings_page(contract):
    lines = ["# Settings", "", "In the settings file under their section, or in the environment.", ""]
    section = None
    rows = []
    for field in contract.core.settings:
        own, _, name = field.name.partition(".")
        if own != section:
            lines += settings_table(rows) + [f"## {own}", ""]
            section, rows = own, []
        kind = kind_words(field) if field.kind == "enum" else field.kind
        standard = f"`{field.standard}`" if field.standard else ""
        rows.append((f"`{name}`", f"`MUSTER_{field.member.upper()}`", kind, standard, bound_words(field),
                     field.doc + (" Reloaded on SIGHUP." if field.reloadable else "")))
    return lines + settings_table(rows)


def settings_table(rows):
    return table(("setting", "environment", "type", "default", "bounds", ""), rows) if rows else []


def pages(contract):
    """File name → text."""
    made = {f"{family.name}.md": family_page(contract, family) for family in contract.families}
    made |= {"errors.md": errors_page(contract), "checks.md": checks_page(contract),
             "settings.md": settings_page(contract)}
    head = "<!-- Generated from contract/ by tools/contract.py. -->\n\n"
    return {name: head + "\n".join(lines).rstrip("\n") + "\n" for name, lines in made.items()}


def coverage_page(contract, exercised):
    """What works, family by family. `exercised` says how often a test run called each operation, or is None."""
    heads = ("operation", "method and path", "status") + (("tested",) if exercised is not None else ())
    lines = ["# Coverage", "", "Every operation of each family, and whether this server has it.", ""]
    for family in contract.families:
        supported = sum(1 for operation in family.operations if operation.supported)
        lines += [f"## {family.product} {family.version}", "",
                  f"{supported} of {len(family.operations)} operations.", ""]
        lines += table(heads, [coverage_row(family, operation, exercised) for operation in family.operations])
    return "\n".join(lines).rstrip("\n") + "\n"


def coverage_row(family, operation, exercised):
    path = f"{operation.method} {operation.paths[0]}" if operation.paths else "POST /"
    row = (operation.name, f"`{path}`", "supported" if operation.supported else "not supported")
    if exercised is None:
        return row
    tested = exercised.get(family.name, {}).get(operation.name)
    return row + ("through a client" if tested else "",)
