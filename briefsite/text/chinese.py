"""Chinese numerals: 三千二百多亿, 5万4千, 百分之五十, 三成, 第三, 两千三百五, 二十几万.

In: a text as tokens. Out: the numeral that begins at a token, or None. A character such as 三 or 百
is a number where a measure word or a unit follows, or where it stands alone: 四川, 一切 and 百货 are
words. Digits mix with characters of powers: 1.2万亿.
"""

from dataclasses import replace
from decimal import Decimal

from briefsite.text.numerals import Numeral, Tokens, numeral_at, power

_DIGITS = {char: n for n, chars in enumerate(
    ("零〇", "一壹壱", "二两兩贰貳", "三叁參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")) for char in chars}  # fmt: skip
_SMALL = {"十": 1, "拾": 1, "百": 2, "佰": 2, "千": 3, "仟": 3}
_BIG = {"万": 4, "萬": 4, "亿": 8, "億": 8, "兆": 12}
_POINT = "点點"
_MORE = "多余餘几幾来"
_SIGN = "负負"
STARTS = frozenset((*_DIGITS, *_SMALL, *_BIG, *"第半数數几幾上成"))
"""The characters that may begin a number."""
MEASURES = frozenset("个個家名位项項条條座台台辆輛艘架所种種次年天月日届屆级級层層只隻双雙对對打户戶人口倍成期批部间間件套栋棟支股处處场場"
                     "笔筆份吨米亩元块塊度岁歲周秒棵头頭匹篇株幅颗顆集本艘列班例组組团團宗轮輪大省市县縣区區镇鎮村国國类類斤两里寸尺克升号號")  # fmt: skip
"""Characters that say what is counted, right behind the number."""
_WORDS = frozenset(("五台", "七台", "三峡", "三亚", "十分", "一度", "一级", "两会", "两岸", "三农", "三国", "一国", "一天", "一度", "万一", "一点", "一号",
                    "一本", "一部", "一户", "一大", "一年", "一时", "一股", "一条", "一口", "一头", "一层", "一班", "一对"))  # fmt: skip
_IN_UNITS = {"千": "瓦克米伏卡焦赫帕字", "兆": "瓦赫字位比帕", "百": "帕"}
"""What a power begins a unit with: 千瓦 is a kilowatt, not a thousand of something."""
_NO_SHARE = frozenset("立为為长長员員本功都绩績果交品套熟型分就年人群份因色")
_SHARES = {"十": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10**4, "萬": 10**4}


class _Sum:
    """A number as it grows, character by character."""

    def __init__(self) -> None:
        self.total, self.section = Decimal(0), Decimal(0)
        self.digit: Decimal | None = None
        self.last, self.biggest, self.scale = 0, 99, 0
        self.zero = self.han_digit = False

    def small(self, exponent: int) -> bool:
        if self.digit is None and (self.last and self.last <= exponent):
            return False
        self.section += power(Decimal(1) if self.digit is None else self.digit, exponent)
        self.digit, self.last, self.zero = None, exponent, False
        return True

    def big(self, exponent: int) -> bool:
        section = self.section + (self.digit or 0)
        if not section and not self.total:
            return False
        if exponent >= self.biggest or not section:
            self.total = power(self.total + section, exponent)
        else:
            self.total += power(section, exponent)
        self.scale = exponent + (self.scale if not section else 0)
        self.section, self.digit, self.last, self.biggest = Decimal(0), None, exponent, exponent
        self.zero = False
        return True

    def value(self) -> Decimal:
        digit = self.digit or Decimal(0)
        if self.han_digit and self.last >= 2 and not self.zero:
            digit = power(digit, self.last - 1)  # 两千三百五
        return self.total + self.section + digit


def _run(tokens: Tokens, i: int, start: Numeral | None) -> Numeral | None:
    """A number of digits and powers; `start` is one in digits with which it begins."""
    sum_, j, plus = _Sum(), i, False
    if start:
        sum_.digit, j = start.value, start.after
    while True:
        char = tokens[j].text
        token = tokens[j]
        if j > i and plus and char not in _BIG and char not in _SMALL:
            break
        if char in _DIGITS and token.kind == "han":
            digit = _DIGITS[char]
            if not digit:
                if sum_.digit is not None:
                    break
                sum_.zero = True
            elif sum_.digit is not None:
                break
            else:
                sum_.digit, sum_.han_digit = Decimal(digit), True
        elif (
            token.kind == "digits"
            and j > i
            and sum_.digit is None
            and token.text.isdigit()
            and len(token.text) < 5
        ):
            sum_.digit, sum_.han_digit = Decimal(token.text), False
        elif (
            j > i
            and char in _IN_UNITS
            and tokens[j + 1].text
            and tokens[j + 1].text in _IN_UNITS[char]
        ):
            break
        elif char in _SMALL and token.kind == "han":
            if not sum_.small(_SMALL[char]):
                break
        elif char in _BIG and token.kind == "han":
            if not sum_.big(_BIG[char]):
                break
        elif (
            char in _MORE
            and j > i
            and token.kind == "han"
            and (sum_.digit is None or not sum_.han_digit or tokens[j + 1].text in _BIG)
            and (char not in "来" or tokens[j + 1].text in MEASURES)
        ):
            plus = True
        else:
            break
        j += 1
    if j == i:
        return None
    found = Numeral(i, j, sum_.value(), "digits" if start else "han", sum_.scale, plus=plus)
    return _decimals(tokens, found)


def _decimals(tokens: Tokens, found: Numeral) -> Numeral:
    j = found.after
    if tokens[j].text not in _POINT or found.form != "han" or not tokens[j].text:
        return found
    digits = ""
    while tokens[j + 1].text in _DIGITS:
        j += 1
        digits += str(_DIGITS[tokens[j].text])
    if not digits or len(digits) > 30 or (digits == "2" and tokens[j].text in "两兩"):
        return found
    whole = found.value if found.value else Decimal(0)
    value = Decimal(f"{whole:f}.{digits}")
    found = replace(found, after=j + 1, value=value, scale=0)
    if tokens[j + 1].text in _BIG:
        found, j = (
            replace(
                found,
                value=power(value, _BIG[tokens[j + 1].text]),
                scale=_BIG[tokens[j + 1].text],
                after=j + 2,
            ),
            j + 1,
        )
        if tokens[j + 1].text in _BIG:
            found = replace(
                found,
                value=power(found.value, _BIG[tokens[j + 1].text]),
                scale=found.scale + _BIG[tokens[j + 1].text],
                after=j + 2,
            )
    return found


def _year(tokens: Tokens, i: int) -> Numeral | None:
    """二〇二四年: digits one by one."""
    digits, j = "", i
    while tokens[j].text in _DIGITS and len(digits) < 5:
        digits, j = digits + str(_DIGITS[tokens[j].text]), j + 1
    return (
        Numeral(i, j, Decimal(digits), "date")
        if len(digits) == 4 and tokens[j].text == "年"
        else None
    )


def _two(tokens: Tokens, i: int) -> Numeral | None:
    """二三十, 三四百万: from the one to the other."""
    low, high = _DIGITS.get(tokens[i].text), _DIGITS.get(tokens[i + 1].text)
    if not low or high != low + 1 or tokens[i + 2].text not in (*_SMALL, *_BIG, *MEASURES):
        return None
    upper = _run(tokens, i + 1, None)
    if upper is None:
        return None
    return replace(upper, first=i, value=upper.value / high * low, high=upper.value)


def chinese_at(tokens: Tokens, i: int, language: str) -> Numeral | None:
    """The number that begins at a token and holds a Chinese character; None where none does."""
    token = tokens[i]
    if token.kind == "digits":
        start = numeral_at(tokens, i, language)
        if (
            start is None
            or start.form not in ("digits", "ratio")
            or tokens[start.after].kind != "han"
        ):
            return None
        found = _run(tokens, i, replace(start, value=start.value)) if start.scale == 0 else start
        if found and (found.after > start.after or tokens[start.after].text in "成又分"):
            return _shared(tokens, replace(found, doubt=start.doubt), language)
        return None
    if token.text == "第":
        return _ordinal(tokens, i, language)
    if token.text == "半" or token.text in "几幾数數上" and token.text:
        return _vague(tokens, i)
    found = _year(tokens, i) or _two(tokens, i) or _run(tokens, i, None)
    if found is None:
        return _power(tokens, i, language)
    found = _shared(tokens, found, language)
    loose = found.form == "han" and not _stands(tokens, found)
    return replace(found, loose=loose)


def _ordinal(tokens: Tokens, i: int, language: str) -> Numeral | None:
    if tokens[i + 1].kind == "digits":
        found = chinese_at(tokens, i + 1, language) or numeral_at(tokens, i + 1, language)
    else:
        found = _run(tokens, i + 1, None)
    return replace(found, first=i, form="ordinal") if found else None


def _vague(tokens: Tokens, i: int) -> Numeral | None:
    """半数, 一半; 数十, 几百万, 上千: how many is not said."""
    if tokens[i].text == "半":
        if tokens[i + 1].text in "数數" and tokens[i + 1].text:
            return Numeral(i, i + 2, Decimal("0.5"), "ratio")
        half_share = tokens[i + 1].text == "成" and tokens[i + 2].text not in _NO_SHARE
        return Numeral(i, i + 2, Decimal(5), "percent") if half_share else None
    if tokens[i + 1].text not in _SMALL and tokens[i + 1].text not in _BIG:
        return None
    j, value = i + 1, Decimal(1)
    while tokens[j].text in _SMALL or tokens[j].text in _BIG:
        value, j = power(value, {**_SMALL, **_BIG}[tokens[j].text]), j + 1
    if tokens[j].text not in MEASURES or tokens[i - 1].text in "度":
        return None
    return Numeral(i, j, value, "many", doubt="how many is not said")


def _power(tokens: Tokens, i: int, language: str) -> Numeral | None:
    """A power without a digit before it: 百分之五十, 千余家."""
    char = tokens[i].text
    after = i + 1
    while tokens[after].text in _BIG and char in "万萬百千":
        after += 1
    if tokens.words(after, "分", "之") and (char in _SHARES or char in _BIG):
        size = Decimal(1)
        for step in range(i, after):
            size = power(size, {**_SMALL, **_BIG}[tokens[step].text])
        return _parts(tokens, Numeral(i, after, size, "share"), language)
    return None


def _shared(tokens: Tokens, found: Numeral, language: str) -> Numeral:
    """With what makes it a share: 分之, 成, 又."""
    j = found.after
    if tokens.words(j, "分", "之"):
        one = tokens[found.first].text in _SHARES and tokens[found.first].text != "十"
        form = "share" if one and found.value in (100, 1000, 10**4, 10**6, 10**8) else "part"
        return _parts(tokens, replace(found, form=form), language) or found
    if tokens[j].text == "又":
        whole, rest = found, chinese_at(tokens, j + 1, language)
        if rest and rest.form in ("ratio", "percent"):
            part = rest.value / 100 if rest.form == "percent" else rest.value
            return replace(whole, after=rest.after, value=whole.value + part)
    if tokens[j].text == "成" and tokens[j + 1].text not in _NO_SHARE and found.value <= 10:
        return replace(found, after=j + 1, value=found.value * 10, form="percent")
    if tokens.words(j, "个", "半") or tokens.words(j, "個", "半"):
        return replace(found, after=j + 2, value=found.value + Decimal("0.5"))
    if found.value == 1 and tokens[j].text == "半" and found.form == "han":
        return replace(found, after=j + 1, value=Decimal("0.5"), form="ratio")
    return found


def _parts(tokens: Tokens, whole: Numeral, language: str) -> Numeral | None:
    """三分之一, 百分之五十: the whole stands before the part."""
    j, sign = whole.after + 2, 1
    if tokens[j].text in _SIGN and tokens[j].text:
        j, sign = j + 1, -1
    if tokens[j].kind == "digits":
        part = chinese_at(tokens, j, language) or numeral_at(tokens, j, language)
    elif whole.form == "share" and tokens[j].text in "百":
        part = Numeral(j, j + 1, Decimal(100), "han")
    else:
        part = _run(tokens, j, None)
    if part is None or not whole.value:
        return None
    ratio = sign * part.value / whole.value
    value, form = (ratio * 100, "percent") if whole.form == "share" else (ratio, "ratio")
    return replace(part, first=whole.first, value=value, form=form, scale=0, doubt=part.doubt)


def _stands(tokens: Tokens, found: Numeral) -> bool:
    """Whether it is a number and not part of a word."""
    first, behind = tokens[found.first], tokens[found.after]
    size = found.after - found.first
    if first.text + behind.text in _WORDS and size == 1:
        return False
    alone = behind.kind != "han" and tokens[found.first - 1].kind != "han"
    if found.value == 1 and size == 1:
        return alone
    if size == 1 and not alone:
        return behind.text in MEASURES and tokens[found.first - 1].text not in "统同单唯十"
    return size > 1 or alone
