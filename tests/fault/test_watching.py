"""What the server shows to whoever watches over it: health, figures, the documents of the contract, and its log."""
import http.client
import json
import re

import pytest
from harness import samples
from harness.calls import PASSWORD, Calls
from harness.until import until
from harness.wire import Connection

CONTRACT = samples.read_contract(samples.ROOT / "contract")
FAMILIES = {family.name: family for family in CONTRACT.families}
UUID = re.compile("[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}")


def figures(calls):
    """The metrics by name and labels."""
    lines = calls.get("/metrics").body.decode().splitlines()
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if not line.startswith("#")}


def counted(calls, family, operation, status):
    return figures(calls).get(f'muster_calls_total{{family="{family}",operation="{operation}",status="{status}"}}', 0)


def logged_calls(server):
    lines = [json.loads(line) for line in server.logged().splitlines()]
    return [line for line in lines if line["message"] == "call"]


def logged(server, request_id):
    """The one line of a call."""
    found = until(lambda: [line for line in logged_calls(server) if line["request_id"] == request_id])
    assert len(found) == 1
    return found[0]


# Health

def test_it_is_healthy_and_ready(calls):
    for path, body in (("/healthz", b"ok\n"), ("/readyz", b"ready\n")):
        answer = calls.get(path)
        assert (answer.status, answer.body) == (200, body)
        assert answer.header("content-type") == "text/plain"
        assert answer.header("cache-control") == "no-store"


def test_a_check_may_ask_by_head(own):
    connection = http.client.HTTPConnection("127.0.0.1", own.port, timeout=20)
    for path in ("/healthz", "/readyz"):
        connection.request("HEAD", path)
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == (200, b"")
    connection.request("GET", "/healthz")
    assert connection.getresponse().read() == b"ok\n"
    connection.close()


def test_a_management_address_has_the_figures_for_itself(fresh_server):
    server = fresh_server("server.management_listen=127.0.0.1:0")
    with Calls(server) as calls, Connection(server.management_port) as management:
        assert [calls.get(path).status for path in ("/healthz", "/readyz", "/metrics")] == [200, 404, 404]
        assert [management.request("GET", path).status for path in ("/healthz", "/readyz", "/metrics")] == [200] * 3
        assert calls.eiam("ListUsers").status == 200
        for path in ("/", "/errors", "/openapi/eiam.json", calls.base + "/users"):
            assert management.request("GET", path).status == 404
        assert b'operation="ListUsers"' in management.request("GET", "/metrics").body


def test_watching_is_by_get_alone(calls):
    for path in ("/healthz", "/readyz", "/metrics", "/errors", "/openapi/eiam.json"):
        assert calls.connection.request("POST", path).status in (404, 405)


# Figures

def test_calls_are_counted_by_operation_and_status(calls):
    before = {status: counted(calls, "developer", "GetUser", status) for status in ("2xx", "4xx")}
    user = calls.user()
    for _ in range(3):
        calls.developer("GET", f"/users/{user}")
    calls.developer("GET", "/users/user_nobody")
    assert counted(calls, "developer", "GetUser", "2xx") == before["2xx"] + 3
    assert counted(calls, "developer", "GetUser", "4xx") == before["4xx"] + 1
    before = counted(calls, "eiam", "ListUsers", "2xx")
    calls.eiam("ListUsers")
    assert counted(calls, "eiam", "ListUsers", "2xx") == before + 1


def test_requests_that_lead_nowhere_are_counted_without_their_names(calls):
    before = counted(calls, "none", "none", "4xx")
    assert calls.get("/nowhere%22%7D%201").status == 404
    assert calls.get("/nowhere/at/all").status == 404
    assert counted(calls, "none", "none", "4xx") >= before + 2
    assert b"nowhere" not in calls.get("/metrics").body


def test_the_time_to_answer_is_a_histogram(calls):
    calls.eiam("ListUsers")
    labels = 'family="eiam",operation="ListUsers"'
    all_of_them = figures(calls)
    buckets = [value for name, value in all_of_them.items()
               if name.startswith(f"muster_call_seconds_bucket{{{labels},")]
    assert len(buckets) == 9 and buckets == sorted(buckets)
    assert buckets[-1] == all_of_them[f"muster_call_seconds_count{{{labels}}}"] >= 1
    assert all_of_them[f"muster_call_seconds_sum{{{labels}}}"] > 0


def test_the_figures_are_in_the_format_that_collectors_read(calls):
    answer = calls.get("/metrics")
    assert answer.header("content-type") == "text/plain; version=0.0.4"
    named = set()
    for line in answer.body.decode().splitlines():
        if line.startswith("# TYPE "):
            named.add(line.split()[2])
        elif not line.startswith("#"):
            name, value = re.fullmatch(r'([a-z_]+)(?:\{[a-zA-Z_]+="[^"\\]*"(?:,[a-z_]+="[^"\\]*")*\})? (\S+)',
                                       line).groups()
            assert re.sub("_(bucket|sum|count)$", "", name) in named or name in named
            float(value)


# Documents

@pytest.mark.parametrize("name", FAMILIES)
def test_the_document_of_a_family_has_its_supported_operations(calls, name):
    answer = calls.get(f"/openapi/{name}.json")
    assert answer.status == 200 and answer.header("content-type") == "application/json"
    document = answer.json
    assert document["openapi"].startswith("3.")
    described = {method["operationId"] for path in document["paths"].values() for method in path.values()
                 if isinstance(method, dict) and "operationId" in method}
    assert described == {operation.name for operation in FAMILIES[name].operations if operation.supported}


def test_references_in_the_documents_lead_somewhere(calls):
    for name in FAMILIES:
        text = calls.get(f"/openapi/{name}.json").body.decode()
        document = json.loads(text)
        for reference in set(re.findall(r'"\$ref": ?"([^"]+)"', text)):
            place = document
            for step in reference.removeprefix("#/").split("/"):
                place = place[step.replace("~1", "/").replace("~0", "~")]


def test_the_document_of_an_unknown_family_is_not_found(calls):
    assert calls.get("/openapi/nothing.json").status == 404
    assert calls.get("/openapi/").status == 404


def anchors(calls):
    answer = calls.get("/errors")
    assert answer.status == 200 and answer.header("content-type").startswith("text/html")
    return set(re.findall(r'id="?([a-z_]+)', answer.body.decode()))


def test_every_error_has_its_place(calls):
    assert set(CONTRACT.core.errors) <= anchors(calls)


def test_a_recommendation_leads_to_its_error(fresh_server):
    """At the public address that was set, whatever Host the caller names."""
    with Calls(fresh_server("server.issuer=https://id.example.com")) as calls:
        refusals = [calls.eiam("GetUser", UserId="user_nobody"), calls.eiam("NoSuchOperation"),
                    calls.eiam("ListUsers", InstanceId="idaas_nowhere"), calls.eiam("ListUsers", MaxResults="many"),
                    calls.ims("GetUser", UserPrincipalName="nobody@nowhere.onaliyun.com"),
                    calls.eiam("ListUsers", key=(calls.key[0], "wrong"))]
        for answer in refusals:
            assert answer.status >= 400
            page, _, name = answer.json["Recommend"].partition("#")
            assert page == "https://id.example.com/errors" and name in anchors(calls)


# The log

def test_a_call_is_one_line_with_the_request_id_of_its_answer(own, calls):
    user = calls.user()
    answers = {
        "Eiam-developerapi:GetUser": calls.developer("GET", f"/users/{user}"),
        "Eiam:GetUser": calls.eiam("GetUser", UserId=user),
        "Ims:ListUsers": calls.ims("ListUsers"),
    }
    for operation, answer in answers.items():
        assert answer.status == 200
        line = logged(own, answer.header("x-acs-request-id"))
        assert line["operation"] == operation and line["status"] == 200 and line["level"] == "info"
        assert line["address"] == "127.0.0.1" and line["microseconds"] > 0
        assert answer.json.get("RequestId", line["request_id"]) == line["request_id"]
        assert UUID.fullmatch(line["request_id"])
    assert answers["Eiam:GetUser"].json["RequestId"] and answers["Ims:ListUsers"].json["RequestId"]


def test_a_refused_call_is_one_line_with_its_reason(own, calls):
    answer = calls.developer("GET", "/users/user_nobody")
    line = logged(own, answer.json["requestId"])
    assert (line["outcome"], line["status"]) == ("user_not_found", 404)
    answer = calls.eiam("ListUsers", key=(calls.key[0], "wrong"))
    line = logged(own, answer.json["RequestId"])
    assert line["outcome"] == "signature_mismatch"
    answer = calls.get("/nowhere/at/all")
    assert logged(own, answer.header("x-acs-request-id"))["outcome"]


def test_a_credential_that_was_claimed_in_vain_is_logged_and_counted(own, calls):
    """But no token: who reads the log could use it."""
    before = figures(calls)["muster_refused_authentication_total"]
    for key in (calls.key[0], "LTAI" + "7" * 20):
        answer = calls.eiam("ListUsers", key=(key, "wrong"))
        assert logged(own, answer.json["RequestId"])["claimed"] == key
    secrets, calls.secrets = calls.secrets, {**calls.secrets, "client_secret": "CS" + "0" * 40}
    answer = calls.form("/oauth2/token", grant_type="client_credentials")
    calls.secrets = secrets
    assert logged(own, answer.header("x-acs-request-id"))["claimed"] == secrets["application"]
    answer = calls.developer("GET", "/users", token="AT" + "0" * 60)
    assert "claimed" not in logged(own, answer.json["requestId"])
    assert figures(calls)["muster_refused_authentication_total"] == before + 4
    assert "claimed" not in logged(own, calls.eiam("ListUsers").json["RequestId"])


def test_a_request_that_is_refused_before_it_is_a_call_is_found_too(own, calls):
    for target, headers in (("/a/../b", {}), ("/healthz", {"Content-Length": "99999999"}), ("/", {"Host": "a b"})):
        answer = calls.connection.request("GET", target, headers)
        assert answer.status in (400, 413)
        line, = until(lambda: [line for line in map(json.loads, own.logged().splitlines())
                               if line.get("request_id") == answer.json["RequestId"]])
        assert (line["message"], line["status"], line["address"]) == ("request refused", answer.status, "127.0.0.1")


def test_a_request_id_is_never_given_twice(calls):
    seen = [calls.developer("GET", "/users").header("x-acs-request-id") for _ in range(200)]
    assert len(set(seen)) == 200


def test_what_callers_send_cannot_forge_a_line(own, calls):
    calls.eiam('x"}\n{"message":"call","request_id":"forged"}')
    calls.create_user('amina\n{"message":"call"}')
    calls.connection.request("GET", "/v2/%0a%7b%22message%22/x")
    calls.developer("GET", "/users", token='x"}\r\x1b')
    calls.get("/healthz")
    assert all(line["request_id"] != "forged" for line in logged_calls(own))


def test_nobody_waits_for_who_reads_the_log(fresh_server):
    """The journal, or what a pipe leads to, may stand still: calls are answered, and how much is missing is said."""
    server = fresh_server()
    with Calls(server) as calls:
        server.reading.clear()
        for _ in range(10000):
            assert calls.get("/nowhere").status == 404
        dropped = figures(calls)["muster_log_dropped_total"]
        assert dropped > 0
        server.reading.set()
        notice, = until(lambda: [json.loads(line) for line in server.logged().splitlines() if "were dropped" in line])
        assert (notice["level"], notice["lines"]) == ("warning", dropped)
        logged(server, calls.get("/nowhere").header("x-acs-request-id"))


def secrets_in_use(calls):
    """Everything that must not be told, as it was sent or answered."""
    token = calls.new_token()
    user = calls.user(password=PASSWORD)
    assert calls.change_password(user, PASSWORD + "-2").status == 200
    calls.change_password(user, "Weak-Password-In-Vain")
    secret = calls.eiam("CreateApplicationClientSecret", ApplicationId=calls.secrets["application"]).json
    domain = calls.ims("ListUsers")
    assert domain.status == 200
    key = calls.ims("CreateAccessKey").json.get("AccessKey", {}).get("AccessKeySecret")
    basic = "Basic dGhlLWJhc2ljOnNlY3JldA=="
    calls.connection.request("POST", calls.base + "/oauth2/token", {"Authorization": basic}, b"")
    calls.form("/oauth2/revoke", token=token)
    calls.form("/oauth2/token", grant_type="client_credentials", client_secret="CS-guessed-in-vain")
    calls.developer("GET", "/users", token="AT-guessed-in-vain")
    request = calls.signed("ListUsers")
    calls.send(request)
    signature = request[2]["authorization"].rpartition("=")[2]
    sent = [PASSWORD, "Weak-Password-In-Vain", basic.split()[1], "in-vain", signature]
    return [token, calls.token, secret["ApplicationClientSecret"]["ClientSecret"], calls.key[1],
            calls.secrets["client_secret"], key, *sent]


@pytest.mark.parametrize("level", ["info", "debug"])
def test_no_secret_is_in_the_log_the_figures_or_the_database(fresh_server, level):
    server = fresh_server(f"log.level={level}")
    with Calls(server) as calls:
        secrets = [secret for secret in secrets_in_use(calls) if secret]
        shown = calls.get("/metrics").body.decode()
    assert server.stop() == 0
    for place in (server.logged(), shown, (server.folder / "data" / "master.key").read_text()):
        for secret in secrets:
            assert secret not in place
    assert (server.folder / "data" / "master.key").read_text().strip() not in server.logged() + shown
    for file in (server.folder / "data").glob("muster.db*"):
        content = file.read_bytes()
        assert not [secret for secret in secrets if secret.encode() in content], file
