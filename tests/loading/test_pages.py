"""What web pages say about their article."""

import json
from pathlib import Path

import pytest

from index.article import Article
from index.loading import Limits, LoadedArticle, LoadFailure, load

LIMITS = Limits(max_file_bytes=100_000, max_article_chars=50_000)
BODY = """<p>La passerelle de Valmont a rouvert mardi matin après onze mois de travaux.</p>
<p>Le chantier a coûté deux millions d’euros, soit le double de ce que prévoyait le budget.</p>"""


def outcome(tmp_path: Path, head: str, body: str) -> LoadedArticle | LoadFailure:
    path = tmp_path / "a.html"
    path.write_text(f"<html><head>{head}</head><body><article>{body}</article></body></html>")
    return next(load([path], LIMITS))


def article(tmp_path: Path, head: str, h1: str) -> Article:
    found = outcome(tmp_path, head, (f"<h1>{h1}</h1>" if h1 else "") + BODY)
    assert isinstance(found, LoadedArticle)
    return found.article


@pytest.mark.parametrize(
    ("title", "h1", "headline", "source"),
    [
        ("Valmont. La crue - DNV", "Valmont. La crue", "Valmont. La crue", "DNV"),
        ("Valmont. La crue recule - DNV", "", "Valmont. La crue recule", "DNV"),
        ("Valmont. La crue recule - DNV", "DNV", "Valmont. La crue recule", "DNV"),
        ("Direct. Crue à Valmont | Nord", "Crue à Valmont", "Crue à Valmont", "Nord"),
        ("Crue : le point – val.example", "Crue : le point", "Crue : le point", "val.example"),
        ("Crue - Le point", "Crue - Le point", "Crue - Le point", None),
        ("Crue - le point du soir", "La crue à Valmont", "La crue à Valmont", None),
        (f"Crue | {'Très ' * 9}long", "La crue à Valmont", "La crue à Valmont", None),
        ("La crue à Valmont", "La crue à Valmont", "La crue à Valmont", None),
    ],
)
def test_title_element(
    tmp_path: Path, title: str, h1: str, headline: str, source: str | None
) -> None:
    found = article(tmp_path, f"<title>{title}</title>", h1)
    assert (found.title, found.source) == (headline, source)


def test_declared_publisher_may_stand_in_the_headline(tmp_path: Path) -> None:
    head = '<title>x</title><meta property="og:site_name" content="Le Valmontois">'
    assert article(tmp_path, head, "Le Valmontois a dix ans").source == "Le Valmontois"


NEWS = {
    "@type": "NewsArticle",
    "headline": "La passerelle rouvre",
    "author": [{"name": "Jeanne Morel"}, {"name": "Karim Haddad"}, {"name": "Jeanne Morel"}],
    "publisher": {"@type": "Organization", "name": "Le Valmontois"},
    "datePublished": "2024-03-05T08:30:00.000Z",
}


@pytest.mark.parametrize(
    "data",
    [NEWS, [NEWS], {"@graph": [{"@type": "WebSite", "name": "x"}, {**NEWS, "@type": ["Article"]}]}],
    ids=["object", "list", "graph"],
)
def test_json_ld(tmp_path: Path, data: object) -> None:
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    found = article(tmp_path, f"<title>Une page</title>{script}", "La passerelle rouvre")
    assert (found.title, found.source) == ("La passerelle rouvre", "Le Valmontois")
    assert (found.author, found.published_at) == (
        "Jeanne Morel, Karim Haddad",
        "2024-03-05T08:30:00+00:00",
    )


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Jeanne Morel", "Jeanne Morel"),
        ({"name": "Zo&eacute; d&#039;Ormont"}, "Zoé d'Ormont"),
        (["https://valmontois.example/jm", {"name": "Jeanne Morel"}], "Jeanne Morel"),
        ({"name": ["x"]}, None),
        (3, None),
    ],
)
def test_authors(tmp_path: Path, author: object, name: str | None) -> None:
    data = json.dumps({**NEWS, "author": author})
    head = f'<title>x</title><script type="application/ld+json">{data}</script>'
    assert article(tmp_path, head, "La passerelle rouvre").author == name


@pytest.mark.parametrize(
    "script",
    [
        "{",
        "[" * 50_000,
        "3",
        '{"@graph": 3}',
        '{"@type": "NewsArticle", "headline": [[3]]}',
        "[[]]",
    ],
    ids=lambda script: script[:12],
)
def test_broken_json_ld_does_no_harm(tmp_path: Path, script: str) -> None:
    head = f'<title>x</title><script type="application/ld+json">{script}</script>'
    assert article(tmp_path, head, "La passerelle rouvre").title == "La passerelle rouvre"


@pytest.mark.parametrize(
    ("content", "moment"),
    [
        ("2024-03-05T08:30:00+01:00", "2024-03-05T08:30:00+01:00"),
        ("2024-03-05 08:30:00", "2024-03-05T08:30:00"),
        ("2024-03-05", "2024-03-05"),
        ("hier", None),
    ],
)
def test_declared_moment(tmp_path: Path, content: str, moment: str | None) -> None:
    head = f'<title>x</title><meta property="article:published_time" content="{content}">'
    assert article(tmp_path, head, "La passerelle rouvre").published_at == moment


@pytest.mark.parametrize(
    "text",
    [
        "Please enable JS and disable any ad blocker",
        "You need to enable JavaScript to run this app.",
        "Veuillez activer JavaScript pour lire cette page.",
        "JavaScript est désactivé dans votre navigateur.",
    ],
)
def test_a_page_for_programs_has_no_text(tmp_path: Path, text: str) -> None:
    found = outcome(tmp_path, "<title>valmont.example</title>", f"<p>{text}</p>")
    assert isinstance(found, LoadFailure)
    assert found.reason == "has no article text that could be extracted"


def test_a_page_may_speak_of_programs(tmp_path: Path) -> None:
    text = "La maire conseille d’activer JavaScript sur le site de Valmont."
    found = outcome(tmp_path, "<title>Une page</title>", f"<p>{text}</p>{BODY}")
    assert isinstance(found, LoadedArticle)
