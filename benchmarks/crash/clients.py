"""Clients of the real service, and the real indexer, that write down what they do."""

import http.client
import json
import random
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from benchmarks.crash.editions import edition
from benchmarks.crash.journal import Ending, Journal, State
from benchmarks.serving import CITEQA, Service
from index.article import Article

_ENDINGS = {200: Ending.DONE, 201: Ending.DONE, 204: Ending.DONE, 404: Ending.MISSING}
#: Somebody else was writing, or an article has other content already.
_REFUSALS = {409, 503}


def as_json(article: Article) -> dict[str, Any]:
    """What a client sends."""
    return {
        "id": article.id,
        "text": article.text,
        "title": article.title,
        "language": article.language,
        "meta": dict(article.meta),
    }


class Client:
    """Changes its own articles over HTTP until the service is gone."""

    def __init__(
        self, service: Service, journal: Journal, chance: random.Random, ids: Sequence[str]
    ) -> None:
        self._service = service
        self._journal = journal
        self._chance = chance
        self._ids = ids

    def change(self, number: int) -> None:
        """One request, for the edition ``number``; a question now and then.

        :raises OSError: when the service is gone.
        """
        some = self._chance.sample(self._ids, self._chance.randint(1, 3))
        articles = [as_json(edition(name, number)) for name in some]
        path = f"/v1/articles/{quote(some[0])}"
        one = {name: value for name, value in articles[0].items() if name != "id"}
        kind = self._chance.choice(["put", "put", "post", "delete", "ask"])
        if kind == "put":
            self._send({some[0]: number}, "PUT", path, one)
        elif kind == "post":
            self._send(dict.fromkeys(some, number), "POST", "/v1/articles", {"articles": articles})
        elif kind == "delete":
            self._send({some[0]: None}, "DELETE", path)
        else:
            question = {"question": f"Combien de barques de {some[0]} ?", "threshold": 0}
            self._send({}, "POST", "/v1/ask", question)

    def _send(self, after: State, method: str, path: str, value: Any = None) -> None:
        self._journal.intend(after)
        try:
            status = self._service.request(method, path, value).status
        except http.client.HTTPException as error:  # cut off in the middle
            raise ConnectionError from error
        if status in _REFUSALS:
            self._journal.end(Ending.REFUSED)
        elif status in _ENDINGS:
            self._journal.end(_ENDINGS[status])
        else:
            self._journal.complain("torn", f"{method} {path} was answered with {status}")


class Indexer:
    """``citeqa index`` of a file with new editions, one run after another."""

    def __init__(self, folder: Path, service: Service, journal: Journal) -> None:
        self._file = folder / "articles.jsonl"
        self._environment = service.environment
        self._journal = journal
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, after: State) -> None:
        """Begin to index these editions."""
        articles = [as_json(edition(name, number)) for name, number in after.items() if number]
        self._file.write_text("".join(json.dumps(each) + "\n" for each in articles))
        self._journal.intend(after)
        command = [CITEQA, "index", self._file]
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(
            command, env=self._environment, stdout=quiet, stderr=quiet, start_new_session=True
        )

    def ended(self) -> bool:
        """Whether the run is over; its end is written down."""
        assert self._process
        status = self._process.poll()
        if status == 0:
            self._journal.end(Ending.DONE)
        elif status is not None:
            self._journal.complain("torn", f"citeqa index ended with {status}")
        return status is not None

    def kill(self) -> None:
        """``kill -9``, unless it has ended by itself."""
        assert self._process
        if not self.ended():
            self._process.kill()
            self._process.wait()
