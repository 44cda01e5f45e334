"""Addresses, phone numbers, accounts and profiles are recognised; dates, amounts, companies and members are none."""

import pytest

from bot.domain.contact import has_contact, is_sum


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
        *("612.345.678", "612,345,678", "600.123.456", "0171,234,5678", "0171_234_5678"),
        *("491711 EUR 234567", "EUR 491711 234567", "234567 491711 EUR", "$49 1711 234 567"),
        *("612.345.678 in 2027", "by 2026-12-01 0171 2345678", "1.000.000 4567", "5.2.000.000"),
        *(
            "carla @ example . com",
            "carla@example . com",
            "carla @ example. com",
            "carla at gmail.com",
        ),
        "Carla at mail.example . com",
        *("carla@gmail", "write to carla.d@Yahoo, she says"),
        *("@carla_d on Telegram", "find @carla.d (Instagram)", "@carla_d, Telegram", "@carla X"),
        *(
            "Insta: @carla.d",
            "her Telegram is @carla_d",
            "IG @carla.d",
            "on TikTok as @carla",
            "X: @carla",
        ),
        *(
            "t.me/carla",
            "wa.me/49171",
            "https://www.linkedin.com/in/carla-d",
            "de.linkedin.com/in/carla",
        ),
        *(
            "instagram.com/carla.d",
            "facebook.com/carla",
            "https://x.com/carla",
            "tiktok.com/@carla",
        ),
        *("Skype: carla99", "Telegram: carla_d", "WeChat = carla_d1"),
        *("IG carla_diaz", "on telegram carla99", "skype:carla.l", "Insta: carla.diaz"),
        *("<mailto:al@example.com|al@example.com>", "<tel:+442079460958|call>"),
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
        *(
            "met @ Berlin. Great",
            "met @ Berlin. In May",
            "met at Berlin. Com",
            "met at Berlin. She sings",
        ),
        *(
            "a budget of 1.250.000 EUR",
            "1.250.450 EUR",
            "€1,250,450.50",
            "15000000 EUR",
            "1.250.000,00",
        ),
        *("in 2019, 2020 and 2021", "2019, 2020, 2021", "2019,2020,2021", "2019/2020/2021"),
        *(
            "10.000-20.000 flyers",
            "10,000 to 20,000 people",
            "from 9.30-12.30",
            "05.11.2026 - 12.11.2026",
        ),
        *("2,000,000 EUR, 3 shops", "between $1,000,000 and $2,000,000", "12,5 % of 1,250 a year"),
        *("see www.example.com/in/berlin", "linkedin.com/company/example", "https://example.com"),
        *(
            "wants to be on Instagram",
            "@ben knows Telegram",
            "@ben can help with Facebook",
            "2 x @ben",
        ),
        *(
            "Instagram top10 lists",
            "Instagram: example.shop",
            "LinkedIn posts 2026",
            "a Facebook ad",
        ),
        *("Instagram: posts and ads", "Facebook: Q3 campaign", "on Facebook: example.com"),
        *("Instagram, as @ben does", "<@123456789012345678> knows", "<@U0123456789|ben> knows her"),
        *("ask @ben: on Discord she is lost", "max.x.company/ben", "at the Signal box @ben likes"),
    ],
)
def test_dates_amounts_and_names_are_no_contact(text: str) -> None:
    assert not has_contact(text)


@pytest.mark.parametrize(
    "text", ["1500", "15000000", "15000000 EUR", "1,250,450.50", "€ 800", "CHF 1'200", "800-1200"]
)
def test_a_sum_is_one_with_and_without_its_currency(text: str) -> None:
    assert is_sum(text)


@pytest.mark.parametrize(
    "text", ["", "about 800", "0171 2345678", "4917112345678", "+491711234567"]
)
def test_anything_else_is_no_sum(text: str) -> None:
    assert not is_sum(text)
