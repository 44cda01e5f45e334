"""121 in Slack: what members do becomes commands, what the bot says becomes Block Kit."""
