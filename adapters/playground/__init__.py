"""The playground: a chat in the browser, on this machine only, on which the real bot runs.

It is a platform like Slack: it has members, rooms, messages and reactions of its own, and knows nothing of
the bot's rules. Whoever sits in front of it plays every member, and turns the clock.
"""
