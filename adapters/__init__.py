"""Places where people talk: each folder translates one of them, and none knows another."""
