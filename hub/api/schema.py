"""What the OpenAPI document cannot find out by itself: bearer keys and the unified order."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent

from hub.order.schema import json_schema

COMPONENT = "UnifiedOrder"


class ApiKeyScheme(OpenApiAuthenticationExtension):
    """`Authorization: Bearer aff_…`."""

    target_class = "hub.api.authentication.ApiKeyAuthentication"
    name = "ApiKey"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """Bearer tokens, made by `manage.py newkey`."""
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "aff_<prefix>_<secret>",
            "description": "Made by `manage.py newkey NAME --scope orders:read`; shown once.",
        }


class UnifiedOrderSchema(OpenApiSerializerFieldExtension):
    """Refers to the unified order's own schema, so that API, messages and documents cannot drift apart."""

    target_class = "hub.api.serializers.fields.UnifiedOrderField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        """A reference; the components it needs are added to the document once."""
        root = json_schema()
        parts = {COMPONENT: root, **root.pop("$defs")}
        root.pop("$schema")
        for name, part in parts.items():
            auto_schema.registry.register_on_missing(
                ResolvedComponent(
                    name=name, type=ResolvedComponent.SCHEMA, object=f"hub.order.{name}", schema=openapi(part)
                )
            )
        return {"$ref": f"#/components/schemas/{COMPONENT}"}


def openapi(schema: Any) -> Any:
    """JSON Schema 2020-12 as OpenAPI 3.0 writes it: no `const`, no null type, definitions as components."""
    if isinstance(schema, list):
        return [openapi(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if {"type": "null"} in schema.get("anyOf", ()):
        return _nullable(openapi(schema["anyOf"][0]))
    if "const" in schema:
        return {"type": "string", "enum": [schema["const"]]}
    if "$ref" in schema:
        return {"$ref": schema["$ref"].replace("#/$defs/", "#/components/schemas/")}
    return {key: openapi(value) for key, value in schema.items()}


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    """OpenAPI 3.0 ignores what stands beside a reference, so that one is wrapped."""
    return {"allOf": [schema], "nullable": True} if "$ref" in schema else {**schema, "nullable": True}
