"""What the messages of errors say."""

#: How they begin, for what OpenAI has and this model has not.
UNSUPPORTED = "is not supported"
