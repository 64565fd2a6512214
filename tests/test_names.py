"""Names, posts and dates: each kind of fact with one that is true and some that are not."""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from briefsite import evidence, library
from briefsite.evidence import archive
from briefsite.library import graph

Said = Callable[..., list[str]]

TEXT = """PORT ISLE, May 3, 2024 /WireOne/ -- News of the coast
Ann Lee, deputy mayor of Leedsby, opened it on Monday. Bo Stone, governor of North Coast, came.
Lee said the quay would help Leedsby. The former governor of North Coast stayed away.
The Leedsby Quay Company runs it with Harbour Works. Harbour Works Trading was not asked.
石港市副市长李安出席了活动。
The boats of Leedsby came back yesterday; a fair is to follow in June.
Much has changed since the gale of last year."""
REGIONS = {
    "coastland": "name: Coastland\nkind: country\nsummary: A country.\n",
    "north-coast": "name: North Coast\nkind: province\nparent: coastland\nsummary: A coast.\n",
    "leedsby": "name: Leedsby\nlocal_name: 石港市\nkind: city\nparent: north-coast\n"
    "summary: A town.\n",
    "far-isle": "name: Far Isle\nkind: city\nparent: coastland\nsummary: An island.\n",
}
COMPANIES = {
    "quay-company": "name: Leedsby Quay Company\nkind: company\nsummary: A firm.\n",
    "harbour-works": "name: Harbour Works\nkind: company\nsummary: A firm.\n",
    "harbour-works-trading": "name: Harbour Works Trading\nkind: company\nsummary: A firm.\n",
}
PERSON = """{id}:
  name: {name}
  roles:
    - title: {title}
{organisation}      sources:
        - {{source: news, para: {para}}}
"""


@pytest.fixture
def said(tmp_path: Path) -> Said:
    """A function that lays out briefs and one text, and gives what `verify` says of them."""

    def make(
        more: Mapping[str, str], *, people: str = "", text: str = TEXT, head: str = ""
    ) -> list[str]:
        raw = (text + "\n").encode()
        digest = hashlib.sha256(raw).hexdigest()
        published = head or 'published: "2024-05-03"\n'
        files = {f"regions/{id}.yml": brief + more.get(id, "") for id, brief in REGIONS.items()}
        files |= {f"companies/{id}.yml": one + more.get(id, "") for id, one in COMPANIES.items()}
        files["people.yml"] = people or person("ann-lee", "Ann Lee", "deputy mayor", "leedsby", 2)
        files["sources/news.yml"] = (
            f"label: News\n{published}archive:\n  file: news.txt\n  sha256: {digest}\n"
            f"  paragraphs: {len(text.splitlines())}\n"
        )
        for name, content in files.items():
            file = tmp_path / "briefs" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
        (tmp_path / "archive").mkdir(exist_ok=True)
        (tmp_path / "archive" / "news.txt").write_bytes(raw)
        found, problems = library.read(tmp_path / "briefs")
        assert problems == []
        texts, problems = archive.read(tmp_path / "archive", found)
        assert problems == []
        against = evidence.against(graph.build(found), texts)
        return [f"{p.rule}: {p.message}; {p.hint}" for p in against]

    return make


def person(id: str, name: str, title: str, organisation: str, para: int) -> str:
    """An entry of people.yml."""
    words = f"      organisation: {organisation}\n" if organisation else ""
    return PERSON.format(id=id, name=name, title=title, organisation=words, para=para)


POSTS = {
    "as printed": ("Ann Lee", "deputy mayor", "leedsby", 2, ""),
    "by the Chinese names": ("李安", "副市长", "leedsby", 5, ""),
    "without deputy": ("Ann Lee", "mayor", "leedsby", 2, "prints the post 'mayor' as it stands"),
    "without its first sign": ("李安", "市长", "leedsby", 5, "prints the post '市长' as it stands"),
    "another post": ("Ann Lee", "deputy pilot", "leedsby", 2, "prints 'pilot' of the post"),
    "of another sentence": ("Ann Lee", "governor", "north-coast", 2, "prints 'governor' of the"),
    "of another place": ("Ann Lee", "deputy mayor", "far-isle", 2, "names Far Isle"),
    "a piece of a word": ("Ann Lee", "deputy may", "leedsby", 2, "prints the post 'deputy may'"),
    "half a name": ("Ann Le", "deputy mayor", "leedsby", 2, "no cited paragraph names Ann Le"),
    "a name in a town": ("Le Eds", "deputy mayor", "leedsby", 2, "no cited paragraph names"),
    "former": ("Lee", "governor", "north-coast", 3, "prints 'governor' of the post"),
}


@pytest.mark.parametrize("case", POSTS)
def test_a_person_has_the_post_that_the_sentence_prints(case: str, said: Said) -> None:
    name, title, organisation, para, wanted = POSTS[case]
    found = said({}, people=person("someone", name, title, organisation, para))
    found = [one for one in found if one.startswith("names: ")]
    assert bool(found) == bool(wanted), found
    assert all(wanted in one for one in found)


@pytest.mark.parametrize(("name", "told"), [("Ann Lee", 0), ("Dan Lee", 2)])
def test_a_surname_counts_where_the_whole_name_stood_before(
    name: str, told: int, said: Said
) -> None:
    """Lee is Ann Lee, whom the text has named; it has named no Dan Lee, in neither paragraph."""
    people = person("someone", name, "deputy mayor", "leedsby", 2)
    found = said({"leedsby": statement("speaker: someone", 3)}, people=people)
    assert [f"no cited paragraph names {name}" in one for one in found] == [True] * told


def test_of_two_persons_in_one_sentence_each_has_the_nearer_post(said: Said) -> None:
    text = TEXT.replace("on Monday. Bo", "with Bo")
    people = person("ann-lee", "Ann Lee", "deputy mayor", "leedsby", 2)
    right = people + person("bo-stone", "Bo Stone", "governor", "north-coast", 2)
    assert said({}, people=right, text=text) == []
    wrong = people + person("bo-stone", "Bo Stone", "deputy mayor", "leedsby", 2)
    (told,) = said({}, people=wrong, text=text)
    assert "no sentence that names Bo Stone prints the post 'deputy mayor' as it stands" in told


STATEMENT = """statements:
  - id: said
    {who}
    text: It will help.
    {more}
    sources:
      - {{source: news, para: {para}}}
"""
EVENT = """events:
  - id: it
    title: It happened
    text: It happened.
    {more}
    sources:
      - {{source: news, para: {para}}}
"""


def statement(who: str, para: int, more: str = "regions: [leedsby]") -> str:
    return STATEMENT.format(who=who, para=para, more=more)


def event(para: int, more: str) -> str:
    return EVENT.format(para=para, more=more)


TOLD = {
    "a speaker by surname, named whole before": ("leedsby", statement("speaker: ann-lee", 3), ""),
    "a speaker who is not named": (
        "leedsby",
        statement("speaker: ann-lee", 6),
        "no cited paragraph names Ann Lee",
    ),
    "an organisation": ("quay-company", statement("organisation: quay-company", 4), ""),
    "an organisation within a longer name only": (
        "quay-company",
        statement("organisation: harbour-works", 8),
        "no cited paragraph names Harbour Works",
    ),
    "a place": ("north-coast", event(6, "regions: [leedsby]"), ""),
    "a place around it": ("leedsby", event(6, "regions: [north-coast]"), ""),
    "another place": (
        "leedsby",
        event(6, "regions: [far-isle]"),
        "names Far Isle or a place in it",
    ),
    "told in another brief": ("far-isle", event(6, "regions: [leedsby]"), "names Far Isle or a"),
    "a company": ("leedsby", event(4, "companies: [harbour-works]"), ""),
    "a company within a longer name": ("leedsby", event(8, "companies: [harbour-works]"), "Works"),
    "another company": ("leedsby", event(2, "companies: [harbour-works]"), "names Harbour Works"),
    "someone who took part": ("leedsby", event(2, "people: [ann-lee]"), ""),
    "someone who did not": ("leedsby", event(6, "people: [ann-lee]"), "names Ann Lee"),
}


@pytest.mark.parametrize("case", TOLD)
def test_who_spoke_and_where_it_happened_is_named(case: str, said: Said) -> None:
    brief, written, wanted = TOLD[case]
    found = said(
        {brief: written}, text=TEXT + "\nHarbour Works Trading of Leedsby Quay Company left."
    )
    assert bool(found) == bool(wanted), found
    assert all(one.startswith("names: ") and wanted in one for one in found)


TIES = {
    "both ends": ("quay-company", "harbour-works", 4, ""),
    "the other end only": ("harbour-works-trading", "quay-company", 4, ""),
    "no other end": ("quay-company", "harbour-works", 6, "no cited paragraph names Harbour Works"),
    "not this one": ("quay-company", "harbour-works", 9, "names Leedsby Quay Company"),
}


@pytest.mark.parametrize("case", TIES)
def test_a_tie_has_both_its_ends(case: str, said: Said) -> None:
    brief, other, para, wanted = TIES[case]
    tie = f"relations:\n  - to: {other}\n    kind: partner\n    text: They work together.\n"
    tie += f"    sources:\n      - {{source: news, para: {para}}}\n"
    found = said({brief: tie}, text=TEXT + "\nNothing more.\nHarbour Works grew.")
    assert bool(found) == bool(wanted), found
    assert all(wanted in one for one in found)


PUBLISHED = 'published: "2024-05-03"\n'
DATES = {
    "a weekday": (2, "2024-04-29", PUBLISHED, True),
    "another day": (2, "2024-04-30", PUBLISHED, False),
    "the weekday of another year": (2, "2023-05-01", PUBLISHED, False),
    "a weekday without a date of the text": (2, "2024-04-29", " ", False),
    "yesterday": (6, "2024-05-02", PUBLISHED, True),
    "not yesterday": (6, "2024-05-01", PUBLISHED, False),
    "a month": (6, "2024-06", PUBLISHED, True),
    "a month of another year": (6, "2023-06", PUBLISHED, False),
    "another month": (6, "2024-07", PUBLISHED, False),
    "last year": (7, "2023", PUBLISHED, True),
    "not last year": (7, "2022", PUBLISHED, False),
    "a year in a text that prints it elsewhere": (7, "2024", " ", True),
    "a year that nothing gives": (7, "2022", " ", False),
    "a printed day": (1, "2024-05-03", " ", True),
}


@pytest.mark.parametrize("case", DATES)
def test_a_date_with_a_note_follows_from_the_text(case: str, said: Said) -> None:
    para, day, head, is_right = DATES[case]
    note = f'date: "{day}"\n    date_note: As the text says.'
    text = TEXT.replace("-- News of", "-- Leedsby: news of")
    text = text.replace("since the gale", "in Leedsby since the gale")
    found = said({"leedsby": event(para, note)}, text=text, head=(head.strip() and head) or "\n")
    assert bool(found) != is_right, found
    assert all(one.startswith("events: ") for one in found)


@pytest.mark.parametrize(("day", "is_right"), [("2024-06", True), ("2024-08", False)])
def test_the_date_of_a_statement_follows_too(day: str, is_right: bool, said: Said) -> None:
    found = said({"leedsby": statement("organisation: leedsby", 6, f'date: "{day}"')})
    assert bool(found) != is_right, found


# Prose: each number agrees with one in the cited paragraph, and each name stands there.


PROSE = """PORT ISLE, May 3, 2024 -- Leedsby
Leedsby made 13.1 trillion yuan, up 5.7 percent, and has more than 52,000 small firms.
Leedsby lost 79 jobs; its output was worth £75.3bn. See https://leedsby.example/2024/17.
Harbour Works of Leedsby had a result of -89.0 million euros, said Ann Lee.
Output fell by 3.4 percent in 2023, Leedsby says."""
SENTENCES = {
    "a value": (2, "Its output is 13.1 trillion yuan.", ""),
    "another unit": (2, "Its output is 13.1 trillion US dollars.", "prints '13.1 trillion yuan'"),
    "another scale": (3, "Its output is £75.3tn.", "no paragraph cited here prints '£75.3tn'"),
    "a scale in other words": (3, "Its output is £75.3 billion.", ""),
    "a rise": (2, "Output rose by 5.7 percent.", ""),
    "a fall for a rise": (2, "Output fell by 5.7 percent.", "in the source it is a rise"),
    "a rise for a fall": (5, "Output rose by 3.4 percent in 2023.", "in the source it is a fall"),
    "points for percent": (2, "Output rose by 5.7 percentage points.", "prints '5.7 percent'"),
    "a qualifier": (2, "It has over 52,000 firms.", ""),
    "a lost qualifier": (2, "It has 52,000 firms.", "the qualifier in the source is 'over'"),
    "an added qualifier": (2, "Its output is about 13.1 trillion yuan.", "'exactly'"),
    "another thing": (2, "It has over 52,000 universities.", "the source counts 'small firms'"),
    "a number in words": (3, "It lost seventy-nine jobs.", ""),
    "doubled": (2, "Its output doubled.", "no paragraph cited here prints 'doubled'"),
    "hundreds of thousands": (2, "Hundreds of thousands of firms came.", "no paragraph cited here"),
    "a digit of an address": (3, "It has 17 quays.", "no paragraph cited here prints"),
    "a loss": (4, "[[harbour-works]] made a loss of 89.0 million euros.", ""),
    "a lost sign": (4, "[[harbour-works]] made 89.0 million euros.", "below 0"),
    "another year": (5, "Output fell in 2022.", "no paragraph cited here prints '2022'"),
    "a year": (5, "Output fell in 2023.", ""),
    "one of them": (2, "It was so for one year.", ""),
    "a name that is not there": (2, "Harbour Works has grown.", "names Harbour Works"),
    "a link to one": (2, "[[harbour-works|The works]] have grown.", "names Harbour Works"),
    "a name in a longer one": (2, "Harbour Works Trading is new.", "names Harbour Works Trading"),
    "a person": (4, "Ann Lee has told of a loss.", ""),
    "a person who is not there": (2, "Ann Lee has told of it.", "names Ann Lee"),
    "a place around it": (2, "It is the largest of North Coast.", ""),
    "another place": (2, "It is larger than Far Isle.", "no paragraph cited here names Far Isle"),
}


@pytest.mark.parametrize("case", SENTENCES)
def test_prose_says_what_the_cited_paragraph_says(case: str, said: Said) -> None:
    para, sentence, wanted = SENTENCES[case]
    section = f"sections:\n  - heading: It\n    text: |\n      {sentence} [@news, para {para}]\n"
    people = person("ann-lee", "Ann Lee", "deputy mayor", "leedsby", 4)
    found = said({"leedsby": section}, people=people, text=PROSE)
    found = [one for one in found if one.startswith("numbers: ")]
    assert bool(found) == bool(wanted), found
    assert all(wanted in one for one in found)


@pytest.mark.parametrize(
    ("title", "is_right"), [("52,000 firms", False), ("over 52,000 firms", True)]
)
def test_the_title_of_an_event_is_held_too(title: str, is_right: bool, said: Said) -> None:
    told = event(2, "regions: []").replace("It happened\n", f"{title} in Leedsby\n", 1)
    found = said({"leedsby": told}, text=PROSE)
    assert bool([one for one in found if one.startswith("numbers: ")]) != is_right, found
