"""What the worker process tells the application of a request, in its WSGI environment."""

#: Seconds that the request waited for a thread.
WAITED = "citeqa.waited"
#: Called with nothing when the request has made progress: it is not stuck.
PROGRESS = "citeqa.progress"
#: Called with nothing to have the connection closed after the response, where it can still say so.
CLOSE = "citeqa.close"
#: Called with nothing: whether the service is about to stop by now.
STOPPING = "citeqa.stopping"
