"""Files and folders that strangers may have made, through `citeqa index` and its loaders."""

import gzip
import json
import os
import resource
import socket
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.loading import Limits, LoadedArticle, LoadFailure, load

LIMITS = Limits(max_file_bytes=16 << 20, max_article_chars=1_000_000)
TEXT = "Le maire a planté douze tilleuls devant la gare, lundi matin, sous une pluie battante."


def outcomes(path: Path) -> list[LoadedArticle | LoadFailure]:
    return list(load([path], LIMITS))


def reasons(path: Path) -> dict[str, str]:
    found = outcomes(path)
    return {Path(one.file).name: one.reason for one in found if isinstance(one, LoadFailure)}


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / "folder" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def test_links_lead_to_no_file_outside(written, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Le mot de passe est tilleul.")
    folder = written("a.txt", TEXT).parent
    (folder / "b.txt").symlink_to(secret)
    (folder / "c.txt").symlink_to("../secret.txt")
    (folder / "d.txt").symlink_to("/dev/zero")
    (folder / "e").symlink_to("/proc/self")

    told = reasons(folder)
    articles = [one.article.id for one in outcomes(folder) if isinstance(one, LoadedArticle)]

    assert articles == ["a"]
    assert told == dict.fromkeys(
        ["b.txt", "c.txt", "d.txt", "e"], "is a link that leads out of the folder"
    )


def test_what_is_no_file_is_not_waited_for(written) -> None:
    folder = written("a.txt", TEXT).parent
    os.mkfifo(folder / "pipe.txt")
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "round").symlink_to(folder)
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(folder)  # the name of a socket may have a hundred bytes
        try:
            server.bind("socket.txt")
        finally:
            os.chdir(here)
        told = reasons(folder)
    assert told["pipe.txt"] == told["socket.txt"] == "is not a regular file"
    assert "loop.txt" in told and "a.txt" not in told


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".json", ".jsonl"])
def test_what_is_compressed_stays_so(written, tmp_path: Path, suffix: str) -> None:
    squeezed = gzip.compress(b"a" * 10_000_000)
    assert "binary" in reasons(written(f"a{suffix}", squeezed))[f"a{suffix}"]
    with zipfile.ZipFile(tmp_path / "zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"a" * 10_000_000)
    assert "binary" in reasons(written(f"a{suffix}", (tmp_path / "zip").read_bytes()))[f"a{suffix}"]


LAUGHS = "".join(
    f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" if n else "<!ENTITY l0 'haha'>" for n in range(10)
)
OUTSIDE = '<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY % y SYSTEM "http://127.0.0.1:9/y"> %y;'


@pytest.mark.parametrize(
    "doctype", [LAUGHS, OUTSIDE], ids=["a billion laughs", "files and addresses"]
)
def test_entities_of_a_page_stand_for_nothing(written, doctype: str) -> None:
    body = f"<html><body><article><p>{TEXT}</p><p>{TEXT} &l9;&x;</p></article></body></html>"
    page = f"<?xml version='1.0'?><!DOCTYPE html [{doctype}]>{body}"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    (loaded,) = outcomes(written("a.html", page))

    assert isinstance(loaded, LoadedArticle)
    assert TEXT in loaded.article.text
    assert "haha" not in loaded.article.text and "root:" not in loaded.article.text
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # KiB


YAML_LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefghij", "bcdefghijk", strict=True)
)


@pytest.mark.parametrize(
    "matter",
    [
        YAML_LAUGHS + "title: *k\n",
        "title: !!python/object/apply:os.system ['id']\n",
        "title: " + "[" * 15_000 + "\n",
        "title: &t [*t]\n",
        "date: 99999-99-99\nlanguage: no\ntitle: x\n",
    ],
    ids=["laughs", "python", "deep", "itself", "date"],
)
def test_front_matter_makes_no_object(written, matter: str) -> None:
    (loaded,) = outcomes(written("a.md", f"---\n{matter}---\n{TEXT}\n"))
    assert isinstance(loaded, LoadedArticle)
    assert TEXT in loaded.article.text
    assert loaded.article.published_at is None


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999", "9" * 100_000])
def test_numbers_that_are_none(written, number: str) -> None:
    assert reasons(written("a.json", f'{{"text": "a", "meta": {{"n": {number}}}}}'))


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"meta":'])
def test_json_without_end(written, opening: str) -> None:
    assert reasons(written("a.json", opening * 200_000))
    assert reasons(written("a.jsonl", opening * 200_000))


@pytest.mark.parametrize("name", ["title", "id", "source", "author", "url"])
@pytest.mark.parametrize("value", ["\ud800", "a\0b"])
def test_a_description_that_is_no_text(written, name: str, value: str) -> None:
    told = reasons(written("a.json", json.dumps({"text": "a", name: value})))
    assert told["a.json"]


def test_a_line_of_ten_megabytes(written) -> None:
    line = json.dumps({"text": "a" * 10_000_000})
    told = reasons(written("a.jsonl", f"{line}\n" + json.dumps({"text": TEXT})))
    assert told == {"a.jsonl": "has a text of 10,000,000 characters; 1,000,000 may be"}
    assert len(outcomes(written("a.txt", "a" * 10_000_000))) == 1


@pytest.mark.parametrize("between", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c"])
def test_signs_that_some_take_for_a_line_end_end_no_record(written, between: str) -> None:
    text = f"Un{between}deux."
    record = json.dumps({"text": text}, ensure_ascii=False)
    (loaded,) = outcomes(written("a.jsonl", record))
    assert isinstance(loaded, LoadedArticle)
    assert loaded.article.text == text
    (plain,) = outcomes(written("a.txt", text))
    assert isinstance(plain, LoadedArticle) and plain.article.text == text


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """What was tried to reach, by a name or by an address."""
    tried: list[object] = []

    def refuse(*arguments: object, **_: object) -> None:
        tried.append(arguments)
        raise ConnectionRefusedError("the tests allow no connection")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)
    yield tried


URL = "http://169.254.169.254/latest/meta-data"
PAGE = f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "{URL}/x.dtd">
<html><head><base href="{URL}/"><title>La gare</title><link rel="canonical" href="{URL}">
<link rel="stylesheet" href="{URL}"><link rel="next" href="{URL}/2"><script src="{URL}"></script>
<meta http-equiv="refresh" content="0;url={URL}"><meta property="og:url" content="{URL}">
<meta property="og:image" content="{URL}/a.png"></head><body><iframe src="{URL}"></iframe>
<img src="{URL}/a.png"><p>{TEXT}</p><a href="{URL}/2">Page suivante</a></body></html>"""


def test_no_address_is_ever_fetched(written, reached, client) -> None:
    """Not one in a page, a file, a record or a question."""
    folder = written("a.html", PAGE).parent
    written("b.md", f"---\ntitle: x\nurl: {URL}\n---\n![]({URL}) {TEXT}\n")
    record = {"id": "c", "text": f"{TEXT} {URL}", "url": URL}
    written("c.json", json.dumps({**record, "meta": {"$ref": URL, "$schema": URL}}))
    found = outcomes(folder)
    assert [type(one) for one in found] == [LoadedArticle] * 3

    body = {**record, "meta": {"$ref": f"{URL}#/a", "xlink:href": URL}}
    assert client.post("/v1/articles", json=body).status_code == 201
    assert client.post("/v1/ask", json={"question": f"Que dit {URL} ?"}).status_code == 200
    filters = {"field": "url", "operator": "==", "value": URL}
    assert client.post("/v1/search", json={"query": URL, "filters": filters}).status_code == 200
    assert client.get("/v1/articles/c").json["url"] == URL

    assert reached == []
    with pytest.raises(ConnectionRefusedError):  # the guard itself works
        socket.create_connection(("127.0.0.1", 9))
