"""The management API: applications."""
import json
import time

import pytest

from harness.clients import refused

STANDARD = "urn:alibaba:idaas:app:source:standard"
TEMPLATE = "urn:alibaba:idaas:app:source:template"
NOBODY = "app_nobody"


def create(world, name="payroll", **more):
    arguments = {"ApplicationSourceType": STANDARD, "SsoType": "oidc", **more}
    return world.eiam.CreateApplication(ApplicationName=name, **arguments)["ApplicationId"]


def get(world, application):
    shown = world.eiam.GetApplication(ApplicationId=application)["Application"]
    assert shown.pop("CustomFields") == []  # the SDK's own: applications have none here
    return shown


def names(answer):
    return [item["ApplicationName"] for item in answer["Applications"]]


def user(world, name):
    return world.developer.CreateUser(username=name, primaryOrganizationalUnitId="ou_root")["userId"]


def group(world, name):
    return world.developer.CreateGroup(groupName=name)["groupId"]


def test_an_application_is_shown_as_it_was_made(world):
    before = time.time() * 1000 - 60_000
    owner, owners = user(world, "application.owner"), group(world, "application owners")
    application = create(world, "Payroll", Description="pays", LogoUrl="https://example.com/logo.png",
                         ApplicationOwner={"UserIds": [owner], "GroupIds": [owners]})
    shown = get(world, application)
    assert application.startswith("app_")
    assert before < shown.pop("CreateTime") < before + 120_000
    assert before < shown.pop("UpdateTime") < before + 120_000
    assert json.loads(shown.pop("Features")) == ["api_invoke"]
    assert shown == {
        "InstanceId": world.instance, "ApplicationId": application, "ClientId": application,
        "ApplicationName": "Payroll", "Description": "pays", "LogoUrl": "https://example.com/logo.png",
        "ApplicationSourceType": STANDARD, "SsoType": "oidc", "ApplicationIdentityType": "application",
        "ApplicationCreationType": "user_custom", "AuthorizationType": "authorize_required", "Status": "enabled",
        "ApiInvokeStatus": "disabled", "ApplicationVisibility": [],
        "ApplicationOwner": {"UserIds": [owner], "GroupIds": [owners]},
    }


def test_an_application_is_made_from_a_template_only_with_one(world):
    with refused("MissingParameter.ApplicationTemplateId", 400):
        create(world, ApplicationSourceType=TEMPLATE)
    application = create(world, ApplicationSourceType=TEMPLATE, ApplicationTemplateId="apt_rpa_tdsxkzo5bn",
                         SsoType="oauth2/m2m", ApplicationIdentityType="agent")
    shown = get(world, application)
    assert shown["ApplicationSourceType"] == TEMPLATE
    assert shown["ApplicationTemplateId"] == "apt_rpa_tdsxkzo5bn"
    assert shown["SsoType"] == "oauth2/m2m"
    assert shown["ApplicationIdentityType"] == "agent"


@pytest.mark.parametrize("owner, code", [
    ({"UserIds": ["user_nobody"]}, "ResourceNotFound.User"),
    ({"GroupIds": ["group_nobody"]}, "ResourceNotFound.Group"),
])
def test_owners_must_exist(world, owner, code):
    with refused(code, 404):
        create(world, ApplicationOwner=owner)
    with refused(code, 404):
        world.eiam.UpdateApplicationInfo(ApplicationId=world.main.id, ApplicationOwner=owner)


@pytest.mark.parametrize("name", ["x" * 65, "a\x07b"])
def test_a_name_has_64_characters_that_one_can_see(world, name):
    with refused("InvalidParameter.ApplicationName", 400):
        create(world, name)


def test_custom_fields_of_applications_are_refused(world):
    fields = [{"FieldName": "agentType", "FieldValue": "dify"}]
    message = 'The parameter "CustomFields" is not supported by this server.'
    application = create(world, "without fields")
    with refused("NotSupported.CustomFields", 400, message):
        create(world, "with fields", CustomFields=fields)
    with refused("NotSupported.CustomFields", 400, message):
        world.eiam.UpdateApplicationInfo(ApplicationId=application, ApplicationName="renamed", CustomFields=fields)
    with refused("NotSupported.CustomFields", 400, message):
        world.eiam.ListApplications(CustomFields=fields)
    assert get(world, application)["ApplicationName"] == "without fields"
    assert names(world.eiam.ListApplications(ApplicationName="with fields", CustomFields=[])) == []


def test_two_applications_may_have_one_name(world):
    assert create(world, "twin") != create(world, "twin")


def test_lists_have_pages_and_a_total(world):
    for number in range(5):
        create(world, f"paged {number}")
    pages = [world.eiam.ListApplications(ApplicationName="paged", PageNumber=number, PageSize=2) for number in (1, 2, 3, 4)]
    assert [page["TotalCount"] for page in pages] == [5, 5, 5, 5]
    assert [names(page) for page in pages] == [["paged 0", "paged 1"], ["paged 2", "paged 3"], ["paged 4"], []]


def test_a_list_shows_what_one_application_shows_but_for_its_details(world):
    application = create(world, "Listed", Description="d")
    shown = get(world, application)
    for detail in ("ApplicationOwner", "ApplicationVisibility", "AuthorizationType", "ApiInvokeStatus"):
        shown.pop(detail)
    assert world.eiam.ListApplications(ApplicationIds=[application])["Applications"] == [shown]


def test_names_are_filtered_by_their_beginning_whatever_the_case(world):
    create(world, "Filtered One")
    create(world, "FILTERED TWO")
    create(world, "not filtered")
    assert names(world.eiam.ListApplications(ApplicationName="filtered")) == ["Filtered One", "FILTERED TWO"]


def test_each_filter_filters(world):
    plain, saml = create(world, "by plain"), create(world, "by saml", SsoType="saml2")
    both = create(world, "by both", SsoType="oidc+oauth2/m2m")
    templated = create(world, "by template", ApplicationTemplateId="apt_x")
    world.eiam.DisableApplication(ApplicationId=plain)
    world.eiam.UpdateApplicationAuthorizationType(ApplicationId=saml, AuthorizationType="default_all")

    def listed(**filters):
        return names(world.eiam.ListApplications(ApplicationName="by ", **filters))
    assert listed() == ["by plain", "by saml", "by both", "by template"]
    assert listed(Status="disabled") == ["by plain"]
    assert listed(SsoType="saml2") == ["by saml"]
    assert listed(SsoType="saml2,oidc+oauth2/m2m") == ["by saml", "by both"]
    assert listed(AuthorizationType="default_all") == ["by saml"]
    assert listed(ApplicationTemplateId="apt_x") == ["by template"]
    assert listed(ApplicationIds=[templated, both, NOBODY]) == ["by both", "by template"]


@pytest.mark.parametrize("none, every", [
    ({"ServiceManaged": True}, {"ServiceManaged": False}),
    ({"ManagedServiceCode": "rpa"}, {}),
    ({"M2MClientStatus": "enabled"}, {"M2MClientStatus": "disabled"}),
    ({"ResourceServerStatus": "enabled"}, {"ResourceServerStatus": "disabled"}),
])
def test_filters_by_what_no_application_has_find_none(world, none, every):
    application = create(world, "here for itself", SsoType="oidc+oauth2/m2m")
    assert world.eiam.ListApplications(ApplicationIds=[application], **none) == {"TotalCount": 0, "Applications": []}
    assert world.eiam.ListApplications(ApplicationIds=[application], **every)["TotalCount"] == 1


def test_agents_are_listed_only_when_asked_for(world):
    create(world, "kind person")
    create(world, "kind agent", ApplicationIdentityType="agent")

    def listed(**filters):
        return names(world.eiam.ListApplications(ApplicationName="kind", **filters))
    assert listed() == ["kind person"]
    assert listed(ApplicationIdentityType="agent") == ["kind agent"]
    assert listed(ApplicationIdentityType="all", ApplicationCreationType="all") == ["kind person", "kind agent"]
    assert listed(ApplicationCreationType="system_init") == []


def test_the_total_of_all_counts_what_was_made_and_deleted(world):
    def total():
        return world.eiam.ListApplications(ApplicationIdentityType="all", ApplicationCreationType="all")["TotalCount"]
    before = total()
    application = create(world)
    assert total() == before + 1
    world.eiam.DisableApplication(ApplicationId=application)
    world.eiam.DeleteApplication(ApplicationId=application)
    assert total() == before


@pytest.mark.parametrize("filters, code", [
    ({"SsoType": "oidc,cas"}, "InvalidParameter.SsoType"),
    ({"Status": "asleep"}, "InvalidParameter.Status"),
    ({"ApplicationIdentityType": "person"}, "InvalidParameter.ApplicationIdentityType"),
    ({"PageSize": 101}, "InvalidParameter.PageSize"),
    ({"PageNumber": 0}, "InvalidParameter.PageNumber"),
    ({"ApplicationIds": ["app_x"] * 101}, "InvalidParameter.ApplicationIds"),
])
def test_lists_refuse_what_they_do_not_know(world, filters, code):
    with refused(code, 400):
        world.eiam.ListApplications(**filters)


def test_only_what_is_sent_changes(world):
    owner = user(world, "update.owner")
    application = create(world, "Before", Description="kept", LogoUrl="https://example.com/kept.png")
    world.eiam.UpdateApplicationInfo(ApplicationId=application, ApplicationName="After",
                                     ApplicationOwner={"UserIds": [owner]}, ApplicationVisibility=["portal"])
    world.eiam.UpdateApplicationInfo(ApplicationId=application, LogoUrl="https://example.com/new.png")
    shown = get(world, application)
    assert shown["ApplicationName"] == "After"
    assert shown["Description"] == "kept"
    assert shown["LogoUrl"] == "https://example.com/new.png"
    assert shown["ApplicationOwner"] == {"UserIds": [owner], "GroupIds": []}
    assert shown["ApplicationVisibility"] == ["portal"]


def test_owners_are_replaced_whole(world):
    owner, owners = user(world, "whole.owner"), group(world, "whole owners")
    application = create(world, ApplicationOwner={"UserIds": [owner]})
    world.eiam.UpdateApplicationInfo(ApplicationId=application, ApplicationOwner={"GroupIds": [owners]})
    assert get(world, application)["ApplicationOwner"] == {"UserIds": [], "GroupIds": [owners]}


def test_an_owner_that_is_deleted_owns_nothing_any_more(world):
    owner, owners = user(world, "gone.owner"), group(world, "gone owners")
    application = create(world, ApplicationOwner={"UserIds": [owner], "GroupIds": [owners]})
    world.developer.DeleteUser(userId=owner)
    world.developer.DeleteGroup(groupId=owners)
    assert get(world, application)["ApplicationOwner"] == {"UserIds": [], "GroupIds": []}


def test_the_same_client_token_changes_once(world):
    application = create(world, "first")
    change = {"ApplicationId": application, "ApplicationName": "second", "ClientToken": f"token-of-{application}"}
    world.eiam.UpdateApplicationInfo(**change)
    world.eiam.UpdateApplicationInfo(ApplicationId=application, ApplicationName="third")
    world.eiam.UpdateApplicationInfo(**change)
    assert get(world, application)["ApplicationName"] == "third"
    with refused("IdempotentParameterMismatch", 400):
        world.eiam.UpdateApplicationInfo(**{**change, "ApplicationName": "fourth"})


def test_a_description_is_changed_and_taken_away(world):
    application = create(world, Description="one")
    world.eiam.UpdateApplicationDescription(ApplicationId=application, Description="two")
    assert get(world, application)["Description"] == "two"
    world.eiam.UpdateApplicationDescription(ApplicationId=application)
    assert "Description" not in get(world, application)


def test_everyone_or_only_those_it_was_given_to_may_use_an_application(world):
    application = create(world)
    world.eiam.UpdateApplicationAuthorizationType(ApplicationId=application, AuthorizationType="default_all")
    assert get(world, application)["AuthorizationType"] == "default_all"
    with refused("InvalidParameter.AuthorizationType", 400):
        world.eiam.UpdateApplicationAuthorizationType(ApplicationId=application, AuthorizationType="nobody")
    with refused("MissingParameter.AuthorizationType", 400):
        world.eiam.UpdateApplicationAuthorizationType(ApplicationId=application)


def test_a_disabled_application_can_neither_call_nor_get_a_token(world):
    application = world.application()
    developer = application.developer()
    world.eiam.DisableApplication(ApplicationId=application.id)
    assert get(world, application.id)["Status"] == "disabled"
    with refused("application_disabled", 403):
        developer.ListUsers()
    with refused("application_disabled", 403):
        application.token()
    world.eiam.EnableApplication(ApplicationId=application.id)
    assert get(world, application.id)["Status"] == "enabled"
    developer.ListUsers()
    application.token()


def test_the_api_switch_works_at_once(world):
    application = world.application()
    developer = application.developer()
    world.eiam.DisableApplicationApiInvoke(ApplicationId=application.id)
    assert get(world, application.id)["ApiInvokeStatus"] == "disabled"
    with refused("application_api_disabled", 403):
        developer.ListUsers()
    with refused("invalid_grant", 400):
        application.token()
    world.eiam.EnableApplicationApiInvoke(ApplicationId=application.id)
    assert get(world, application.id)["ApiInvokeStatus"] == "enabled"
    developer.ListUsers()
    application.token()


def test_a_deleted_application_is_gone_and_so_is_its_token(world):
    application = world.application()
    developer = application.developer()
    with refused("UnsupportedOperation.ApplicationEnabled", 403):
        world.eiam.DeleteApplication(ApplicationId=application.id)
    world.eiam.DisableApplication(ApplicationId=application.id)
    world.eiam.DeleteApplication(ApplicationId=application.id)
    with refused("ResourceNotFound.Application", 404):
        get(world, application.id)
    with refused("application_not_found", 404):
        developer.ListUsers()
    with refused("application_not_found", 404):
        application.token()


OPERATIONS = [
    ("CreateApplication", {"ApplicationName": "x", "ApplicationSourceType": STANDARD, "SsoType": "oidc"}),
    ("GetApplication", {}), ("ListApplications", {}), ("EnableApplication", {}), ("DisableApplication", {}),
    ("UpdateApplicationInfo", {"ApplicationName": "x"}), ("UpdateApplicationDescription", {}),
    ("UpdateApplicationAuthorizationType", {"AuthorizationType": "default_all"}), ("DeleteApplication", {}),
    ("EnableApplicationApiInvoke", {}), ("DisableApplicationApiInvoke", {}),
]


@pytest.mark.parametrize("operation, arguments", OPERATIONS)
def test_an_unknown_instance_or_application_is_told_apart(world, operation, arguments):
    known = {} if operation in ("CreateApplication", "ListApplications") else {"ApplicationId": world.main.id}
    with refused("ResourceNotFound.Instance", 404):
        getattr(world.eiam, operation)(**known, **arguments, InstanceId="idaas_nobody")
    if not known:
        return
    with refused("ResourceNotFound.Application", 404):
        getattr(world.eiam, operation)(**arguments, ApplicationId=NOBODY)
    with refused("MissingParameter.ApplicationId", 400):
        getattr(world.eiam, operation)(**arguments)


def test_an_application_of_another_instance_is_unknown(world):
    other = world.eiam.CreateInstance(Description="another")["InstanceId"]
    with refused("ResourceNotFound.Application", 404):
        world.eiam.GetApplication(InstanceId=other, ApplicationId=world.main.id)
    assert world.eiam.ListApplications(InstanceId=other)["TotalCount"] == 0
