"""HTTP at its lowest: bytes go out as they were written, over a connection that stays open."""
import json
import socket
from dataclasses import dataclass, field

TIMEOUT = 20


@dataclass
class Answer:
    status: int
    headers: list = field(default_factory=list)  # pairs, names in lower case
    body: bytes = b""

    def header(self, name):
        return next((value for other, value in self.headers if other == name), None)

    @property
    def json(self):
        return json.loads(self.body)


class Closed(Exception):
    """The server closed the connection without an answer."""


def head_of(method, target, headers, body):
    """The bytes of a request. `headers` are a mapping or pairs; Host and Content-Length are added when they lack."""
    pairs = list(headers.items()) if isinstance(headers, dict) else list(headers)
    names = {name.lower() for name, _ in pairs}
    if "host" not in names:
        pairs.insert(0, ("Host", "localhost"))
    if "content-length" not in names and "transfer-encoding" not in names:
        pairs.append(("Content-Length", str(len(body))))
    lines = [bytes_of(f"{method} ") + bytes_of(target) + b" HTTP/1.1"]
    lines += [bytes_of(name) + b": " + bytes_of(value) for name, value in pairs]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def bytes_of(text):
    return text if isinstance(text, bytes) else text.encode()


class Connection:
    """`repeats`: a request on a connection that had been used before, and that ended without an answer, is sent again.
    `tls`: an SSLContext."""

    def __init__(self, port, timeout=TIMEOUT, repeats=True, tls=None):
        self.port, self.timeout, self.repeats, self.tls = port, timeout, repeats, tls
        self.socket, self.buffer = None, b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def open(self):
        if not self.socket:
            self.socket = socket.create_connection(("127.0.0.1", self.port), self.timeout)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.tls:
                self.socket = self.tls.wrap_socket(self.socket, server_hostname="localhost")
            self.buffer = b""
        return self.socket

    def close(self):
        if self.socket:
            self.socket.close()
        self.socket = None

    def request(self, method, target, headers=(), body=b""):
        """Sends a request and reads its answer, on a new connection if the server closed the last one."""
        return self.exchange(head_of(method, target, headers, body))

    def exchange(self, data):
        fresh = self.socket is None
        try:
            self.send(data)
            return self.answer()
        except (Closed, ConnectionError):
            self.close()
            if fresh or not self.repeats:
                raise
        self.send(data)
        return self.answer()

    def send(self, data):
        self.open().sendall(data)

    def _more(self):
        chunk = self.socket.recv(262144)
        if not chunk:
            raise Closed
        self.buffer += chunk

    def _until(self, mark):
        while mark not in self.buffer:
            self._more()
        found, _, self.buffer = self.buffer.partition(mark)
        return found

    def answer(self):
        """The next answer on the connection; one without an end is an error."""
        head = self._until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        pairs = [line.split(":", 1) for line in head[1:]]
        answer = Answer(int(head[0].split(" ")[1]), [(name.lower(), value.strip()) for name, value in pairs])
        length = int(answer.header("content-length") or 0)
        while len(self.buffer) < length:
            self._more()
        answer.body, self.buffer = self.buffer[:length], self.buffer[length:]
        if (answer.header("connection") or "").lower() == "close":
            self.close()
        return answer

    def is_closed(self):
        """Whether the server ends the connection, without saying more."""
        try:
            return self.socket is None or self.socket.recv(1) == b""
        except ConnectionError:
            return True
        except TimeoutError:
            return False
