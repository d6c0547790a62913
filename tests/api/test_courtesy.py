"""What chatbots say where there is no answer."""

import pytest

from service.api.courtesy import declined


@pytest.mark.parametrize(
    ("language", "begins"),
    [("fr", "Désolé, "), ("en", "Sorry, "), ("de", "Sorry, "), (None, "Sorry, ")],
)
def test_it_is_in_the_questions_language(language, begins):
    assert declined(language).startswith(begins)
