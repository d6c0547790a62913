"""The routes that OpenAI's clients call.

Requests and responses have the shapes of OpenAI's API; what answers is ``/v1/ask``'s way
through the service.
"""
