"""A recording proxy: what clients send goes to the server byte for byte in meaning, and every exchange is written down."""
import base64
import http.client
import http.server
import json
import threading


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    local = threading.local()

    def log_message(self, *_):
        pass

    def _upstream(self):
        if not hasattr(self, "upstream"):
            self.upstream = http.client.HTTPConnection("127.0.0.1", self.server.target, timeout=120)
        return self.upstream

    def _ask(self, body):
        connection = self._upstream()
        connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in ("connection", "content-length"):
                connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        response = connection.getresponse()
        return response, response.read()

    def _forward(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        used = hasattr(self, "upstream")
        try:
            response, answer = self._ask(body)
        except (http.client.HTTPException, OSError):
            self.upstream.close()
            del self.upstream
            if not used:
                raise
            response, answer = self._ask(body)  # the server closes connections that were idle for long
        self._answer(response, answer)
        self.server.record(self, body, response.status, answer)

    def _answer(self, response, answer):
        self.send_response_only(response.status, response.reason)
        for name, value in response.getheaders():
            if name.lower() not in ("connection", "content-length", "transfer-encoding"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _forward


class Proxy(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, target, record_file):
        super().__init__(("127.0.0.1", 0), Handler)
        self.target, self.file, self.lock = target, open(record_file, "a", encoding="utf-8"), threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def endpoint(self):
        return f"127.0.0.1:{self.server_address[1]}"

    def record(self, request, body, status, answer):
        line = json.dumps({
            "method": request.command, "path": request.path,
            "headers": {name.lower(): value for name, value in request.headers.items()},
            "body": base64.b64encode(body[:65536]).decode(), "status": status,
            "answer": answer.decode("utf-8", "replace"),
        })
        with self.lock:
            self.file.write(line + "\n")
            self.file.flush()
