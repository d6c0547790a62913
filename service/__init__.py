"""citeqa as a service: settings, wiring, HTTP API and command line."""

# Before anything of Haystack's: importing ``index`` turns Haystack's telemetry off.
import index  # noqa: F401
