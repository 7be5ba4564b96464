"""Fields that an instance adds to its users, and what users have in them, at both doors."""
import itertools

import pytest

from harness import clients
from harness.clients import refused

_numbers = itertools.count(1)
NAME_TAKEN = "ResourceDuplicated.FieldName"
NOT_FOUND = "ResourceNotFound.CustomField"
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.fixture
def name():
    """A name that no field has: letters and underscores only."""
    number, letters = next(_numbers), ""
    while number:
        number, digit = divmod(number, 26)
        letters += LETTERS[digit]
    return "field_" + letters


def field(world, name, kind="string", display="input", **more):
    return world.eiam.CreateCustomField(EntityType="user", FieldName=name, FieldDisplayName=name, FieldDataType=kind,
                                        FieldDisplayType=display, **more)["FieldId"]


def drop(world, identifier):
    world.eiam.DisableCustomField(FieldId=identifier)
    world.eiam.DeleteCustomField(FieldId=identifier)


def items(*values):
    return {"Items": [{"Value": value, "DisplayName": value.title()} for value in values]}


def user(world, **values):
    """A new user with these values in its fields."""
    return world.eiam.CreateUser(
        Username=f"holder{next(_numbers)}", PrimaryOrganizationalUnitId="ou_root",
        CustomFields=[{"FieldName": name, "FieldValue": value} for name, value in values.items()])["UserId"]


def values(world, identifier):
    return {item["fieldName"]: item["fieldValue"]
            for item in world.developer.GetUser(userId=identifier)["customFields"]}


# Fields

def test_a_field_is_read_as_it_was_made(world, name):
    made = field(world, name, "string", "select", FieldDataConfig={"Items": [
        {"Value": "red", "DisplayName": "Red"}, {"Value": "grey", "DisplayName": "Grey", "Status": "disabled"}]},
        Required=True, Encrypted=True, DefaultValue="red", UserPermission="read_write", Description="a colour")
    read = world.eiam.GetCustomField(FieldId=made)["CustomField"]
    assert read.pop("CreateTime") == read.pop("UpdateTime")
    assert read == {
        "InstanceId": world.instance, "FieldId": made, "FieldName": name, "FieldDisplayName": name,
        "EntityType": "user", "FieldDataType": "string", "FieldDisplayType": "select", "Required": True,
        "Unique": False, "Encrypted": True, "DefaultValue": "red", "UserPermission": "read_write",
        "Description": "a colour", "Status": "enabled",
        "FieldDataConfig": {"Items": [{"Value": "red", "DisplayName": "Red", "Status": "enabled"},
                                      {"Value": "grey", "DisplayName": "Grey", "Status": "disabled"}]}}
    drop(world, made)


@pytest.mark.parametrize("more, code", [
    ({"FieldName": "Upper"}, "InvalidParameter.FieldName"),
    ({"FieldName": "_first"}, "InvalidParameter.FieldName"),
    ({"FieldName": "a" * 41}, "InvalidParameter.FieldName"),
    ({"FieldDataType": "date"}, "InvalidParameter.FieldDataType"),
    ({"EntityType": "group"}, "InvalidParameter.EntityType"),
    ({"DefaultValue": "many", "FieldDataType": "number"}, "InvalidParameter.DefaultValue"),
    ({"DefaultValue": "1", "Unique": True}, "InvalidParameter.DefaultValue"),
    ({"FieldDisplayType": "select"}, "MissingParameter.FieldDataConfig"),
    ({"FieldDataConfig": items("one")}, "InvalidParameter.FieldDataConfig"),
    ({"FieldDisplayType": "select", "FieldDataConfig": items("one", "one")}, "InvalidParameter.FieldDataConfig"),
    ({"FieldDisplayType": "select", "FieldDataConfig": items("one"), "DefaultValue": "two"},
     "InvalidParameter.DefaultValue"),
    ({"FieldDataType": "boolean"}, "InvalidParameter.FieldDataType"),
    ({"FieldDataType": "number", "FieldDisplayType": "select", "FieldDataConfig": items("1")},
     "InvalidParameter.FieldDataType"),
    ({"FieldDataType": "number", "FieldDisplayType": "checkbox", "FieldDataConfig": items("1")},
     "InvalidParameter.FieldDataType"),
    ({"FieldDataType": "boolean", "FieldDisplayType": "checkbox"}, "InvalidParameter.FieldDataType"),
    ({"FieldDisplayType": "checkbox"}, "MissingParameter.FieldDataConfig"),
    ({"FieldDisplayType": "checkbox", "FieldDataConfig": items("one,two")}, "InvalidParameter.FieldDataConfig"),
    ({"FieldDisplayType": "checkbox", "FieldDataConfig": items("one"), "DefaultValue": "one,two"},
     "InvalidParameter.DefaultValue"),
])
def test_malformed_fields_are_refused(world, more, code):
    whole = {"EntityType": "user", "FieldName": "malformed", "FieldDisplayName": "x", "FieldDataType": "string",
             "FieldDisplayType": "input"}
    with refused(code, 400):
        world.eiam.CreateCustomField(**{**whole, **more})


def test_names_are_unique(world, name):
    made = field(world, name)
    with refused(NAME_TAKEN, 403):
        field(world, name, "number")
    drop(world, made)
    drop(world, field(world, name, "number"))


def test_a_name_may_end_in_an_underscore(world, name):
    made = field(world, name + "_")
    assert values(world, user(world, **{name + "_": "one"})) == {name + "_": "one"}
    drop(world, made)


def test_only_a_disabled_field_is_deleted(world, name):
    made = field(world, name)
    with refused("UnsupportedOperation.CustomFieldEnabled", 403):
        world.eiam.DeleteCustomField(FieldId=made)
    for _ in range(2):
        world.eiam.DisableCustomField(FieldId=made)
        assert world.eiam.GetCustomField(FieldId=made)["CustomField"]["Status"] == "disabled"
    world.eiam.EnableCustomField(FieldId=made)
    drop(world, made)


@pytest.mark.parametrize("operation", [
    "GetCustomField", "EnableCustomField", "DisableCustomField", "DeleteCustomField"])
def test_what_is_not_there_is_not_found(world, operation):
    with refused(NOT_FOUND, 404):
        getattr(world.eiam, operation)(FieldId="ufd_none")
    with refused("ResourceNotFound.Instance", 404):
        getattr(clients.eiam(world.endpoint, world.key, "idaas_nowhere"), operation)(FieldId="ufd_none")


def test_fields_need_an_instance(world):
    with refused("ResourceNotFound.Instance", 404):
        clients.eiam(world.endpoint, world.key, "idaas_nowhere").CreateCustomField(
            EntityType="user", FieldName="x", FieldDisplayName="x", FieldDataType="string", FieldDisplayType="input")


# Values

def test_values_are_text_whatever_their_type(world, name):
    fields = [field(world, name), field(world, name + "_n", "number"), field(world, name + "_b", "boolean", "select"),
              field(world, name + "_s", "string", "select", FieldDataConfig=items("red", "blue"))]
    wanted = {name: "字段数据值", name + "_n": "-3.14", name + "_b": "true", name + "_s": "blue"}
    made = user(world, **wanted)
    assert values(world, made) == wanted
    read = world.eiam.GetUser(UserId=made)["User"]["CustomFields"]
    assert {item["FieldName"]: item["FieldValue"] for item in read} == wanted
    for identifier in fields:
        drop(world, identifier)


def test_a_checkbox_is_a_choice_of_several(world, name):
    made = field(world, name, "string", "checkbox", FieldDataConfig=items("red", "blue", "green"),
                 DefaultValue="red,green")
    read = world.eiam.GetCustomField(FieldId=made)["CustomField"]
    assert [item["Value"] for item in read["FieldDataConfig"]["Items"]] == ["red", "blue", "green"]
    assert (read["FieldDisplayType"], read["DefaultValue"]) == ("checkbox", "red,green")
    somebody = user(world)
    assert values(world, somebody) == {name: "red,green"}
    for value in ("blue", "green,red", "red,blue,green"):
        world.developer.PatchUser(userId=somebody, customFields=[{"fieldName": name, "fieldValue": value}])
        assert values(world, somebody) == {name: value}
    drop(world, made)


def test_the_same_choice_in_another_order_is_the_same_value(world, name):
    made = field(world, name, "string", "checkbox", FieldDataConfig=items("red", "blue"), Unique=True)
    user(world, **{name: "red,blue"})
    with refused("ResourceDuplicated.CustomFields", 403, name):
        user(world, **{name: "blue,red"})
    user(world, **{name: "blue"})
    drop(world, made)


@pytest.mark.parametrize("kind, display, config, value", [
    ("number", "input", None, "many"), ("number", "input", None, "1" * 33), ("boolean", "select", None, "yes"),
    ("boolean", "select", items("true"), "false"), ("string", "select", items("red"), "blue"),
    ("string", "select", items("red", "blue"), "red,blue"), ("string", "checkbox", items("red", "blue"), "red,green"),
    ("string", "checkbox", items("red", "blue"), "red,red"), ("string", "checkbox", items("red", "blue"), "red, blue"),
    ("string", "checkbox", items("red", "blue"), "red,")])
def test_values_must_fit_their_field(world, name, kind, display, config, value):
    made = field(world, name, kind, display, **({"FieldDataConfig": config} if config else {}))
    with refused("InvalidParameter.CustomFields", 400, name):
        user(world, **{name: value})
    somebody = user(world)
    with refused("InvalidParameter.CustomFields", 400, name):
        world.developer.PatchUser(userId=somebody, customFields=[{"fieldName": name, "fieldValue": value}])
    with refused("InvalidParameter.CustomFields", 400, name):
        world.eiam.UpdateUser(UserId=somebody, CustomFields=[{"FieldName": name, "FieldValue": value}])
    drop(world, made)


def test_patches_add_replace_and_remove(world, name):
    made, somebody = field(world, name), user(world)

    def patch(**change):
        world.developer.PatchUser(userId=somebody, customFields=[{"fieldName": name, **change}])
        return values(world, somebody)

    assert patch(fieldValue="one", operation="add") == {name: "one"}
    assert patch(fieldValue="two", operation="replace") == {name: "two"}
    assert patch(operation="remove") == {}
    assert patch(fieldValue="three", operation="replace") == {name: "three"}
    assert patch(operator="remove") == {}
    assert patch(fieldValue="four") == {name: "four"}
    for change in ({}, {"operation": "replace"}):
        with refused("InvalidParameter.CustomFields", 400):
            patch(**change)
    assert values(world, somebody) == {name: "four"}
    assert patch(fieldValue="") == {}
    world.eiam.UpdateUser(UserId=somebody, CustomFields=[
        {"FieldName": name, "FieldValue": "five", "Operation": "add"}])
    assert values(world, somebody) == {name: "five"}
    world.developer.PatchUser(userId=somebody, displayName="Somebody")
    assert values(world, somebody) == {name: "five"}
    with refused("InvalidParameter.CustomFields", 400):
        world.developer.PatchUser(userId=somebody, customFields=[
            {"fieldName": name, "fieldValue": "6"}, {"fieldName": name, "fieldValue": "7"}])
    drop(world, made)
    assert values(world, somebody) == {}


def test_unknown_and_disabled_fields_are_refused(world, name):
    somebody = user(world)
    with refused("InvalidParameter.CustomFields", 400, name):
        world.developer.PatchUser(userId=somebody, customFields=[{"fieldName": name, "fieldValue": "1"}])
    with refused(NOT_FOUND, 404):
        world.eiam.UpdateUser(UserId=somebody, CustomFields=[{"FieldName": name, "FieldValue": "1"}])
    with refused(NOT_FOUND, 404):
        user(world, **{name: "1"})
    made = field(world, name)
    somebody = user(world, **{name: "kept"})
    world.eiam.DisableCustomField(FieldId=made)
    assert values(world, somebody) == {}
    with refused(NOT_FOUND, 404):
        user(world, **{name: "1"})
    world.eiam.EnableCustomField(FieldId=made)
    assert values(world, somebody) == {name: "kept"}
    drop(world, made)


def test_required_fields_and_defaults(world, name):
    made = [field(world, name, Required=True), field(world, name + "_d", Required=True, DefaultValue="usual")]
    with refused("MissingParameter.CustomFields", 400, name):
        user(world)
    with refused("MissingParameter.CustomFields", 400, name):
        world.developer.CreateUser(username="incomplete", primaryOrganizationalUnitId="ou_root")
    with refused("MissingParameter.CustomFields", 400, name):
        user(world, **{name: ""})
    somebody = user(world, **{name: "1"})
    assert values(world, somebody) == {name: "1", name + "_d": "usual"}
    with refused("MissingParameter.CustomFields", 400, name):
        world.developer.PatchUser(userId=somebody, customFields=[{"fieldName": name, "operation": "remove"}])
    with refused("MissingParameter.CustomFields", 400, name):
        world.eiam.UpdateUser(UserId=somebody, CustomFields=[{"FieldName": name, "Operation": "remove"}])
    for identifier in made:
        drop(world, identifier)


@pytest.mark.parametrize("encrypted", [False, True])
def test_unique_values_are_unique(world, name, encrypted):
    made = field(world, name, Unique=True, Encrypted=encrypted)
    first, second = user(world, **{name: "Badge-7"}), user(world)
    with refused("ResourceDuplicated.CustomFields", 403, name):
        user(world, **{name: "badge-7"})
    with refused("ResourceDuplicated.CustomFields", 400, name):
        world.developer.PatchUser(userId=second, customFields=[{"fieldName": name, "fieldValue": "BADGE-7"}])
    with refused("ResourceDuplicated.CustomFields", 403, name):
        world.eiam.UpdateUser(UserId=second, CustomFields=[{"FieldName": name, "FieldValue": "Badge-7"}])
    world.eiam.DeleteUser(UserId=first)
    world.eiam.UpdateUser(UserId=second, CustomFields=[{"FieldName": name, "FieldValue": "Badge-7"}])
    assert values(world, second) == {name: "Badge-7"}
    drop(world, made)
