"""Documents: what people write and print."""
