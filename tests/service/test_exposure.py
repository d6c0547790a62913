"""Who could reach an address, and when a server may not listen at it."""

from pathlib import Path

import pytest

from service.exposure import OpenToTheWorld, is_local, must_not_be_open
from service.records.database import Records
from service.records.keys import ApiKeys
from service.records.scope import Scope
from service.settings import Settings, load_settings

LOCAL = [
    "127.0.0.1:8000",
    "127.8.9.10",
    "localhost:8000",
    "LOCALHOST:80",
    "[::1]:8000",
    "unix:/run/citeqa.sock",
    "unix:///run/citeqa.sock",
    "tcp://127.0.0.1:80",
]
EXPOSED = [
    "0.0.0.0:8000",
    "[::]:8000",
    ":8000",
    "",
    "8000",
    "192.168.1.5:8000",
    "citeqa.example.org:80",
    "[2001:db8::1]:80",
    "fd://3",
    "127.0.0.1.example.org:80",
    "127.0.0.1:port",
]


@pytest.fixture
def keys(tmp_path: Path) -> ApiKeys:
    return ApiKeys(Records(tmp_path))


def settings(folder: Path, **flags: str) -> Settings:
    return load_settings(data_dir=folder, **flags)


@pytest.mark.parametrize("bind", LOCAL)
def test_this_machine_alone_reaches_these(bind: str, tmp_path: Path) -> None:
    assert is_local(bind)
    must_not_be_open(settings(tmp_path), [bind])


@pytest.mark.parametrize("bind", EXPOSED)
def test_others_may_reach_these(bind: str, tmp_path: Path) -> None:
    assert not is_local(bind)
    with pytest.raises(OpenToTheWorld, match="citeqa keys create NAME --scope ask"):
        must_not_be_open(settings(tmp_path), ["127.0.0.1:8000", bind])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("anonymous", ["none", "ask", "all"])
def test_what_is_said_plainly_is_done(anonymous: str, tmp_path: Path) -> None:
    must_not_be_open(settings(tmp_path, anonymous=anonymous), ["0.0.0.0:8000"])


def test_a_valid_key_is_enough_and_a_revoked_one_is_not(keys: ApiKeys, tmp_path: Path) -> None:
    key, _ = keys.create("bot", Scope.ASK)
    must_not_be_open(settings(tmp_path), ["0.0.0.0:8000"])
    keys.revoke(key.id)
    with pytest.raises(OpenToTheWorld):
        must_not_be_open(settings(tmp_path), ["0.0.0.0:8000"])
