"""121 in Discord: what members do becomes commands, what the bot says becomes components."""
