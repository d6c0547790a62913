"""The service and the loaders against what a generator makes up: `make fuzz`."""
