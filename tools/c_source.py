"""Reads C the way the gates need it: comments and texts blanked, functions and file-scope variables found.

It is a scanner, not a parser: it relies on braces that balance and on the layout of .clang-format.
"""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

COMMENT = r"/\*.*?\*/|//[^\n]*"
LITERAL = r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n\\]|\\\n|\\.)*", re.M)
ATTRIBUTE = re.compile(r"__attribute__\s*\(\(.*?\)\)(?=\s|$|;|,|\))", re.S)
BRANCH = re.compile(r"\b(?:if|for|while|case)\b|&&|\|\||\?")


@dataclass
class Function:
    name: str
    line: int
    lines: int
    parameters: int
    complexity: int
    body: str


@dataclass
class Variable:
    name: str
    line: int
    mutable: bool


def blank(match):
    """As many blanks as the match is long; lines stay where they are."""
    return re.sub(r"[^\n]", " ", match.group())


def without_comments(text):
    return re.sub(f"({LITERAL})|{COMMENT}", lambda match: match.group(1) or blank(match), text, flags=re.S)


def without_texts(text):
    """Without comments, and with empty texts and characters."""
    def empty(match):
        quote = match.group()[0]
        return quote + " " * (len(match.group()) - 2) + quote
    return re.sub(LITERAL, empty, without_comments(text))


def texts(text):
    """(line, content) of each text literal outside #include lines."""
    code = re.sub(r"^[ \t]*#\s*include[^\n]*", blank, without_comments(text), flags=re.M)
    return [(line_of(code, match.start()), match.group()[1:-1])
            for match in re.finditer(LITERAL, code) if match.group()[0] == '"']


def includes(text):
    """(line, name) of each #include."""
    pattern = re.compile(r'^[ \t]*#\s*include\s*[<"]([^>"]+)[>"]', re.M)
    code = without_comments(text)
    return [(line_of(code, match.start(1)), match.group(1)) for match in pattern.finditer(code)]


def macros(text):
    """(line, name, replacement) of each #define."""
    pattern = re.compile(r"^[ \t]*#\s*define\s+(\w+)(?:\([^)]*\))?((?:[^\n\\]|\\\n|\\.)*)", re.M)
    code = without_texts(text)
    return [(line_of(code, match.start(1)), match.group(1), match.group(2)) for match in pattern.finditer(code)]


def line_of(text, at):
    return text.count("\n", 0, at) + 1


def statements_at_file_scope(code):
    """(start, head, body): the text up to a ';' or a '{' at depth 0, and what stands in the braces or None."""
    start = at = 0
    while at < len(code):
        if code[at] == ";":
            yield start, code[start:at], None
            start = at + 1
        elif code[at] == "{":
            end = closing_brace(code, at)
            if is_function_head(code[start:at]):
                yield start, code[start:at], code[at:end + 1]
                start = end + 1
            at = end
        at += 1


def closing_brace(code, at):
    depth = 0
    for match in re.compile(r"[{}]").finditer(code, at):
        depth += 1 if match.group() == "{" else -1
        if depth == 0:
            return match.start()
    raise ValueError(f"line {line_of(code, at)}: a brace without its other half")


def is_function_head(head):
    head = ATTRIBUTE.sub("", head).rstrip()
    return head.endswith(")") and "=" not in re.sub(r"\(.*", "", head, flags=re.S)


def split_parameters(text):
    """What stands between commas outside of parentheses."""
    parts, depth = [""], 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip() not in ("", "void")]


def function_of(code, start, head, body):
    first = start + len(head) - len(head.lstrip())
    signature = re.search(r"(\w+)\s*\(", ATTRIBUTE.sub("", head))
    plain = ATTRIBUTE.sub("", head).rstrip()
    parameters = split_parameters(plain[signature.end():-1])
    end = start + len(head) + len(body)
    return Function(signature.group(1), line_of(code, first), line_of(code, end - 1) - line_of(code, first) + 1,
                    len(parameters), 1 + len(BRANCH.findall(body)), body)


def with_empty_braces(text):
    """Whatever stands in braces left out, as "{}"."""
    depth, kept = 0, []
    for character in text:
        depth -= character == "}"
        if depth == 0:
            kept.append(character)
        depth += character == "{"
    return "".join(kept)


def without_initializer(declaration):
    return re.split(r"(?<![=!<>])=(?!=)", with_empty_braces(ATTRIBUTE.sub("", declaration)))[0].strip()


def variable_of(line, declaration):
    """The variable a declaration makes, or None."""
    head = re.sub(r"\[[^\]]*\]", "", without_initializer(declaration)).strip()
    if re.match(r"(typedef|extern|_Static_assert|static_assert)\b", head):
        return None
    pointer_to_function = re.match(r"[^(]*\(\s*\*\s*(const\b)?\s*(\w+)\s*\)\s*\(", head)
    if pointer_to_function:
        return Variable(pointer_to_function.group(2), line, not pointer_to_function.group(1))
    head = re.sub(r"_Atomic\s*\(([^()]*)\)", r"\1", head)
    name = re.search(r"(\w+)$", head)
    if "(" in head or not name or re.fullmatch(r"((struct|union|enum)\s+)?\w+", head):
        return None
    last = head[:name.start()].rpartition("*")[2]
    return Variable(name.group(1), line, not re.search(r"\bconst\b", last))


def code_of(text):
    """Without comments, texts and directives."""
    return DIRECTIVE.sub(blank, without_texts(text))


def functions(text):
    code = code_of(text)
    return [function_of(code, start, head, body)
            for start, head, body in statements_at_file_scope(code) if body is not None]


def local_statics(code, function_start, body):
    for match in re.finditer(r"(?<=[;{}])\s*(?=static\b)", body):
        declaration = with_empty_braces(body[match.end():-1]).partition(";")[0]
        variable = variable_of(line_of(code, function_start + match.end()), declaration)
        if variable:
            yield variable


def variables(text):
    """Variables that live as long as the program: at file scope, and static ones inside functions."""
    code, found = code_of(text), []
    for start, head, body in statements_at_file_scope(code):
        if body is not None:
            found += local_statics(code, start + len(head), body)
            continue
        first = start + len(head) - len(head.lstrip())
        variable = variable_of(line_of(code, first), head)
        if variable:
            found.append(variable)
    return found


def is_test(path):
    """Test and fuzz programs, and what only they use."""
    return re.search(r"(_test|_fuzz)\.c$|/fixture\.[ch]$", path) is not None


def source_files(root):
    """(path as written in the tree, text) of everything written by hand under src/."""
    for path in sorted((root / "src").rglob("*.[ch]")):
        yield path.relative_to(root).as_posix(), path.read_text()
