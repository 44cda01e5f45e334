"""Pure decisions: values in, values out. Nothing here reads a clock, a database or a network."""
