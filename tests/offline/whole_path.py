"""All that citeqa does, once: files, HTTP, command line. Prints what came of it as JSON.

python whole_path.py DATA_DIR ARTICLES
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

data_dir, articles = sys.argv[1:]
os.environ["CITEQA_DATA_DIR"] = data_dir
os.environ["CITEQA_MODEL_THREADS"] = "1"

from click.testing import CliRunner  # noqa: E402

from service.cli import main  # noqa: E402
from service.wiring import web_app  # noqa: E402


def citeqa(*arguments: str) -> str:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


citeqa("index", articles)
client = web_app().test_client()
added = client.post("/v1/articles", json={"id": "pont", "text": "Le pont mesure 300 mètres."})
question: dict[str, Any] = {"question": "Combien de bornes suivront les esturgeons ?"}
asked = client.post("/v1/ask", json=question)
searched = client.post("/v1/search", json={"query": "tunnel du Grand-Merle"})
seen = [client.get(path).status_code for path in ("/readyz", "/metrics", "/openapi.json", "/docs")]
told = json.loads(citeqa("ask", "--json", question["question"]))
citeqa("articles", "list")
citeqa("doctor")

import haystack.telemetry._telemetry as telemetry  # noqa: E402

print(
    json.dumps(
        {
            "statuses": [added.status_code, asked.status_code, searched.status_code, *seen],
            "answers": [asked.json["answer"], told["answer"]],
            "telemetry": telemetry.telemetry is not None,
            "loaded": sorted({"torch", "transformers"} & sys.modules.keys()),
            "left behind": sorted(path.name for path in Path(os.environ["TMPDIR"]).iterdir()),
        }
    )
)
