"""The list of models."""

import openai
import pytest
from openai.types import Model


def test_there_is_one_model(sdk, http):
    (model,) = sdk.models.list()

    assert (model.id, model.object, model.owned_by) == ("citeqa", "model", "citeqa")
    assert sdk.models.retrieve("citeqa") == model
    Model.model_validate_json(http.get("/v1/models/citeqa").data, strict=True)


@pytest.mark.parametrize("name", ["gpt-4o", "org/model", "x" * 1000])
def test_there_is_no_other(sdk, bridge, name):
    for call in (
        lambda: sdk.models.retrieve(name),
        lambda: sdk.chat.completions.create(
            model=name, messages=[{"role": "user", "content": "Le ?"}]
        ),
        lambda: sdk.responses.create(model=name, input="Le ?"),
    ):
        with pytest.raises(openai.NotFoundError) as caught:
            call()
        assert caught.value.code == "model_not_found"
        assert caught.value.type == "invalid_request_error"
        assert f"'{name[:100]}'" in caught.value.body["message"]
