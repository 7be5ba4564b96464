"""Request signatures of the RPC doors, written from their published description and not from the server.

Every part of a signature can be chosen, so that a test can get exactly one of them wrong.
"""
import base64
import hashlib
import hmac
import time
import urllib.parse
import uuid
from dataclasses import dataclass, field

HASHES = {"ACS3-HMAC-SHA256": "sha256", "ACS3-HMAC-SM3": "sm3"}


def encode(text):
    """Percent-encoding of RFC 3986; takes bytes too, for what is not UTF-8."""
    return urllib.parse.quote(text, safe="~")


def query_of(pairs):
    return "&".join(f"{encode(name)}={encode(value)}" for name, value in pairs)


def canonical(pairs):
    """The pairs by name, encoded; an empty value keeps its "="."""
    return query_of(sorted(pairs, key=lambda pair: encode(pair[0])))


def timestamp(offset=0):
    """The time now, or `offset` seconds from it, as signatures spell it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + offset))


def v1_string(method, pairs):
    return f"{method}&%2F&" + encode(canonical(pairs))


def v1_signature(secret, string):
    return base64.b64encode(hmac.digest(f"{secret}&".encode(), string.encode(), "sha1")).decode()


def v1_common(key_id, action, version):
    return [("AccessKeyId", key_id), ("Action", action), ("Version", version), ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureVersion", "1.0"), ("SignatureNonce", uuid.uuid4().hex), ("Timestamp", timestamp())]


def v1_sign(key, method, pairs):
    """The pairs, with the signature behind them."""
    string = v1_string(method, pairs)
    return [*pairs, ("Signature", v1_signature(key[1], string))]


def v3_canonical(method, query, headers, payload_hash):
    """`query` are pairs, `headers` exactly those that are signed, by lower-case name."""
    return "\n".join([method, "/", canonical(query), *(f"{name}:{headers[name].strip()}" for name in sorted(headers)),
                      "", ";".join(sorted(headers)), payload_hash])


def v3_string(method, query, headers, payload_hash, algorithm="ACS3-HMAC-SHA256"):
    request = v3_canonical(method, query, headers, payload_hash)
    return f"{algorithm}\n{hashlib.new(HASHES[algorithm], request.encode()).hexdigest()}"


def v3_signature(secret, string, algorithm="ACS3-HMAC-SHA256"):
    return hmac.new(secret.encode(), string.encode(), HASHES[algorithm]).hexdigest()


@dataclass
class V3:
    """A request of the new kind. Change anything before `signed()`, or what is sent after it."""

    key: tuple
    action: str
    version: str
    host: str
    method: str = "POST"
    query: list = field(default_factory=list)
    body: bytes = b""
    headers: dict = field(default_factory=dict)
    algorithm: str = "ACS3-HMAC-SHA256"
    unsigned: tuple = ()  # names of headers that are sent but not signed

    def __post_init__(self):
        digest = hashlib.new(HASHES[self.algorithm], self.body).hexdigest()
        self.headers = {"host": self.host, "x-acs-action": self.action, "x-acs-version": self.version,
                        "x-acs-date": timestamp(), "x-acs-signature-nonce": uuid.uuid4().hex,
                        "x-acs-content-sha256": digest, **self.headers}

    def signed(self):
        """The headers to send."""
        names = {name: value for name, value in self.headers.items() if name not in self.unsigned}
        string = v3_string(self.method, self.query, names, self.headers.get("x-acs-content-sha256", ""),
                           self.algorithm)
        signature = v3_signature(self.key[1], string, self.algorithm)
        return {**self.headers, "authorization": f"{self.algorithm} Credential={self.key[0]},"
                f"SignedHeaders={';'.join(sorted(names))},Signature={signature}"}

    @property
    def target(self):
        return "/?" + query_of(self.query) if self.query else "/"
