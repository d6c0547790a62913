"""What people may see of values that may hold secrets."""

import pytest

from service.redaction import is_secret, redacted, without_passwords


@pytest.mark.parametrize(
    "name",
    ["milvus_token", "token", "api_key", "apiKey", "PASSWORD", "hf-token", "client_secret", "pwd"],
)
def test_names_of_secrets(name: str) -> None:
    assert is_secret(name)
    assert redacted(name, "hunter2") == "***"
    assert redacted(name, 1234) == "***"
    assert redacted(name, "") == ""


@pytest.mark.parametrize("name", ["max_tokens", "tokenizer", "monkey", "author", "data_dir"])
def test_names_of_none(name: str) -> None:
    assert not is_secret(name)
    assert redacted(name, "value") == "value"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("redis://user:pw@host:6379/0", "redis://***@host:6379/0"),
        ("redis://:p@ss@host:6379", "redis://***@host:6379"),
        ("redis://host:6379/0?password=pw&db=1", "redis://host:6379/0?password=***&db=1"),
        ("https://a.example/m?sig=s3cr3t&X=%20y#z", "https://a.example/m?sig=***&X=***#z"),
        ("https://token@milvus.example:19530", "https://***@milvus.example:19530"),
        ("http://localhost:19530", "http://localhost:19530"),
        ("redis+unix://user:pw@/run/redis.sock", "redis+unix://***@/run/redis.sock"),
        ("somebody@example.org", "somebody@example.org"),
    ],
)
def test_addresses(text: str, shown: str) -> None:
    assert without_passwords(text) == shown
    assert redacted("anything", {"uri": [text]}) == {"uri": [shown]}


def test_tables_are_looked_through() -> None:
    given = {"model": "m", "token": {"type": "env", "value": "x"}, "deep": [{"api_key": "k"}]}
    shown = redacted("reader_args", given)
    assert shown["model"] == "m"
    assert shown["deep"] == [{"api_key": "***"}]
    assert shown["token"] == "***"


def test_of_the_arguments_of_components_only_what_is_harmless() -> None:
    given = {
        "model": "m",
        "threads": 2,
        "normalize": True,
        "authentication_string": "hunter2",
        "headers": {"X-Custom": "hunter2", "model": "m"},
        "things": ["hunter2", 3, {"pin": 1234}],
        "api_key": 1234,
        "empty": "",
    }
    assert redacted("text_embedder_args", given) == {
        "model": "m",
        "threads": 2,
        "normalize": True,
        "authentication_string": "***",
        "headers": {"X-Custom": "***", "model": "m"},
        "things": ["***", 3, {"pin": 1234}],
        "api_key": "***",
        "empty": "",
    }
