"""One story per function: read, decide, write, answer. A story runs inside one transaction that its caller opened."""
