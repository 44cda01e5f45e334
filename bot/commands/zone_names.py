"""What people call a time zone beside its IANA name: letters such as CET, a country, another city, "Eastern"."""

# Where the clocks go by it. Who says it means what those clocks show that day, be it summer or winter: who is told
# "15:00 EST" in July is rung at three in New York.
LETTERS = {
    "utc": "UTC",
    "gmt": "UTC",
    "bst": "Europe/London",
    **dict.fromkeys(("cet", "cest", "mez", "mesz"), "Europe/Berlin"),
    **dict.fromkeys(("eet", "eest"), "Europe/Helsinki"),
    "msk": "Europe/Moscow",
    **dict.fromkeys(("est", "edt", "et"), "America/New_York"),
    **dict.fromkeys(("cdt", "ct"), "America/Chicago"),
    **dict.fromkeys(("mst", "mdt", "mt"), "America/Denver"),
    **dict.fromkeys(("pst", "pdt", "pt"), "America/Los_Angeles"),
    **dict.fromkeys(("akst", "akdt"), "America/Anchorage"),
    "hst": "Pacific/Honolulu",
    "sast": "Africa/Johannesburg",
    "sgt": "Asia/Singapore",
    "hkt": "Asia/Hong_Kong",
    "jst": "Asia/Tokyo",
    "kst": "Asia/Seoul",
    "awst": "Australia/Perth",
    **dict.fromkeys(("aest", "aedt"), "Australia/Sydney"),
    **dict.fromkeys(("nzst", "nzdt"), "Pacific/Auckland"),
}
# China's or Chicago's; India's, Israel's or Ireland's; "Central time" is Chicago's in America, Berlin's in Europe.
SEVERAL = frozenset({"ast", "cst", "ist", "central", "central_standard"})

_AMERICAN = {
    "eastern": "America/New_York",
    "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
}
_COUNTRIES = {
    "Africa/Cairo": "egyptian",
    "Africa/Johannesburg": "south_africa south_african",
    "Africa/Lagos": "nigeria nigerian",
    "Africa/Nairobi": "kenya kenyan",
    "Asia/Bangkok": "thailand thai",
    "Asia/Jerusalem": "israeli",
    "Asia/Karachi": "pakistan pakistani",
    "Asia/Kolkata": "india indian",
    "Asia/Manila": "philippines philippine",
    "Asia/Seoul": "korea korean",
    "Asia/Shanghai": "china chinese",
    "Asia/Tokyo": "japanese",
    "Europe/Amsterdam": "netherlands dutch",
    "Europe/Athens": "greece greek",
    "Europe/Berlin": "germany german",
    "Europe/Brussels": "belgium belgian",
    "Europe/Copenhagen": "denmark danish",
    "Europe/Dublin": "ireland irish",
    "Europe/Helsinki": "finland finnish",
    "Europe/Istanbul": "turkish",
    "Europe/London": "uk britain british england english",
    "Europe/Madrid": "spain spanish",
    "Europe/Oslo": "norway norwegian",
    "Europe/Paris": "france french",
    "Europe/Rome": "italy italian",
    "Europe/Stockholm": "sweden swedish",
    "Europe/Vienna": "austria austrian",
    "Europe/Warsaw": "polish",
    "Europe/Zurich": "switzerland swiss",
    "Pacific/Auckland": "new_zealand",
}
_CITIES = {
    "America/Chicago": "austin dallas houston",
    "America/Los_Angeles": "la sf san_francisco san_diego seattle",
    "America/New_York": "nyc atlanta boston dc miami philadelphia washington",
    "America/Toronto": "ottawa",
    "Asia/Kolkata": "bangalore bengaluru chennai delhi hyderabad mumbai new_delhi",
    "Asia/Shanghai": "beijing shenzhen",
    "Europe/Berlin": "cologne frankfurt hamburg munich",
    "Europe/London": "edinburgh glasgow manchester",
    "Europe/Madrid": "barcelona",
    "Europe/Rome": "milan",
    "Europe/Zurich": "basel bern geneva",
}
CALLED = {
    **{word: zone for zone, words in _CITIES.items() for word in words.split()},
    **{word: zone for zone, words in _COUNTRIES.items() for word in words.split()},
    **{
        f"{before}{name}{after}": zone
        for name, zone in (*_AMERICAN.items(), ("us_central", "America/Chicago"))
        for before in ("", "us_")
        for after in ("", "_standard", "_daylight")
    },
    "greenwich_mean": "UTC",
    **{
        f"{part}_european{after}": zone
        for part, zone in (
            ("western", "Europe/Lisbon"),
            ("central", "Europe/Berlin"),
            ("eastern", "Europe/Helsinki"),
        )
        for after in ("", "_summer")
    },
}
