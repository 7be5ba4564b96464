"""First passwords that the server makes or is given, and the messages that tell them."""
import itertools
import re

import pytest

from harness import sinks
from harness.clients import refused
from harness.world import World

_numbers = itertools.count(1)
UNCONFIGURED = "UnsupportedOperation.NotificationChannel"


@pytest.fixture(scope="module")
def post():
    """A mail server and an SMS service."""
    made = sinks.mail(), sinks.sms()
    yield made
    for sink in made:
        sink.close()


@pytest.fixture(scope="module")
def mailing(post):
    """A world on a server that can send both."""
    from harness.server import Server
    mail, sms = post
    server = Server([f"mail.url=smtp://{mail.address}", "mail.from=muster@example.com",
                     f"sms.url=http://{sms.address}/send"]).init().start()
    yield World(server, f"127.0.0.1:{server.port}")
    assert server.stop() == 0, server.logged()[-4000:]
    server.remove()


def newcomer(world, config=None, **more):
    number = next(_numbers)
    whole = {"username": f"newcomer{number}", "primaryOrganizationalUnitId": "ou_root",
             "email": f"newcomer{number}@example.com", "emailVerified": True, **more}
    if config is not None:
        whole["passwordInitializationConfig"] = config
    made = world.developer.CreateUser(**whole)["userId"]
    return world.developer.GetUser(userId=made)


def custom(*channels, **more):
    return {"passwordInitializationPolicyPriority": "custom", "passwordInitializationType": "random",
            "userNotificationChannels": list(channels), **more}


def password_in(text):
    return re.search(r"Password: (\S+)", text)[1]


def test_a_random_password_comes_by_mail(mailing, post):
    mail, before = post[0], len(post[0].messages)
    user = newcomer(mailing, custom("email", passwordForcedUpdateStatus="enabled"))
    assert user["passwordSet"] is True
    message = mail.wait(before + 1)
    assert message["to"] == user["email"]
    assert message["from"] == "muster@example.com"
    assert user["username"] in message["text"]
    password = password_in(message["text"])
    assert len(password) >= 16
    assert re.search("[a-z]", password) and re.search("[A-Z]", password) and re.search("[0-9]", password)


def test_a_random_password_comes_by_text_message(mailing, post):
    sms, before = post[1], len(post[1].messages)
    newcomer(mailing, custom("sms"), phoneRegion="86", phoneNumber="15600000001", phoneNumberVerified=True)
    message = sms.wait(before + 1)
    assert message["phone"] == "+8615600000001"
    assert password_in(message["text"])


def test_every_channel_is_used(mailing, post):
    mails, texts = (len(sink.messages) for sink in post)
    newcomer(mailing, custom("sms", "email"), phoneRegion="86", phoneNumber="15600000002", phoneNumberVerified=True)
    assert password_in(post[0].wait(mails + 1)["text"]) == password_in(post[1].wait(texts + 1)["text"])


def test_a_given_password_is_told_too(mailing, post):
    before = len(post[0].messages)
    newcomer(mailing, custom("email"), password="Correct-Horse-7")
    assert password_in(post[0].wait(before + 1)["text"]) == "Correct-Horse-7"


def test_the_policy_wins_unless_the_caller_says_custom(mailing, post):
    eiam, whole = mailing.eiam, {"passwordInitializationPolicyPriority": "global"}
    assert newcomer(mailing, whole)["passwordSet"] is False
    eiam.SetPasswordInitializationConfiguration(
        PasswordInitializationStatus="enabled", PasswordInitializationType="random",
        PasswordForcedUpdateStatus="enabled", PasswordInitializationNotificationChannels=["email"])
    before = len(post[0].messages)
    user = newcomer(mailing, whole)
    assert user["passwordSet"] is True
    assert post[0].wait(before + 1)["to"] == user["email"]
    assert newcomer(mailing, {"passwordInitializationPolicyPriority": "custom"})["passwordSet"] is False
    assert newcomer(mailing, {})["passwordSet"] is False
    assert newcomer(mailing)["passwordSet"] is False
    eiam.SetPasswordInitializationConfiguration(
        PasswordInitializationStatus="disabled", PasswordInitializationType="random")


def test_administrators_start_passwords_the_same_way(mailing, post):
    before = len(post[0].messages)
    made = mailing.eiam.CreateUser(
        Username="appointed", PrimaryOrganizationalUnitId="ou_root", Email="appointed@example.com", EmailVerified=True,
        PasswordInitializationConfig={
            "PasswordInitializationPolicyPriority": "custom", "PasswordInitializationType": "random",
            "PasswordForcedUpdateStatus": "enabled", "UserNotificationChannels": ["email"]})["UserId"]
    first = password_in(post[0].wait(before + 1)["text"])
    mailing.eiam.UpdateUserPassword(UserId=made, Password="Battery-Staple-8", PasswordForcedUpdateStatus="enabled",
                                    UserNotificationChannels=["email"])
    message = post[0].wait(before + 2)
    assert message["to"] == "appointed@example.com"
    assert password_in(message["text"]) == "Battery-Staple-8" != first


def test_a_message_needs_an_address(mailing):
    with refused("MissingParameter.Email", 400):
        mailing.developer.CreateUser(username="unreachable", primaryOrganizationalUnitId="ou_root",
                                     passwordInitializationConfig=custom("email"))
    with refused("MissingParameter.PhoneNumber", 400):
        mailing.developer.CreateUser(username="unreachable", primaryOrganizationalUnitId="ou_root",
                                     passwordInitializationConfig=custom("sms"))
    with refused("InvalidParameter.UserNotificationChannels", 400):
        mailing.developer.CreateUser(username="unreachable", primaryOrganizationalUnitId="ou_root",
                                     passwordInitializationConfig=custom("pigeon"))
    with refused("ResourceNotFound.UserId", 400):
        mailing.developer.GetUserIdByUsername(username="unreachable")


def test_a_refused_user_gets_no_message(mailing, post):
    newcomer(mailing, username="prior")
    before = len(post[0].messages)
    with refused("ResourceDuplicated.Username", 400):
        newcomer(mailing, custom("email"), username="prior")
    user = newcomer(mailing, custom("email"))
    assert post[0].wait(before + 1)["to"] == user["email"]


def test_passwords_are_not_in_the_log(mailing, post):
    before = len(post[0].messages)
    newcomer(mailing, custom("email"))
    assert password_in(post[0].wait(before + 1)["text"]) not in mailing.server.logged()


def test_a_server_without_mail_refuses_to_promise_any(world):
    for channel in ("email", "sms"):
        with refused(UNCONFIGURED, 400, channel):
            newcomer(world, custom(channel))
        with refused(UNCONFIGURED, 400, channel):
            world.eiam.CreateUser(Username="nobody", PrimaryOrganizationalUnitId="ou_root", Email="n@example.com",
                                  EmailVerified=True, PasswordInitializationConfig={
                                      "PasswordInitializationPolicyPriority": "custom",
                                      "PasswordInitializationType": "random", "UserNotificationChannels": [channel]})
    made = newcomer(world)["userId"]
    with refused(UNCONFIGURED, 400, "email"):
        world.eiam.UpdateUserPassword(UserId=made, Password="Correct-Horse-7", UserNotificationChannels=["email"])
    assert world.eiam.GetUser(UserId=made)["User"]["PasswordSet"] is False


def test_a_random_password_needs_no_message(world):
    assert newcomer(world, custom())["passwordSet"] is True
