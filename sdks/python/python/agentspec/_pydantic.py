"""Results in the models of pydantic. Nothing here is run where pydantic is not."""

import importlib
import inspect
from typing import Any, Callable, Dict, Mapping, Tuple


def core_schema(cls: type, read: Callable[[Any], Any], members: Callable[[Any], Dict[str, Any]], shape: Mapping[str, Tuple[Any, bool]], handler: Any) -> Any:
    """What reads and writes a class: its own functions, by the names of its JSON."""
    # Imported by name, as type checkers need not find it.
    pydantic_core: Any = importlib.import_module("pydantic_core")
    schemas: Any = importlib.import_module("pydantic_core.core_schema")

    def written(value: Any, write: Any) -> Any:
        if not isinstance(value, cls):
            # Of a union, another member is meant.
            raise pydantic_core.PydanticSerializationUnexpectedValue(f"expected {cls.__name__}, not {type(value).__name__}")
        return write(members(value))

    fields = {key: schemas.typed_dict_field(handler.generate_schema(hint), required=is_required) for key, (hint, is_required) in shape.items()}
    json = schemas.typed_dict_schema(fields, extra_behavior="allow", cls_name=cls.__name__)
    return schemas.no_info_plain_validator_function(
        read,
        ref=f"{cls.__module__}.{cls.__qualname__}:{id(cls)}",
        serialization=schemas.wrap_serializer_function_ser_schema(written, schema=json),
    )


def json_schema(cls: type, schema: Any, handler: Any) -> Any:
    """The JSON Schema of a class: that of what it is written as."""
    described = handler(schema["serialization"]["schema"])
    described.update(title=cls.__name__, description=(inspect.getdoc(cls) or "").split("\n\nAttributes:")[0])
    return described
