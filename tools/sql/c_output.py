"""The C of statements and migrations."""

from contract.words import comment_safe, literal

from sql.statements import ENGINES

C_TYPES = {"text": "struct text", "integer": "int64_t", "boolean": "bool", "time": "int64_t", "enum": "int",
           "bytes": "struct text", "texts": "struct text_list"}


def heading(source):
    return f"/* Generated from {source} by tools/sql.py. Change that, not this. */\n"


def source_name(path):
    return "/".join(path.parts[-3:])


def bind_struct(statement):
    """What the wrapper's caller fills in, or None."""
    if statement.source:
        return f"struct {statement.source.name}"
    return f"struct sql_{statement.name}" if statement.binds else None


def header_file(path, statements):
    parts = [heading(source_name(path)), "#pragma once", '#include "directory/call.h"', '#include "store/store.h"', ""]
    for statement in statements:
        parts += [declaration(statement), wrapper(statement), ""]
    return "\n".join(parts)


def declaration(statement):
    lines = []
    if statement.binds and not statement.source:
        members = [f"\t{C_TYPES[bind.kind]} {bind.name};" for bind in statement.binds]
        lines = [f"struct sql_{statement.name} {{", *members, "};"]
    lines.append(f"extern const struct statement statement_{statement.name};")
    return "\n".join(lines)


def wrapper(statement):
    bind, argument = bind_struct(statement), "NULL"
    parameters = ["struct call *call"]
    if bind:
        parameters.append(f"const {bind} *bind" if statement.source else f"{bind} bind")
        argument = "bind" if statement.source else "&bind"
    if not statement.row:
        parameters.append("int64_t *changed")
    elif statement.many:
        parameters.append(f"struct {statement.row.name}_list *rows")
    else:
        parameters += [f"struct {statement.row.name} *row", "bool *found"]
    comment = [f"/* {comment_safe(' '.join(statement.comment))} */"] if statement.comment else []
    head = f"static inline must_check struct error sql_{statement.name}({', '.join(parameters)})"
    return "\n".join([*comment, head, "{", *wrapper_body(statement, argument), "}"])


def wrapper_body(statement, argument):
    given = f"(call->store, call->arena, &statement_{statement.name}, {argument}, "
    if not statement.row:
        return [f"\treturn store_change{given}changed);"]
    if not statement.many:
        return [f"\treturn store_one{given}(struct store_row){{row, found}});"]
    return ["\tstruct list list = {NULL, 0};",
            f"\tstruct error error = store_all{given}&list);",
            f"\t*rows = (struct {statement.row.name}_list){{list.at, list.count}};",
            "\treturn error;"]


def statements_header():
    return "\n".join([
        heading("the .sql files of src/directory/"), "#pragma once", '#include "store/store.h"', "",
        "extern const struct statement *const statements[];", "extern const size_t statement_count;", ""])


def statements_file(paths, statements):
    includes = ["directory/statements.h"] + [f"directory/{path.stem}_sql.h" for path in paths]
    parts = [heading("the .sql files of src/directory/")] + [f'#include "{name}"' for name in includes] + ["#include <stddef.h>", ""]
    for number, statement in enumerate(statements):
        parts += [bind_shape(statement)] if statement.binds else []
        parts += [row_of_table(statement, number), ""]
    parts += ["const struct statement *const statements[] = {"]
    parts += [f"\t&statement_{statement.name}," for statement in statements]
    return "\n".join([*parts, "};", f"const size_t statement_count = {len(statements)};", ""])


def bind_shape(statement):
    struct = bind_struct(statement)
    lines = [f"static const struct field fields_{statement.name}[] = {{"]
    for bind in statement.binds:
        lines.append(f'\t{{.name = "{bind.name}", .kind = FIELD_{bind.kind.upper()}, '
                     f".offset = offsetof({struct}, {bind.name})}},")
    lines += ["};", f'static const struct shape bind_{statement.name} = {{"{statement.name}", sizeof({struct}), '
              f"fields_{statement.name}, {len(statement.binds)}}};"]
    return "\n".join(lines)


def row_of_table(statement, number):
    texts = ",\n\t\t".join(literal(statement.sql(engine)) if engine in statement.texts else "NULL" for engine in ENGINES)
    return "\n".join([
        f"const struct statement statement_{statement.name} = {{",
        f"\t.name = {literal(statement.name)},",
        f"\t.sql = {{{texts}}},",
        f"\t.bind = {f'&bind_{statement.name}' if statement.binds else 'NULL'},",
        f"\t.row = {f'&shape_{statement.row.name}' if statement.row else 'NULL'},",
        f"\t.writes = {str(statement.writes).lower()},",
        f"\t.by_values = {str(statement.by_values).lower()},",
        f"\t.quiet = {str(statement.quiet).lower()},",
        f"\t.id = STATEMENT_FIRST + {number},",
        "};"])


def migrations_file(scripts):
    parts = [heading("the scripts of schema/"), '#include "store/migrate.h"', "",
             "static const struct migration scripts[] = {"]
    for script in scripts:
        texts = ",\n\t\t".join(lines_literal(script.sql(engine)) for engine in ENGINES)
        parts += [f"\t{{{script.number}, {literal(script.name)}, {{{texts}}}}},"]
    return "\n".join([*parts, "};", f"const struct migration_list migrations = {{scripts, {len(scripts)}}};", ""])


def lines_literal(text):
    """A long text as one literal for each line."""
    return "\n\t\t".join(literal(line) for line in text.splitlines(keepends=True))
