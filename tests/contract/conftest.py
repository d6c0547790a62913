"""The stores that the contract holds for, and desks over them."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from index.milvus.article_store import MilvusArticles
from index.milvus.passage_store import MilvusPassages
from index.store.article_store import ArticleStore
from index.store.passage_store import PassageStore
from tests.ports import free_port

#: Articles and passages, as a worker opens them.
Stores = tuple[Any, Any]

SERVER = shutil.which("milvus-server", path=str(Path(sys.executable).parent))


_ETCD = """\
listen-client-urls: http://127.0.0.1:{client}
advertise-client-urls: http://127.0.0.1:{client}
listen-peer-urls: http://127.0.0.1:{peer}
initial-advertise-peer-urls: http://127.0.0.1:{peer}
initial-cluster: default=http://127.0.0.1:{peer}
"""


_COORDINATORS = ["root-coord", "query-coord", "index-coord", "data-coord"]
_PARTS = [*_COORDINATORS, "proxy-internal", "query-node", "index-node", "data-node"]


class Server:
    """A Milvus that can be killed, and started again over the same data."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        own, client, peer, self._metrics, *others = (free_port() for _ in range(4 + len(_PARTS)))
        self.uri = f"http://127.0.0.1:{own}"
        named = {"proxy": own, "etcd": client, **dict(zip(_PARTS, others, strict=True))}
        self._ports = [f"--{part}-port={port}" for part, port in named.items()]
        # Embedded etcd listens where it always does, unless told by a file: two servers on
        # one machine would not start.
        self._etcd = folder / "etcd.yaml"
        self._etcd.write_text(_ETCD.format(client=client, peer=peer))
        self._process: subprocess.Popen[bytes] | None = None
        self.seconds = 0.0

    def start(self) -> None:
        begun = time.monotonic()
        binary = self._folder / "bin" / "milvus"
        # The package's command writes the configuration and takes other ports when those
        # of a server that was just killed are not free yet; so it is for the first time.
        command = [str(binary), "run", "standalone"] if binary.exists() else self._first()
        self._process = subprocess.Popen(
            command,
            env=os.environ | self._environment(),
            cwd=self._folder,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait()
        self.seconds = time.monotonic() - begun

    def _first(self) -> list[str]:
        # Ticks are what strongly consistent reads wait for; the shorter lease lets a server
        # that was killed have its collections back in seconds instead of half a minute.
        options = ["proxy.timeTickInterval=10", "common.session.ttl=5"]
        extra = [word for option in options for word in ("--extra-config", option)]
        return [str(SERVER), "--data", str(self._folder), *self._ports, *extra]

    def _environment(self) -> dict[str, str]:
        libraries = {"LD_LIBRARY_PATH": str(self._folder / "bin"), "DEPLOY_MODE": "STANDALONE"}
        run = {"MILVUS_RUN_DIR": str(self._folder / "run"), "METRICS_PORT": str(self._metrics)}
        return libraries | run | {"ETCD_CONFIG_PATH": str(self._etcd)}

    def _wait(self) -> None:
        from grpc import RpcError
        from pymilvus import MilvusClient, MilvusException

        deadline = time.monotonic() + 120
        while True:
            try:
                with closing(MilvusClient(self.uri, timeout=2, dedicated=True)) as client:
                    client.list_collections(timeout=2)
                return
            except (MilvusException, RpcError):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Alive, and silent."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(self._process.pid, signal.SIGCONT)

    def kill(self) -> None:
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    pytest.importorskip("pymilvus", reason="citeqa[milvus] is not installed")
    if SERVER is None:
        pytest.skip("the package milvus, which brings a server, is not installed")
    running = Server(tmp_path_factory.mktemp("milvus"))
    running.start()
    yield running
    running.kill()


@pytest.fixture(scope="session")
def lite(tmp_path_factory: pytest.TempPathFactory) -> str:
    pytest.importorskip("pymilvus", reason="citeqa[milvus] is not installed")
    pytest.importorskip("milvus_lite", reason="milvus-lite is not installed")
    return str(tmp_path_factory.mktemp("lite") / "contract.db")


@pytest.fixture(name="open_milvus")
def _open_milvus() -> Callable[..., Stores]:
    return open_milvus


def open_milvus(uri: str, seconds: float = 30.0, prefix: str = "contract") -> Stores:
    passages = MilvusPassages(uri, prefix=prefix, seconds=seconds)
    return MilvusArticles(passages.cluster), passages


def emptied(stores: Stores) -> None:
    """Making collections takes seconds; emptying those of the test before does not."""
    cluster = stores[0].cluster
    collections = ("facts", "articles", *cluster.collections.of_passages())
    with ThreadPoolExecutor(len(collections)) as threads:
        list(threads.map(lambda each: cluster.delete_where(each, "(number >= 0)"), collections))


@pytest.fixture(params=["sqlite", "milvus-lite", "milvus-server"])
def open_stores(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Stores]:
    """Opens the same articles and passages each time, as another worker does."""
    if request.param == "sqlite":

        def local() -> Stores:
            passages = PassageStore(tmp_path / "data")
            return ArticleStore(passages.database), passages

        return local
    found = request.getfixturevalue("lite" if request.param == "milvus-lite" else "server")
    uri = found if isinstance(found, str) else found.uri
    emptied(open_milvus(uri))
    return lambda: open_milvus(uri)


@pytest.fixture
def lite_stores(lite: str) -> Stores:
    emptied(open_milvus(lite))
    return open_milvus(lite)


@pytest.fixture
def server_stores(server: Server) -> Stores:
    emptied(open_milvus(server.uri))
    return open_milvus(server.uri)


@pytest.fixture(params=["milvus-lite", "milvus-server"])
def open_cluster(request: pytest.FixtureRequest) -> Callable[[], Stores]:
    """The same for what is only so in Milvus."""
    found = request.getfixturevalue("lite" if request.param == "milvus-lite" else "server")
    uri = found if isinstance(found, str) else found.uri
    emptied(open_milvus(uri))
    return lambda: open_milvus(uri)


@pytest.fixture
def stores(open_stores: Callable[[], Stores]) -> Stores:
    return open_stores()


@pytest.fixture
def articles(stores: Stores) -> Any:
    return stores[0]


@pytest.fixture
def passages(stores: Stores) -> Any:
    return stores[1]


@pytest.fixture
def open_desk(
    open_stores: Callable[[], Stores], new_desk: Any, tmp_path: Path
) -> Callable[[], Any]:
    """An engine of stand-ins over the same articles, as another worker has it."""
    return lambda: new_desk(tmp_path, open_stores())


@pytest.fixture
def desk(open_desk: Callable[[], Any]) -> Any:
    return open_desk()
