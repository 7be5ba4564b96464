"""Who may call the signed doors: whoever signs all of a request, lately, once, with a key that is good."""
import concurrent.futures
import xml.etree.ElementTree

import pytest
from harness import doors, samples, signing, state
from harness.wire import Connection

IMS, EIAM = "2019-08-15", "2021-12-01"
HOST = "localhost"
CONTRACT = samples.read_contract(samples.ROOT / "contract")
RPC = [family for family in CONTRACT.families if family.style == "rpc"]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def connection(server):
    with Connection(server.port) as one:
        yield one


@pytest.fixture(scope="module")
def person(world, server):
    """A RAM user of the account: a name, and a key made for it."""
    alias, = state.rows(server, "select alias from account")
    name = f"signer@{alias[0]}.onaliyun.com"
    world.ims.CreateUser(UserPrincipalName=name, DisplayName="signer")
    key = world.ims.CreateAccessKey(UserPrincipalName=name)["AccessKey"]
    return name, (key["AccessKeyId"], key["AccessKeySecret"])


def v3(world, action="ListUsers", version=IMS, **more):
    return signing.V3(more.pop("key", world.key), action, version, HOST, **more)


def send(connection, request, headers=None, target=None, body=None):
    """Sends a request of the new kind, or what became of it after it was signed."""
    return connection.request(request.method, request.target if target is None else target,
                              request.signed() if headers is None else headers,
                              request.body if body is None else body)


def v1(world, action="ListUsers", version=IMS, method="POST", key=None, replace=None, more=()):
    """Signed parameters of the old kind; `replace` gives common ones another value, or None takes them out."""
    key = key or world.key
    common = dict(signing.v1_common(key[0], action, version)) | (replace or {})
    pairs = [(name, value) for name, value in common.items() if value is not None]
    return signing.v1_sign(key, method, [*pairs, *more])


def send_v1(connection, pairs, method="POST", form=()):
    target = "/?" + signing.query_of(pairs) if pairs else "/"
    return connection.request(method, target, FORM if form else {}, signing.query_of(form).encode())


def refused(answer, error, subject=""):
    status, code, message = doors.refusal(CONTRACT, "ims", error, subject)
    found = (answer.status, *doors.said_by_rpc(answer))
    assert found[:2] == (status, code), found
    return found[2]


def accepted(answer):
    assert answer.status == 200, answer.body
    return answer


# The signers against published values

PUBLISHED = [("Action", "CreateUser"), ("UserPrincipalName", "test@example.onaliyun.com"), ("DisplayName", "test"),
             ("SignatureVersion", "1.0"), ("Format", "JSON"), ("Timestamp", "2021-01-15T06:02:28Z"),
             ("AccessKeyId", "testid"), ("SignatureMethod", "HMAC-SHA1"), ("Version", IMS),
             ("SignatureNonce", "3f6b4e80-56f7-11eb-a256-a9f756ea7e85")]
OWN = [("UserPrincipalName", "test@example.onaliyun.com"), ("DisplayName", "测试 user*~"),
       ("Tag.1.Key", "operator"), ("Tag.1.Value", "alice"), ("Tag.2.Key", "env"), ("Tag.2.Value", "")]
COMMON = [("Timestamp", "2025-01-02T03:04:05Z"), ("SignatureNonce", "3156853299f313e23d1673dc12e1703d"),
          ("Format", "json"), ("Action", "CreateUser"), ("Version", IMS), ("AccessKeyId", "testid"),
          ("SignatureMethod", "HMAC-SHA1"), ("SignatureVersion", "1.0")]
NEW = {"host": "ims.aliyuncs.com", "x-acs-action": "CreateUser", "x-acs-version": IMS,
       "x-acs-date": "2025-01-02T03:04:05Z", "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
       "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}
EMPTY_SM3 = "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"


@pytest.mark.parametrize("method, pairs, signature", [
    ("GET", PUBLISHED, "02heLegtw4+BFamznl1Ltj+vJ4A="), ("POST", COMMON + OWN, "OvYTr8CnfZo9Xj5hA/AK2PPNCZg="),
    ("GET", COMMON + OWN, "S1q7mty7sXaD1YJTiA5JyM9mmew=")])
def test_old_signatures_are_the_published_ones(method, pairs, signature):
    assert signing.v1_signature("testsecret", signing.v1_string(method, pairs)) == signature


@pytest.mark.parametrize("query, changes, algorithm, signature", [
    (OWN, {}, "ACS3-HMAC-SHA256", "8d18903c59a8013ff594e248c212cf258941b9981d58a82d5e0aec3da4c919af"),
    (OWN, {"x-acs-accesskey-id": "STS.testid", "x-acs-security-token": "token=="}, "ACS3-HMAC-SHA256",
     "31cba77fb82fb6f85ebfd4c1e5ae6b3ce810b7c4f27f43d82d27011320c61737"),
    (OWN, {"x-acs-content-sha256": EMPTY_SM3}, "ACS3-HMAC-SM3",
     "6197b21caf657e903304ee9b02e5d74be350dfd963347474dc98ef2ae7da59d7"),
    ([], {"content-type": "application/x-www-form-urlencoded", "x-acs-content-sha256":
          "650ccc6e9c2b927f1d9a80f7ceacfb5ebe8c4d28abea80374fcf1d2d5e7d9007"}, "ACS3-HMAC-SHA256",
     "ad7ba2bb50b49c4b57fcffdd0b193bcf3767fb7ae24c37b1ff3068cd5d0a9c04")])
def test_new_signatures_are_the_published_ones(query, changes, algorithm, signature):
    headers = NEW | changes
    string = signing.v3_string("POST", query, headers, headers["x-acs-content-sha256"], algorithm)
    assert signing.v3_signature("testsecret", string, algorithm) == signature


# What is signed well is accepted

ODD = [("Marker", ""), ("RegionId", "cn-hangzhou"), ("Unknown", "测试 a+b*~%&=/?#"), ("SignatureType", "")]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("algorithm", ["ACS3-HMAC-SHA256", "ACS3-HMAC-SM3"])
def test_a_new_signature_is_accepted(world, connection, method, algorithm):
    accepted(send(connection, v3(world, method=method, query=[("MaxItems", "10"), *ODD[:3]], algorithm=algorithm,
                                 headers={"x-acs-credentials-provider": "static_ak", "x-acs-retry-attempts": "1"})))


def test_a_new_signature_with_a_form_is_accepted(world, connection):
    body = signing.query_of([("MaxItems", "10"), *ODD[:3]]).encode()
    answer = send(connection, v3(world, body=body, headers={"content-type": FORM["Content-Type"]}))
    assert accepted(answer).json["Users"] is not None


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_old_signature_in_the_query_is_accepted(world, connection, method):
    accepted(send_v1(connection, v1(world, method=method, more=[("MaxItems", "10"), *ODD]), method))


def test_an_old_signature_in_a_form_is_accepted(world, connection):
    accepted(send_v1(connection, [], form=v1(world, more=[("MaxItems", "10"), *ODD])))


def test_an_old_signature_over_query_and_form_is_accepted(world, connection):
    pairs = v1(world, more=[("Format", "json"), ("MaxItems", "10"), *ODD])
    own = {"MaxItems", "Marker", "Unknown"}
    accepted(send_v1(connection, [pair for pair in pairs if pair[0] not in own],
                     form=[pair for pair in pairs if pair[0] in own]))


# Anything changed

def test_a_wrong_secret_is_answered_with_the_string_that_the_server_signed(world, connection):
    request = v3(world, key=(world.key[0], "wrong"))
    string = signing.v3_string("POST", [], request.headers, request.headers["x-acs-content-sha256"])
    message = refused(send(connection, request), "signature_mismatch", string)
    assert message == f"Specified signature is not matched with our calculation. server string to sign is:{string}"
    pairs = v1(world, key=(world.key[0], "wrong"), more=[("DisplayName", "测试 a+b*~")])
    message = refused(send_v1(connection, pairs), "signature_mismatch")
    assert message.partition("server string to sign is:")[2] == signing.v1_string("POST", pairs[:-1])


CHANGES = {"parameter": lambda request: {"target": request.target.replace("10", "11")},
           "parameter added": lambda request: {"target": request.target + "&Status=active"},
           "parameter gone": lambda request: {"target": "/"},
           "parameter moved": lambda request: {"target": request.target.replace("MaxItems=10", "MaxItem=s10")},
           "action": lambda request: {"headers": request.signed() | {"x-acs-action": "ListAccessKeys"}},
           "version": lambda request: {"headers": request.signed() | {"x-acs-version": EIAM}},
           "date": lambda request: {"headers": request.signed() | {"x-acs-date": signing.timestamp(60)}},
           "nonce": lambda request: {"headers": request.signed() | {"x-acs-signature-nonce": "another"}},
           "host": lambda request: {"headers": request.signed() | {"host": "other"}},
           "other signed header": lambda request: {"headers": request.signed() | {"x-acs-other": "changed"}}}


@pytest.mark.parametrize("what", CHANGES)
def test_a_changed_request_is_refused(world, connection, what):
    request = v3(world, query=[("MaxItems", "10")], headers={"x-acs-other": "signed"})
    refused(send(connection, request, **CHANGES[what](request)), "signature_mismatch")
    accepted(send(connection, request))


def test_another_method_than_the_signed_one_is_refused(world, connection):
    request = v3(world)
    headers = request.signed()
    refused(connection.request("GET", "/", headers), "signature_mismatch")
    refused(send_v1(connection, v1(world, method="POST"), method="GET"), "signature_mismatch")


def test_a_changed_body_is_refused(world, connection):
    request = v3(world, body=b"MaxItems=10", headers={"content-type": FORM["Content-Type"]})
    refused(send(connection, request, body=b"MaxItems=11"), "content_hash_mismatch")
    refused(send(connection, request, body=b""), "content_hash_mismatch")
    refused(send(connection, v3(world), headers=v3(world).signed() | FORM, body=b"MaxItems=11"),
            "content_hash_mismatch")


@pytest.mark.parametrize("change", [("MaxItems", "11"), ("MaxItems", ""), ("Timestamp", signing.timestamp(60)),
                                    ("SignatureNonce", "another"), ("Action", "ListAccessKeys"),
                                    ("Added", "1"), ("RegionId", None)])
def test_a_changed_parameter_of_an_old_signature_is_refused(world, connection, change):
    pairs = v1(world, more=[("MaxItems", "10"), ("RegionId", "a")])
    changed = dict(pairs) | dict([change])
    refused(send_v1(connection, [(name, value) for name, value in changed.items() if value is not None]),
            "signature_mismatch")
    accepted(send_v1(connection, pairs))


def test_headers_cannot_make_another_call_of_an_old_signature(world, connection):
    for headers in ({"x-acs-action": "ListAccessKeys"}, {"x-acs-version": EIAM}):
        answer = connection.request("POST", "/?" + signing.query_of(v1(world)), headers)
        refused(answer, "signature_incomplete")


# What must be signed

REQUIRED = ("x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256")


@pytest.mark.parametrize("name", ["host", *REQUIRED])
def test_a_header_that_must_be_signed_but_is_not_is_refused(world, connection, name):
    refused(send(connection, v3(world, unsigned=(name,))), "signature_incomplete")


@pytest.mark.parametrize("name", REQUIRED)
def test_a_header_that_lacks_is_named(world, connection, name):
    request = v3(world)
    del request.headers[name]
    named = {"x-acs-action": "Action", "x-acs-version": "Version"}.get(name, name)
    refused(send(connection, request), "parameter_missing", named)
    request = v3(world)
    headers = request.signed()
    del headers[name]
    assert 400 <= send(connection, request, headers=headers).status < 500


def test_an_unsigned_header_of_the_protocol_is_refused(world, connection):
    refused(send(connection, v3(world, headers={"x-acs-other": "1"}, unsigned=("x-acs-other",))),
            "signature_incomplete")


def test_a_header_that_is_named_as_signed_but_not_sent_is_refused(world, connection):
    request = v3(world, headers={"x-acs-other": "1"})
    headers = request.signed()
    del headers["x-acs-other"]
    refused(send(connection, request, headers=headers), "signature_incomplete")


@pytest.mark.parametrize("name", [*REQUIRED, "x-acs-other", "content-type"])
def test_a_header_that_comes_twice_is_refused(world, connection, name):
    request = v3(world, headers={"x-acs-other": "1", "content-type": "a/b"})
    for second in (request.headers[name], "another"):
        for spelling in (name, name.upper()):
            twice = [*request.signed().items(), (spelling, second)]
            refused(send(connection, request, headers=twice), "signature_incomplete")


@pytest.mark.parametrize("name", ["authorization", "host"])
def test_two_authorizations_or_hosts_are_not_good_http(world, connection, name):
    request = v3(world)
    twice = [*request.signed().items(), (name, "localhost")]
    assert doors.said_by_http(send(connection, request, headers=twice)) == (400, "InvalidRequest")


@pytest.mark.parametrize("value", [
    "", "ACS3-HMAC-SHA256", "ACS3-HMAC-SHA256 ", "Basic YTpi", "Bearer token", "acs a:b",
    "ACS3-HMAC-SHA256 Credential=a", "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host",
    "ACS3-HMAC-SHA256 Credential=,SignedHeaders=,Signature=",
    "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=" + "0" * 64,
    "ACS3-HMAC-SHA256 Credential=a,Credential=b,SignedHeaders=host,Signature=" + "0" * 64,
    "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=" + ";" * 500 + ",Signature=" + "0" * 64,
    "ACS3-HMAC-SHA256 " + "," * 5000, "ACS3-HMAC-SHA256 Credential=" + "a" * 5000])
def test_a_malformed_authorization_is_refused(world, connection, value):
    request = v3(world)
    answer = send(connection, request, headers={**request.headers, "authorization": value})
    assert answer.status in (400, 404), answer.body
    assert doors.said_by_rpc(answer)[0] in ("IncompleteSignature", "MissingParameter.AccessKeyId",
                                            "InvalidSignatureMethod")


@pytest.mark.parametrize("mangle", [str.upper, lambda text: text[:-1], lambda text: text + "0", lambda text: "",
                                    lambda text: "0" * 64, lambda text: text[:32] * 2, lambda text: text + " "])
def test_only_the_whole_signature_is_good(world, connection, mangle):
    request = v3(world)
    headers = request.signed()
    before, _, signature = headers["authorization"].partition("Signature=")
    if mangle(signature).strip() == signature:
        return
    headers["authorization"] = before + "Signature=" + mangle(signature)
    answer = send(connection, request, headers=headers)
    assert doors.said_by_rpc(answer)[0] in ("SignatureDoesNotMatch", "IncompleteSignature")


@pytest.mark.parametrize("algorithm", ["ACS3-RSA-SHA256", "ACS4-HMAC-SHA256", "ACS3-HMAC-MD5", "ACS3-none"])
def test_an_unknown_method_is_refused(world, connection, algorithm):
    headers = v3(world).signed()
    headers["authorization"] = headers["authorization"].replace("ACS3-HMAC-SHA256", algorithm)
    refused(send(connection, v3(world), headers=headers), "signature_method_invalid")


def test_a_hash_of_the_other_kind_is_refused(world, connection):
    request = v3(world, algorithm="ACS3-HMAC-SM3")
    request.headers["x-acs-content-sha256"] = v3(world).headers["x-acs-content-sha256"]
    refused(send(connection, request), "content_hash_mismatch")


@pytest.mark.parametrize("replace", [{"SignatureMethod": "HMAC-SHA256"}, {"SignatureMethod": "none"},
                                     {"SignatureVersion": "2.0"}, {"SignatureType": "BEARERTOKEN"}])
def test_an_unknown_method_of_the_old_kind_is_refused(world, connection, replace):
    refused(send_v1(connection, v1(world, replace=replace)), "signature_method_invalid")


@pytest.mark.parametrize("name", ["AccessKeyId", "SignatureMethod", "SignatureVersion", "SignatureNonce", "Timestamp",
                                  "Action", "Version"])
def test_a_common_parameter_that_lacks_is_named(world, connection, name):
    for value in (None, ""):
        refused(send_v1(connection, v1(world, replace={name: value})), "parameter_missing", name)


def test_no_signature_is_no_call(world, connection):
    for target, headers in ((f"/?Action=ListUsers&Version={IMS}", {}),
                            ("/", {"x-acs-action": "ListUsers", "x-acs-version": IMS}),
                            (f"/?Action=ListUsers&Version={IMS}&SignatureType=BEARERTOKEN&BearerToken=a", {}),
                            ("/?SignatureType=BEARERTOKEN", {"x-acs-action": "ListUsers", "x-acs-version": IMS,
                                                             "x-acs-bearer-token": "a"}),
                            ("/", {"x-acs-action": "ListUsers", "x-acs-version": IMS,
                                   "x-acs-zero-trust-idtoken": "a"})):
        answer = connection.request("POST", target, headers)
        assert answer.status == 400 and doors.said_by_rpc(answer)[0].startswith("MissingParameter."), answer.body


def test_two_kinds_of_signature_at_once_are_refused(world, connection):
    request = v3(world, query=v1(world))
    refused(send(connection, request), "signature_incomplete")


# Once

def test_a_read_that_is_replayed_is_refused(world, connection):
    request = v3(world)
    headers = request.signed()
    accepted(send(connection, request, headers=headers))
    refused(send(connection, request, headers=headers), "nonce_used")
    pairs = v1(world)
    accepted(send_v1(connection, pairs))
    refused(send_v1(connection, pairs), "nonce_used")


def test_a_write_that_is_replayed_is_refused(world, connection, server):
    request = v3(world, "CreateInstance", EIAM, query=[("Description", "replayed")])
    headers = request.signed()
    accepted(send(connection, request, headers=headers))
    before = state.counts(server)
    refused(send(connection, request, headers=headers), "nonce_used")
    pairs = v1(world, "CreateInstance", EIAM)
    accepted(send_v1(connection, pairs))
    refused(send_v1(connection, pairs), "nonce_used")
    assert state.counts(server)["instance"] == before["instance"] + 1


def test_a_write_that_failed_cannot_be_replayed_when_it_would_succeed(world, connection):
    instance = ("InstanceId", world.instance)
    request = v3(world, "CreateGroup", EIAM, query=[instance, ("GroupName", "overheard")])
    group = world.eiam.CreateGroup(GroupName="overheard")["GroupId"]
    headers = request.signed()
    assert doors.said_by_rpc(send(connection, request, headers=headers))[0] == "ResourceDuplicated.GroupName"
    world.eiam.DeleteGroup(GroupId=group)
    refused(send(connection, request, headers=headers), "nonce_used")


def test_the_same_nonce_of_another_key_is_another_nonce(world, connection, person):
    request = v3(world, key=person[1])
    accepted(send(connection, v3(world, headers={"x-acs-signature-nonce": request.headers["x-acs-signature-nonce"]})))
    refused(send(connection, request), "permission_denied")


@pytest.mark.parametrize("action, version", [("ListUsers", IMS), ("CreateInstance", EIAM)])
def test_of_a_call_that_is_made_many_times_at_once_one_passes(world, server, action, version):
    request = v3(world, action, version)
    headers = request.signed()

    def once(_):
        with Connection(server.port) as one:
            return send(one, request, headers=headers)
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(once, range(48)))
    assert sorted(answer.status for answer in answers) == [200] + [400] * 47
    assert {doors.said_by_rpc(answer)[0] for answer in answers if answer.status == 400} == {"SignatureNonceUsed"}


def test_a_nonce_has_bounds(world, connection):
    refused(send(connection, v3(world, headers={"x-acs-signature-nonce": "a" * 129})), "parameter_length",
            "SignatureNonce")
    accepted(send(connection, v3(world, headers={"x-acs-signature-nonce": "a" * 128})))


# Lately

@pytest.mark.parametrize("minutes", [-16, 16, -60 * 24 * 365, 60 * 24 * 365])
def test_a_call_of_another_time_is_refused(world, connection, minutes):
    time = signing.timestamp(minutes * 60)
    refused(send(connection, v3(world, headers={"x-acs-date": time})), "timestamp_expired")
    refused(send_v1(connection, v1(world, replace={"Timestamp": time})), "timestamp_expired")


@pytest.mark.parametrize("minutes", [-14, 14])
def test_clocks_may_differ_a_little(world, connection, minutes):
    time = signing.timestamp(minutes * 60)
    accepted(send(connection, v3(world, headers={"x-acs-date": time})))
    accepted(send_v1(connection, v1(world, replace={"Timestamp": time})))


@pytest.mark.parametrize("time", ["now", "2025-01-02", "2025-01-02 03:04:05", "2025-01-02T03:04:05+08:00",
                                  "2025-13-02T03:04:05Z", "2025-02-30T03:04:05Z", "1735786800",
                                  "99999-01-02T03:04:05Z", "2025-01-02T24:04:05Z", "-025-01-02T03:04:05Z"])
def test_a_malformed_time_is_refused(world, connection, time):
    refused(send(connection, v3(world, headers={"x-acs-date": time})), "timestamp_malformed")
    refused(send_v1(connection, v1(world, replace={"Timestamp": time})), "timestamp_malformed")


# Keys

def test_security_tokens_are_not_ours(world, connection):
    token = {"x-acs-security-token": "token==", "x-acs-accesskey-id": world.key[0]}
    refused(send(connection, v3(world, headers=token)), "security_token_malformed")
    refused(send(connection, v3(world, headers=token, unsigned=("x-acs-security-token",))), "signature_incomplete")
    refused(send_v1(connection, v1(world, more=[("SecurityToken", "token==")])), "security_token_malformed")


def test_a_key_that_is_no_text_is_an_unknown_one(world, connection):
    request = v3(world)
    headers = request.signed()
    headers["authorization"] = headers["authorization"].encode().replace(world.key[0].encode(), b"\xff\xfe")
    refused(send(connection, request, headers), "access_key_unknown")


@pytest.mark.parametrize("key", ["LTAIunknown", "a", "STS.unknown", "' or 1=1 --", "测试", "a" * 4000])
def test_an_unknown_key_is_refused(world, connection, key):
    refused(send_v1(connection, v1(world, key=(key, "secret"))), "access_key_unknown")
    if key.isascii() and " " not in key:
        refused(send(connection, v3(world, key=(key, "secret"))), "access_key_unknown")


def test_a_key_is_good_while_it_is_active(world, connection, person):
    name, _ = person
    made = world.ims.CreateAccessKey(UserPrincipalName=name)["AccessKey"]
    key = made["AccessKeyId"], made["AccessKeySecret"]
    named = {"UserAccessKeyId": key[0], "UserPrincipalName": name}
    for _ in range(2):
        refused(send(connection, v3(world, key=key)), "permission_denied")
    world.ims.UpdateAccessKey(Status="Inactive", **named)
    refused(send(connection, v3(world, key=key)), "access_key_inactive")
    refused(send_v1(connection, v1(world, key=key)), "access_key_inactive")
    world.ims.UpdateAccessKey(Status="Active", **named)
    refused(send(connection, v3(world, key=key)), "permission_denied")
    world.ims.DeleteAccessKey(**named)
    refused(send(connection, v3(world, key=key)), "access_key_unknown")
    refused(send_v1(connection, v1(world, key=key)), "access_key_unknown")


# What is called

@pytest.mark.parametrize("action", ["Nothing", "listusers", "ListUsers ", "' or 1=1 --", "测试", "a" * 4000])
def test_an_unknown_action_is_refused(world, connection, action):
    refused(send_v1(connection, v1(world, action)), "operation_not_found")


@pytest.mark.parametrize("version", ["2019-08-16", "1", "v2", "2022-02-25", "' or 1=1 --", "测试"])
def test_an_unknown_version_is_refused(world, connection, version):
    refused(send_v1(connection, v1(world, version=version)), "version_unknown")


@pytest.mark.parametrize("family", RPC, ids=lambda family: family.name)
def test_what_is_not_supported_says_so(world, connection, family):
    for operation in family.operations:
        if operation.supported:
            continue
        answer = send(connection, v3(world, operation.name, family.version))
        assert answer.status == 501
        assert doors.said_by_rpc(answer) == ("NotSupported", f"The operation {operation.name} is not supported by "
                                                             "this server.")


# XML

def test_an_answer_in_xml_has_the_names_of_the_json(world, connection):
    query = [("Format", "XML"), ("MaxItems", "10")]
    answer = accepted(send(connection, v3(world, query=query)))
    assert answer.header("content-type") == "text/xml;charset=utf-8"
    root = xml.etree.ElementTree.fromstring(answer.body)
    same = accepted(send(connection, v3(world, query=query[1:]))).json
    assert root.tag == "ListUsersResponse"
    assert {child.tag for child in root} == set(same)
    assert len(root.findall("Users/User")) == len(same["Users"]["User"])


@pytest.mark.parametrize("error, query", [
    ("operation_not_found", [("Action", "Nothing"), ("Version", IMS)]),
    ("version_unknown", [("Action", "ListUsers"), ("Version", "1")]),
    ("parameter_missing", [("Action", "ListUsers"), ("Version", IMS)]),
    ("parameter_missing", [("Version", IMS)]), ("parameter_missing", [("Action", "ListUsers")]),
    ("parameter_duplicate", [("Action", "ListUsers"), ("Version", IMS), ("A", "1"), ("A", "1")]),
    ("signature_method_invalid", v1(type("World", (), {"key": ("a", "b")}), replace={"SignatureMethod": "no"}))])
def test_a_refusal_in_xml_is_xml(connection, error, query):
    for name in ("XML", "xml"):
        answer = send_v1(connection, [("Format", name), *query])
        assert answer.header("content-type") == "text/xml;charset=utf-8", answer.body
        subject = {"parameter_missing": doors.said_by_rpc(answer)[0].partition(".")[2]}.get(error, "A")
        refused(answer, error, subject)


def test_an_unsupported_or_mistyped_call_in_xml_is_refused_in_xml(world, connection):
    query = [("Format", "XML")]
    for request in (v3(world, "CreateGroup", query=query), v3(world, query=[*query, ("MaxItems", "many")]),
                    v3(world, "GetUser", query=[*query, ("UserId", "<a>&\"'")]),
                    v3(world, query=query, key=(world.key[0], "<&>")), v3(world, query=query, method="PUT"),
                    v3(world, query=query, body=b"{}", headers={"content-type": "application/json"})):
        answer = send(connection, request)
        assert answer.status >= 400 and answer.header("content-type") == "text/xml;charset=utf-8", answer.body
        doors.said_by_rpc(answer)


def test_an_unknown_format_is_refused(world, connection):
    refused(send(connection, v3(world, query=[("Format", "YAML")])), "parameter_invalid", "Format")
