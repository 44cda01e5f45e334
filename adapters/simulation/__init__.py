"""A simulated group: invented members who join, skip, meet and leave at given rates, on the real core."""
