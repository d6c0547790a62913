"""Articles in, passages and cited answers out: citeqa without HTTP.

Data flows one way: article file → passages → store → retrieval → reader →
cited answer. Nothing here knows Flask, and nothing here reads settings from
the environment; ``service`` wires these parts together.
"""

import os

# Haystack decides about telemetry when it is first imported, and every module of
# this package is imported after this one. A question-answering service that works
# offline must not try to report its use to anybody.
os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"
# ONNX Runtime has telemetry as well, in its C++; it looks when it is loaded.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
