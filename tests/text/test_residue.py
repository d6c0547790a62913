"""What counts as web residue, told by invented lines."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.residue import residue

BODY = "Le conseil municipal de Valmont a voté mardi soir la fermeture du vieux pont."


def dropped(line: str) -> bool:
    """Whether ``line`` is residue between sentences that are not."""
    text = f"{BODY}\n{BODY}\n{BODY}\n{line}\n{BODY}\n{BODY}\n{BODY}\n{BODY}"
    return [span.within(text) for span in residue(text, None)] == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Accueil > Monde > Afrique",
        "Infos / La Une / Sports",
        "Vous êtes ici : Accueil / Sports / Santé",
        "TV",
        "Partager cet article",
        "PARTAGER CET ARTICLE",
        "Partager | Imprimer | Réagir (3)",
        "[Partager sur Facebook] [Imprimer] [Commenter (2)]",
        "Partager : Facebook • WhatsApp • Copier le lien",
        "📲 Recevez nos alertes | Partager cet article",
        "Comment (0)",
        "12 commentaires",
        "Commentaires (14) · Signaler une erreur",
        "À lire aussi : Le pont qui ne voulait pas fermer",
        "A lire : Trois siècles de crues à Valmont",
        "Lire aussi > Nos photos de la crue",
        ">> Lire aussi : Qui a payé le pont ?",
        "À VOIR AUSSI",
        "Sur le même sujet : la passerelle en dix dates",
        "Newsletter : recevez chaque matin l’essentiel",
        "Abonnez-vous à notre newsletter",
        "Suivez-nous sur WhatsApp",
        "Tags : pont, crue, Valmont",
        "Mots-clés : pont | crue",
        "![Le pont](https://img.example/pont.jpg)",
        "![](https://img.example/pont.jpg)",
        "Source",
        "Source : Le Valmontois",
        "SOURCE: VALMONT TV",
        "cb/mlr/tes",
        "(VAL / mlt)",
        "Karim H. (selon VAL, Agence Nord)",
        "Tous droits réservés",
        "© Le Valmontois – Reproduction interdite",
        "Par Jeanne Morel",
        "Par Jeanne Morel - Publié le 5 mars 2024 à 18h42",
        "Par Jeanne Morel, à Valmont",
        "De notre envoyée spéciale à Valmont, Jeanne Morel",
        "Publié le 5 mars 2024 à 18h42 - Mis à jour à 19h05",
        "Mis à jour le 07/02/2024 à 19:45",
        "Temps de lecture : 2 min",
        "Photo : J. Morel",
        "Publicité",
        "By Jane Brown",
        "Share this article",
        "Read also: The bridge that would not close",
        "Updated: 5 March 2024, 10:15 GMT",
        "All rights reserved",
        "Lea también: El puente que no quería cerrar",
        "Todos los derechos reservados",
        "Leggi anche: Il ponte dei sospiri",
        "Aggiornato il 5 marzo 2024",
        "Lesen Sie auch: Die alte Brücke",
        "Alle Rechte vorbehalten",
        "Leia também: A ponte velha",
        "Partilhar este artigo",
    ],
)
def test_residue(line: str) -> None:
    assert dropped(line)


@pytest.mark.parametrize(
    "line",
    [
        BODY,
        "Il a décidé de partager cet article avec la presse et de publier le rapport.",
        "La reproduction interdite de l’œuvre a coûté 3 000 euros à l’éditeur.",
        "Publié le 5 mars 2024, le rapport chiffre les dégâts à deux millions d’euros.",
        "Publié le 5 mars 2024 par la mairie, le rapport chiffre les dégâts",
        "Le maire et son adjointe devant le pont de Valmont, le 5 mars 2024. © Agence Nord",
        "Photo : Le ruban a été coupé par la maire et le plus ancien riverain.",
        "Par 12 voix contre 9, le pont restera fermé.",
        "Source d’inquiétude : le pilier nord bouge de deux millimètres par an.",
        "Les travaux",
        "Que sait-on du pilier nord ?",
        "5 mars 2024",
        "Paris > Lyon > Marseille",
        "« Abonnez-vous à notre newsletter », répète le maire à ses administrés.",
        "Suivez le canal jusqu’à l’écluse, puis tournez à droite.",
        "Jeanne Morel",
        "(1912-2004)",
        "Lens/Metz : 2-1",
        "– Oui, dans deux ans.",
        "12h30. Le pont est rouvert.",
        "By Monday, 300 people had left the valley.",
    ],
)
def test_evidence(line: str) -> None:
    assert not dropped(line)
    assert residue(f"{BODY}\n{BODY}\n{BODY}\n{line}\n{BODY}\n{BODY}\n{BODY}\n{BODY}", None) == []


def test_title_line_is_context() -> None:
    text = f"# Le pont ferme\n\n{BODY}\n{BODY}"
    assert [span.within(text) for span in residue(text, "Le pont ferme")] == ["# Le pont ferme"]
    assert residue(text, "Le pont rouvre") == []


def test_links_below_a_related_header() -> None:
    text = f"{BODY}\nSur le même sujet\n• Le pont en images\n• La crue de 1910\n{BODY}"
    found = [span.within(text) for span in residue(text, None)]
    assert found == ["Sur le même sujet", "• Le pont en images", "• La crue de 1910"]


def test_names_at_the_edges_are_bylines() -> None:
    text = f"Jeanne Morel\n{BODY}\n{BODY}\nKarim Haddad\nComment (0)\n"
    found = [span.within(text) for span in residue(text, None)]
    assert found == ["Jeanne Morel", "Karim Haddad", "Comment (0)"]


@pytest.mark.parametrize(
    "line", ["5 mars 2024", "Valmont Matin, 5 mars 2024", "**Le Courrier** | 5 mars 2024"]
)
def test_a_date_under_the_title_is_residue(line: str) -> None:
    found = residue(f"Le pont ferme\n{line}\n{BODY}\n{line}\n{BODY}", "Le pont ferme")
    assert [span.start for span in found] == [0, len("Le pont ferme\n")]


def test_line_ends_are_left_out() -> None:
    text = f"TV\r\n{BODY}\r\nComment (0)\r\n"
    assert [span.within(text) for span in residue(text, None)] == ["TV", "Comment (0)"]


def test_offsets_count_code_points() -> None:
    text = f"🌉 e\u0301\n{BODY}\nComment (0)"
    assert residue(text, None) == [(len(text) - 11, len(text))]


LINES = st.sampled_from(
    ["TV", "Comment (0)", BODY, "", "  ", "À VOIR AUSSI", "• 🌉", "J. M.", "Par A B\r", "![x](y)"]
)


@given(st.lists(LINES | st.text(max_size=30)).map("\n".join), st.none() | st.text(max_size=9))
def test_spans_are_whole_lines_in_order(text: str, title: str | None) -> None:
    end = 0
    for span in residue(text, title):
        assert end <= span.start < span.end <= len(text)
        assert span.start == 0 or text[span.start - 1] == "\n"
        assert text[span.end :].startswith(("\n", "\r\n")) or span.end >= len(text.rstrip("\r"))
        assert "\n" not in span.within(text)
        end = span.end


@pytest.mark.parametrize(
    "hostile",
    [
        " " * 10_000_000,
        "![" * 500_000,
        "![a](" * 500_000,
        ">" * 2_000_000,
        "\n".join(["Par " + "A " * 140] * 50),
        "\n".join(["A. " * 99] * 50),
        "\n".join(["À lire aussi " + " " * 280] * 50),
        "\n".join(["(" * 299] * 50),
        "\n".join(["Partager " * 33] * 50),
    ],
    ids=lambda text: repr(text[:12]),
)
def test_hostile_lines_take_little_time(hostile: str) -> None:
    start = time.process_time()
    residue(hostile, "titre")
    assert time.process_time() - start < 2
