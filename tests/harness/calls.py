"""Calls without an SDK, as the account and the application that `muster init` made. Each answer is the raw one."""
import itertools
import json

from harness import signing
from harness.wire import Connection

FORM = "application/x-www-form-urlencoded"
EIAM, IMS = "2021-12-01", "2019-08-15"
PASSWORD = "Sample-Pass.1234"
_numbers = itertools.count(1)


class Calls:
    """One caller with a connection of its own; `beside()` is another one for another thread. `secrets`: another
    server's on the same database."""

    def __init__(self, server, secrets=None, token=None):
        self.server, self.secrets, self._token = server, secrets or server.secrets, token
        self.key = self.secrets["access_key_id"], self.secrets["access_key_secret"]
        self.base = f"/v2/{self.secrets['instance']}/{self.secrets['application']}"
        self.connection = Connection(server.port)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()

    def beside(self, server=None):
        return Calls(server or self.server, self.secrets, self.token)

    def form(self, path, **parameters):
        """A call that shows the client's id and secret."""
        client = {"client_id": self.secrets["application"], "client_secret": self.secrets["client_secret"]}
        body = signing.query_of({**client, **parameters}.items()).encode()
        return self.connection.request("POST", self.base + path, {"Content-Type": FORM}, body)

    def new_token(self):
        answer = self.form("/oauth2/token", grant_type="client_credentials")
        assert answer.status == 200, answer.body
        return answer.json["access_token"]

    @property
    def token(self):
        self._token = self._token or self.new_token()
        return self._token

    def developer(self, method, path, body=None, token=None):
        headers = {"Authorization": f"Bearer {token or self.token}", "Content-Type": "application/json"}
        data = json.dumps(body).encode() if body is not None else b""
        return self.connection.request(method, self.base + path, headers, data)

    def signed(self, action, version=EIAM, key=None, **parameters):
        """A signed request that was not sent; `send` may send it more than once."""
        if version == EIAM and "InstanceId" not in parameters:
            parameters["InstanceId"] = self.secrets["instance"]
        call = signing.V3(key or self.key, action, version, "localhost", query=list(parameters.items()))
        return "POST", call.target, call.signed()

    def send(self, request):
        return self.connection.request(*request)

    def eiam(self, action, **parameters):
        return self.send(self.signed(action, **parameters))

    def ims(self, action, **parameters):
        return self.send(self.signed(action, IMS, **parameters))

    def get(self, path):
        """What is for whoever watches over the server."""
        return self.connection.request("GET", path)

    def create_user(self, name=None, **more):
        """The raw answer; its JSON has the userId."""
        body = {"username": name or f"user{next(_numbers)}", "primaryOrganizationalUnitId": "ou_root", **more}
        return self.developer("POST", "/users", body)

    def user(self, **more):
        """The id of a new user."""
        answer = self.create_user(**more)
        assert answer.status == 200, answer.body
        return answer.json["userId"]

    def change_password(self, user, password=PASSWORD):
        return self.developer("POST", f"/users/{user}/actions/updateUserPassword", {"password": password})
