"""Chinese numerals: 三千二百多亿, 5万4千, 百分之五十, 三成, 第三, 两千三百五.

In: a text as tokens. Out: the numeral that begins at a token, or None. A character such as 三 or
百 is a number where a measure word or a unit follows, or where it stands alone: 四川, 一切 and
百货 are words. Digits mix with characters of powers: 1.2万亿.
"""

from dataclasses import replace
from decimal import Decimal

from briefsite.text.english import numeral_at
from briefsite.text.numerals import LONGEST, Numeral, Tokens, power

_CHARS = "零〇 一壹壱 二两兩贰貳 三叁參 四肆 五伍 六陆陸 七柒 八捌 九玖"
_DIGITS = {char: n for n, chars in enumerate(_CHARS.split()) for char in chars}
_SMALL = {"十": 1, "拾": 1, "百": 2, "佰": 2, "千": 3, "仟": 3}
_BIG = {"万": 4, "萬": 4, "亿": 8, "億": 8, "兆": 12}
_POWERS = _SMALL | _BIG
_FORMAL = "壹壱贰貳叁參肆伍陆陸柒捌玖拾佰仟"
_MORE = "多余餘几幾来"
STARTS = frozenset((*_DIGITS, *_POWERS, *"第半数數几幾上"))
"""The characters that may begin a number."""
MEASURES = frozenset(
    "个個家名位项項条條座台臺辆輛艘架所种種次年天月日届屆级級层層只隻双雙对對打户戶人口倍成期批部间間件套栋棟支股处"
    "處场場笔筆份吨噸米亩畝元块塊度岁歲周秒棵头頭匹篇株幅颗顆集本艘列班例组組团團宗轮輪大省市县縣区區镇鎮村国國类類斤两"
    "里寸尺克升号號方"
)
"""Characters that say what is counted, right behind the number."""
_NAMES = frozenset(
    [
        "五台",
        "七台",
        "三峡",
        "三亚",
        "十分",
        "两会",
        "两岸",
        "三农",
        "三国",
        "三大",
        "万一",
        "五四",
        "两两",
    ]
)
_IN_UNITS = {"千": "瓦克米伏卡焦赫帕字", "兆": "瓦赫字位比帕", "百": "帕"}
"""What a power begins a unit with: 千瓦 is a kilowatt, not a thousand of something."""
_NO_SHARE = "立为為长長员員本功都绩績果交品套熟型分就年人群份因色"
_SHARES = (100, 1000, 10**4, 10**6, 10**8)


class _Sum:
    """A number as it grows, character by character."""

    def __init__(self) -> None:
        self.total, self.section = Decimal(0), Decimal(0)
        self.digit: Decimal | None = None
        self.last, self.biggest, self.scale = 0, 99, 0
        self.zero = self.written = False  # a zero before; the digit is a character

    def add(self, digit: Decimal, *, written: bool) -> bool:
        """Take a digit; False where it cannot follow."""
        if self.digit is not None:
            return False
        if written and not digit:
            self.zero = True
        else:
            self.digit, self.written = digit, written
        return True

    def small(self, exponent: int) -> bool:
        """Take 十, 百 or 千."""
        if self.digit is None and self.last and self.last <= exponent and not self.zero:
            return False
        self.section += power(Decimal(1) if self.digit is None else self.digit, exponent)
        self.digit, self.last, self.zero = None, exponent, False
        return True

    def big(self, exponent: int) -> bool:
        """Take 万 or 亿."""
        section = self.section + (self.digit or 0)
        if not section and not self.total:
            return False
        if exponent >= self.biggest or not section:
            self.total = power(self.total + section, exponent)
        else:
            self.total += power(section, exponent)
        self.scale = exponent + (0 if section else self.scale)
        self.section, self.digit, self.zero = Decimal(0), None, False
        self.last = self.biggest = exponent
        return True

    def value(self) -> Decimal:
        """What it has come to; 两千三百五 ends in fifty."""
        digit = self.digit or Decimal(0)
        short = self.written and self.last >= 2 and not self.zero
        return self.total + self.section + (power(digit, self.last - 1) if short else digit)


def _takes(tokens: Tokens, sum_: _Sum, i: int, j: int) -> bool:
    """Whether the character at a place belongs to the number that began at `i`."""
    token, behind = tokens[j], tokens[j + 1]
    char = token.text
    if token.kind == "digits":
        return j > i and char.isdigit() and len(char) < 5 and sum_.add(Decimal(char), written=False)
    if token.kind != "han":
        return False
    if char in _DIGITS:
        liang = char in "两兩" and j > i and behind.text not in _POWERS
        return not liang and sum_.add(Decimal(_DIGITS[char]), written=True)
    if j > i and behind.text and behind.text in _IN_UNITS.get(char, ""):
        return False
    if char in _SMALL:
        return sum_.small(_SMALL[char])
    return char in _BIG and sum_.big(_BIG[char])


def _says_more(tokens: Tokens, sum_: _Sum, i: int, j: int) -> bool:
    """Whether 多, 余 or 几 stands in the number: 3000多亿, 二十几万."""
    if j == i or not tokens.han(j, _MORE):
        return False
    behind = tokens[j + 1].text
    if tokens.han(j, "来") and behind not in MEASURES:
        return False
    return sum_.digit is None or not sum_.written or behind in _BIG


def _run(tokens: Tokens, i: int, start: Numeral | None = None) -> Numeral | None:
    """A number of digits and powers; `start` is one in digits with which it begins."""
    sum_, j, plus = _Sum(), i, False
    if start:
        sum_.digit, j = start.value, start.after
    while True:
        if plus and tokens[j].text not in _POWERS:
            break
        if _says_more(tokens, sum_, i, j):
            plus = True
        elif not _takes(tokens, sum_, i, j):
            break
        j += 1
    if j == i or not (sum_.total or sum_.section or sum_.digit or sum_.zero):
        return None
    form = "digits" if start else "han"
    found = Numeral(i, j, sum_.value(), form, sum_.scale, plus=plus)
    return found if start else _decimals(tokens, found)


def _decimals(tokens: Tokens, found: Numeral) -> Numeral:
    """三点五, 两百点七亿."""
    j, digits = found.after, ""
    if not tokens.han(j, "点點"):
        return found
    while tokens[j + 1].text in _DIGITS and not tokens.han(j + 1, "两兩") and len(digits) < LONGEST:
        j += 1
        digits += str(_DIGITS[tokens[j].text])
    if not digits:
        return found
    value, scale = Decimal(f"{found.value:f}.{digits}"), 0
    while tokens[j + 1].text in _BIG:
        j += 1
        scale += _BIG[tokens[j].text]
    return replace(found, after=j + 1, value=power(value, scale), scale=scale)


def _year(tokens: Tokens, i: int) -> Numeral | None:
    """二〇二四年: digits one by one."""
    digits, j = "", i
    while tokens[j].text in _DIGITS and len(digits) < 5:
        digits, j = digits + str(_DIGITS[tokens[j].text]), j + 1
    is_year = len(digits) == 4 and tokens.han(j, "年")
    return Numeral(i, j, Decimal(digits), "date") if is_year else None


def _two(tokens: Tokens, i: int) -> Numeral | None:
    """二三十, 三四百万: from the one to the other."""
    low, high = _DIGITS.get(tokens[i].text), _DIGITS.get(tokens[i + 1].text)
    if not low or high != low + 1 or tokens[i + 2].text not in (*_POWERS, *MEASURES):
        return None
    upper = _run(tokens, i + 1)
    if upper is None:
        return None
    return replace(upper, first=i, value=upper.value / high * low, high=upper.value)


def chinese_at(tokens: Tokens, i: int, language: str) -> Numeral | None:
    """The number that begins at a token and holds a Chinese character; None where none does."""
    if not tokens.has_han:
        return None
    if tokens[i].kind == "digits":
        return _begun_in_digits(tokens, i, language)
    if tokens[i].kind != "han" or tokens[i].text not in STARTS:
        return None
    if tokens.han(i, "第"):
        found = chinese_at(tokens, i + 1, language) or numeral_at(tokens, i + 1, language)
        return replace(found, first=i, form="ordinal", loose=False) if found else None
    if tokens.han(i, "半几幾数數上"):
        return _vague(tokens, i)
    found = _year(tokens, i) or _two(tokens, i) or _run(tokens, i)
    if found is None:
        return _share(tokens, i, language)
    if tokens[found.after].text in _DIGITS and tokens[found.after - 1].text in _DIGITS:
        return _name(tokens, found)
    found = _shared(tokens, found, language)
    if tokens.han(found.after, "番") and (tokens.han(i - 1, "翻") or tokens.han(i - 2, "翻")):
        return replace(found, value=2**found.value, form="times", after=found.after + 1)
    return replace(found, loose=found.form == "han" and not _stands(tokens, found))


def _name(tokens: Tokens, found: Numeral) -> Numeral:
    """十四五规划: digits that make no number together are a name."""
    after = found.after
    while tokens[after].text in _DIGITS:
        after += 1
    return replace(found, after=after, form="name")


def _begun_in_digits(tokens: Tokens, i: int, language: str) -> Numeral | None:
    start = numeral_at(tokens, i, language)
    if start is None or start.form != "digits" or start.scale:
        plain = start and start.form == "digits" and tokens[start.after].kind == "han"
        return _shared(tokens, start, language) if start and plain else None
    if tokens[start.after].kind != "han":
        return None
    found = replace(_run(tokens, i, start) or start, doubt=start.doubt)
    return _shared(tokens, found, language)


def _vague(tokens: Tokens, i: int) -> Numeral | None:
    """半数, 半成; 数十, 几百万, 上千: how many is not said."""
    if tokens.han(i, "半"):
        if tokens.han(i + 1, "数數"):
            return Numeral(i, i + 2, Decimal("0.5"), "ratio")
        share = tokens.han(i + 1, "成") and not tokens.han(i + 2, _NO_SHARE)
        return Numeral(i, i + 2, Decimal(5), "percent") if share else None
    j, value = i + 1, Decimal(1)
    while tokens[j].text in _POWERS and value < 10**LONGEST:
        value, j = power(value, _POWERS[tokens[j].text]), j + 1
    if j == i + 1 or tokens[j].text not in MEASURES:
        return None
    return Numeral(i, j, value, "many", doubt="how many is not said")


def _share(tokens: Tokens, i: int, language: str) -> Numeral | None:
    """A power without a digit before it: 百万分之五."""
    j, size = i, Decimal(1)
    while tokens[j].text in _POWERS and size < 10**LONGEST:
        size, j = power(size, _POWERS[tokens[j].text]), j + 1
    if j == i or not tokens.follow(j, "分", "之"):
        return None
    return _part(tokens, Numeral(i, j, size, "share"), language)


def _shared(tokens: Tokens, found: Numeral, language: str) -> Numeral:
    """With what makes it a share or adds a part: 分之, 又, 成, 半, 打."""
    j = found.after
    if tokens.follow(j, "分", "之"):
        bare = tokens[found.first].text in _POWERS and found.value in _SHARES
        return _part(tokens, replace(found, form="share" if bare else "part"), language) or found
    if tokens.han(j, "又"):
        rest = chinese_at(tokens, j + 1, language)
        if rest and rest.form in ("ratio", "percent"):
            part = rest.value / 100 if rest.form == "percent" else rest.value
            return replace(found, after=rest.after, value=found.value + part)
    if tokens.han(j, "成") and found.value <= 10 and not tokens.han(j + 1, _NO_SHARE):
        more = _DIGITS.get(tokens[j + 1].text, 0) if tokens[j + 2].text not in MEASURES else 0
        more = 5 if tokens.han(j + 1, "半") else more
        value = found.value * 10 + more
        return replace(found, after=j + 2 if more else j + 1, value=value, form="percent")
    if tokens.han(j, "个個") and tokens.han(j + 1, "半"):
        return replace(found, after=j + 2, value=found.value + Decimal("0.5"))
    if found.value == 1 and found.form == "han" and tokens.han(j, "半"):
        return replace(found, after=j + 1, value=Decimal("0.5"), form="ratio")
    if tokens.han(j, "打"):
        return replace(found, after=j + 1, value=found.value * 12)
    return found


def _part(tokens: Tokens, whole: Numeral, language: str) -> Numeral | None:
    """三分之一, 百分之五十: the whole stands before the part."""
    j, sign = whole.after + 2, 1
    if tokens.han(j, "负負"):
        j, sign = j + 1, -1
    if tokens[j].kind == "digits":
        part = chinese_at(tokens, j, language) or numeral_at(tokens, j, language)
    else:
        part = _run(tokens, j)
    if part is None or not whole.value or not part.value.is_finite():
        return None
    ratio = sign * part.value / whole.value
    value, form = (ratio * 100, "percent") if whole.form == "share" else (ratio, "ratio")
    return replace(part, first=whole.first, value=value, form=form, scale=0)


def _stands(tokens: Tokens, found: Numeral) -> bool:
    """Whether it is a number and not part of a word."""
    first, before, behind = tokens[found.first], tokens[found.first - 1], tokens[found.after]
    alone = behind.kind != "han" and before.kind != "han"
    if found.after - found.first > 1 or alone:
        return True
    if first.text + behind.text in _NAMES or first.text in _FORMAL:
        return False
    if first.text in "百千万萬亿億仟佰兆":
        return found.plus
    paired = behind.text and behind.text in "到至" and tokens[found.after + 1].text in STARTS
    if found.value == 1:
        return bool(paired)
    return bool(paired) or (behind.text in MEASURES and not tokens.han(found.first - 1, "统同单唯"))
