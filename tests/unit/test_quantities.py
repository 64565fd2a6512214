"""Numbers as texts print them: tables of shapes with what is read, and properties."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefsite.text import amount
from briefsite.text.quantities import Quantity, Stated, normalise, quantities
from briefsite.text.units import BUILT_IN, QUALIFIERS, SCALES, normalised

READABLE = sorted(id for id, unit in BUILT_IN.items() if id in BUILT_IN.means(unit.name))
"""The units whose name on a page is one of their spellings."""

VALUES: dict[str, tuple[str, str | None]] = {
    # money, with scales in words and letters
    "868,000 units": ("868000", None),
    "60.5 percent": ("60.5", "percent"),
    "60.5 per cent": ("60.5", "percent"),
    "60.5%": ("60.5", "percent"),
    "about 68.9 billion U.S. dollars": ("68900000000", "us-dollars"),
    "$22.22 billion": ("22220000000", "us-dollars"),
    "$2.7bn": ("2700000000", "us-dollars"),
    "$31b": ("31000000000", "us-dollars"),
    "a $6m plant": ("6000000", "us-dollars"),
    "RMB7.1tn": ("7100000000000", "yuan"),
    "CNY 410mn": ("410000000", "yuan"),
    "13 billion RMB": ("13000000000", "yuan"),
    "HK$0.07": ("0.07", "hong-kong-dollars"),
    "NT$9 billion": ("9000000000", "new-taiwan-dollars"),
    "A$12 million": ("12000000", "australian-dollars"),
    "EUR 45 million": ("45000000", "euros"),
    "$US31.5 million": ("31500000", "us-dollars"),
    "£81.5bn": ("81500000000", "british-pounds"),
    "64 USD million": ("64000000", "us-dollars"),
    "12m euros": ("12000000", "euros"),
    "MEUR 18": ("18000000", "euros"),
    "₹2.4 lakh crore": ("2400000000000", "indian-rupees"),
    "INR 37.5 lakh": ("3750000", "indian-rupees"),
    "5 crore 20 lakh tonnes": ("52000000", "tonnes"),
    "120 yen": ("120", "yen"),
    "eur 31": ("31", "euros"),
    "31 usd": ("31", "us-dollars"),
    "up 6.3pc": ("6.3", "percent"),
    "31 million mt of ore": ("31000000", "tonnes"),
    # units
    "347 mu": ("347", "mu"),
    "110 kV": ("110", "kilovolts"),
    "a 200-petaflop centre": ("200", "petaflops"),
    "73 km²": ("73", "square-kilometres"),
    "480 GWh a year": ("480", "gigawatt-hours"),
    "6 m wide": ("6", "metres"),
    "6m people": ("6000000", None),
    "7.3 percentage points faster": ("7.3", "percentage-points"),
    # number formats
    "3,14,159": ("314159", None),
    "1'234'567 francs": ("1234567", "swiss-francs"),
    "40 000 tonnes": ("40000", "tonnes"),
    "1.234.567 Euro": ("1234567", "euros"),
    "12.366,6 Mio. EUR": ("12366600000", "euros"),
    "8,5 %": ("8.5", "percent"),
    "EUR 0.31² a share": ("0.31", "euros"),
    "3½ tonnes": ("3.5", "tonnes"),
    "3 1/2 tonnes": ("3.5", "tonnes"),
    # words
    "eight percent": ("8", "percent"),
    "twenty-five percent": ("25", "percent"),
    "one billion yuan": ("1000000000", "yuan"),
    "three hundred and forty shops": ("340", None),
    "two hundred and two thousand people": ("202000", None),
    "two and a half million people": ("2500000", None),
    "3 million and a half people": ("3500000", None),
    "half a million people": ("500000", None),
    "a dozen firms": ("12", None),
    "half of the firms": ("0.5", "ratio"),
    "three quarters of it": ("0.75", "ratio"),
    "one in five": ("0.2", "ratio"),
    "two out of five firms": ("0.4", "ratio"),
    "in a ratio of 3:1": ("3", "ratio"),
    "Exports doubled": ("2", "times"),
    "four times as many": ("4", "times"),
    "a 2.3-fold rise": ("2.3", "times"),
    "the fourth tour": ("4", "ordinal"),
    "the twenty-first time": ("21", "ordinal"),
    "its 75th anniversary": ("75", "ordinal"),
    "ranked No. 3": ("3", "ordinal"),
    # Chinese
    "1.2万亿元": ("1200000000000", "yuan"),
    "4300多亿千瓦时": ("430000000000", "kilowatt-hours"),
    "2.6亿千瓦": ("260000000", "kilowatts"),
    "三成": ("30", "percent"),
    "七成半": ("75", "percent"),
    "百分之四十": ("40", "percent"),
    "千分之三": ("0.3", "percent"),
    "三分之一": ("0.3333333333333333333333333333", "ratio"),
    "两百五十家": ("250", None),
    "一千零五十人": ("1050", None),
    "两千三百五": ("2350", None),
    "5万4千人": ("54000", None),
    "十五点七吨": ("15.7", "tonnes"),
    "两吨半": ("2.5", "tonnes"),
    "3倍": ("3", "times"),
    "翻了一番": ("2", "times"),
    "第三": ("3", "ordinal"),
    "１２３万吨": ("1230000", "tonnes"),
    "提高0.4个百分点": ("0.4", "percentage-points"),
    "10日元": ("10", "yen"),
}

QUALIFIED = {
    "costs c $31 million": "about",
    "exceeded five percent": "over",
    "will exceed 3.7 percent": "over",
    "over 40 percent": "over",
    "more than 140 countries": "over",
    "upwards of $20": "over",
    "more than EUR 4 billion": "over",
    "超过3万辆": "over",
    "集聚了超过3万家企业": "over",
    "销量突破90万辆": "over",
    "逾5亿元": "over",
    "20余个": "over",
    "some 150 billion yuan": "about",
    "approx. 500": "about",
    "~500": "about",
    "an estimated 500": "about",
    "300-odd firms": "about",
    "500 or so": "about",
    "约20亿元": "about",
    "总额约20亿元": "about",
    "20亿元左右": "about",
    "nearly 2 million US dollars": "nearly",
    "close to 90": "nearly",
    "容量近1.3亿千瓦": "nearly",
    "at least 12 mu": "at-least",
    "at least €30 million": "at-least",
    "520+ cafes": "at-least",
    "500 or more people": "at-least",
    "至少30家": "at-least",
    "30%以上": "at-least",
    "up to 500 petaflops": "up-to",
    "no more than 500": "up-to",
    "500 or fewer": "up-to",
    "多达500人": "up-to",
    "500元以下": "up-to",
    "just under 10 percent": "under",
    "fewer than a dozen": "under",
    "<5%": "under",
    "不足5%": "under",
    "moreover 12 firms": "exactly",
    "a treaty, 公约3项": "exactly",
    "附近3家": "exactly",
    "近三年": "exactly",
}

SIGNED: dict[str, tuple[str, int]] = {
    "EBIT was EUR –45.0 million": ("-45000000", 0),
    "a day of −8.4 °C": ("-8.4", 0),
    "-$5m": ("-5000000", 0),
    "零下8.4摄氏度": ("-8.4", 0),
    "grew by minus 3.3 percent": ("-3.3", 1),
    "fell by a sharp 18%": ("18", -1),
    "Revenue decreased by 1.9%": ("1.9", -1),
    "down 4 percent": ("4", -1),
    "a drop of 4 percent": ("4", -1),
    "4 percent lower than before": ("4", -1),
    "narrowed by 2 percentage points": ("2", -1),
    "fell to 4 percent": ("4", 0),
    "sales, up 5.2 percent": ("5.2", 1),
    "made up 5.2 percent": ("5.2", 0),
    "adding up to 5.2 percent": ("5.2", 0),
    "a 5 percent year-on-year increase": ("5", 1),
    "a loss of 31 million euros": ("31000000", -1),
    "a deficit per share of 31 euros": ("31", -1),
    "净亏损31万元": ("310000", -1),
    "a 31 percent price slump": ("31", -1),
    "costs were cut by between 5% and 6%": ("5", -1),
    "下降3.1%": ("3.1", -1),
    "同比减少20万吨": ("200000", -1),
    "增长4.1%": ("4.1", 1),
    "下降至3.1%": ("3.1", 0),
    "增加值3亿元": ("300000000", 0),
}

RANGES = {
    "10 to 12 billion yuan": ("10000000000", "12000000000", "yuan"),
    "5 to 6 percent": ("5", "6", "percent"),
    "5%-6%": ("5", "6", "percent"),
    "between 5% and 6%": ("5", "6", "percent"),
    "USD 1.2bn-1.5bn": ("1200000000", "1500000000", "us-dollars"),
    "from 800 to 2 million yen": ("800", "2000000", "yen"),
    "5至6亿元": ("500000000", "600000000", "yuan"),
    "二三十家": ("20", "30", None),
}

NO_AMOUNTS = {
    "5G": "name",
    "COVID-19": "name",
    "the 14th Five-Year Plan": "name",
    "flew a Boeing 737": "name",
    "Zephyr 414 gliders were sold": "name",
    "see page 12": "name",
    "十四五规划": "name",
    "tel. 010-12345678": "name",
    "1-444-3333": "name",
    "in 2023": "date",
    "in 2023 euro area output rose": "date",
    "2023-12-31": "date",
    "the year 2020/21": "date",
    "on 31 December": "date",
    "Dec. 31": "date",
    "at 6 p.m.": "date",
    "at 14:30": "date",
    "in the 1990s": "date",
    "in the first half": "date",
    "8月15日": "date",
    "二〇二四年": "date",
}


def only(words: str, **where: str) -> Quantity:
    """The one number of a text."""
    (found,) = quantities(normalise(words), **where)  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize("words", VALUES)
def test_a_number_in_a_text(words: str) -> None:
    """Value and unit, read without doubt, and where it stands."""
    found = only(words)
    value, unit = VALUES[words]
    assert (found.value, found.unit) == (Decimal(value), unit)
    assert found.certain, (found.role, found.doubt)
    assert normalise(words)[found.start : found.end] == found.printed


@pytest.mark.parametrize("words", QUALIFIED)
def test_the_qualifier_on_either_side(words: str) -> None:
    found = only(words)
    assert (found.qualifier, found.doubt) == (QUALIFIED[words], "")


@pytest.mark.parametrize("words", SIGNED)
def test_sign_and_direction(words: str) -> None:
    found = only(words)
    value, direction = SIGNED[words]
    assert (found.value, found.direction) == (Decimal(value), direction)


@pytest.mark.parametrize("words", RANGES)
def test_a_range_is_one_quantity(words: str) -> None:
    found = only(words)
    low, high, unit = RANGES[words]
    assert (found.value, found.high, found.unit) == (Decimal(low), Decimal(high), unit)
    assert found.doubt == ""


@pytest.mark.parametrize("words", NO_AMOUNTS)
def test_dates_and_names_are_no_amounts(words: str) -> None:
    found = quantities(normalise(words))
    assert {quantity.role for quantity in found} <= {NO_AMOUNTS[words], "amount"}
    assert found[0].role == NO_AMOUNTS[words]
    assert [q.value for q in found if q.certain and not q.value > 10**6] == []


@pytest.mark.parametrize(
    "words", ["one of them", "no number", "s6suGMNZ", "section A.1b", "四川", "一切", "百货", ""]
)
def test_what_is_no_number(words: str) -> None:
    """A pronoun, digits inside a word, and Chinese words with a numeral in them."""
    assert quantities(normalise(words)) == ()


def test_an_address_holds_no_number() -> None:
    assert quantities("see https://example.org/2023/a-500 and 10.1038/s41586") == ()


@pytest.mark.parametrize(
    "words",
    [
        "XQ$5 million",  # a dollar that the table does not have
        "¥500 billion",  # yuan or yen
        "500 pounds",
        "12,5",  # a decimal comma or a list
        "12 300 450",  # one number or three
        "22,24,26",
        "3.1.2",
        "EBIT (45.0)",
        "hundreds of firms",
        "数十家",
        "fell by 3,000 to 12,000",
        "about 500 or more",
        "9" * 31,
    ],
)
def test_what_cannot_be_read_for_certain_says_so(words: str) -> None:
    """It is never read in part."""
    assert [quantity.doubt for quantity in quantities(normalise(words)) if quantity.certain] == []
    assert quantities(normalise(words))[0].doubt


def test_from_one_level_to_another_is_no_range() -> None:
    """`rose from 160 to 450 billion` has two values."""
    found = quantities("rose from 160 billion yuan in 2015 to 450 billion yuan")
    assert [one.value for one in found] == [160 * 10**9, 2015, 450 * 10**9]


def test_a_number_behind_doubled_or_a_fiscal_year_is_one_of_its_own() -> None:
    found = quantities("The fleet doubled to 31,000")
    assert [(one.value, one.high) for one in found] == [(2, None), (31000, None)]
    found = quantities("in FY 2018-19 were 310,000 tonnes, and 6,300 workers left")
    assert [one.value for one in found if one.certain] == [310000, 6300]


def test_half_a_year_is_no_rate() -> None:
    assert only("年产31吨").per == "year"
    assert [one.per for one in quantities("上半年产值31亿元")] == [""]


def test_a_word_before_a_number_of_things_is_no_name() -> None:
    assert only("Only 414 gliders were sold").certain
    assert only("Currently 414 gliders are sold").certain


def test_a_year_and_a_number_that_looks_like_one() -> None:
    assert only("in 2000 employees were asked").looks_like_a_year
    assert not only("it has 2000 employees").looks_like_a_year
    assert only("it has 2000 employees").certain


def test_a_sign_that_several_currencies_have_means_that_of_the_country() -> None:
    assert only("¥500", country="JP").unit == "yen"
    assert only("¥500", language="zh").unit == "yuan"
    assert only("$5 million", country="AU").unit == "australian-dollars"
    assert only("$5 million").unit == "us-dollars"


def test_the_language_decides_what_a_point_is() -> None:
    assert only("1.234 Tonnen", language="de").value == 1234
    assert only("1.234 tonnes", language="en").value == Decimal("1.234")
    assert only("12 300 450", language="fr").value == 12300450
    assert only("2 Billionen", language="de").value == 2 * 10**12
    assert only("1,5 bilhão", language="pt").value == 1_500_000_000
    assert only("31,5 milhões de toneladas", language="pt").unit == "tonnes"
    assert only("proche de 2,5 millions", language="fr").qualifier == "nearly"
    euros = only("environ 12,4 milliards d'euros", language="fr")
    assert (euros.value, euros.unit, euros.qualifier) == (12_400_000_000, "euros", "about")
    fell = only("sank um rund 5,3 Prozent", language="de")
    assert (fell.signed, fell.unit, fell.qualifier) == (Decimal("-5.3"), "percent", "about")


def test_the_head_of_a_row_counts_for_its_cells() -> None:
    found = quantities("Revenue (in EUR million) 8,125 7,940")
    assert [(one.value, one.unit) for one in found] == [
        (8125 * 10**6, "euros"),
        (7940 * 10**6, "euros"),
    ]


def test_what_is_counted_and_for_what() -> None:
    assert only("It has 640 small firms in the city").thing == "small firms"
    assert only("a loan for dozens of small firms").thing == "small firms"
    assert only("集聚了640家企业").thing == "家企业"
    assert only("5 tonnes a year").per == "year"
    assert only("$5 per share").per == only("$5 per diluted share").per == "share"
    assert only("paid 300 and hourly wages rose").per == ""
    assert only("人均收入5万元").per == "capita"


def test_copies_of_a_text_compare_equal() -> None:
    """No-break and en spaces, typographic quotes and dashes have one form."""
    assert (
        normalise("Xi\u2019s\u00a0\u201cfirst\u201d\u2002tour \u2013 now")
        == 'Xi\'s "first" tour - now'
    )


def test_what_a_brief_says_is_held_against_what_was_read() -> None:
    """Value, unit, sign and both ends of a range; what counts as the same qualifier."""
    fell = only("fell by 18%")
    assert Stated(Decimal(-18), "percent").equals(fell)
    assert not Stated(Decimal(18), "percent").equals(fell)
    wide = only("5 to 6 percent")
    assert Stated(Decimal(5), "percent", high=Decimal(6)).equals(wide)
    assert not Stated(Decimal(6), "percent").equals(wide)
    assert Stated(Decimal(25), "percent").equals(only("one in four"))
    plus = only("520+ cafes")
    assert Stated(Decimal(520), "count", "at-least").qualifies(plus)
    assert Stated(Decimal(520), "count", "over").qualifies(plus)
    assert not Stated(Decimal(520), "count").qualifies(plus)
    tonnes = only("520 tonnes")
    assert Stated(Decimal(520), "count", label="tonnes").fits(tonnes, BUILT_IN)
    assert not Stated(Decimal(520), "count", label="hectares").fits(tonnes, BUILT_IN)
    pesos = only("520 pesos")
    assert Stated(Decimal(520), "count", label="pesos").settles(pesos, BUILT_IN)
    assert not Stated(Decimal(520), "mexican-pesos").settles(pesos, BUILT_IN)


@given(
    number=st.decimals(min_value=0, max_value=10**6, places=2),
    scale=st.sampled_from(sorted(SCALES, key=str)),
    unit=st.sampled_from(READABLE),
    qualifier=st.sampled_from(sorted(QUALIFIERS)),
)
def test_what_the_site_prints_reads_back(
    number: Decimal, scale: str | None, unit: str, qualifier: str
) -> None:
    """Format, then parse, is the identity; where a name has two meanings, it is in doubt."""
    written = normalise(amount(number, BUILT_IN[unit], scale=scale, qualifier=qualifier))
    (found,) = quantities(written)
    assert found.value == normalised(number, scale)
    assert found.qualifier == qualifier
    assert found.unit == unit or unit in found.may_be


@given(number=st.integers(min_value=1, max_value=10**12), style=st.sampled_from([",", "'", ""]))
def test_whole_numbers_of_any_size_read_back(number: int, style: str) -> None:
    (found,) = quantities(f"{number:,}".replace(",", style) + " tonnes")
    assert (found.value, found.unit, found.doubt) == (number, "tonnes", "")


@given(text=st.text(alphabet="0123456789.,'%-$€ abmkt十百万亿二半第多分之年年", max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Each number has its place in the text, in order, and none lies within another."""
    end = 0
    plain = normalise(text)
    for found in quantities(plain):
        assert end <= found.start < found.end <= len(plain)
        assert plain[found.start : found.end] == found.printed
        end = found.end


@pytest.mark.parametrize("piece", ["9", "9,", "9.", "9 ", "九", "万", "九十万", "one ", "hundred ",
                                   "-", "$", "(", "million ", "a@", "1/", "9'9"])  # fmt: skip
def test_a_hostile_text_is_read_in_bounded_time(piece: str) -> None:
    """A run of anything; the limit on the time of a test holds."""
    quantities(normalise("Output was " + piece * 20_000 + " tonnes"))
