"""Whatever a vendor's SDK can send with an operation does something, or is refused by its name."""
import inspect

import pytest

from harness import samples
from harness.clients import developer_models, eiam_models, ims_models

CONTRACT = samples.read_contract(samples.ROOT / "contract")
MODELS = {"developer": developer_models, "eiam": eiam_models, "ims": ims_models}
OPERATIONS = [(family.name, operation) for family in CONTRACT.families for operation in family.operations
              if operation.supported and hasattr(MODELS.get(family.name), operation.name + "Request")]
# Parameters of grants that are refused whole; and one that no page explains.
OF_OTHER_GRANTS = {"code", "codeverifier", "devicecode", "password", "redirecturi", "refreshtoken", "username",
                   "exclusivetag"}


def plain(name):
    """The contract and the SDKs do not cut names into words alike."""
    return name.replace("_", "").lower()


def passed_over(models, name, fields, known):
    """What the SDK's class `name`, and those of what stands in it, can send beyond these fields."""
    sent = {plain(parameter) for parameter in inspect.signature(getattr(models, name).__init__).parameters} - {"self"}
    found = {f"{name}: {parameter}" for parameter in sent - known - {plain(field.name) for field in fields}}
    for field in fields:
        if field.shape:
            found |= passed_over(models, name + field.name[0].upper() + field.name[1:], field.shape.fields, set())
    return found


@pytest.mark.parametrize("family, operation", OPERATIONS, ids=lambda value: getattr(value, "name", value))
def test_no_parameter_is_passed_over(family, operation):
    known = {plain(name) for name in operation.refuses}
    if operation.name == "GenerateToken":
        known |= OF_OTHER_GRANTS
    assert passed_over(MODELS[family], operation.name + "Request", operation.request.fields, known) == set()
