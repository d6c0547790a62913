"""What articles say about themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.loading import complete

BODY = (
    "La passerelle de Valmont, fermée depuis la crue de janvier, a rouvert mardi matin au "
    "public, a annoncé la maire de la commune dans un communiqué.\n"
    "Les travaux ont duré onze mois et coûté deux millions d’euros, selon le département."
)
ENGLISH = (
    "The footbridge in Valmont, which had been closed since the flood in January, reopened on "
    "Tuesday morning, the mayor of the small town said in a statement.\n"
    "The work took eleven months and cost two million euros, according to the county."
)


@pytest.mark.parametrize(
    ("above", "title"),
    [
        ("La passerelle rouvre enfin\n", "La passerelle rouvre enfin"),
        ("La passerelle rouvre enfin\r\n", "La passerelle rouvre enfin"),
        ("# La passerelle rouvre\n\n", "La passerelle rouvre"),
        ("« Nous l’attendions tous »\n", "« Nous l’attendions tous »"),
        ("Pourquoi la passerelle rouvre-t-elle ?\n", "Pourquoi la passerelle rouvre-t-elle ?"),
        ("TV\nInfos / Europe\n\nLa passerelle rouvre\n\n", "La passerelle rouvre"),
        ("![La passerelle](https://i.example/a.jpg)\nLa passerelle\n", "La passerelle"),
        ("![](https://i.example/a.jpg)\nLa passerelle rouvre\n", "La passerelle rouvre"),
        ("Publié le 5 mars 2024\nPar Jeanne Morel\nLa passerelle rouvre\n", "La passerelle rouvre"),
        ("La passerelle rouvre\n====\n\n", "La passerelle rouvre"),
        ("Jeanne Morel\n\n# La passerelle rouvre\n\n", "La passerelle rouvre"),
        ("# La **passerelle** [rouvre](https://v.example) #\n", "La passerelle rouvre"),
        ("**La passerelle rouvre _enfin_**\n", "La passerelle rouvre enfin"),
        ("V*A*L*M*O*N*T rouvre la passerelle\n", "V*A*L*M*O*N*T rouvre la passerelle"),
        ("VALMONT ROUVRE SA PASSERELLE\n", "VALMONT ROUVRE SA PASSERELLE"),
        ("Mayor Reopens Old Footbridge\n", "Mayor Reopens Old Footbridge"),
        ("Passerelle rouverte\n\n", "Passerelle rouverte"),
        ("Passerelle rouverte\n", "Passerelle rouverte"),
        ("Une ecole a Valmont\n\nLe maire inaugure l’école mardi.\n", "Une ecole a Valmont"),
        ("La crue\n\n", None),
        ("Passerelle rouverte\n\nLa crue de janvier\n\n", None),
        ("Titre A\n", None),
        ("Jeanne Morel\n", None),
        ("COMMUNIQUÉ DE PRESSE\n", None),
        ("La passerelle a rouvert mardi matin à Valmont.\n\n## Les travaux\n\n", None),
        ("", None),
        ("TV\n", None),
        ("La passerelle rouvre ce matin à Valmont.\n", None),
        ("- Une passerelle rouvre\n", None),
        ("Valmont, de notre envoyé spécial Karim Haddad\n", None),
        ("VALMONT (Agence Nord) - La crue recule\n", None),
        ("Valmont, le 5 mars 2024\n", None),
        ("Ce qu’il faut retenir\n", None),
    ],
)
def test_title(above: str, title: str | None) -> None:
    assert complete(Article("a", above + BODY)).title == title


def test_headline_without_running_text_is_no_title() -> None:
    assert complete(Article("a", "La passerelle rouvre enfin\nFin")).title is None


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        (
            "Publié le 17 avril 2024 à 18h42 - Mis à jour le 18 avril 2024 à 19h05",
            "2024-04-17T18:42",
        ),
        ("Publié le mercredi 30 août 2023 à 12h15", "2023-08-30T12:15"),
        ("Publié le : 10/05/2024 - 18:22   Modifié le : 11/05/2024 - 21:05", "2024-05-10T18:22"),
        ("Publié le 9 juin 2022 à 6 h 12", "2022-06-09T06:12"),
        ("Par Jeanne Morel - Publié le 20/01/2023 à 19:12", "2023-01-20T19:12"),
        ("© VAL. Reproduction interdite. Publié le 03.04.2025 à 06:30", "2025-04-03T06:30"),
        ("Mis en ligne le 11 février 2025 | Lecture : 3 minutes", "2025-02-11"),
        ("Publié le 1er mars 2024", "2024-03-01"),
        ("21 novembre 2024, 09h14", "2024-11-21T09:14"),
        ("2024-11-21", "2024-11-21"),
        ("Publié le 2024-11-21T09:14:00Z", "2024-11-21T09:14"),
        ("Publicado el 14 de marzo de 2024, 10:30", "2024-03-14T10:30"),
        ("Veröffentlicht am 3. März 2024", "2024-03-03"),
        ("Mis à jour le 18 avril 2024 à 19h05", None),
        ("Publié il y a 3 heures", None),
        ("Publié hier à 18h", None),
        ("Publié le 5 mars 2024, le rapport chiffre les dégâts.", None),
        ("Le rapport a été publié le 5 mars 2024.", None),
        ("La passerelle, le 5 mars 2024. © VAL", None),
        ("Publié le 32 mars 2024", None),
        ("Publié le 30 février 2024", None),
        ("Publié le 05/13/2024", None),
        ("Lundi 16 octobre 2023 | Dernière minute", None),
        ("mars 2024", None),
        ("Valmont Matin, 16 mai 2024", "2024-05-16"),
        ("**Le Courrier de Valmont** | 2 juin 2021", "2021-06-02"),
        ("*Le Quotidien, 14 avril 2025*", "2025-04-14"),
        ("Valmont, le 5 mars 2024", "2024-03-05"),
        ("Valmont, 16 mai", None),
        ("La passerelle, fermée le 5 mars 2024", None),
        ("Valmont, 30 nov. 2019 (Le Courrier) - La passerelle rouvre.", "2019-11-30"),
        ("Valmont, 30 nov. (Le Courrier) - La passerelle rouvre.", None),
    ],
)
def test_published(line: str, moment: str | None) -> None:
    assert complete(Article("a", f"{line}\n{BODY}", language="fr")).published_at == moment


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("Published 30 May 2024, 06:15 BST", "2024-05-30T06:15"),
        ("Published on March 3, 2024 at 5:30 p.m.", "2024-03-03T17:30"),
        ("Published: 12/25/2023", "2023-12-25"),
        ("Published: 25/12/2023", "2023-12-25"),
        ("Published: 03/03/2024", "2024-03-03"),
        ("Published: 03/04/2024", None),
        ("Updated 30 May 2024", None),
        ("Published 3 hours ago", None),
    ],
)
def test_published_in_english(line: str, moment: str | None) -> None:
    assert complete(Article("a", f"{line}\n{ENGLISH}")).published_at == moment


def test_a_headline_above_a_wrapped_paragraph() -> None:
    text = "Passerelle rouverte\n\nLa passerelle de Valmont a rouvert\nmardi, selon la maire.\n"
    assert complete(Article("a", text)).title == "Passerelle rouverte"


def test_a_date_below_the_text_counts_only_when_stated() -> None:
    long = "\n".join([BODY] * 6)
    assert complete(Article("a", f"{long}\n5 mars 2024")).published_at is None
    assert complete(Article("a", f"{long}\nPublié le 5 mars 2024")).published_at == "2024-03-05"


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Par Jeanne Morel", "Jeanne Morel"),
        ("Par Jeanne Morel et Karim Haddad", "Jeanne Morel et Karim Haddad"),
        ("Par Jean-Noël d’Ormont, à Valmont", "Jean-Noël d’Ormont"),
        ("Par Anne de la Tour - Publié le 5 mars 2024", "Anne de la Tour"),
        ("Publié le 5 mars 2024 - Par Jeanne Morel", "Jeanne Morel"),
        ("By Jane Brown in London", "Jane Brown"),
        ("Par la rédaction", None),
        ("Par 12 voix contre 9", None),
        ("Par Jeanne Morel, la passerelle était jugée dangereuse.", None),
        ("Par ailleurs", None),
    ],
)
def test_author(line: str, author: str | None) -> None:
    assert complete(Article("a", f"{line}\n{BODY}")).author == author


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (f"{BODY}\nSource : Le Valmontois", "Le Valmontois"),
        (f"{BODY}\nSOURCE: VALMONT TV", "VALMONT TV"),
        (f"{BODY}\nSource: Valnews. Tous droits réservés", "Valnews"),
        (f"PARIS (Dépêche Plus) - {BODY}", "Dépêche Plus"),
        (f"VALMONT, 5 mars (VAL) — {BODY}", "VAL"),
        (f"La passerelle rouvre enfin\nLe Journal de Valmont\n{BODY}", "Le Journal de Valmont"),
        (
            f"# La passerelle\n**Le Courrier de Valmont** | 2 juin 2021\n{BODY}",
            "Le Courrier de Valmont",
        ),
        (f"La passerelle rouvre enfin\nValmont, le 5 mars 2024\n{BODY}", None),
        (f"Valmont, 30 nov. 2019 (Le Courrier) - {BODY}", "Le Courrier"),
        (f"La passerelle rouvre enfin\nLes travaux\n{BODY}", None),
        (f"VALMONT (Ardennes) - {BODY}", None),
        (f"{BODY}\nSource", None),
        (BODY, None),
    ],
)
def test_source(text: str, source: str | None) -> None:
    assert complete(Article("a", text)).source == source


def test_language() -> None:
    assert complete(Article("a", BODY)).language == "fr"
    assert complete(Article("a", ENGLISH)).language == "en"
    assert complete(Article("a", "12 + 30 = 42")).language is None


def test_what_is_set_stays() -> None:
    text = f"La passerelle rouvre\nPublié le 5 mars 2024\nPar Jeanne Morel\n{BODY}\nSource : VAL"
    given = Article("a", text, "T", "S", "A", "https://u.example", "2020-01-01", "de", {"x": 1})
    assert complete(given) == given
    completed = complete(Article("a", text))
    assert completed == Article(
        "a", text, "La passerelle rouvre", "VAL", "Jeanne Morel", None, "2024-03-05", "fr"
    )


def test_nul_characters_do_no_harm() -> None:
    text = f"La passerelle\0 rouvre enfin\n{BODY}"
    assert complete(Article("a", text)).text == text


PIECES = st.sampled_from(
    [
        "Publié le ",
        "5 mars 2024",
        "99/99/9999",
        " à 18h99",
        "Par ",
        "Aa Bb",
        "Source : ",
        "\n",
        "\x00",
        "PARIS (",
        "AFP) - ",
        "# ",
        "![",
        "](x)",
        " | ",
        ".",
        BODY,
        "00/00/0000",
        "31 février 2024",
    ]
)


@given(st.lists(PIECES | st.text(max_size=5)).map("".join).filter(str.strip))
def test_any_text_can_be_completed(text: str) -> None:
    completed = complete(Article("a", text))
    assert (completed.id, completed.text) == ("a", text)
