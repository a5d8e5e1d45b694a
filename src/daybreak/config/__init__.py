"""Settings, addresses and environment: where the rest is put together."""
