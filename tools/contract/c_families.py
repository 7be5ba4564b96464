"""C of the families: what travels, the handlers' prototypes, the tables of operations and dialects."""

from contract import words
from contract.c_core import bound, check_line, enums_of, heading, list_lines, names_lines, struct_lines
from contract.core import BOUNDS, LISTS
from contract.openapi import openapi_text
from contract.pages import errors_html


def handler(family, operation):
    return f"{family.name}_{operation.symbol}"


def prototypes(family, operation):
    name = handler(family, operation)
    lines = [f"/* {words.comment_safe(operation.doc)} */"]
    if operation.slow is not None:
        when = f" when {' or '.join(operation.slow)} was sent" if operation.slow else ""
        lines += [f"/* Runs before it{when}, outside any transaction. */",
                  f"struct error {name}_prepare(struct call *call, const struct {name}_request *in) must_check;"]
    return lines + [f"struct error {name}(struct call *call, const struct {name}_request *in,",
                    f"\tstruct {name}_response *out) must_check;", ""]


def family_header(family):
    lines = [heading(f"contract/{family.name}/"), "#pragma once", '#include "base/error.h"', '#include "base/field.h"',
             '#include "contract/types.h"', "#include <assert.h>", "", "struct call;", ""]
    for shape in family.shapes.values():
        if shape.of is None:
            lines += enums_of(shape.fields) + struct_lines(shape.struct, shape.fields) + list_lines(shape.struct)
    for operation in family.operations:
        if not operation.supported:
            continue
        for shape in (operation.request, operation.response):
            lines += enums_of(shape.fields) + struct_lines(shape.struct, shape.fields)
        lines += prototypes(family, operation)
    return lines


class FamilySource:
    """The tables of one family. What several fields share (checks, spellings) is written once."""

    def __init__(self, contract, family):
        self.contract, self.family = contract, family
        self.shared = []
        self.checks = set()
        self.spellings = {}

    def lines(self):
        body = []
        for shape in self.family.shapes.values():
            body += self.shape_lines(shape)
        for operation in self.family.operations:
            if operation.supported:
                body += self.operation_lines(operation)
        name = self.family.name
        head = [heading(f"contract/{name}/"), f'#include "contract/{name}.h"', '#include "api/operation.h"',
                '#include "base/check.h"', '#include "contract/dialects.h"', "#include <stddef.h>", ""]
        routes = [line for operation in self.family.operations for line in self.path_lines(operation)]
        return head + self.shared + [""] + body + routes + self.table_lines()

    def shape_lines(self, shape):
        rows = [self.field_row(shape, field) for field in shape.fields]
        lines = [f"static const struct field {shape.symbol}_fields[] = {{", *rows, "};"] if rows else []
        fields = f"{shape.symbol}_fields" if rows else "NULL"
        return lines + [f"static const struct shape {shape.symbol}_shape = {{{words.literal(shape.name)}, "
                        f"sizeof(struct {shape.struct}), {fields}, {len(rows)}}};", ""]

    def field_row(self, shape, field):
        parts = [f".name = {words.literal(field.name)}", f".kind = FIELD_{field.kind.upper()}"]
        if field.place:
            parts.append(f".place = PLACE_{field.place.upper()}")
        if field.form != "natural":
            parts.append(f".form = FORM_{field.form.upper()}")
        parts += [f".{flag} = true" for flag in ("required", "sensitive", "fixed", "omitted") if getattr(field, flag)]
        parts.append(f".offset = offsetof(struct {shape.struct}, {field.member})")
        if field.has:
            parts.append(f".has_offset = offsetof(struct {shape.struct}, has_{field.member})")
        if field.kind == "objects":
            parts.append(f".size = sizeof(struct {field.shape.struct})")
        if field.kind in BOUNDS:
            parts += [f".minimum = {bound(field.minimum)}", f".maximum = {bound(field.maximum)}"]
        if field.kind in LISTS:
            parts.append(f".most = {field.most}")
        parts += self.references(field)
        return "\t{" + ", ".join(parts) + "},"

    def references(self, field):
        parts = []
        if field.standard is not None:
            parts.append(f".standard = {words.literal(field.standard)}")
        if field.check:
            parts.append(f".check = &{self.check(field.check)}")
        if field.names:
            parts.append(f".names = {self.spelling(field)}")
        if field.shape:
            parts.append(f".shape = &{field.shape.symbol}_shape")
        if field.wrap:
            parts.append(f".wrap = {words.literal(field.wrap)}")
        if field.doc:
            parts.append(f".doc = {words.literal(field.doc)}")
        return parts

    def check(self, check):
        symbol = f"check_{check.name}"
        if symbol in self.checks:
            return symbol
        self.checks.add(symbol)
        self.shared.append(check_line(check))
        return symbol

    def spelling(self, field):
        key = (field.enum, *field.names)
        if key not in self.spellings:
            count = sum(1 for enum, *_ in self.spellings if enum == field.enum)
            self.spellings[key] = f"names_{field.enum}" + (f"_{count + 1}" if count else "")
            self.shared += names_lines(self.spellings[key], field.names)
        return self.spellings[key]

    def operation_lines(self, operation):
        name = handler(self.family, operation)
        lines = self.shape_lines(operation.request) + self.shape_lines(operation.response)
        codes = "".join(f"ERROR_{error.upper()}, " for error in operation.errors)
        lines.append(f"static const enum error_code {name}_errors[] = {{{codes}ERROR_NONE}};")
        lines += [f"static struct error run_{operation.symbol}(struct call *call, const void *in, void *out)", "{",
                  f"\treturn {name}(call, in, out);", "}", ""]
        if operation.slow is not None:
            lines += [f"static struct error prepare_{operation.symbol}(struct call *call, const void *in)", "{",
                      f"\treturn {name}_prepare(call, in);", "}", ""]
        if operation.refuses:
            names = "".join(f"{words.literal(refused)}, " for refused in operation.refuses)
            lines.append(f"static const char *const refused_{operation.symbol}[] = {{{names}NULL}};")
        if operation.slow:
            offsets = [f"offsetof(struct {name}_request, {operation.request_field(field).member})"
                       for field in operation.slow]
            lines.append(f"static const size_t slow_{operation.symbol}[] = {{{', '.join([*offsets, 'SIZE_MAX'])}}};")
        return lines

    @staticmethod
    def path_lines(operation):
        if not operation.paths:
            return []
        paths = ", ".join(words.literal(path) for path in operation.paths)
        return [f"static const char *const paths_{operation.symbol}[] = {{{paths}, NULL}};"]

    def operation_row(self, operation):
        name = handler(self.family, operation)
        parts = [f'.name = "{operation.name}"', f".doc = {words.literal(operation.doc)}",
                 f".family = &family_{self.family.name}"]
        if operation.method:
            parts += [f'.method = "{operation.method}"', f".paths = paths_{operation.symbol}"]
        parts += [f".authentication = AUTHENTICATION_{operation.authentication.upper()}",
                  f".dialect = &dialect_{operation.dialect}"]
        if operation.supported:
            parts += self.supported_parts(operation, name)
        parts.append(f".id = {operation.identity}")
        return "\t{\n\t\t" + ",\n\t\t".join(parts) + ",\n\t},"

    @staticmethod
    def supported_parts(operation, name):
        parts = [".writes = true"] if operation.writes else []
        if operation.slow is not None:
            parts += [".slow = true", f".prepare = prepare_{operation.symbol}"]
        if operation.slow:
            parts.append(f".slow_offsets = slow_{operation.symbol}")
        if operation.idempotent:
            member = operation.request_field(operation.idempotent).member
            parts += [f".idempotent = {words.literal(operation.idempotent)}",
                      f".idempotent_offset = offsetof(struct {name}_request, {member})"]
        if operation.refuses:
            parts.append(f".refuses = refused_{operation.symbol}")
        if operation.permission:
            parts.append(f".permission = {words.literal(operation.permission)}")
        return parts + [f".request = &{name}_request_shape", f".response = &{name}_response_shape",
                        f".run = run_{operation.symbol}", f".errors = {name}_errors", ".supported = true"]

    def table_lines(self):
        family = self.family
        lines = ["", f"extern const struct family family_{family.name};", "",
                 "/* In byte order of their names. */", "static const struct operation operations[] = {"]
        lines += [self.operation_row(operation) for operation in family.operations]
        lines += ["};", "", "static const struct permission_name permissions[] = {"]
        lines += [f"\t{{{words.literal(name)}, {words.literal(wire)}}}," for name, wire in family.permissions.items()]
        lines += ["\t{NULL, NULL},", "};", "", "static const char openapi[] ="]
        lines += [f"\t{words.literal(part)}" for part in parts_of(openapi_text(self.contract, family))]
        lines[-1] += ";"
        return lines + [
            "", f"const struct family family_{family.name} = {{", f'\t.name = "{family.name}",',
            f"\t.product = {words.literal(family.product)},", f"\t.version = {words.literal(family.version)},",
            f"\t.doc = {words.literal(family.doc)},", f"\t.style = FAMILY_{family.style.upper()},",
            f"\t.dialect = &dialect_{family.dialect},",
            f"\t.empty_when_unset = {words.boolean(family.unset == 'empty')},", "\t.permissions = permissions,",
            "\t.operations = operations,", f"\t.count = {len(family.operations)},", "\t.openapi = openapi,", "};"]


def parts_of(text):
    return [text[start:start + 100] for start in range(0, len(text), 100)]


def dialects_header(contract):
    lines = [heading("contract/errors.json"), "#pragma once", '#include "api/operation.h"', ""]
    return lines + [f"extern const struct dialect dialect_{name};" for name in contract.dialects]


def rendering_row(error, rendering):
    status, *texts = rendering
    return f"\t[ERROR_{error.name.upper()}] = {{{status}, {', '.join(words.literal(text) for text in texts)}}},"


def dialects_source(contract):
    lines = [heading("contract/errors.json"), '#include "contract/dialects.h"', ""]
    for name, fallback in contract.dialects.items():
        lines += [f"static const struct rendering {name}[ERROR_COUNT] = {{", "\t[ERROR_NONE] = {0},"]
        lines += [rendering_row(error, error.renderings[name]) for error in contract.core.errors.values()
                  if name in error.renderings]
        below = f"&dialect_{fallback}" if fallback else "NULL"
        lines += ["};", "", f'const struct dialect dialect_{name} = {{"{name}", {below}, {name}}};', ""]
    return lines


def families_source(contract):
    lines = [heading("contract/"), '#include "api/operation.h"', "#include <stddef.h>", ""]
    lines += [f"extern const struct family family_{family.name};" for family in contract.families]
    pointers = "".join(f"&family_{family.name}, " for family in contract.families)
    count = sum(len(family.operations) for family in contract.families)
    page = [f"\t{words.literal(part)}" for part in parts_of("\n".join(errors_html(contract)))]
    return lines + ["", f"const struct family *const families[] = {{{pointers}NULL}};",
                    f"const size_t operation_count = {count};", "", "const char errors_page[] =", *page[:-1],
                    page[-1] + ";"]


def family_files(contract):
    """File name → text."""
    files = {"dialects.h": dialects_header(contract), "dialects.c": dialects_source(contract),
             "families.c": families_source(contract)}
    for family in contract.families:
        files[f"{family.name}.h"] = family_header(family)
        files[f"{family.name}.c"] = FamilySource(contract, family).lines()
    return {name: "\n".join(lines).rstrip("\n") + "\n" for name, lines in files.items()}
