"""121 brings the members of a group together for one-to-one meetings, one a week, with the right person.

The package is the core: the rules, the words and the use cases. It knows no chat platform; adapters
translate what people type into commands, and what it answers into each platform's own form.
"""

__version__ = "0.1.0"
