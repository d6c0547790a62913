"""No code path opens a connection, and no library reports home."""

import json
import os
import platform
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from service.settings import InvalidSettings, load_settings
from service.wiring import build_engine

HERE = Path(__file__).parent
ARTICLES = HERE.parents[1] / "examples" / "articles"
SEALED = HERE / "sealed.py"

#: Someone who wants telemetry for other programs still gets none from this one.
EAGER = {"HAYSTACK_TELEMETRY_ENABLED": "True", "ORT_DISABLE_TELEMETRY": "0"}

sealable = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in {"x86_64", "aarch64"},
    reason="the filter is written for Linux on x86-64 and ARM",
)


def python(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    places = {"HOME": str(folder), "TMPDIR": str(folder / "tmp")}
    (folder / "tmp").mkdir()
    return subprocess.run(
        [sys.executable, *arguments],
        env=kept | places | EAGER,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@sealable
def test_the_whole_path_makes_no_connection(tmp_path):
    record = tmp_path / "attempts"

    done = python(tmp_path, SEALED, record, HERE / "whole_path.py", tmp_path / "data", ARTICLES)

    assert done.returncode == 0, done.stderr
    assert not record.exists(), record.read_text()
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["statuses"] == [201, 200, 200, 200, 200, 200, 200]
    assert told["answers"][0] == told["answers"][1] is not None
    assert told["telemetry"] is False
    assert told["loaded"] == []
    # ONNX Runtime's telemetry would leave the number of its session here.
    assert told["left behind"] == []


PYTHON_ATTEMPTS = {
    "connect": "import socket; socket.socket(socket.AF_UNIX).connect('/nowhere')",
    "look up": "import socket; socket.getaddrinfo('example.invalid', 80)",
    "fetch": "import urllib.request; urllib.request.urlopen('http://example.invalid')",
}


@sealable
@pytest.mark.parametrize("script", PYTHON_ATTEMPTS.values(), ids=PYTHON_ATTEMPTS)
def test_the_seal_sees_what_python_does(tmp_path, script):
    (tmp_path / "script.py").write_text(script)

    done = python(tmp_path, SEALED, tmp_path / "attempts", tmp_path / "script.py")

    assert done.returncode == 1
    assert "sealed: socket." in done.stderr
    assert (tmp_path / "attempts").read_text().startswith("socket.")


@sealable
@pytest.mark.parametrize("call", ["connect(3, b'', 0)", "sendto(3, b'', 0, 0, b'address', 7)"])
def test_the_seal_sees_what_c_does(tmp_path, call):
    (tmp_path / "script.py").write_text(f"import ctypes; ctypes.CDLL(None).{call}")

    done = python(tmp_path, SEALED, tmp_path / "attempts", tmp_path / "script.py")

    assert done.returncode == -signal.SIGSYS


def test_telemetry_is_off_whichever_module_comes_first(tmp_path):
    done = python(tmp_path, HERE / "every_module.py")

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert {"index.asking", "service.wiring", "service.api.errors", "service.cli"} <= told.keys()
    # service.wsgi needs a data directory to be imported, and reaches Haystack before that.
    assert set(told.values()) == {"", "haystack False", "onnxruntime 1"}


def test_the_reader_on_pytorch_says_what_it_needs(tmp_path):
    pytest.importorskip("haystack")
    try:
        import haystack_integrations.components.readers.transformers  # noqa: F401
    except ImportError:
        pass
    else:
        pytest.skip("the extra is installed here")
    settings = load_settings(
        data_dir=tmp_path, reader="transformers", reader_model=str(tmp_path / "model")
    )

    with pytest.raises(InvalidSettings, match=r"reader: cannot import .*transformers"):
        build_engine(settings)


def test_the_reader_on_pytorch_needs_a_model(tmp_path):
    with pytest.raises(InvalidSettings, match="reader_model"):
        build_engine(load_settings(data_dir=tmp_path, reader="transformers"))
