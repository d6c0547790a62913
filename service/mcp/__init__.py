"""The Model Context Protocol: the same answers, for programs that language models drive."""
