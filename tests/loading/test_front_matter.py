"""What Markdown files declare above their text."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.loading import Limits, LoadedArticle, LoadFailure, load
from index.loading.front_matter import front_matter

LIMITS = Limits(max_file_bytes=100_000, max_article_chars=50_000)
BODY = "La passerelle de Valmont a rouvert mardi matin, selon la maire.\n"


def outcome(tmp_path: Path, text: str, name: str = "a.md") -> LoadedArticle | LoadFailure:
    path = tmp_path / name
    path.write_bytes(text.encode())
    return next(load([path], LIMITS))


def article(tmp_path: Path, text: str, name: str = "a.md") -> Article:
    found = outcome(tmp_path, text, name)
    assert isinstance(found, LoadedArticle)
    return found.article


YAML = """---
title: "La passerelle : enfin"
authors: [Jeanne Morel, Karim Haddad]
date: 2024-03-05 08:30:00 +0100
source: Le Valmontois
link: https://valmontois.example/a
lang: fr-FR
---
"""
TOML = """+++
title = "La passerelle : enfin"
author = "Jeanne Morel, Karim Haddad"
published = 2024-03-05T08:30:00+01:00
source = "Le Valmontois"
url = "https://valmontois.example/a"
language = "fr"
+++
"""


@pytest.mark.parametrize("matter", [YAML, TOML], ids=["yaml", "toml"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_fields_are_no_part_of_the_text(tmp_path: Path, matter: str, end: str) -> None:
    found = article(tmp_path, (matter + "\n" + BODY).replace("\n", end))
    assert found == Article(
        "a",
        ("\n" + BODY).replace("\n", end),
        "La passerelle : enfin",
        "Le Valmontois",
        "Jeanne Morel, Karim Haddad",
        "https://valmontois.example/a",
        "2024-03-05T08:30:00+01:00",
        "fr",
    )


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("date: 2024-03-05", "published_at", "2024-03-05"),
        ("published_at: 5 mars 2024", "published_at", "2024-03-05"),
        ("date: 2024-02-31", "published_at", None),
        ("date: hier", "published_at", None),
        ("language: no", "language", "no"),
        ("language: Klingon", "language", "fr"),
        ("author: {name: Jeanne Morel}", "author", "Jeanne Morel"),
        ("author: [{name: Jeanne Morel}, Karim Haddad]", "author", "Jeanne Morel, Karim Haddad"),
        ("author: null", "author", None),
        ("author:", "author", None),
        ('author: "a\\0b"', "author", None),
        ('author: "a\\ud800b"', "author", None),
        ("url: /2024/passerelle/", "url", None),
        ("title: 2024", "title", "2024"),
        ("Title: >\n  La passerelle\n  rouvre", "title", "La passerelle rouvre"),
    ],
)
def test_values(tmp_path: Path, line: str, field: str, value: str | None) -> None:
    found = article(tmp_path, f"---\ntags: [pont]\n{line}\n---\n{BODY}")
    assert (getattr(found, field), found.text) == (value, BODY)


@pytest.mark.parametrize(
    "text",
    [
        f"---\ntitle: [\n---\n{BODY}",
        f"---\n{'[' * 9000}\n---\n{BODY}",
        f"---\n{BODY}---\n{BODY}",
        f"---\nValmont : la passerelle rouvre\n---\n{BODY}",
        f"---\n- title\n---\n{BODY}",
        f"---\n---\n{BODY}",
        f"---\ntitle: La passerelle\n{BODY}",
        f"---\ntitle: La passerelle\nsummary: {'x' * 17_000}\n---\n{BODY}",
        f"\n---\ntitle: La passerelle\n---\n{BODY}",
        f"----\ntitle: La passerelle\n----\n{BODY}",
        f"+++\ntitle: La passerelle\n+++\n{BODY}",
        f"---\ntitle = 'La passerelle'\n+++\n{BODY}",
    ],
)
def test_what_is_no_front_matter_is_text(tmp_path: Path, text: str) -> None:
    assert article(tmp_path, text).text == text


def test_only_markdown_has_front_matter(tmp_path: Path) -> None:
    assert article(tmp_path, YAML + BODY, "a.txt").text == YAML + BODY


def test_nothing_below_front_matter_is_no_article(tmp_path: Path) -> None:
    found = outcome(tmp_path, YAML)
    assert isinstance(found, LoadFailure)
    assert found.reason == "text must not be empty"


PIECES = st.sampled_from([
    "---", "+++", "\n", "\r\n", "\r", "title", ": ", "- ", "&a ", "*a", "[", "]", "{", "}", '"',
    "date = 2024-03-05\n", "tags: [", "<<: ", "? ", "\\x00", "!!python/none", "\0", BODY,
])  # fmt: skip


@given(
    st.sampled_from(["---\n", "+++\r\n", ""]),
    st.lists(PIECES | st.text(max_size=5)).map("".join),
)
def test_any_text_has_front_matter_or_none(fence: str, text: str) -> None:
    text = f"{fence}title: x\n{text}\n{fence}{BODY}"
    found = front_matter(text)
    assert found is None or (
        len(fence) < found.end <= len(text) and all(map(str.strip, found.fields.values()))
    )
