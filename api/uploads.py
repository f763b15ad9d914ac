"""Files in a form, and files as answers."""

from __future__ import annotations

from typing import Any

from flask import Response
from msgspec import Struct
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema
from werkzeug.datastructures import FileStorage
from werkzeug.utils import secure_filename


class Upload(Struct, frozen=True):
    """A file that was sent in a form. Its name and type are what the sender says; only the content proves anything."""

    name: str
    type: str
    content: bytes

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(_taken)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _schema: core_schema.CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "format": "binary"}


def _taken(value: Any) -> Upload:
    if not isinstance(value, FileStorage):
        raise PydanticCustomError("file_needed", "not a file of a form")
    return Upload((value.filename or "")[:200], value.mimetype, value.read())


def file_answer(content: bytes, kind: str, name: str) -> Response:
    """A file to keep, under a name that is safe on any machine."""
    headers = {"Content-Disposition": f'attachment; filename="{secure_filename(name)}"', "Cache-Control": "no-store"}
    return Response(content, content_type=kind, headers=headers)
