"""Support for results in pydantic models. Called only by pydantic."""

import importlib
import inspect
from typing import Any, Callable, Dict, Mapping, Tuple


def core_schema(cls: type, read: Callable[[Any], Any], members: Callable[[Any], Dict[str, Any]], shape: Mapping[str, Tuple[Any, bool]], handler: Any) -> Any:
    """Returns the core schema of a class, which validates and serializes by the given functions, with the keys of its JSON."""
    # Imported by name, so that type checkers do not need to find it.
    pydantic_core: Any = importlib.import_module("pydantic_core")
    schemas: Any = importlib.import_module("pydantic_core.core_schema")

    def serialize(value: Any, handler: Any) -> Any:
        if not isinstance(value, cls):
            # In a union, pydantic then tries the next member.
            raise pydantic_core.PydanticSerializationUnexpectedValue(f"expected {cls.__name__}, got {type(value).__name__}")
        return handler(members(value))

    fields = {key: schemas.typed_dict_field(handler.generate_schema(hint), required=is_required) for key, (hint, is_required) in shape.items()}
    json = schemas.typed_dict_schema(fields, extra_behavior="allow", cls_name=cls.__name__)
    return schemas.no_info_plain_validator_function(
        read,
        ref=f"{cls.__module__}.{cls.__qualname__}:{id(cls)}",
        serialization=schemas.wrap_serializer_function_ser_schema(serialize, schema=json),
    )


def json_schema(cls: type, schema: Any, handler: Any) -> Any:
    """Returns the JSON Schema of a class: that of its serialized form."""
    described = handler(schema["serialization"]["schema"])
    described.update(title=cls.__name__, description=(inspect.getdoc(cls) or "").split("\n\nAttributes:")[0])
    return described
