"""How the store grows: ``python -m benchmarks.scale``, or ``make bench-scale``."""
