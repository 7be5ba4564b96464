"""Requests of all families, as they go over the wire."""
import json

from harness import doors, samples, signing
from harness.wire import Connection

EIAM, IMS = "2021-12-01", "2019-08-15"


class Client:
    """Makes requests; `ask` sends one. `client`: id and secret of the application that asks, without it the server's."""

    def __init__(self, server, client=None):
        self.server, secrets = server, server.secrets
        self.key = (secrets["access_key_id"], secrets["access_key_secret"])
        self.instance, self.account = secrets["instance"], secrets["account"]
        application, secret = client or (secrets["application"], secrets["client_secret"])
        self.base = f"/v2/{self.instance}/{application}"
        self.connection = Connection(server.port, 600)
        self.token = self._token(f"{self.base}/oauth2/token", application, secret)
        self.tenant_token = self._token("/api/v2/tenant/token", application, secret)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()

    def _token(self, path, application, secret):
        form = {"grant_type": "client_credentials", "client_id": application, "client_secret": secret}
        answer = self.connection.request("POST", path, {"Content-Type": doors.FORM},
                                         signing.query_of(form.items()).encode())
        assert answer.status == 200, answer.body
        return answer.json["access_token"]

    def ask(self, request):
        answer = self.connection.request(*request)
        assert answer.status == 200, (request, answer.body)
        return answer.json

    def developer(self, method, path, body=None, **query):
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        target = self.base + path + ("?" + signing.query_of((k, str(v)) for k, v in query.items()) if query else "")
        return method, target, headers, json.dumps(body).encode() if body is not None else b""

    def tenant(self, path):
        return "GET", "/api/v2/tenant" + path, {"Authorization": f"Bearer {self.tenant_token}"}, b""

    def _signed(self, version, action, arguments):
        query = [pair for name, value in arguments.items() for pair in samples.flat(name, value)]
        call = signing.V3(self.key, action, version, "localhost", query=query)
        return "POST", call.target, call.signed(), b""

    def eiam(self, action, **arguments):
        return self._signed(EIAM, action, {"InstanceId": self.instance, **arguments})

    def eiam_of_account(self, action, **arguments):
        return self._signed(EIAM, action, arguments)

    def ims(self, action, **arguments):
        return self._signed(IMS, action, arguments)
