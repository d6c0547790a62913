"""Whether an application can be loaded with the settings as they are now: ``python -m
service.trial APPLICATION BIND…``, as gunicorn's first process must not load it itself."""

import sys

from gunicorn.util import import_app

from index.errors import CiteqaError
from service.exposure import must_not_be_open
from service.settings import InvalidSettings, load_settings


def main(application: str, *binds: str) -> str | None:
    """Why it cannot, or ``None``. ``binds`` are what the server listens at."""
    try:
        settings = load_settings()
        must_not_be_open(settings, {*binds, *settings.bind.split(",")})
        import_app(application)
    except (InvalidSettings, CiteqaError) as error:
        return f"Error: {error}"
    return None


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
