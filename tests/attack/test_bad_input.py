"""Every operation against every way to get its request wrong, from the contract: what is added there is tested here.

Each request is a good one that is wrong in one place. It is refused with the error that the contract has for that, in
the words of its family, naming the parameter; and nothing is changed by it.
"""
import re
from dataclasses import dataclass

import pytest
from harness import doors, faults, samples, signing, state
from harness.doors import FORM
from harness.samples import ABSENT
from harness.wire import Connection

CONTRACT = samples.read_contract(samples.ROOT / "contract")
OPERATIONS = {f"{family.name}.{operation.name}": (family, operation) for family in CONTRACT.families
              for operation in family.operations if operation.supported}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
LONG_QUERY = 8000
HTTP = "http"  # what is refused before any family sees it
DEEP = 100_000
BAD_JSON = {"cut": b'{"a": "b"', "no object": b"[]", "a text": b'"text"', "two values": b"{} {}", "comma": b'{"a": 1,}',
            "not quoted": b"{a: 1}", "not a number": b'{"a": NaN}', "no UTF-8": b'{"a": "\xff\xfe"}',
            "NUL": b'{"a": "\\u0000"}', "raw NUL": b'{"a": "\x00"}', "NUL in a key": b'{"a\\u0000b": 1}',
            "half a pair": b'{"a": "\\ud800"}', "raw control": b'{"a": "\x01"}', "twice": b'{"a": 1, "a": 2}',
            "great number": b'{"a": 1' + b"0" * 400 + b"}", "byte order mark": b"\xef\xbb\xbf{}",
            "UTF-16": '{"a": 1}'.encode("utf-16"), "deep": b'{"a": ' + b"[" * DEEP,
            "deep and closed": b'{"a": ' + b"[" * DEEP + b"]" * DEEP + b"}", "deep objects": b'{"a":' * DEEP,
            "blanks": b"   ", "many values": b'{"a": [' + b"0," * 200_000 + b"0]}"}
BAD_FORM = {"no UTF-8": "a=%ff", "NUL": "a=%00", "bad escape": "a=%zz", "cut escape": "a=%4", "too many": "a&" * 2000}


@dataclass
class Case:
    label: str
    request: doors.Request
    errors: tuple  # names of errors, or HTTP
    subject: str = ""


@pytest.fixture(scope="module")
def tokens(world):
    return {"developer": world.main.token(), "tenant": world.tenant.headers["Authorization"].split()[1]}


@pytest.fixture(scope="module")
def sample_of(world, server):
    """Samples, with what must be real in them: a path leads to an application, a RAM user has the account's domain."""
    alias, = state.rows(server, "select alias from account")
    principals = ("UserPrincipalName", "NewUserPrincipalName")
    real = {"developer": {"instanceId": world.instance, "applicationId": world.main.id},
            "ims": dict.fromkeys(principals, f"amina@{alias[0]}.onaliyun.com")}
    return lambda name: samples.Sample(*OPERATIONS[name], real.get(OPERATIONS[name][0].name, {}))


@pytest.fixture
def unchanged(server):
    before = state.counts(server)
    yield
    assert state.counts(server) == before


# REST

def path_parameters(sample):
    """Those of the operation: the family's own are looked up before anything is decoded."""
    shared = {name for prefix in sample.family.prefixes for name in re.findall(r"{(\w+)}", prefix)}
    return [field for field in sample.fields("path") if field.name not in shared]


def field_cases(door, sample, fields, spelled):
    for field in fields:
        for fault in faults.faults(field, field.name, spelled):
            yield Case(f"{field.name}: {fault.label}", door.request(sample.with_value(field.name, fault.value)),
                       fault.errors, fault.subject)


def path_cases(door, sample):
    for field in path_parameters(sample):
        good = samples.text(field)
        for value, errors in ((good + "a" * field.maximum, ("parameter_length",)),
                              (good + "<", ("parameter_characters",)), (good + "'--", ("parameter_characters",))):
            yield Case(f"{field.name}: {value[:40]!r}", door.request(sample.with_value(field.name, value)), errors,
                       field.name)
        for escape in ("%ff", "%00", "%0a", "%", "%4", "%zz", "%2e%2e%2f%2e%2e"):
            request = door.request(sample.with_value(field.name, "MARK"))
            request.target = request.target.replace(b"MARK", escape.encode(), 1)
            yield Case(f"{field.name}: {escape}", request, (HTTP,))


def header_cases(door, sample):
    for field in sample.fields("header"):
        request = door.request(sample.with_value(field.name, "a" * (field.maximum + 1)))
        yield Case(f"{field.name}: too long", request, ("parameter_length",), field.name)
        request = door.request(sample)
        request.headers[field.name] = b"\xff\xfe"
        yield Case(f"{field.name}: no UTF-8", request, ("parameter_characters",), field.name)


def query_cases(door, sample):
    own = signing.query_of(sample.parameters("query"))
    for label, bad in BAD_FORM.items():
        yield Case(f"query: {label}", door.request(sample, query=f"{own}&{bad}"), ("parameter_invalid",), "Query")
    for name, value in [*sample.parameters("query"), ("unknown", "sample")]:
        query = own + "&" + signing.query_of([(name, value)] * (2 if name == "unknown" else 1))
        yield Case(f"query: {name} twice", door.request(sample, query=query), ("parameter_duplicate",), name)


def json_cases(door, sample):
    for label, bad in BAD_JSON.items():
        yield Case(f"body: {label}", door.request(sample, body=bad), ("body_malformed",))
    form = signing.query_of([pair for field in sample.fields("body") for pair in
                             samples.flat(field.name, sample.values[field.name])] or [("a", "b")])
    for content_type in ("text/plain", "application/xml", "multipart/form-data; boundary=a", "application/jsonx", ""):
        request = door.request(sample, body="{}", content_type=content_type)
        yield Case(f"content type {content_type!r}", request, ("content_type_wrong",))
    yield Case("a form", door.request(sample, body=form, content_type=FORM), ("content_type_wrong",))


def form_cases(door, sample):
    own = signing.query_of(sample.parameters("form"))
    for label, bad in BAD_FORM.items():
        yield Case(f"form: {label}", door.request(sample, body=f"{own}&{bad}", content_type=FORM),
                   ("body_malformed",))
    for name, value in sample.parameters("form"):
        body = own + "&" + signing.query_of([(name, value)])
        yield Case(f"form: {name} twice", door.request(sample, body=body, content_type=FORM),
                   ("parameter_duplicate",), name)
        yield Case(f"{name} in query and form", door.request(sample, query=signing.query_of([(name, value)])),
                   ("parameter_duplicate",), name)
    for content_type in ("application/json", "text/plain", "multipart/form-data; boundary=a", ""):
        yield Case(f"content type {content_type!r}", door.request(sample, body=own, content_type=content_type),
                   ("content_type_wrong",))


def other_methods(operation):
    """Methods under which no operation has the path."""
    def form(path):
        return re.sub(r"{\w+}", "{}", path)
    taken = {other.method for family in CONTRACT.families for other in family.operations
             if form(operation.paths[0]) in map(form, other.paths)}
    return [method for method in METHODS if method not in taken]


def size_case(request):
    request.headers["Content-Length"] = str((1 << 20) + 1)
    return Case("body: over the limit", request, (HTTP,))


def rest_cases(door, sample):
    yield from field_cases(door, sample, sample.fields("query", "form", "json_text"), spelled=True)
    yield from field_cases(door, sample, sample.fields("body"), spelled=False)
    yield from path_cases(door, sample)
    yield from header_cases(door, sample)
    yield from query_cases(door, sample)
    yield from (form_cases if sample.takes_form else json_cases)(door, sample)
    for method in other_methods(sample.operation):
        yield Case(f"method {method}", door.request(sample, method=method), ("method_not_allowed",))
    yield size_case(door.request(sample, body=""))


# RPC

def fitting(world, number, sample, xml=False):
    """A signed door; the kinds of signatures take turns, as long as what is sent fits in a query."""
    length = len(signing.query_of(sample.parameters("form", "json_text")))
    return doors.Rpc(world.key, "localhost", old_style=number % 2 == 1 or length > LONG_QUERY, xml=xml)


def rpc_field_cases(world, sample):
    number = 0
    for field in sample.fields("form", "json_text"):
        for fault in faults.faults(field, field.name, field.place != "json_text"):
            number += 1
            changed = sample.with_value(field.name, fault.value)
            door = fitting(world, number, changed, xml=number % 5 == 0)
            yield Case(f"{field.name}: {fault.label}", door.request(changed), fault.errors, fault.subject)


def rpc_wire_cases(world, sample):
    new, old = (doors.Rpc(world.key, "localhost", old_style=style) for style in (False, True))
    for label, bad in BAD_FORM.items():
        request = new.request(sample)
        request.target += ("&" if "?" in request.target else "?") + bad
        yield Case(f"query: {label}", request, ("parameter_invalid",), "Query")
        request = old.request(sample)
        request.headers["x-acs-version"] = sample.family.version
        request.body += b"&" + bad.encode()
        yield Case(f"form: {label}", request, ("body_malformed",))
    for door in (new, old):
        for name, value in [*door.pairs(sample), ("Unknown", "sample")][-2:]:
            twice = [*(pair for pair in door.pairs(sample) if pair[0] != name), (name, value), (name, value)]
            yield Case(f"{name} twice", door.request(sample, pairs=twice), ("parameter_duplicate",), name)
            request = old.request(sample, pairs=[*door.pairs(sample), ("Unknown", "sample")])
            request.target = "/?" + signing.query_of([(name, value)])
            yield Case(f"{name} in query and form", request, ("parameter_duplicate",), name)
    for method in ("PUT", "DELETE", "PATCH"):
        yield Case(f"method {method}", new.request(sample, method=method), ("method_not_allowed",))
    for content_type in ("application/json", "text/plain", "application/x-www-form-urlencodedx"):
        yield Case(f"content type {content_type!r}", new.request(sample, body=b"{}", content_type=content_type),
                   ("content_type_wrong",))
    for name in sample.operation.refuses:
        for sent in (name, f"{name}.1.Value"):
            yield Case(f"{sent} is sent", new.request(sample, pairs=[*new.pairs(sample), (sent, "sample")]),
                       ("parameter_unsupported",), name)
    yield size_case(new.request(sample))


def rpc_cases(world, sample):
    yield from rpc_field_cases(world, sample)
    yield from rpc_wire_cases(world, sample)


# All

def chinese_is_meant(case):
    language = case.request.headers.get("Accept-Language")
    return language is None or language.startswith("zh")


def objection(sample, case, answer):
    """What is wrong with the answer, or None."""
    if case.errors == (HTTP,):
        status, code = doors.said_by_http(answer)
        good = (status, code) in ((400, "InvalidRequest"), (413, "RequestTooLarge"))
        return None if good else f"{case.label}: {status} {code}"
    found = doors.said(sample.family, answer)
    allowed = [doors.refusal(CONTRACT, sample.operation.dialect, error, case.subject, chinese_is_meant(case))
               for error in case.errors]
    return None if found in allowed else f"{case.label}: {found} instead of {allowed}"


def cases_of(world, tokens, sample):
    if sample.family.style == "rpc":
        yield from rpc_cases(world, sample)
        return
    for number, case in enumerate(rest_cases(doors.Rest(tokens[sample.family.name]), sample)):
        if number % 2:
            case.request.headers["Accept-Language"] = "en"
        yield case


def variants(sample):
    """The sample, and smaller ones of it: fields may shut each other out."""
    optional = [field.name for field in sample.operation.request.fields if not field.required and not field.fixed]
    yield sample
    for kept in (None, *optional):
        smaller = sample
        for name in optional:
            smaller = smaller if name == kept else smaller.with_value(name, ABSENT)
        yield smaller


def is_about_form(sample, answer):
    """Whether an answer says that some parameter is wrong, in words in which the operation says nothing else."""
    family, operation = sample.family, sample.operation
    names = [name for name in family.errors if name.startswith(("parameter_", "body_", "content_"))]
    own = [doors.refusal(CONTRACT, operation.dialect, name)[:2] for name in operation.errors]
    found = doors.said(family, answer)[:2]
    return found not in own and any(
        found == doors.refusal(CONTRACT, operation.dialect, error, field.name)[:2]
        for error in names for field in operation.request.fields)


def is_taken(world, tokens, connection, sample):
    door = fitting(world, 0, sample) if sample.family.style == "rpc" \
        else doors.Rest(tokens.get(sample.family.name), "en")
    answer = doors.send(connection, door.request(sample))
    assert answer.status < 500, answer.body
    return answer.status == 200 or not is_about_form(sample, answer)


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_good_request_is_not_refused_for_its_form(world, tokens, sample_of, server, name):
    with Connection(server.port) as connection:
        assert any(is_taken(world, tokens, connection, sample) for sample in variants(sample_of(name)))


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_wrong_request_is_refused_by_name_and_changes_nothing(world, tokens, sample_of, server, unchanged, name):
    sample = sample_of(name)
    objections, count = [], 0
    with Connection(server.port) as connection:
        for case in cases_of(world, tokens, sample):
            answer = doors.send(connection, case.request)
            count += 1
            found = f"{case.label}: {answer.status}" if not 400 <= answer.status < 500 \
                else objection(sample, case, answer)
            objections += [found] if found else []
    assert count > 10
    assert not objections, f"{len(objections)} of {count}:\n" + "\n".join(objections[:40])
