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
        "A LIRE AUSSI. Le pont qui ne voulait pas fermer",
        "Partager sur Facebook Partager sur Twitter",
        "Écouter l’article",
        "Listen to the article (4 min)",
        "Facebook/Twitter/WhatsApp",
        "La suite après la publicité",
        "La suite après cette publicité",
        "Article continues below this advertisement",
        "Abonnez-vous pour lire la suite",
        "Abonnez-vous dès maintenant pour lire la suite de cet article !",
        "Subscribe to read the full article",
        "Sign in to continue reading",
        "Cet article est réservé aux abonnés. Il vous reste 60 % à lire.",
        "Il vous reste 60 % de cet article à lire. La suite est réservée aux abonnés.",
        "This article is for subscribers only.",
        "Cliquez ici…",
        "Cliquez ici pour voir les photos de la crue",
        "Click here to see the photos",
        "En savoir plus",
        "Learn more",
        "Continue reading",
        "Mentions légales",
        "Mentions légales | CGU | Politique de confidentialité",
        "Privacy Policy | Terms of Use",
        "Nous utilisons des cookies pour améliorer votre expérience sur ce site.",
        "Nous utilisons des cookies pour mesurer l’audience. Vous pouvez changer vos choix ici.",
        "En poursuivant votre navigation, vous acceptez l’utilisation de cookies.",
        "We use cookies to improve your experience on our website. Learn more.",
        "By continuing to use this site, you agree to our use of cookies.",
        "Tout accepter",
        "Photo d’illustration",
        "(Photo d’illustration)",
        "Photo d’illustration © Karim Haddad",
        "avec AFP",
        "(avec AFP)",
        "Avec AFP et Reuters",
        "Reuters",
        "AFP",
        "https://valmontois.example/pont?page=2",
        "www.valmontois.example",
        "[Accueil](https://valmontois.example) | [Sport](/sport)",
        "- [Le pont ferme](/pont)",
        "[Lire la suite](/pont)",
        "*Photo VAL*",
        "<div>",
        '</p><br/><a href="/pont">',
        "<!-- pub -->",
        "Advertisement",
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
        "Lire aussi les contes de Valmont demande du temps. Le maire, lui, en a pris.",
        "Partager sur Facebook une photo du pont coûte 100 euros d’amende.",
        "Facebook et Twitter ont retiré la vidéo du pont.",
        "L’article 3 a été lu.",
        "La suite après la publicité a duré deux heures.",
        "Abonnez-vous pour lire, disait l’affiche du kiosque de Valmont.",
        "Cet article de la loi est réservé aux abonnés du gaz.",
        "Il reste 60 % des travaux à faire.",
        "Cliquez ici, promettait le courriel des escrocs.",
        "En savoir plus sur la crue, voilà ce que demande la maire.",
        "La politique de confidentialité de la mairie a changé en mai.",
        "Les mentions légales manquaient sur l’affiche.",
        "Nous utilisons des cookies pour suivre votre navigation, explique la mairie.",
        "« Nous utilisons des cookies pour mesurer l’audience de notre site », dit la mairie.",
        "Nous utilisons des cookies pour mesurer l’audience. Le pont, lui, reste fermé.",
        "Nous utilisons des cookies à la cannelle pour les goûters du club.",
        "En poursuivant votre navigation, vous arrivez à l’écluse de Valmont.",
        "The privacy policy of the county changed in May.",
        "We use cookies at Christmas, the baker says.",
        "Subscribe to the view that the bridge is safe, and you are alone.",
        "La photo d’illustration montrait un autre pont.",
        "Avec l’AFP, Reuters a publié la photo du pont.",
        "L’AFP a publié la photo.",
        "- Reuters",
        "Le site https://valmontois.example donne les horaires.",
        "[La maire](https://valmontois.example/maire) a fermé le pont.",
        "[Le pont de Valmont est fermé depuis mardi.](https://valmontois.example/pont)",
        "<Valmont> était écrit sur la borne.",
        "<3 000 euros>",
        "Le champ <div> manquait.",
    ],
)
def test_evidence(line: str) -> None:
    assert not dropped(line)
    assert residue(f"{BODY}\n{BODY}\n{BODY}\n{line}\n{BODY}\n{BODY}\n{BODY}\n{BODY}", None) == []


def test_title_line_is_context() -> None:
    text = f"# Le pont ferme\n\n{BODY}\n{BODY}"
    assert [span.within(text) for span in residue(text, "Le pont ferme")] == ["# Le pont ferme"]
    assert residue(text, "Le pont rouvre") == []


@pytest.mark.parametrize(
    ("above", "title"),
    [
        ("Le pont ferme\n====\n", "Le pont ferme"),
        ("# Le **pont** [ferme](/pont) #\n", "Le pont ferme"),
        ("**Le pont ferme**\n", "Le pont ferme"),
        ("# _Le pont_ `ferme`\n", "Le pont ferme"),
    ],
)
def test_title_in_markdown(above: str, title: str) -> None:
    found = [span.within(above + BODY) for span in residue(above + BODY, title)]
    assert found == above.splitlines()


@pytest.mark.parametrize(
    "line",
    ["METZ INAUGURE SA PISCINE", "CRUE RECORD", "Title A", "Mayor Opens New Bridge"],
)
def test_a_first_line_that_may_be_a_headline_is_no_name(line: str) -> None:
    assert residue(f"{line}\n{BODY}\n{BODY}", None) == []


def test_headlines_right_below_a_related_header() -> None:
    links = ["À lire aussi", "Le pont en images", "Qui a payé le pont ?"]
    text = "\n".join([BODY, *links, BODY, "Le pilier nord bouge"])
    assert [span.within(text) for span in residue(text, None)] == links


@pytest.mark.parametrize(
    "below",
    [
        BODY,
        "\nLes travaux\n",
        "« On ne passe plus » sur le pont\n",
        "Le conseil municipal de Valmont a voté mardi soir\nLes riverains attendent le pont.",
        "et la passerelle\n",
    ],
)
def test_running_text_below_a_related_header_stays(below: str) -> None:
    text = f"{BODY}\nÀ lire aussi\n{below}\n{BODY}"
    assert [span.within(text) for span in residue(text, None)] == ["À lire aussi"]


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
        assert span.start == 0 or text[span.start - 1] in "\r\n"
        assert span.end == len(text) or text[span.end] in "\r\n"
        assert not set(span.within(text)) & set("\r\n")
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
        "\n".join(["Partager sur x " * 19 + "!"] * 50),
        "\n".join(["Nous utilisons des cookies " + "ce site " * 33] * 50),
        "\n".join(["AFP, " * 59] * 50),
        "\n".join(["Facebook/" * 33] * 50),
        "[a](" * 500_000,
        "[" * 1_000_000,
        "*a _b " * 300_000,
        "_" * 1_000_000,
        "<div " * 400_000,
        "À lire aussi\n" + "Le pont\n" * 200_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_hostile_lines_take_little_time(hostile: str) -> None:
    start = time.process_time()
    residue(hostile, "titre")
    assert time.process_time() - start < 2
