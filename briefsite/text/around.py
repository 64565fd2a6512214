"""What stands around a number: its currency and unit, qualifier, sign, the verb of its clause.

In: the tokens of a text and the table of units. Out: what the words before and behind a number say
of it. The words are in `words.toml`. Nothing looks farther than a few words or the clause.
"""

import unicodedata

from briefsite.text.numerals import MONTHS, WORDS, YEARS, Numeral, Tokens, scale_at, words
from briefsite.text.units import Units

Said = tuple[str, tuple[str, ...]]
"""A qualifier, and others that the words may mean as well."""


def _phrases(side: int) -> dict[tuple[str, ...], Said]:
    return {
        tuple(token.text for token in Tokens(phrase)): (names.split()[0], (*names.split()[1:],))
        for names, phrases in WORDS["qualifiers"].items()
        for phrase in phrases[side].split("|")
        if phrase
    }


_BEFORE, _BEHIND = _phrases(0), _phrases(1)
QUALIFYING = {"".join(phrase): said[0] for phrase, said in (*_BEHIND.items(), *_BEFORE.items())}
"""Words that qualify a number, without their spaces, each with the qualifier it means first."""
_LAST_BEFORE, _FIRST_BEHIND = {phrase[-1] for phrase in _BEFORE}, {phrase[0] for phrase in _BEHIND}
_LONGEST = max(map(len, (*_BEFORE, *_BEHIND)))
_BETWEEN = words("around", "between")
_OTHER_WORDS = {
    ("约",): words("around", "no_about"),
    ("近",): words("around", "no_nearly"),
    ("过",): words("around", "no_over"),
    ("up", "to"): words("direction", "phrasal"),
}
"""Words before a qualifier with which it is another word: 公约, 附近, adds up to."""
_RISE, _FALL = words("direction", "rise"), words("direction", "fall")
_BEHIND_RISES = dict.fromkeys(words("direction", "rise_behind"), 1)
_BEHIND_RISES |= dict.fromkeys(words("direction", "fall_behind"), -1)
_NOUNS_BEHIND = words("direction", "nouns_behind")
_HAN_RISES = dict.fromkeys(words("direction", "han_rise"), 1)
_HAN_RISES |= dict.fromkeys(words("direction", "han_fall"), -1)
_HAN_NEAR = dict.fromkeys(words("direction", "han_near_rise"), 1)
_HAN_NEAR |= dict.fromkeys(words("direction", "han_near_fall"), -1)
_LOSS = words("direction", "loss")
_HAN_LOSS = words("direction", "han_loss")
_LEADS = words("around", "leads")
_SMALL_CODES = words("around", "small_codes")
_VERB_BETWEEN, _PHRASAL = words("direction", "between"), words("direction", "phrasal")
_LEVEL = words("direction", "level")
_STOP = frozenset(".;:!?。；：！？,，、")
_FUNCTION, _HAN_FUNCTION = words("around", "function"), words("around", "han_function")
"""Words that end what is counted, and are no part of a name."""
_KNOWN_PER, _ENDS_PER = words("per", "known"), words("per", "ends")
_PER = {word: name for name in WORDS["per"] for word in WORDS["per"][name].split()}
_PER = {word: name for word, name in _PER.items() if name not in ("known", "ends")}
_PEOPLES, _LABELS = tuple(words("around", "peoples")), words("around", "labels")
_AS = ("the", "as", "more", "higher", "larger", "its", "that", "what", "over", "bigger", "their")
_OPENS = ("", ".", "!", "?", ":", '"')
_NOTHING = (0, (), 0, "")


class Around:
    """The words around the numbers of one text, asked from the first number to the last."""

    def __init__(self, tokens: Tokens, units: Units, language: str, country: str | None) -> None:
        """Of these tokens, in a text of a language and country."""
        self.tokens, self.units = tokens, units
        self.language, self.country = language, country
        self.rises = 0
        """1 or -1 after a word of rise or fall in the clause."""
        self.per = ""
        """What all of the clause is counted for: `per capita income was`."""
        self._verb = -1
        self._seen = 0

    # The clause.

    def follow(self, upto: int) -> None:
        """Keep in mind what the clause has said up to a token."""
        for i in range(self._seen, upto):
            kind, word = self.tokens[i].kind, self.tokens[i].text
            if (word in _STOP and not self.tokens.glued(i + 1)) or word in ("while", "whereas"):
                self._verb, self.rises, self.per = -1, 0, ""
            elif kind == "word":
                self._word(i, word)
            elif kind == "han":
                self._han(i)
            elif word in _STOP and word not in ".":
                self._verb, self.rises, self.per = -1, 0, ""
        self._seen = max(self._seen, upto)

    def _word(self, i: int, word: str) -> None:
        before, behind = self.tokens[i - 1].text, self.tokens[i + 1].text
        if word in _RISE:
            if word != "up" or (behind != "to" and before not in _PHRASAL):
                self._verb, self.rises = i, 1
        elif word in _FALL:
            self._verb, self.rises = i, -1
        elif word == "per" and behind in ("capita", "head", "person"):
            self.per = "capita"

    def _han(self, i: int) -> None:
        pair = self.tokens[i].text + self.tokens[i + 1].text
        if pair in _HAN_RISES and not self.tokens.han(i + 2, "值"):  # 增加值 is value added
            turned = -1 if self.tokens.han(i - 1, "负負") else 1
            self._verb, self.rises = i + 1, _HAN_RISES[pair] * turned
        elif pair in _PER and not self.tokens.han(i - 1, "半去今明前全"):  # 上半年产值
            self.per = _PER[pair]

    def direction(self, first: int, after: int, unit: str | None) -> int:
        """1 or -1 for a number that a rise or fall has the size of; 0 for a level."""
        behind = self._direction_behind(after, unit)
        if behind is not None:
            return behind
        k = first - 1
        if self.tokens.han(k, "了约达为"):
            k -= 1
        if self.tokens[k].kind == "han" and self._verb < k and self.tokens[k].text in _HAN_NEAR:
            return _HAN_NEAR[self.tokens[k].text]
        if self._is_a_loss(first):
            return -1
        if self._verb < 0 or self._verb >= first:
            return 0
        if self.tokens[first - 1].kind == "han":
            return 0 if self.tokens.han(first - 1, "至到") else self.rises
        return self._after_a_verb(k, unit)

    def _is_a_loss(self, first: int) -> bool:
        """A loss of 3, a deficit per share of 3, 亏损3."""
        tokens, k = self.tokens, first - 1
        while tokens.han(k, "了约达为额"):
            k -= 1
        if tokens[k - 1].text + tokens[k].text in _HAN_LOSS:
            return True
        if tokens[k].text != "of":
            return False
        near = [tokens[j] for j in range(max(0, k - 4), k)]
        return any(token.text in _LOSS for token in near) and all(
            token.kind == "word" or token.text == "-" for token in near[1:]
        )

    def _direction_behind(self, after: int, unit: str | None) -> int | None:
        tokens = self.tokens
        for i in range(after, after + 8):
            word = tokens[i].text
            if word in _BEHIND_RISES:
                compared = tokens[i + 1].text == "than" and unit is None
                return 0 if compared else _BEHIND_RISES[word]
            pair = word + tokens[i + 1].text
            if i > after and pair in _HAN_RISES:
                return _HAN_RISES[pair]
            noun = tokens[i + 1].text
            if unit == "percent" and i == after and noun in _NOUNS_BEHIND and word not in _FUNCTION:
                return _BEHIND_RISES[noun]
            if word not in _VERB_BETWEEN:
                return None
        return None

    def _after_a_verb(self, k: int, unit: str | None) -> int:
        tokens = self.tokens
        skipped = ("a", "an", "the", "another", "further")
        while k > self._verb and (tokens[k].text in skipped or tokens[k].text.endswith("ly")):
            k -= 1
        word, close = tokens[k].text, k <= self._verb + 1
        if word in ("of", "at"):
            return self.rises if close or tokens[k - 1].text in ("rate", "pace") else 0
        if word in _LEVEL or (unit is None and word not in ("by",) and k > self._verb):
            return self.rises if k == self._verb else 0
        return self.rises

    # Before.

    def sign(self, i: int) -> tuple[int, int]:
        """The token where a sign before a number begins, and -1 or 1; 0 where there is none."""
        before = self.tokens[i - 1].text
        if before in ("minus", "negative") or self.tokens.han(i - 1, "负負"):
            return i - 1, -1
        if self.tokens.han(i - 1, "下") and self.tokens.han(i - 2, "零"):
            return i - 2, -1
        if i and before in ("-", "+"):
            opens = i == 1 or not self.tokens.glued(i - 1) or self.tokens[i - 2].text in "([/~<>=$"
            if opens and (self.tokens.glued(i) or i == 1):
                return i - 1, -1 if before == "-" else 1
        return i, 0

    def currency(self, i: int) -> tuple[int, tuple[str, ...], int, str]:
        """The token where a currency before a number begins, what it means, a scale between them,
        and what is in doubt. No meaning: there is none."""
        tokens, j, exponent = self.tokens, i, 0
        while j:
            size, end = scale_at(tokens, j - 1, self.language, money=True)
            if end != j or not size or size == 2:
                break
            exponent, j = exponent + size, j - 1
        at = tokens[j - 1]
        if at.text == ")" and j == i:
            return self._head(i)
        if not j or at.kind == "digits" or tokens[j].start - at.end > 1:
            return _NOTHING
        start, meaning = self.units.before(tokens.text, at.end, self.language, self.country)
        if not meaning and at.text in _SMALL_CODES:
            start, meaning = at.start, self.units.means(at.text.upper(), self.language)
        if not meaning and at.kind == "word" and len(at.text) == 4 and at.text[0] == "m":
            start, exponent = at.start, 6  # MEUR
            meaning = self.units.means(at.printed[1:].upper(), self.language, self.country)
        if not meaning and unicodedata.category(at.text[:1] or " ") == "Sc":
            glued = tokens[j - 2].kind == "word" and tokens.glued(j - 1)
            first = j - 2 if glued else j - 1
            sign = tokens.text[tokens[first].start : at.end]
            return first, (), 0, f"the currency '{sign}' is not known"
        first = j - 1
        while first and tokens[first - 1].start >= start:
            first -= 1
        if not self.is_money(meaning) or (
            at.kind == "han"
            and (tokens[first - 1].kind == "digits" or tokens.han(first - 1, "万亿"))
        ):
            return _NOTHING
        return first, meaning, exponent, ""

    def _head(self, i: int) -> tuple[int, tuple[str, ...], int, str]:
        """`Revenue (in EUR million) 7,476`: a currency in brackets before a number of a table."""
        inside = self.tokens[i - 2].text
        if not inside or inside in ")(" or self.tokens[i - 2].kind == "digits":
            return _NOTHING
        first, meaning, exponent, doubt = self.currency(i - 1)
        opens = self.tokens[first - 1].text
        if not meaning or (not exponent and opens not in ("(", "in")):
            return _NOTHING
        return first, meaning, exponent, doubt

    def is_money(self, meaning: tuple[str, ...]) -> bool:
        """Whether a spelling means money and nothing else."""
        return bool(meaning) and all(
            id in self.units and self.units[id].kind == "money" for id in meaning
        )

    def qualifier(self, first: int) -> tuple[Said, int]:
        """What the words before a number say, and the token where they begin."""
        end = first
        for _ in range(3):
            likely = self.tokens[end - 1].text in _LAST_BEFORE
            for size in range(min(_LONGEST, end), 0, -1) if likely else ():
                phrase = tuple(self.tokens[k].text for k in range(end - size, end))
                if phrase in _BEFORE:
                    before = self.tokens[end - size - 1].text
                    capital = phrase == ("c",) and self.tokens[end - 1].printed == "C"
                    if before not in _OTHER_WORDS.get(phrase, ()) and not capital:
                        return _BEFORE[phrase], end - size
            if not end or self.tokens[end - 1].text not in _BETWEEN:
                break
            end -= 1
        return ("exactly", ()), first

    # Behind.

    def qualifier_behind(self, after: int) -> tuple[Said, int] | None:
        """What the words behind a number say, and the token after them."""
        likely = self.tokens[after].text in _FIRST_BEHIND
        for size in range(_LONGEST, 0, -1) if likely else ():
            phrase = tuple(self.tokens[k].text for k in range(after, after + size))
            if phrase in _BEHIND:
                return _BEHIND[phrase], after + size
        return None

    def unit(self, after: int) -> tuple[int, tuple[str, ...], int]:
        """The token after the unit behind a number, what it means, and a scale within it."""
        tokens = self.tokens
        for skip in (0, 1):
            at = tokens[after + skip]
            if skip and tokens[after].text not in ("-", "[", "个", "個", "<", "de", "di"):
                break
            if at.start - tokens[after + skip - 1].end > 1:
                break
            start = at.start + 2 if at.text[:2] == "d'" else at.start
            end, meaning = self.units.at(tokens.text, start, self.language, self.country)
            if meaning and self._ends(end):
                behind = after + skip
                while behind < len(tokens) and tokens[behind].end <= end:
                    behind += 1
                return behind, meaning, 0
            if at.text in _SMALL_CODES:
                return after + skip + 1, self.units.means(at.text.upper(), self.language), 0
            code = at.printed[1:] if len(at.text) == 4 and at.printed[0] == "M" else ""
            if code and (meaning := self.units.means(code, self.language, self.country)):
                return after + skip + 1, meaning, 6  # 120 MEUR
        return after, (), 0

    def unknown_behind(self, after: int, known: bool) -> str:
        """What is in doubt where a sign of money that the table lacks stands behind a number."""
        at = self.tokens[after]
        if (
            known
            or unicodedata.category(at.text[:1] or " ") != "Sc"
            or self.tokens[after + 1].kind == "digits"
        ):
            return ""
        return f"the currency '{at.printed}' is not known"

    def _ends(self, end: int) -> bool:
        """Whether a unit ends here, and no longer word, number or name: not the L of L-202."""
        last, behind, next_ = (self.tokens.text[end - 1 + step : end + step] for step in (0, 1, 2))
        if not (last.isascii() and last.isalpha()):
            return True
        return not (behind.isascii() and behind.isalnum()) and not (
            behind == "-" and next_.isdigit()
        )

    def thing(self, after: int) -> str:
        """The words of what is counted, behind a number."""
        tokens, i = self.tokens, after
        if tokens[i].text == "-" and tokens.glued(i):
            i += 1
        if tokens[i].text == "of" and tokens[i + 1].kind == "word":
            i += 1
            while tokens[i].text in ("the", "its", "all", "their", "a"):
                i += 1
        first, kind = i, tokens[i].kind
        while tokens[i].kind == kind and i < first + (7 if kind == "han" else 4):
            stops = tokens[i].text in (_HAN_FUNCTION if kind == "han" else _FUNCTION)
            if kind not in ("han", "word") or stops:
                break
            i += 1
        return tokens.text[tokens[first].start : tokens[i - 1].end] if i > first else ""

    def per_behind(self, after: int) -> str:
        """`a year`, `per capita`, `annually`, `/day`, in the rest of the clause."""
        for i in range(after, min(after + 9, len(self.tokens))):
            word, behind = self.tokens[i].text, self.tokens[i + 1]
            if word in _STOP or word in _ENDS_PER or self.tokens[i].kind == "digits":
                break
            if word in _PER:
                return _PER[word]
            if word == "per" and behind.kind == "word":
                last = self.tokens[i + 2].text
                return last if last in _KNOWN_PER else behind.text
            later = self.tokens[i + 2].text in ("earlier", "ago", "before", "later")
            if (
                word in ("a", "an", "each", "every", "/")
                and behind.text in _KNOWN_PER
                and not later
            ):
                return behind.text
        return ""

    # Names.

    def is_a_name(
        self, numeral: Numeral, unit: str | None, scale: int, outer: int, after: int, ended: int
    ) -> bool:
        """5G, COVID-19, Boeing 737, 3-D, #5, the 14th Five-Year Plan."""
        tokens, first = self.tokens, numeral.first
        before, behind = tokens[outer - 1], tokens[after]
        if tokens.glued(after) and tokens[after - 1].kind == "digits":
            letter = len(tokens[after + 1].printed) == 1 and tokens[after + 1].kind == "word"
            if behind.kind in ("word", "address", "digits") or behind.text == "@":
                return True
            if behind.text == "-" and letter and tokens.glued(after + 1):
                return True
        if tokens.glued(outer) and before.text in ("#", "/", "_", "@", "№"):
            return True
        if behind.text == "/" and tokens.glued(after) and tokens[after + 1].kind == "digits":
            return tokens.glued(after + 1) and tokens[after - 1].kind == "digits"
        if tokens.han(after, "后後") and len(tokens[first].text) == 2:
            return True  # born in the nineties
        if tokens[first].text[:2].isdecimal() and tokens[first].text[0] == "0":
            return len(tokens[first].text) > 1  # 010
        if self._is_in_a_chain(first):
            return True
        if before.text == "-" and outer - 1 == ended:
            return False
        if tokens.glued(outer) and before.text == "-" and tokens.glued(outer - 1):
            word = tokens[outer - 2]
            return word.kind == "word" and word.text not in ("mid", "early", "late", "pre", "post")
        if unit == "ordinal" or numeral.form == "words":
            return self._is_titled(numeral, after)
        return not (unit or scale) and numeral.form == "digits" and self._ends_a_name(first, outer)

    def _is_in_a_chain(self, first: int) -> bool:
        """1-222-2222: three numbers or more, with nothing but a dash between them."""
        tokens = self.tokens

        def dash(at: int) -> bool:
            joins = tokens[at].text == "-" and tokens.glued(at) and tokens.glued(at + 1)
            return joins and tokens[at - 1].kind == tokens[at + 1].kind == "digits"

        before, behind = dash(first - 1), dash(first + 1)
        return (before and (behind or dash(first - 3))) or (behind and dash(first + 3))

    def _is_titled(self, numeral: Numeral, after: int) -> bool:
        """Whether a number in words, or an ordinal, begins a name: the 14th Five-Year Plan."""
        own = self.tokens[numeral.first]
        at = after if numeral.form == "ordinal" else numeral.after
        behind = self.tokens[at + 1 if self.tokens[at].text == "-" else at]
        if not behind.printed[:1].isupper() or behind.text.endswith(_PEOPLES):
            return False
        opens = self.tokens[numeral.first - 1].text in _OPENS
        return own.kind == "digits" or (own.printed[0].isupper() and not opens)

    def _ends_a_name(self, first: int, outer: int) -> bool:
        """Whether a bare number stands behind a word with a capital within a sentence."""
        before, number = self.tokens[outer - 1], self.tokens[first].text
        if before.kind != "word" or not number.isdigit():
            return False
        if before.text in _LABELS:
            return True
        if before.printed.islower():
            return False
        known = before.text in _FUNCTION or before.text in MONTHS or YEARS.fullmatch(number)
        if known or self.units.means(before.printed):
            return False
        if self.tokens[outer - 2].text not in _OPENS:
            return True
        leads = before.text in _LEADS or before.text in _LAST_BEFORE or before.text.endswith("ly")
        behind = self.tokens[first + 1]
        return not leads and behind.printed.islower() and behind.text.endswith("s")

    def times(self, after: int) -> int | None:
        """The token after what makes a number say how many times: 2.3-fold, 3 times as many, 倍."""
        tokens = self.tokens
        if tokens.han(after, "倍") or tokens[after].text == "fold":
            return after + 1
        if tokens.follow(after, "-", "fold"):
            return after + 2
        return (
            after + 1 if tokens[after].text == "times" and tokens[after + 1].text in _AS else None
        )

    def in_brackets(self, outer: int, after: int, unit: str | None, role: str) -> str:
        """Why a number alone in brackets is in doubt: in accounts it is below nothing."""
        tokens = self.tokens
        alone = tokens[outer - 1].text == "(" and tokens[after].text == ")" and role == "amount"
        return "in brackets, it may be negative" if alone and unit is None else ""
