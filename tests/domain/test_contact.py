"""Addresses and phone numbers are recognised, also written out; dates, amounts and names are none."""

import pytest

from bot.domain.contact import has_contact


@pytest.mark.parametrize(
    "text",
    [
        *(
            "call 020 7946 0958",
            "+44 (0)20 7946-0958",
            "07700900123",
            "555.123.4567",
            "٠٧٧٠٠٩٠٠١٢٣",
        ),
        *(
            "al at example dot com",
            "al (at) example.com",
            "al[at]example[dot]co[dot]uk",
            "al @ example.com",
        ),
        *(
            "al-at-example-dot-com",
            "al_at_example_dot_com",
            "Al AT mail.example DOT com",
            "al {at} example (.) com",
        ),
        *("600 123 456", "07 946 000 000", "+1 000 000", "call 1 000 000 12"),
        *("maria@example.org", "Maria <m.x@a-b.co.uk>", "０７７００９００１２３", "0170–123 45 67"),
    ],
)
def test_a_phone_number_or_an_address_is_recognised(text: str) -> None:
    assert has_contact(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Maria, the baker",
            "needs 3 websites by 2026-12-01",
            "from 1.12.2026",
            "plan for 2026-2027",
        ),
        *(
            "has 1 000 000 EUR",
            "1\u00a0500\u00a0000,00 €",
            "$2 500 000 to start",
            "CHF 1'250'000",
            "5000000 euros",
        ),
        *(
            "1 500 000 - 2 500 000 EUR",
            "1 000 000 flyers",
            "works at example.com",
            "look at this dot",
        ),
        *("a budget of 1,500,000", "1.500.000 €", "2 of 10, at 9:30", "see @ben", "مريم 🇪🇬", ""),
    ],
)
def test_dates_amounts_and_names_are_no_contact(text: str) -> None:
    assert not has_contact(text)
