"""The deployment files and their documentation name settings that exist."""

import re
from pathlib import Path

import pytest

from service.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
KNOWN = {PREFIX + name.upper() for name in Settings.model_fields} | {"CITEQA_CONFIG"}


@pytest.mark.parametrize(
    "name", ["Dockerfile", "docker-compose.yml", "docs/deployment.md", "tests/packaging/smoke.sh"]
)
def test_the_settings_exist(name: str) -> None:
    named = set(re.findall(r"\bCITEQA_[A-Z_]*[A-Z]\b", (ROOT / name).read_text(encoding="utf-8")))
    assert named
    assert named <= KNOWN
