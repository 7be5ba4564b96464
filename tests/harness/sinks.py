"""Where messages of a server under test end up: a mail server and an SMS service that keep what they get."""
import email
import email.policy
import http.server
import json
import socketserver
import threading
import time


class _Kept:
    """What came in, and waiting for it."""

    def __init__(self):
        self.messages = []
        self._arrived = threading.Condition()

    def keep(self, message):
        with self._arrived:
            self.messages.append(message)
            self._arrived.notify_all()

    def wait(self, count=1, seconds=15):
        deadline = time.monotonic() + seconds
        with self._arrived:
            while len(self.messages) < count:
                assert self._arrived.wait(deadline - time.monotonic()), f"{len(self.messages)} of {count} messages came"
            return self.messages[count - 1]


class _MailSession(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client needs to leave one message."""

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self):
        self.say("220 sink")
        to = None
        while line := self.rfile.readline():
            verb = line.split(b":")[0].split()[0].upper()
            if verb == b"RCPT":
                to = line.split(b"<")[1].split(b">")[0].decode()
            if verb == b"DATA":
                self.say("354 go on")
                self.take(to)
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def take(self, to):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b"..") else line)
        parsed = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        self.server.kept.keep({"to": to, "from": parsed["From"], "subject": parsed["Subject"],
                               "text": parsed.get_content()})
        self.say("250 taken")


class _SmsRequest(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.kept.keep(json.loads(body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


class Sink:
    def __init__(self, server, handler):
        self.server = server(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.kept = self.server.kept = _Kept()
        self.address = "127.0.0.1:%d" % self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def messages(self):
        return self.kept.messages

    def wait(self, count=1):
        """The count-th message, once it is there."""
        return self.kept.wait(count)

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def mail():
    return Sink(socketserver.ThreadingTCPServer, _MailSession)


def sms():
    return Sink(http.server.ThreadingHTTPServer, _SmsRequest)
