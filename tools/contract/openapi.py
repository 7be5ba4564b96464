"""The OpenAPI 3.1 document of a family."""

import json

from contract.families import rendering_of

KINDS = {"text": {"type": "string"}, "integer": {"type": "integer", "format": "int64"}, "boolean": {"type": "boolean"},
         "json": {}, "enum": {"type": "string"},
         "map": {"type": "object", "additionalProperties": {"type": "string"}}}
TIMES = {"natural": {"type": "integer", "format": "int64"}, "seconds": {"type": "integer", "format": "int64"},
         "iso": {"type": "string", "format": "date-time"}, "string": {"type": "string"}, "local": {"type": "string"}}
SECURITY = {"bearer": {"type": "http", "scheme": "bearer"},
            "signature": {"type": "apiKey", "in": "header", "name": "Authorization"}}


def reference(shape):
    return {"$ref": f"#/components/schemas/{shape.name}"}


def bounded(schema, field):
    """Adds what the decoder checks."""
    if field.kind in ("text", "texts") and field.minimum:
        schema["minLength"] = field.minimum
    if field.kind in ("text", "texts"):
        schema["maxLength"] = field.maximum
    if field.kind == "integer" and field.form == "natural" and field.minimum > -(1 << 63):
        schema["minimum"] = field.minimum
    if field.kind == "integer" and field.form == "natural" and field.maximum < (1 << 63) - 1:
        schema["maximum"] = field.maximum
    return schema


def item_schema(field):
    if field.kind == "texts":
        return bounded({"type": "string"}, field)
    return reference(field.shape)


def list_schema(field):
    schema = {"type": "array", "items": item_schema(field), "maxItems": field.most}
    return {"type": "object", "properties": {field.wrap: schema}} if field.wrap else schema


def standard_value(field):
    if field.form == "natural" and field.kind == "integer":
        return int(field.standard)
    return field.standard == "true" if field.form == "natural" and field.kind == "boolean" else field.standard


def field_schema(field):
    if field.is_list:
        schema = list_schema(field)
    elif field.shape:
        schema = reference(field.shape)
    elif field.kind == "time":
        schema = dict(TIMES[field.form])
    else:
        schema = dict(KINDS[field.kind] if field.form == "natural" else {"type": "string"})
        bounded(schema, field)
    if field.names:
        schema["enum"] = field.names
    if field.standard is not None:
        schema["default"] = standard_value(field)
    if field.doc:
        schema["description"] = field.doc
    return schema


def object_schema(fields):
    """The schema of an object; the fields of a flat shape stand beside the others."""
    flat = [reference(field.shape) for field in fields if field.kind == "flat"]
    own = [field for field in fields if field.kind != "flat"]
    schema = {"type": "object", "properties": {field.name: field_schema(field) for field in own}}
    required = [field.name for field in own if field.required]
    if required:
        schema["required"] = required
    return {"allOf": flat + [schema]} if flat else schema


def parameters(operation):
    rows = []
    for field in operation.request.fields:
        if field.place in ("path", "query", "header") and not field.fixed:
            row = {"name": field.name, "in": field.place, "schema": field_schema(field)}
            if field.required or field.place == "path":
                row["required"] = True
            if field.doc:
                row["description"] = row["schema"].pop("description", field.doc)
            rows.append(row)
    return rows


def body(operation):
    """The request body, or None. Forms may come in the query as well."""
    fields = [field for field in operation.request.fields if field.place in ("body", "form", "json_text")]
    if not fields:
        return None
    form = any(field.place != "body" for field in fields)
    media = {"schema": object_schema(fields)}
    encoded = {field.name: {"contentType": "application/json"} for field in fields if field.place == "json_text"}
    if encoded:
        media["encoding"] = encoded
    return {"required": any(field.required for field in fields),
            "content": {"application/x-www-form-urlencoded" if form else "application/json": media}}


def error_responses(contract, operation):
    """The operation's errors by status."""
    statuses = {}
    for name in operation.errors:
        error = contract.core.errors[name]
        rendering = rendering_of(error, operation.dialect, contract.dialects)
        status, code, *_ = rendering or rendering_of(contract.core.errors["internal"], operation.dialect,
                                                     contract.dialects)
        statuses.setdefault(str(status), []).append(f"- `{code}`: {error.meaning}")
    return {status: {"description": "\n".join(lines)} for status, lines in sorted(statuses.items())}


def operation_object(contract, operation):
    document = {"operationId": operation.name, "summary": operation.doc, "tags": [operation.resource]}
    document["parameters"] = parameters(operation)
    request_body = body(operation)
    if request_body:
        document["requestBody"] = request_body
    schema = object_schema(operation.response.fields)
    document["responses"] = {"200": {"description": "Done.", "content": {"application/json": {"schema": schema}}},
                             **error_responses(contract, operation)}
    document["security"] = [] if operation.authentication == "none" else [{operation.authentication: []}]
    return document


def paths(contract, family):
    """Every supported operation, under its canonical path; rpc actions are told apart by the query."""
    result = {}
    for operation in family.operations:
        if operation.supported:
            path = operation.paths[0] if operation.paths else f"/?Action={operation.name}&Version={family.version}"
            method = (operation.method or "POST").lower()
            result.setdefault(path, {})[method] = operation_object(contract, operation)
    return result


def openapi_document(contract, family):
    used = sorted({operation.authentication for operation in family.operations} & set(SECURITY))
    return {
        "openapi": "3.1.0",
        "info": {"title": family.product, "version": family.version, "description": family.doc},
        "paths": paths(contract, family),
        "components": {"schemas": {name: object_schema(shape.fields) for name, shape in family.shapes.items()},
                       "securitySchemes": {name: SECURITY[name] for name in used}},
    }


def openapi_text(contract, family):
    return json.dumps(openapi_document(contract, family), ensure_ascii=False, separators=(",", ":"))
