"""How the requests of each family look on the wire, and how each family says that it refuses one."""
import json
import re
import xml.etree.ElementTree
from dataclasses import dataclass

from harness import samples, signing
from harness.wire import bytes_of

FORM = "application/x-www-form-urlencoded"


@dataclass
class Request:
    method: str
    target: object  # text or bytes
    headers: dict
    body: bytes = b""


def send(connection, request):
    return connection.request(request.method, request.target, request.headers, request.body)


class Rest:
    """A family with paths. `token`: what a bearer shows."""

    def __init__(self, token=None, language=None):
        self.token, self.language = token, language

    def headers(self, sample):
        headers = {}
        if sample.operation.authentication == "bearer":
            headers["Authorization"] = f"Bearer {self.token}"
        if self.language:
            headers["Accept-Language"] = self.language
        return {**headers, **sample.headers}

    def request(self, sample, method=None, query=None, body=None, content_type=None):
        """The sample's request, with parts of it in place of its own."""
        operation = sample.operation
        if query is None:
            query = signing.query_of(sample.parameters("query"))
        headers = self.headers(sample)
        if body is None and sample.takes_form:
            body, content_type = signing.query_of(sample.parameters("form", "json_text")), content_type or FORM
        elif body is None and sample.body is not None:
            body = json.dumps(sample.body)
        if body is not None and content_type != "":
            headers["Content-Type"] = content_type or "application/json; charset=utf-8"
        target = bytes_of(sample.path) + (b"?" + bytes_of(query) if query else b"")
        return Request(method or operation.method, target, headers, bytes_of(body or b""))


class Rpc:
    """A signed family. New style: parameters in the query, signed by headers. Old style: all of it in a form."""

    def __init__(self, key, host, old_style=False, xml=False):
        self.key, self.host, self.old_style, self.xml = key, host, old_style, xml

    def pairs(self, sample):
        return sample.parameters("form", "json_text") + ([("Format", "XML")] if self.xml else [])

    def request(self, sample, pairs=None, method="POST", body=b"", content_type=None):
        pairs = self.pairs(sample) if pairs is None else pairs
        family, operation = sample.family, sample.operation
        if self.old_style:
            common = signing.v1_common(self.key[0], operation.name, family.version)
            signed = signing.v1_sign(self.key, method, [*common, *pairs])
            return Request(method, "/", {"Host": self.host, "Content-Type": FORM},
                           signing.query_of(signed).encode())
        headers = {"content-type": content_type} if content_type else {}
        call = signing.V3(self.key, operation.name, family.version, self.host, method=method, query=pairs, body=body,
                          headers=headers)
        return Request(method, call.target, call.signed(), body)


class Signed:
    """A signed family by raw HTTP: signed.Operation(name=value, …), for tests that make many calls."""

    def __init__(self, connection, key, version, **always):
        self.connection, self.key, self.version, self.always = connection, key, version, always

    def __getattr__(self, action):
        return lambda **arguments: self.call(action, {**self.always, **arguments})

    def call(self, action, arguments):
        query = [pair for name, value in arguments.items() for pair in samples.flat(name, value)]
        call = signing.V3(self.key, action, self.version, "localhost", query=query)
        answer = self.connection.request("POST", call.target, call.signed())
        assert answer.status == 200, answer.body
        return answer.json


def fill(text, subject):
    capitalised = ".".join(name[:1].upper() + name[1:] for name in subject.split("."))
    return text.replace("{subject}", subject).replace("{Subject}", capitalised)


def refusal(contract, dialect, error, subject="", chinese=False):
    """(status, code, message) of an error in a dialect."""
    status, code, message, message_zh = samples.rendering_of(contract.core.errors[error], dialect, contract.dialects)
    return status, fill(code, subject), fill(message_zh if chinese and message_zh else message, subject)


def said(family, answer):
    """(status, code, message) of an answer that refuses, whose form must be the family's own."""
    readers = {"rpc": said_by_rpc, "tenant": said_by_tenant, "developer": said_by_developer}
    return (answer.status, *readers["rpc" if family.style == "rpc" else family.name](answer))


def said_by_developer(answer):
    body = answer.json
    assert set(body) == {"error", "error_description", "request_id", "code", "message", "requestId"}, body
    assert body["code"] == body["error"] and body["message"] == body["error_description"]
    assert body["requestId"] == body["request_id"] == answer.header("x-acs-request-id")
    return body["code"], body["message"]


def said_by_tenant(answer):
    body = answer.json
    if "error" in body:
        assert set(body) == {"error", "error_description"} and "." not in body["error"], body
        return body["error"], body["error_description"]
    assert set(body) == {"error_code", "error_msg"} and "." in body["error_code"], body
    return body["error_code"], body["error_msg"]


def said_by_rpc(answer):
    if answer.header("content-type").startswith("text/xml"):
        root = xml.etree.ElementTree.fromstring(answer.body)
        assert root.tag == "Error"
        body = {child.tag: child.text or "" for child in root}
    else:
        body = answer.json
    assert set(body) == {"RequestId", "HostId", "Code", "Message", "Recommend"}, body
    assert re.fullmatch("[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", body["RequestId"])
    return body["Code"], body["Message"]


def said_by_http(answer):
    """The refusal of a request that no family sees, because it is not good HTTP."""
    body = answer.json
    assert set(body) == {"RequestId", "Code", "Message"}, body
    return answer.status, body["Code"]
