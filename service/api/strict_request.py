"""Requests whose body and address are what they claim to be."""

import math
import re
from typing import Any
from urllib.parse import unquote_to_bytes

from flask import Request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from service.api import strict_json
from service.api.field_path import field_path
from service.api.problem import FieldError, ProblemError
from service.api.problem_type import (
    INVALID_REQUEST,
    MALFORMED_REQUEST,
    UNSUPPORTED_MEDIA_TYPE,
)

_BAD_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")


class StrictRequest(Request):
    """A Flask request that takes nothing on trust."""

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        """The body's JSON object.

        The arguments are Flask's and change nothing: flask-openapi3 asks for silence, and
        would then take a broken body for ``null``.

        :raises ProblemError: for a body that is not one JSON object in plain UTF-8.
        """
        data = self._whole_body()
        if not data:
            raise ProblemError(MALFORMED_REQUEST, "The body is empty; send a JSON object.")
        self._require_json_type()
        value = _parsed(data)
        if not isinstance(value, dict):
            error = FieldError("body", "must be a JSON object")
            raise ProblemError(INVALID_REQUEST, "The body is not an object.", errors=[error])
        return value

    def get_csv(self) -> str:
        """The body's text, a table.

        :raises ProblemError: for a body that is not CSV by its type, or not plain UTF-8.
        """
        data = self._whole_body()
        if self.headers.get("Content-Encoding", "identity").lower() != "identity" or (
            self.mimetype != "text/csv"
            or self.mimetype_params.get("charset", "utf-8").lower() not in {"utf-8", "utf8"}
        ):
            detail = "Send CSV in UTF-8, uncompressed, with Content-Type: text/csv."
            raise ProblemError(UNSUPPORTED_MEDIA_TYPE, detail)
        try:
            return data.decode()
        except UnicodeDecodeError:
            raise ProblemError(MALFORMED_REQUEST, "The body is not UTF-8.") from None

    def require_sound_address(self) -> None:
        """:raises ProblemError: when path or query are not percent-encoded UTF-8."""
        try:
            self.environ["PATH_INFO"].encode("latin-1").decode()
            unquote_to_bytes(self.query_string.replace(b"+", b" ")).decode()
        except UnicodeError:
            detail = "The address is not percent-encoded UTF-8."
            raise ProblemError(MALFORMED_REQUEST, detail) from None
        # Servers decode the path before the application sees it; most keep the original.
        raw_path = str(self.environ.get("RAW_URI", "")).partition("?")[0]
        if any(map(_BAD_ESCAPE.search, (raw_path.encode(), self.query_string))):
            detail = "The address has a % that two hexadecimal digits do not follow."
            raise ProblemError(MALFORMED_REQUEST, detail)

    def require_single_parameters(self) -> None:
        """:raises ProblemError: when a query parameter is there twice."""
        repeated = [name for name, values in self.args.lists() if len(values) > 1]
        if repeated:
            errors = [FieldError(name, "must be given only once") for name in repeated]
            detail = "A query parameter is repeated."
            raise ProblemError(INVALID_REQUEST, detail, errors=errors)

    def _whole_body(self) -> bytes:
        try:
            data = self.get_data()
        except HTTPException:
            raise
        except Exception:
            # Each server has its own exceptions for chunks that are none.
            raise ProblemError(MALFORMED_REQUEST, "The body cannot be read.") from None
        # Without a declared length, Werkzeug cuts off whatever is beyond the limit.
        if self.content_length is None and len(data) >= (self.max_content_length or math.inf):
            raise RequestEntityTooLarge
        return data

    def _require_json_type(self) -> None:
        encoding = self.headers.get("Content-Encoding", "identity")
        charset = self.mimetype_params.get("charset", "utf-8").lower()
        if encoding.lower() != "identity":
            detail = "Send the body uncompressed, without Content-Encoding."
        elif not self.is_json or charset not in {"utf-8", "utf8"}:
            detail = "Send JSON in UTF-8, with Content-Type: application/json."
        else:
            return
        raise ProblemError(UNSUPPORTED_MEDIA_TYPE, detail)


def _parsed(data: bytes) -> Any:
    try:
        return strict_json.parse(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ProblemError(MALFORMED_REQUEST, "The body is not UTF-8.") from None
    except strict_json.NotJSON as error:
        detail = f"The body is not acceptable JSON: {error}."
        raise ProblemError(MALFORMED_REQUEST, detail) from None
    except strict_json.NotText as error:
        errors = [
            FieldError(field_path(error.path), "has a lone surrogate, which is not a character")
        ]
        detail = "The body has a string that is not text."
        raise ProblemError(INVALID_REQUEST, detail, errors=errors) from None
