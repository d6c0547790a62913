"""Articles as resources."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mcp import MCPError
from mcp.shared.uri_template import UriTemplate

from service.mcp.article_uri import TEMPLATE, NoSuchResource, article_id_in, article_uri
from service.mcp.server import build_server

AWKWARD = ["a/b", "//", "deux mots", "été 🌳", "100%", "%2F", "a?b#c", "..", "a\nb", "citeqa://x"]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_an_address_leads_back_to_its_id(article_id):
    uri = article_uri(article_id)

    assert article_id_in(uri) == article_id
    assert uri.isascii()
    # Clients that fill in the template get the same address.
    assert UriTemplate.parse(TEMPLATE).expand({"id": article_id}) == uri


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "citeqa://articles/",
        "citeqa://articles",
        "citeqa://other/a",
        "file:///etc/passwd",
        "citeqa://articles/%ff",
        "citeqa://articles/%zz",
        "citeqa://articles/100%",
    ],
)
def test_other_addresses_lead_nowhere(uri):
    with pytest.raises(NoSuchResource):
        article_id_in(uri)


def test_awkward_ids_are_listed_and_read(speak, desk, make_article):
    articles = {id_: make_article(id_, f"L'article {n}.") for n, id_ in enumerate(AWKWARD)}
    desk.engine.add(list(articles.values()))

    async def read_all(client):
        listed = (await client.list_resources()).resources
        return {each.name: (await client.read_resource(each.uri)).contents for each in listed}

    read = speak(read_all)

    assert {id_: [each.text for each in contents] for id_, contents in read.items()} == {
        id_: [article.text] for id_, article in articles.items()
    }
    assert {each.mime_type for contents in read.values() for each in contents} == {"text/plain"}


def test_slashes_need_not_be_encoded(speak, desk, make_article):
    desk.engine.add([make_article("gazette/2024/pont")])

    result = speak(lambda client: client.read_resource("citeqa://articles/gazette/2024/pont"))

    assert result.contents[0].text == "Le maire a planté 12 tilleuls."


def test_a_resource_says_what_it_is(speak, desk, make_article):
    about = {"title": "Le pont", "source": "La Gazette", "published_at": "2024-05-31"}
    desk.engine.add([make_article("pont", **about), make_article("sans")])

    [pont, sans] = speak(lambda client: client.list_resources()).resources

    assert (pont.name, pont.title) == ("pont", "Le pont")
    assert pont.description == "La Gazette · 2024-05-31"
    assert (sans.title, sans.description) == (None, None)


def test_many_articles_are_listed_a_page_at_a_time(desk, make_article, talk_to, limits):
    ids = [f"a{n:03}" for n in range(205)]
    desk.engine.add([make_article(id_) for id_ in ids])

    async def walk(client):
        pages, cursor = [], None
        while True:
            page = await client.list_resources(cursor=cursor)
            pages.append([each.name for each in page.resources])
            if (cursor := page.next_cursor) is None:
                return pages

    pages = talk_to(build_server(desk.engine, limits), walk)

    assert [len(page) for page in pages] == [100, 100, 5]
    assert [name for page in pages for name in page] == ids


def test_there_is_one_template(speak):
    [template] = speak(lambda client: client.list_resource_templates()).resource_templates

    assert template.uri_template == "citeqa://articles/{id}"


@pytest.mark.parametrize(
    ("uri", "told"),
    [
        ("citeqa://articles/nulle-part", "There is no article 'nulle-part'."),
        ("citeqa://articles/%00", "must not have a NUL character"),
        ("file:///etc/passwd", "There is no resource"),
    ],
)
def test_what_is_not_there_cannot_be_read(speak, uri, told):
    with pytest.raises(MCPError, match=told) as raised:
        speak(lambda client: client.read_resource(uri))
    assert raised.value.code == -32602


def test_a_cursor_that_is_none_is_refused(speak):
    with pytest.raises(MCPError, match="after must not have a NUL character") as raised:
        speak(lambda client: client.list_resources(cursor="\0"))
    assert raised.value.code == -32602
