"""An instance's rules for passwords, in five parts."""
import time

import pytest
from harness import clients
from harness.clients import refused

DEFAULT_RULES = {"inclusion_upper_case", "inclusion_lower_case", "inclusion_number", "exclusion_username"}
ALL_RULES = DEFAULT_RULES | {"inclusion_special_case", "exclusion_email", "exclusion_phone_number",
                             "exclusion_display_name"}


@pytest.fixture
def eiam(world):
    """A new instance's management API."""
    return clients.eiam(world.endpoint, world.key, world.eiam.CreateInstance()["InstanceId"])


@pytest.fixture
def mailing(fresh_server):
    """The same on a server that can send mail, but no text messages."""
    server = fresh_server("mail.url=smtp://127.0.0.1:9", "mail.from=muster@example.com")
    key = (server.secrets["access_key_id"], server.secrets["access_key_secret"])
    return clients.eiam(f"127.0.0.1:{server.port}", key, server.secrets["instance"])


def complexity(eiam):
    read = eiam.GetPasswordComplexityConfiguration()["PasswordComplexityConfiguration"]
    read["PasswordComplexityRules"] = {rule["PasswordCheckType"] for rule in read["PasswordComplexityRules"]}
    return read


def rules(names):
    return [{"PasswordCheckType": name} for name in names]


# Complexity

def test_new_instances_ask_for_ten_mixed_characters(eiam):
    read = complexity(eiam)
    assert read["PasswordMinLength"] == 10
    assert read["PasswordComplexityRules"] == DEFAULT_RULES
    assert read["DisabledWeakPasswordLogin"] is False


def test_complexity_is_set_and_read(eiam):
    eiam.SetPasswordComplexityConfiguration(PasswordMinLength=16, PasswordComplexityRules=rules(ALL_RULES))
    assert complexity(eiam)["PasswordMinLength"] == 16
    assert complexity(eiam)["PasswordComplexityRules"] == ALL_RULES
    eiam.SetPasswordComplexityConfiguration(PasswordMinLength=12)
    assert complexity(eiam)["PasswordComplexityRules"] == set()


def test_a_password_must_satisfy_the_rules(eiam):
    eiam.SetPasswordComplexityConfiguration(PasswordMinLength=16, PasswordComplexityRules=rules(ALL_RULES))
    with refused("InvalidParameter.Password", 400):
        eiam.CreateUser(Username="amina", Password="Short-1", PrimaryOrganizationalUnitId="ou_root")
    assert eiam.CreateUser(Username="amina", Password="Long-enough-4-you!", PrimaryOrganizationalUnitId="ou_root")


def test_it_is_known_since_when_weak_passwords_are_refused(eiam):
    eiam.SetPasswordComplexityConfiguration(PasswordMinLength=10, DisabledWeakPasswordLogin=True)
    since = complexity(eiam)["DisabledWeakPasswordLoginStartedAt"]
    assert abs(since / 1000 - time.time()) < 60
    eiam.SetPasswordComplexityConfiguration(PasswordMinLength=10, DisabledWeakPasswordLogin=True)
    eiam.SetPasswordComplexityConfiguration(PasswordMinLength=10)
    assert complexity(eiam)["DisabledWeakPasswordLogin"] is True
    assert complexity(eiam)["DisabledWeakPasswordLoginStartedAt"] == since
    eiam.SetPasswordComplexityConfiguration(PasswordMinLength=10, DisabledWeakPasswordLogin=False)
    assert complexity(eiam)["DisabledWeakPasswordLogin"] is False
    assert not complexity(eiam).get("DisabledWeakPasswordLoginStartedAt")


def test_bad_complexity_is_refused(eiam):
    with refused("MissingParameter.PasswordMinLength", 400):
        eiam.SetPasswordComplexityConfiguration()
    for length in (0, 65):
        with refused("InvalidParameter.PasswordMinLength", 400):
            eiam.SetPasswordComplexityConfiguration(PasswordMinLength=length)
    with refused("InvalidParameter.PasswordComplexityRules.1.PasswordCheckType", 400):
        eiam.SetPasswordComplexityConfiguration(PasswordMinLength=10, PasswordComplexityRules=rules(["made_up"]))
    assert complexity(eiam)["PasswordComplexityRules"] == DEFAULT_RULES


# Expiration

def expiration(eiam):
    return eiam.GetPasswordExpirationConfiguration()["PasswordExpirationConfiguration"]


def test_passwords_do_not_expire_at_first(eiam):
    assert expiration(eiam)["PasswordExpirationStatus"] == "disabled"
    assert expiration(eiam)["PasswordExpirationNotificationStatus"] == "disabled"


def test_expiration_is_set_and_read(eiam):
    eiam.SetPasswordExpirationConfiguration(
        PasswordExpirationStatus="enabled", PasswordValidMaxDay=90, PasswordExpirationAction="forbid_login",
        EffectiveAuthenticationSourceIds=["ia_password", "idp_1"], PasswordForcedUpdateDuration=3,
        PasswordExpirationNotificationStatus="disabled", PasswordExpirationNotificationDuration=5)
    read = expiration(eiam)
    assert read["PasswordExpirationStatus"] == "enabled"
    assert read["PasswordValidMaxDay"] == 90
    assert read["PasswordExpirationAction"] == "forbid_login"
    assert read["EffectiveAuthenticationSourceIds"] == ["ia_password", "idp_1"]
    assert read["PasswordForcedUpdateDuration"] == 3
    assert read["PasswordExpirationNotificationDuration"] == 5


def test_what_is_not_sent_stays(eiam):
    eiam.SetPasswordExpirationConfiguration(PasswordExpirationStatus="enabled", PasswordValidMaxDay=90)
    eiam.SetPasswordExpirationConfiguration(PasswordExpirationStatus="disabled")
    assert expiration(eiam)["PasswordExpirationStatus"] == "disabled"
    assert expiration(eiam)["PasswordValidMaxDay"] == 90


def test_a_notice_needs_a_channel_that_works(eiam, mailing):
    notice = {"PasswordExpirationStatus": "enabled", "PasswordExpirationNotificationStatus": "enabled"}
    with refused("MissingParameter.PasswordExpirationNotificationChannels", 400):
        eiam.SetPasswordExpirationConfiguration(**notice)
    with refused("UnsupportedOperation.NotificationChannel", 400):
        eiam.SetPasswordExpirationConfiguration(**notice, PasswordExpirationNotificationChannels=["email"])
    mailing.SetPasswordExpirationConfiguration(**notice, PasswordExpirationNotificationChannels=["email"])
    assert expiration(mailing)["PasswordExpirationNotificationChannels"] == ["email"]
    with refused("UnsupportedOperation.NotificationChannel", 400):
        mailing.SetPasswordExpirationConfiguration(**notice, PasswordExpirationNotificationChannels=["email", "sms"])


def test_bad_expiration_is_refused(eiam):
    with refused("MissingParameter.PasswordExpirationStatus", 400):
        eiam.SetPasswordExpirationConfiguration()
    with refused("InvalidParameter.PasswordValidMaxDay", 400):
        eiam.SetPasswordExpirationConfiguration(PasswordExpirationStatus="enabled", PasswordValidMaxDay=0)
    with refused("InvalidParameter.PasswordExpirationAction", 400):
        eiam.SetPasswordExpirationConfiguration(PasswordExpirationStatus="enabled", PasswordExpirationAction="wait")
    with refused("InvalidParameter.PasswordExpirationNotificationChannels", 400):
        eiam.SetPasswordExpirationConfiguration(PasswordExpirationStatus="enabled",
                                                PasswordExpirationNotificationChannels=["pigeon"])


# History

def history(eiam):
    return eiam.GetPasswordHistoryConfiguration()["PasswordHistoryConfiguration"]


def test_history_is_set_and_read(eiam):
    assert history(eiam)["PasswordHistoryStatus"] == "disabled"
    eiam.SetPasswordHistoryConfiguration(PasswordHistoryStatus="enabled", PasswordHistoryMaxRetention=5)
    assert history(eiam) == {"PasswordHistoryStatus": "enabled", "PasswordHistoryMaxRetention": 5}
    eiam.SetPasswordHistoryConfiguration(PasswordHistoryStatus="disabled")
    assert history(eiam) == {"PasswordHistoryStatus": "disabled", "PasswordHistoryMaxRetention": 5}


def test_bad_history_is_refused(eiam):
    with refused("MissingParameter.PasswordHistoryStatus", 400):
        eiam.SetPasswordHistoryConfiguration()
    with refused("InvalidParameter.PasswordHistoryMaxRetention", 400):
        eiam.SetPasswordHistoryConfiguration(PasswordHistoryStatus="enabled", PasswordHistoryMaxRetention=31)


# Initialization

def initialization(eiam):
    return eiam.GetPasswordInitializationConfiguration()["PasswordInitializationConfiguration"]


def test_initialization_is_set_and_read(eiam, mailing):
    assert initialization(eiam)["PasswordInitializationStatus"] == "disabled"
    mailing.SetPasswordInitializationConfiguration(
        PasswordInitializationStatus="enabled", PasswordInitializationType="random",
        PasswordForcedUpdateStatus="disabled", PasswordInitializationNotificationChannels=["email"])
    assert initialization(mailing) == {
        "PasswordInitializationStatus": "enabled", "PasswordInitializationType": "random",
        "PasswordForcedUpdateStatus": "disabled", "PasswordInitializationNotificationChannels": ["email"]}


def test_initialization_needs_a_channel_that_works(eiam):
    with refused("MissingParameter.PasswordInitializationNotificationChannels", 400):
        eiam.SetPasswordInitializationConfiguration(PasswordInitializationStatus="enabled")
    with refused("UnsupportedOperation.NotificationChannel", 400):
        eiam.SetPasswordInitializationConfiguration(PasswordInitializationStatus="enabled",
                                                    PasswordInitializationNotificationChannels=["sms"])
    with refused("InvalidParameter.PasswordInitializationNotificationChannels", 400):
        eiam.SetPasswordInitializationConfiguration(PasswordInitializationStatus="disabled",
                                                    PasswordInitializationNotificationChannels=["pigeon"])
    with refused("MissingParameter.PasswordInitializationStatus", 400):
        eiam.SetPasswordInitializationConfiguration()
    assert initialization(eiam)["PasswordInitializationStatus"] == "disabled"


# Forgotten passwords

def forgotten(eiam):
    return eiam.GetForgetPasswordConfiguration()["OpenForgetPasswordConfiguration"]


def test_forgotten_passwords_are_set_and_read(eiam, mailing):
    read = forgotten(eiam)
    assert (read["ForgetPasswordStatus"], read["Enable"]) == ("disabled", False)
    mailing.SetForgetPasswordConfiguration(ForgetPasswordStatus="enabled", AuthenticationChannels=["email"])
    read = forgotten(mailing)
    assert (read["ForgetPasswordStatus"], read["AuthenticationChannels"]) == ("enabled", ["email"])
    assert (read["Enable"], read["EnableEmail"], read["EnableSms"]) == (True, True, False)
    mailing.SetForgetPasswordConfiguration(ForgetPasswordStatus="disabled")
    read = forgotten(mailing)
    assert (read["Enable"], read["AuthenticationChannels"]) == (False, ["email"])


def test_forgotten_passwords_need_a_channel_that_works(eiam):
    with refused("MissingParameter.AuthenticationChannels", 400):
        eiam.SetForgetPasswordConfiguration(ForgetPasswordStatus="enabled")
    with refused("UnsupportedOperation.NotificationChannel", 400):
        eiam.SetForgetPasswordConfiguration(ForgetPasswordStatus="enabled", AuthenticationChannels=["email"])
    with refused("InvalidParameter.AuthenticationChannels", 400):
        eiam.SetForgetPasswordConfiguration(ForgetPasswordStatus="disabled", AuthenticationChannels=["pigeon"])
    with refused("MissingParameter.ForgetPasswordStatus", 400):
        eiam.SetForgetPasswordConfiguration()


# The instance

def test_the_instance_must_exist(world):
    unknown = clients.eiam(world.endpoint, world.key, "idaas_unknown")
    calls = [
        lambda: unknown.GetPasswordComplexityConfiguration(),
        lambda: unknown.GetPasswordExpirationConfiguration(),
        lambda: unknown.GetPasswordHistoryConfiguration(),
        lambda: unknown.GetPasswordInitializationConfiguration(),
        lambda: unknown.GetForgetPasswordConfiguration(),
        lambda: unknown.SetPasswordComplexityConfiguration(PasswordMinLength=10),
        lambda: unknown.SetPasswordExpirationConfiguration(PasswordExpirationStatus="disabled"),
        lambda: unknown.SetPasswordHistoryConfiguration(PasswordHistoryStatus="disabled"),
        lambda: unknown.SetPasswordInitializationConfiguration(PasswordInitializationStatus="disabled"),
        lambda: unknown.SetForgetPasswordConfiguration(ForgetPasswordStatus="disabled"),
    ]
    for call in calls:
        with refused("ResourceNotFound.Instance", 404):
            call()


def test_what_sends_no_message_can_be_set_without_a_way_to_send(world):
    world.eiam.SetPasswordInitializationConfiguration(
        PasswordInitializationStatus="disabled", PasswordInitializationType="random",
        PasswordForcedUpdateStatus="enabled")
    assert world.eiam.GetPasswordInitializationConfiguration()["PasswordInitializationConfiguration"][
        "PasswordForcedUpdateStatus"] == "enabled"
    world.eiam.SetForgetPasswordConfiguration(ForgetPasswordStatus="disabled")
    assert world.eiam.GetForgetPasswordConfiguration()["OpenForgetPasswordConfiguration"][
        "ForgetPasswordStatus"] == "disabled"
