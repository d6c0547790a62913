"""Which citeqa this is."""

from importlib.metadata import PackageNotFoundError, version


def release() -> str:
    """The installed version, or ``0+unknown`` in a checkout that is not installed."""
    try:
        return version("citeqa")
    except PackageNotFoundError:
        return "0+unknown"
