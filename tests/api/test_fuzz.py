"""No body makes the service fail."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

FIELDS = ["question", "top_k", "filters", "threshold", "debug", "field", "operator", "conditions"]
TEXT = st.text(st.characters(exclude_categories=())) | st.sampled_from([*FIELDS, "AND", "==", "in"])
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*FIELDS, "value"]) | TEXT, inner, max_size=4)
    ),
    max_leaves=12,
)
BODY = st.fixed_dictionaries({"question": TEXT}, optional=dict.fromkeys(FIELDS[1:5], VALUE))


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(BODY | VALUE)
def test_ask_survives_any_body(client, body):
    response = client.post("/v1/ask", data=json.dumps(body), content_type="application/json")

    assert response.status_code in (200, 400, 422), response.text
    if response.status_code != 200:
        assert response.content_type == "application/problem+json"
        assert response.json["type"].startswith("/problems/")
