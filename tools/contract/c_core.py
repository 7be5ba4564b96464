"""C of errors.json, types.json and settings.json."""

from contract import words

C_TYPES = {
    "text": "struct text", "json": "struct text", "bytes": "struct text", "integer": "int64_t", "boolean": "bool",
    "time": "int64_t", "texts": "struct text_list", "map": "struct map_list",
}


def heading(source):
    return f"/* Generated from {source} by tools/contract.py. Change that file, not this one. */\n"


def c_type(field):
    """How a struct declares the field's type."""
    if field.kind == "enum":
        return f"enum {field.enum}"
    if field.kind == "objects":
        return f"struct {field.shape.struct}_list"
    if field.kind in ("object", "flat"):
        return f"struct {field.shape.struct}"
    return C_TYPES[field.kind]


def enum_lines(field):
    """The declaration of a field's own enum, counted from 1."""
    lines = [f"enum {field.enum} {{"]
    for index, value in enumerate(field.values):
        lines.append(f"\t{words.snake(f'{field.enum}_{value}').upper()}{' = 1' if index == 0 else ''},")
    size = f'static_assert(sizeof(enum {field.enum}) == sizeof(int), "fields of this kind are ints");'
    return lines + ["};", size, ""]


def enums_of(fields):
    return [line for field in fields if field.owns_enum for line in enum_lines(field)]


def struct_lines(name, fields, doc=""):
    """The struct and its list. `has_…` never comes first: offset 0 means that there is none."""
    lines = [f"/* {words.comment_safe(doc)} */"] if doc else []
    lines.append(f"struct {name} {{")
    for field in fields:
        lines.append(f"\t{c_type(field)} {field.member};")
        if field.has:
            lines.append(f"\tbool has_{field.member};")
    if not fields:
        lines.append("\tbool nothing; /* a struct needs a member */")
    return lines + ["};", ""]


def list_lines(name):
    return [f"struct {name}_list {{", f"\tstruct {name} *at;", "\tsize_t count;", "};", ""]


def bound(number):
    if number == -(1 << 63):
        return "INT64_MIN"
    return "INT64_MAX" if number == (1 << 63) - 1 else str(number)


def names_lines(symbol, names):
    """The spellings of an enum, ended by NULL."""
    spelled = ", ".join(words.literal(name) for name in names)
    return [f"static const char *const {symbol}[] = {{{spelled}, NULL}};"]


def errors_header(core):
    lines = [heading("contract/errors.json"), "#pragma once", "", "enum error_code {", "\tERROR_NONE,"]
    for error in core.errors.values():
        lines.append(f"\tERROR_{error.name.upper()}, /* {words.comment_safe(error.meaning)} */")
    lines += ["\tERROR_COUNT,", "};", "",
              "extern const char *const error_names[ERROR_COUNT]; /* as in contract/errors.json */",
              "extern const char *const error_meanings[ERROR_COUNT]; /* sentences for people */",
              "extern const int error_log_levels[ERROR_COUNT];     /* enum log_level */"]
    return lines


def errors_source(core):
    lines = [heading("contract/errors.json"), '#include "contract/errors.h"', '#include "base/log.h"', "",
             "const char *const error_names[ERROR_COUNT] = {", '\t[ERROR_NONE] = "none",']
    lines += [f"\t[ERROR_{error.name.upper()}] = {words.literal(error.name)}," for error in core.errors.values()]
    lines += ["};", "", "const char *const error_meanings[ERROR_COUNT] = {", '\t[ERROR_NONE] = "",']
    lines += [f"\t[ERROR_{error.name.upper()}] = {words.literal(error.meaning)}," for error in core.errors.values()]
    lines += ["};", "", "const int error_log_levels[ERROR_COUNT] = {", "\t[ERROR_NONE] = LOG_DEBUG,"]
    lines += [f"\t[ERROR_{error.name.upper()}] = LOG_{error.log.upper()}," for error in core.errors.values()]
    return lines + ["};"]


def types_header(core):
    lines = [heading("contract/types.json"), "#pragma once", '#include "base/field.h"', "#include <assert.h>", ""]
    for one in core.types.values():
        lines += enums_of(one.fields.values())
        lines += struct_lines(one.name, one.fields.values(), one.doc) + list_lines(one.name)
        lines += [f"extern const struct shape shape_{one.name}; /* columns */", ""]
    return lines


def check_line(check):
    parts = [words.literal(check.name), words.bitmap(check.characters), words.bitmap(check.first),
             words.boolean(check.other), words.boolean(check.lines), f"format_{check.format}" if check.format else "NULL"]
    return f"static const struct field_check check_{check.name} = {{{', '.join(parts)}}};"


def column_row(one, field):
    parts = [f'.name = "{field.name}"', f".kind = FIELD_{field.kind.upper()}"]
    if field.sensitive:
        parts.append(".sensitive = true")
    parts.append(f".offset = offsetof(struct {one.name}, {field.member})")
    if field.kind in ("text", "integer"):
        parts += [f".minimum = {bound(field.minimum)}", f".maximum = {bound(field.maximum)}"]
    if field.check:
        parts.append(f".check = &check_{field.check.name}")
    if field.values:
        parts.append(f".names = names_{field.enum}")
    return "\t{" + ", ".join(parts) + "},"


def checks_of_columns(core):
    columns = [field for one in core.types.values() for field in one.fields.values() if field.column and field.check]
    return {field.check.name: field.check for field in columns}.values()


def types_source(core):
    lines = [heading("contract/types.json"), '#include "contract/types.h"', '#include "base/check.h"',
             "#include <stddef.h>", "", *map(check_line, checks_of_columns(core)), ""]
    for one in core.types.values():
        columns = [field for field in one.fields.values() if field.column]
        for field in columns:
            if field.values:
                lines += names_lines(f"names_{field.enum}", field.names)
        if columns:
            lines += [f"static const struct field fields_{one.name}[] = {{"]
            lines += [column_row(one, field) for field in columns] + ["};"]
        fields = f"fields_{one.name}" if columns else "NULL"
        lines += [f'const struct shape shape_{one.name} = {{"{one.name}", sizeof(struct {one.name}), {fields}, '
                  f"{len(columns)}}};", ""]
    return lines


def settings_header(core):
    lines = [heading("contract/settings.json"), "#pragma once", '#include "base/field.h"', "#include <assert.h>", ""]
    lines += enums_of(core.settings) + struct_lines("settings", core.settings)
    return lines + [
        "struct setting_note {", "\tbool reloadable; /* SIGHUP reads it again */", "\tconst char *doc;", "};", "",
        'extern const struct shape settings_shape; /* names are "section.name" */', "/* In the order of its fields. */",
        f"extern const struct setting_note setting_notes[{len(core.settings)}];"]


def setting_row(field):
    parts = [f'.name = "{field.name}"', f".kind = FIELD_{field.kind.upper()}"]
    if field.sensitive:
        parts.append(".sensitive = true")
    parts.append(f".offset = offsetof(struct settings, {field.member})")
    if field.kind in ("text", "integer"):
        parts += [f".minimum = {bound(field.minimum)}", f".maximum = {bound(field.maximum)}"]
    parts.append(f".standard = {words.literal(field.standard)}")
    if field.values:
        parts.append(f".names = names_{field.member}")
    return "\t{" + ", ".join(parts) + "},"


def settings_source(core):
    lines = [heading("contract/settings.json"), '#include "contract/settings.h"', "#include <stddef.h>", ""]
    for field in core.settings:
        if field.values:
            lines += names_lines(f"names_{field.member}", field.names)
    lines += ["static const struct field fields[] = {"] + [setting_row(field) for field in core.settings] + ["};", ""]
    count = len(core.settings)
    lines += [f'const struct shape settings_shape = {{"settings", sizeof(struct settings), fields, {count}}};', "",
              f"const struct setting_note setting_notes[{count}] = {{"]
    lines += [f"\t{{{words.boolean(field.reloadable)}, {words.literal(field.doc)}}}," for field in core.settings]
    return lines + ["};"]


def core_files(core):
    """File name → text."""
    makers = {"errors.h": errors_header, "errors.c": errors_source, "types.h": types_header, "types.c": types_source,
              "settings.h": settings_header, "settings.c": settings_source}
    return {name: "\n".join(maker(core)).rstrip("\n") + "\n" for name, maker in makers.items()}
