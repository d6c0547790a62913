"""The container files, as far as they can be judged without a Docker engine."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from compose_spec import PyCompose

from service.exposure import OpenToTheWorld, must_not_be_open
from service.settings import load_settings

ROOT = Path(__file__).parents[2]
CLUSTER = ["cluster-indexer", "etcd", "milvus", "minio", "proxy", "replica-1", "replica-2"]
PROBE = "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile as (INSTRUCTION, rest), comments gone and continued lines joined."""
    text = (ROOT / "Dockerfile").read_text()
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    found = [line.split(maxsplit=1) for line in joined.splitlines() if line.strip()]
    return [(name.upper(), rest.strip()) for name, rest in found]


def said(name: str) -> list[str]:
    return [rest for instruction, rest in instructions() if instruction == name]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    assert isinstance(loaded, dict)
    return loaded


def test_what_the_image_installs_is_what_the_smoke_test_runs() -> None:
    smoke = (ROOT / "tests/packaging/smoke.sh").read_text().splitlines()
    steps = [step for step in said("RUN") if "python" in step]
    assert len(steps) == 3
    at = [smoke.index(step) for step in steps]
    assert at == sorted(at)


def test_every_install_is_constrained_or_brings_no_dependencies() -> None:
    for step in said("RUN"):
        if "pip install" in step:
            assert "--constraint constraints.txt" in step
        elif "pip wheel" in step:
            assert "--no-deps" in step


def test_the_build_copies_what_exists_and_is_not_ignored() -> None:
    allowed = {
        line[1:]
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    sources = {
        source
        for rest in said("COPY")
        if not rest.startswith("--from")
        for source in shlex.split(rest)[:-1]
    }
    assert sources == allowed
    assert [source for source in sources if not (ROOT / source).exists()] == []


def test_the_image_runs_as_a_numbered_user_with_a_data_volume() -> None:
    assert said("USER") == ["10001:10001"]
    assert said("VOLUME") == ["/data"]
    assert "CITEQA_DATA_DIR=/data" in " ".join(said("ENV"))
    order = [instruction for instruction, _ in instructions()]
    assert order.index("USER") < order.index("ENTRYPOINT")


def test_the_image_and_the_compose_file_probe_readiness_alike(compose: dict[str, Any]) -> None:
    (health,) = said("HEALTHCHECK")
    command = json.loads(health[health.index("CMD") + len("CMD") :])
    assert command == ["python", "-c", PROBE]
    assert compose["services"]["citeqa"]["healthcheck"]["test"] == ["CMD", *command]
    compile(PROBE, "healthcheck", "exec")


def test_the_image_and_the_compose_file_serve_alike(compose: dict[str, Any]) -> None:
    assert json.loads(said("ENTRYPOINT")[0]) == ["citeqa"]
    assert json.loads(said("CMD")[0]) == compose["services"]["citeqa"]["command"]


def _must_not_be_open(service: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEQA_DATA_DIR", "/nowhere")
    for variable, value in service["environment"].items():
        monkeypatch.setenv(variable, value)
    must_not_be_open(load_settings(), [service["command"][-1]])


@pytest.mark.parametrize("name", ["citeqa", "replica-1", "replica-2"])
def test_what_is_published_on_this_machine_only_starts_without_a_key(
    compose: dict[str, Any], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    service = compose["services"][name]
    assert service["environment"]["CITEQA_ANONYMOUS"] == "ask"
    _must_not_be_open(service, monkeypatch)


def test_the_image_alone_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has said yet where its port is published."""
    image = {"environment": {}, "command": json.loads(said("CMD")[0])}
    assert "CITEQA_ANONYMOUS" not in " ".join(said("ENV"))
    with pytest.raises(OpenToTheWorld):
        _must_not_be_open(image, monkeypatch)


def test_the_compose_file_follows_the_specification(compose: dict[str, Any]) -> None:
    # PyYAML resolves the anchors and merge keys, as Docker does before it validates.
    parsed = PyCompose.from_yaml(yaml.safe_dump(compose))
    parsed.validate()
    assert sorted(parsed.service_names()) == sorted(["citeqa", "indexer", *CLUSTER])
    named = {
        volume.partition(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", ())
        if not volume.startswith((".", "/"))
    }
    assert named == compose["volumes"].keys()


OURS = ["citeqa", "indexer", "cluster-indexer", "replica-1", "replica-2"]


@pytest.mark.parametrize("name", [*OURS, "proxy"])
def test_each_container_is_locked_down(compose: dict[str, Any], name: str) -> None:
    service = compose["services"][name]
    assert service["read_only"] is True
    assert service["tmpfs"] == (["/tmp:size=256m"] if name == "proxy" else ["/tmp"])
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert ("data:/data" in service.get("volumes", ())) == (name in ("citeqa", "indexer"))
    assert "privileged" not in service


def test_the_server_is_published_on_this_machine_only(compose: dict[str, Any]) -> None:
    assert compose["services"]["citeqa"]["ports"] == ["127.0.0.1:8000:8000"]
    assert compose["services"]["proxy"]["ports"] == ["127.0.0.1:8080:8000"]
    published = {name for name, service in compose["services"].items() if "ports" in service}
    assert published == {"citeqa", "proxy"}


def test_the_indexer_starts_only_when_asked_and_cannot_change_the_articles(
    compose: dict[str, Any],
) -> None:
    indexer = compose["services"]["indexer"]
    assert indexer["profiles"] == ["index"]
    assert "./articles:/articles:ro" in indexer["volumes"]
    assert "restart" not in indexer


def test_the_cluster_starts_only_when_asked(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert [name for name in services if services[name].get("profiles") == ["cluster"]] == [
        name for name in services if name in CLUSTER
    ]


def test_the_replicas_keep_nothing_and_use_milvus(
    compose: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("replica-1", "replica-2", "cluster-indexer"):
        service = compose["services"][name]
        for variable, value in service["environment"].items():
            monkeypatch.setenv(variable, value)
        settings = load_settings()
        assert (settings.store, settings.milvus_uri) == ("milvus", "http://milvus:19530")
        assert service["depends_on"] == {"milvus": {"condition": "service_healthy"}}
        assert service["build"]["args"]["BUILT"] in {
            rest.rpartition(" ")[2] for rest in said("FROM")
        }


def test_only_what_uses_milvus_reaches_it(compose: dict[str, Any]) -> None:
    networks = {
        name: service.get("networks", ["default"]) for name, service in compose["services"].items()
    }
    storage = {name for name, names in networks.items() if "storage" in names}
    assert storage == set(CLUSTER) - {"proxy"}
    assert {name for name in storage if "default" in networks[name]} == {"replica-1", "replica-2"}
    assert compose["networks"] == {"default": None, "storage": {"internal": True}}


def test_what_is_waited_for_says_when_it_is_healthy(compose: dict[str, Any]) -> None:
    services = compose["services"]
    awaited = {
        name
        for service in services.values()
        if isinstance(service.get("depends_on"), dict)
        for name in service["depends_on"]
    }
    assert awaited == {"milvus", "etcd", "minio"}
    assert all(services[name]["healthcheck"]["test"][0] == "CMD" for name in awaited)


def test_only_servers_are_probed_as_servers(compose: dict[str, Any]) -> None:
    """The image brings a probe that no indexer can pass."""
    for name in OURS:
        disabled = compose["services"][name].get("healthcheck", {}).get("disable", False)
        assert disabled is ("serve" not in compose["services"][name]["command"])


@pytest.fixture(scope="module")
def nginx(compose: dict[str, Any]) -> str:
    (mounted,) = compose["services"]["proxy"]["volumes"]
    return (ROOT / mounted.partition(":")[0]).read_text()


def _directive(text: str, name: str) -> str:
    (value,) = re.findall(rf"^\s*{name} ([^;]+);", text, re.MULTILINE)
    return str(value)


def test_the_proxy_knows_the_replicas(compose: dict[str, Any], nginx: str) -> None:
    named = re.findall(r"server ([\w-]+):8000 resolve ", nginx)
    assert named == compose["services"]["proxy"]["depends_on"] == ["replica-1", "replica-2"]
    assert nginx.count("{") == nginx.count("}")
    version = re.findall(r"^nginx:1\.(\d+)-", compose["services"]["proxy"]["image"])
    assert int(version[0]) >= 28  # `resolve` in the open-source edition


def test_the_proxy_waits_longer_than_citeqa_and_takes_more(nginx: str) -> None:
    settings = load_settings()
    assert int(_directive(nginx, "proxy_read_timeout")[:-1]) > settings.ingest_seconds
    largest = int(_directive(nginx, "client_max_body_size").removesuffix("m")) << 20
    assert largest > settings.max_request_bytes


def test_the_proxy_repeats_only_what_failed_at_once(nginx: str) -> None:
    connect, again, read = (
        int(_directive(nginx, f"proxy_{name}").removesuffix("s"))
        for name in ("connect_timeout", "next_upstream_timeout", "read_timeout")
    )
    assert _directive(nginx, "proxy_next_upstream") == "error timeout"
    assert connect < again < read
