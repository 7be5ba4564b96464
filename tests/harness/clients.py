"""The vendors' SDKs, called by wire names: what goes out and comes in is the SDK's own doing."""
import contextlib
import inspect
import re

import pytest
from alibabacloud_eiam20211201 import client as eiam_client, models as eiam_models
from alibabacloud_eiam_developerapi20220225 import client as developer_client, models as developer_models
from alibabacloud_ims20190815 import client as ims_client, models as ims_models
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
from alibabacloud_tea_openapi import models as open_api_models
from darabonba.runtime import RuntimeOptions


def snake(name):
    """OrganizationalUnitIds -> organizational_unit_ids, as the SDKs name parameters."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


class Sdk:
    """client.Operation(name=value, …) for every operation of one vendor SDK."""

    def __init__(self, client, models, path, request, headers=None):
        self.client, self.models = client, models
        self.path, self.request, self.headers = path, request, headers or {}

    def __getattr__(self, operation):
        return lambda **arguments: self.call(operation, **arguments)

    def _request(self, operation, arguments):
        model = getattr(self.models, operation + "Request", None)
        return model().from_map(arguments) if model else None

    def _headers(self, operation):
        model = getattr(self.models, operation + "Headers", None)
        return model().from_map(dict(self.headers)) if model else {}

    def call(self, operation, **arguments):
        method = getattr(self.client, snake(operation) + "_with_options")
        parameters = list(inspect.signature(method).parameters)
        wire = {**self.request, **arguments}
        by_snake = {snake(name): name for name in {**self.path, **wire}}
        values = []
        for parameter in parameters:
            if parameter in ("request", "headers", "runtime"):
                continue
            name = by_snake[parameter]
            values.append(wire.pop(name) if name in wire else self.path[name])
        if "request" in parameters:
            values.append(self._request(operation, wire))
        if "headers" in parameters:
            values.append(self._headers(operation))
        runtime = RuntimeOptions()
        runtime.autoretry = False
        runtime.read_timeout = 60000
        response = method(*values, runtime)
        body = getattr(response, "body", None)
        answer = body.to_map() if hasattr(body, "to_map") else body
        if isinstance(answer, dict):
            answer.pop("RequestId", None)
        return answer


def _config(endpoint, key=None, ca=None):
    """`ca`: a file with the certificate to trust; then it is HTTPS."""
    config = open_api_models.Config(endpoint=endpoint, protocol="https" if ca else "http", ca=ca)
    if key:
        config.access_key_id, config.access_key_secret = key
    return config


def developer(endpoint, instance, application, token=None, ca=None):
    return Sdk(developer_client.Client(_config(endpoint, ca=ca)), developer_models,
               {"instanceId": instance, "applicationId": application}, {},
               {"Authorization": f"Bearer {token}"} if token else {})


def eiam(endpoint, key, instance=None, ca=None):
    return Sdk(eiam_client.Client(_config(endpoint, key, ca)), eiam_models, {},
               {"InstanceId": instance} if instance else {})


def ims(endpoint, key):
    return Sdk(ims_client.Client(_config(endpoint, key)), ims_models, {}, {})


@contextlib.contextmanager
def refused(code, status=None, message=None):
    """The call inside is refused with this error code, HTTP status and (part of the) message."""
    with pytest.raises(AlibabaCloudException) as caught:
        yield caught
    error = caught.value
    assert error.code == code, f"{error.code}: {error.message}"
    if status is not None:
        assert error.status_code == status, f"{error.status_code} {error.code}: {error.message}"
    if message is not None:
        assert message in error.message
