"""`make check` fails for a known vulnerability, and not for want of a network."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

AUDIT = Path(__file__).with_name("audit.sh")
SOUND = {"name": "flask", "version": "3.1", "vulns": []}
BROKEN = {"name": "x", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["2"]}]}
UNKNOWN = {"name": "y", "skip_reason": "not found"}

Audit = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def audit(tmp_path: Path) -> Audit:
    def run(report: object = None, errors: str = "", status: int = 0):
        """With a pip-audit that reports so."""
        (tmp_path / "report").write_text(json.dumps(report) if report else "")
        stand_in = tmp_path / "pip-audit"
        stand_in.write_text(
            "#!/bin/sh\n"
            'while [ "$1" != --output ]; do shift; done\n'
            f'cp "{tmp_path}/report" "$2"; echo "{errors}" >&2; exit {status}\n'
        )
        stand_in.chmod(0o755)
        return subprocess.run(
            [AUDIT, stand_in, tmp_path / "none"], capture_output=True, text=True, check=False
        )

    return run


def test_nothing_is_known(audit: Audit) -> None:
    done = audit({"dependencies": [SOUND, UNKNOWN]})
    assert done.returncode == 0
    assert "1 packages audited, 0 with known vulnerabilities; nothing is known of 1." in done.stdout


def test_a_known_vulnerability_fails(audit: Audit) -> None:
    done = audit({"dependencies": [SOUND, BROKEN]}, status=1)
    assert done.returncode == 1
    assert "x 1: CVE-1, fixed in 2" in done.stdout


@pytest.mark.parametrize(
    "answer",
    [
        {"report": {"dependencies": [UNKNOWN, UNKNOWN]}},
        {"errors": "ServiceError: Max retries exceeded", "status": 1},
        {"errors": "ConnectionError: Failed to resolve pypi.org", "status": 1},
    ],
)
def test_without_the_service_it_says_so(audit: Audit, answer: dict[str, object]) -> None:
    done = audit(**answer)
    assert done.returncode == 0
    assert "could not reach the advisory service; nothing was audited." in done.stdout


def test_any_other_failure_is_one(audit: Audit) -> None:
    done = audit(errors="invalid requirements", status=1)
    assert done.returncode == 1
    assert "invalid requirements" in done.stderr
