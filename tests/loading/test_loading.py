"""From files to articles."""

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.loading import (
    FoundFile,
    Limits,
    LoadedArticle,
    LoadFailure,
    find_files,
    load,
    load_found,
)

LIMITS = Limits(max_file_bytes=100_000, max_article_chars=50_000)
FRENCH = "« Le cœur d’Ève », dit-elle, coûte 3 €.\nL’été a été très sec à Nîmes…"


def loaded(*paths: Path, limits: Limits = LIMITS) -> list[LoadedArticle]:
    outcomes = list(load(paths, limits))
    assert not [outcome for outcome in outcomes if isinstance(outcome, LoadFailure)]
    return [outcome for outcome in outcomes if isinstance(outcome, LoadedArticle)]


def failures(*paths: Path, limits: Limits = LIMITS) -> list[LoadFailure]:
    return [outcome for outcome in load(paths, limits) if isinstance(outcome, LoadFailure)]


def written(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    "data",
    [
        FRENCH.encode(),
        b"\xef\xbb\xbf" + FRENCH.encode(),
        FRENCH.encode("utf-16"),
        b"\xfe\xff" + FRENCH.encode("utf-16-be"),
        FRENCH.encode("cp1252"),
    ],
    ids=["utf-8", "utf-8 bom", "utf-16 le", "utf-16 be", "cp1252"],
)
def test_encodings(tmp_path: Path, data: bytes) -> None:
    assert loaded(written(tmp_path / "a.txt", data))[0].article.text == FRENCH


@pytest.mark.parametrize(
    "text", ["Un.\r\nDeux.\r\n", "e\u0301té é", "8\u202f000\u00a0€", " 🌉 \n", "a\u2028b\u0085c"]
)
def test_text_is_untouched(tmp_path: Path, text: str) -> None:
    assert loaded(written(tmp_path / "a.md", text))[0].article.text == text


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"), min_size=1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(TEXT.filter(str.strip))
def test_round_trips(tmp_path: Path, text: str) -> None:
    # A first letter keeps the text from looking like another format's magic number.
    text = "É" + text
    plain = written(tmp_path / "plain.txt", text)
    lines = written(tmp_path / "lines.jsonl", json.dumps({"text": text}, ensure_ascii=False))
    assert [one.article.text for one in loaded(plain, lines)] == [text, text]


def test_ids_and_origins(tmp_path: Path) -> None:
    written(tmp_path / "b.txt", FRENCH)
    written(tmp_path / "a" / "c.v2.TXT", FRENCH)
    written(tmp_path / "one.json", json.dumps({"text": FRENCH}))
    written(tmp_path / "two.json", json.dumps([{"text": FRENCH}, {"text": FRENCH, "id": "mine"}]))
    written(tmp_path / "x.jsonl", f"\n{json.dumps({'text': FRENCH})}\n\n")
    written(tmp_path / "table.csv", "a,b")
    written(tmp_path / ".hidden.txt", FRENCH)
    written(tmp_path / ".git" / "d.txt", FRENCH)
    root = str(tmp_path.resolve())
    found = {one.article.id: one.origin for one in loaded(tmp_path)}
    assert list(found) == ["a/c.v2", "b", "one", "two#1", "mine", "x#2"]
    assert found["a/c.v2"].root == root
    assert found["a/c.v2"].file == str(Path(root, "a", "c.v2.TXT"))
    assert [origin.line for origin in found.values()] == [None, None, None, None, None, 2]
    single = loaded(tmp_path / "a" / "c.v2.TXT")[0]
    assert (single.article.id, single.origin.root) == ("c.v2", str(Path(root, "a")))


def test_fields_of_records(tmp_path: Path) -> None:
    record = {
        "id": "n1",
        "title": "T",
        "text": FRENCH,
        "source": "S",
        "author": "A",
        "url": "https://u.example",
        "published_at": "2024-03-05T18:42",
        "language": "fr",
        "meta": {"desk": ["monde"]},
    }
    article = loaded(written(tmp_path / "a.jsonl", json.dumps(record)))[0].article
    assert {name: getattr(article, name) for name in record} == record


def test_null_is_no_value(tmp_path: Path) -> None:
    record = {"text": FRENCH, "title": None, "meta": None}
    assert loaded(written(tmp_path / "a.json", json.dumps(record)))[0].article.meta == {}


def test_a_file_named_twice_is_loaded_once(tmp_path: Path) -> None:
    path = written(tmp_path / "a" / "b.txt", FRENCH)
    assert [one.article.id for one in loaded(tmp_path, path, tmp_path)] == ["a/b"]


def test_a_second_claim_to_an_id_fails(tmp_path: Path) -> None:
    written(tmp_path / "a.md", FRENCH)
    second = written(tmp_path / "a.txt", FRENCH)
    (failure,) = failures(tmp_path)
    first = tmp_path.resolve() / "a.md"
    assert failure == LoadFailure(str(second), None, f"has the id 'a', which {first} has already")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \r\n\t", "is empty"),
        ("a.txt", "\u00a0\n", "text must not be empty"),
        ("a.txt", b"abc\0def", "is binary, not text"),
        ("a.txt", b"%PDF-1.7 ...", "is binary, not text"),
        ("a.txt", b"\xff\xfea\x00\x00\x00", "is binary, not text"),
        ("a.txt", b"\xff\xfeabc", "is not valid utf-16-le, which its first bytes announce"),
        ("a.txt", b"\x81\x8d\x8f\x90\x9d" * 9, "is in an unknown encoding"),
        ("a.txt", "x" * 100_001, "is larger than 100,000 bytes"),
        ("a.txt", "x" * 50_001, "has a text of 50,001 characters; 50,000 may be"),
        ("a.html", "<html><body></body></html>", "has no article text that could be extracted"),
        ("a.json", "{", "is not JSON: "),
        ("a.json", "[" * 90_000, "is JSON that is nested too deeply"),
        ("a.json", "3", "must be a JSON object"),
        ("a.json", '[{"text": "x"}, 3]', "element 2: must be a JSON object"),
        ("a.json", "{}", "field 'text' is missing"),
        ("a.json", '{"text": 3}', "field 'text' must be a string"),
        ("a.json", '{"text": " "}', "text must not be empty"),
        ("a.json", '{"text": "x", "titel": "y"}', "field 'titel' is not known"),
        ("a.json", '{"text": "x", "title": 3}', "field 'title' must be a string"),
        ("a.json", '{"text": "x", "meta": []}', "field 'meta' must be an object"),
        (
            "a.json",
            '{"text": "x", "meta": {"id": 1}}',
            "meta may not use the reserved names ['id']",
        ),
        ("a.json", '{"text": "x", "meta": {"n": NaN}}', "meta must be JSON"),
        ("a.json", '{"text": "x\\ud800"}', "text has a lone surrogate"),
        ("a.json", '{"text": "x", "published_at": "hier"}', "field 'published_at' must be an ISO"),
        (
            "a.json",
            '{"text": "x", "language": "fra"}',
            "field 'language' must be an ISO 639-1 code",
        ),
    ],
)
def test_failures(tmp_path: Path, name: str, content: str | bytes, reason: str) -> None:
    path = written(tmp_path / name, content)
    (failure,) = failures(path)
    assert (failure.file, failure.line) == (str(path.resolve()), None)
    assert failure.reason.startswith(reason)


def test_bad_lines_do_not_stop_the_rest(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", '{"text": "Un."}\n{\n\n{"text": 1}\n{"text": "Deux."}\n')
    outcomes = list(load([path], LIMITS))
    assert [type(outcome).__name__ for outcome in outcomes] == [
        "LoadedArticle",
        "LoadFailure",
        "LoadFailure",
        "LoadedArticle",
    ]
    assert [failure.line for failure in failures(path)] == [2, 4]


def test_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "a.txt", FRENCH)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert failures(path) == [LoadFailure(str(path), None, "cannot be read: Permission denied")]


def test_named_files_that_cannot_be(tmp_path: Path) -> None:
    table = written(tmp_path / "table.csv", "a,b")
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    reasons = [failure.reason for failure in failures(table, tmp_path / "none.txt", pipe)]
    assert reasons == [
        "is none of .htm, .html, .json, .jsonl, .md, .txt",
        "does not exist",
        "is not a regular file",
    ]


def test_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    path = written(Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xe9.txt")), FRENCH)
    (failure,) = failures(path)
    assert failure == LoadFailure(f"{tmp_path}/\ufffd.txt", None, "has a name that is not UTF-8")


def test_links_out_of_the_folder_are_not_read_and_said_so(tmp_path: Path) -> None:
    outside = written(tmp_path / "outside" / "a.txt", FRENCH)
    inside = written(tmp_path / "root" / "b.txt", FRENCH)
    (tmp_path / "root" / "out.txt").symlink_to(outside)
    (tmp_path / "root" / "folder").symlink_to(outside.parent)
    (tmp_path / "root" / "loop").symlink_to(tmp_path / "root")
    (tmp_path / "root" / "in.txt").symlink_to(inside)
    found = list(load([tmp_path / "root"], LIMITS))
    articles = [one.article.id for one in found if isinstance(one, LoadedArticle)]
    said = [(Path(one.file).name, one.reason) for one in found if isinstance(one, LoadFailure)]
    assert articles == ["b", "in"]
    reason = "is a link that leads out of the folder"
    assert said == [("folder", reason), ("out.txt", reason)]


def test_links_in_a_circle_fail(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "b.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    assert len(failures(tmp_path)) == 2


def test_progress_can_stand_around_the_files(tmp_path: Path) -> None:
    for name in "abc":
        written(tmp_path / f"{name}.txt", FRENCH)
    taken: list[str] = []

    def shown(items: Iterable[FoundFile]) -> Iterator[FoundFile]:
        for item in items:
            taken.append(item.path.name)
            yield item

    files = [item for item in find_files([tmp_path]) if isinstance(item, FoundFile)]
    next(load_found(shown(files), LIMITS))
    assert (len(files), taken) == (3, ["a.txt"])


PAGE = """<html lang="fr"><head>%s<title>La passerelle rouvre | Le Valmontois</title>
<meta property="og:title" content="La passerelle rouvre">
<meta property="og:site_name" content="Le Valmontois">
<meta name="author" content="Jeanne Morel">
<link rel="canonical" href="https://valmontois.example/passerelle">%s</head>
<body><nav><a href="/">Accueil</a></nav><article><h1>La passerelle rouvre</h1>
<p>La passerelle de Valmont a rouvert mardi matin après onze mois de travaux, selon la maire.</p>
<p>Le chantier a coûté deux millions d’euros, soit le double de ce que prévoyait le budget.</p>
</article><footer>© 2025 Le Valmontois</footer></body></html>"""


def test_page(tmp_path: Path) -> None:
    date = '<meta property="article:published_time" content="2024-03-05T08:30:00+01:00">'
    article = loaded(written(tmp_path / "a.html", PAGE % ("", date)))[0].article
    assert (article.id, article.title, article.source) == (
        "a",
        "La passerelle rouvre",
        "Le Valmontois",
    )
    assert (article.author, article.published_at) == (
        "Jeanne Morel",
        "2024-03-05T08:30:00+01:00",
    )
    assert (article.url, article.language) == ("https://valmontois.example/passerelle", "fr")
    assert "onze mois de travaux" in article.text
    assert "Accueil" not in article.text


def test_page_without_a_date_gets_none(tmp_path: Path) -> None:
    assert loaded(written(tmp_path / "a.htm", PAGE % ("", "")))[0].article.published_at is None


def test_no_break_spaces_of_a_page_stay(tmp_path: Path) -> None:
    page = PAGE.replace(
        "onze mois", "11\u00a0mois,\u202f«&nbsp;enfin&#8239;» (&#160;\ua500&#x202F;),"
    ) % ("", "")
    article = loaded(written(tmp_path / "a.html", page))[0].article
    assert "11\u00a0mois,\u202f«\u00a0enfin\u202f» (\u00a0\ua500\u202f)," in article.text


def test_page_in_its_declared_encoding(tmp_path: Path) -> None:
    page = (PAGE % ('<meta charset="iso-8859-1">', "")).encode("cp1252")
    assert "millions d’euros" in loaded(written(tmp_path / "a.html", page))[0].article.text
