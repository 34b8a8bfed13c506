import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.corpus.merging import merge_labels, name_speakers


def same(counts, declared=None):
    names = merge_labels(counts, declared or {})
    groups = {}
    for label, name in names.items():
        groups.setdefault(name, []).append(label)
    return sorted(sorted(group) for group in groups.values())


def test_case_accents_underscores_punctuation_and_titles_do_not_count():
    counts = {
        "Jean_Dupont": 9,
        "jean dupont_": 1,
        "M. Jean Dupont": 2,
        "Monsieur Jean\u00a0DUPONT": 1,
        "Jean Dupônt (DRH)": 1,
    }
    assert set(merge_labels(counts, {}).values()) == {"Jean Dupont"}


def test_the_chair_of_the_assembly_is_one_office():
    counts = {"le_président": 1742, "le_président_": 401, "le_Président": 1, "le_Président_": 1,
              "la_présidente": 37, "la_présidente_": 10, "Plusieurs_députés": 3}  # fmt: skip
    assert same(counts) == [["Plusieurs_députés"], sorted(set(counts) - {"Plusieurs_députés"})]
    assert merge_labels(counts, {})["la_présidente"] == "le président"


@pytest.mark.parametrize(
    ("frequent", "rare"),
    [
        ("Enquêteur", "Enqueteurr"),
        ("Marie Dupont", "Marie Dupond"),
        ("Jean Martin", "Jean Martn"),
        ("Enquêtrice", "Enquétrice"),
    ],
)
def test_slips_of_one_letter_are_merged(frequent, rare):
    assert merge_labels({frequent: 50, rare: 2}, {})[rare] == frequent


@pytest.mark.parametrize(
    ("one", "two", "counts"),
    [
        ("Intervenant 1", "Intervenant 2", (50, 2)),
        ("Participante12", "Participante13", (50, 2)),
        ("Marie Dupont", "Marie Dupond", (50, 5)),
        ("Marie", "Maria", (50, 1)),
        ("Michel Dupont", "Michèle Dupont", (50, 1)),
        ("Pascal Crozon", "Pascale Crozon", (50, 1)),
        ("Anne Marie Roy", "Annemarie Roy", (50, 1)),
        ("M. Durand", "Mme Durand", (50, 1)),
        ("Interviewé", "Interviewée", (50, 1)),
        ("Jean Martin", "Jean Mart", (50, 1)),
    ],
)
def test_these_are_two_persons(one, two, counts):
    assert len(same(dict(zip((one, two), counts, strict=True)))) == 2


def test_declared_names_win():
    counts = {"Durand": 5, "Durant": 1, "JP": 2, "Mme Durand": 1}
    names = merge_labels(counts, {"durand": "Anne Durand", "jp": "Anne Durand"})
    assert names == {
        "Durand": "Anne Durand",
        "Durant": "Durant",
        "JP": "Anne Durand",
        "Mme Durand": "Anne Durand",
    }


def test_generic_labels_are_another_person_in_each_file_but_codes_are_not():
    counts = {
        ("a", "R"): 3,
        ("b", "R"): 3,
        ("a", "E"): 3,
        ("b", "E"): 3,
        ("a", "P1"): 1,
        ("b", "P1"): 1,
        ("b", "?"): 1,
        ("a", "?"): 1,
    }
    names = name_speakers(counts, {})
    assert names[("a", "R")] == "R (a)"
    assert names[("a", "?")] == "? (a)"
    assert names[("a", "E")] == names[("b", "E")] == "E"
    assert names[("a", "P1")] == names[("b", "P1")] == "P1"


def test_generic_labels_can_be_declared_for_one_meeting_or_all():
    counts = {("a", "R"): 3, ("b", "R"): 3, ("c", "R"): 1}
    names = name_speakers(counts, {"a/R": "Anne"})
    assert list(names.values()) == ["Anne", "R (b)", "R (c)"]
    assert set(name_speakers(counts, {"R": "Anne"}).values()) == {"Anne"}


LABELS = st.text(st.sampled_from("abeéE _.-1M(🙂\u00a0"), min_size=1, max_size=12)


@settings(deadline=None)
@given(st.dictionaries(LABELS, st.integers(1, 99), max_size=12))
def test_every_label_gets_one_name_whatever_the_order(counts):
    names = merge_labels(counts, {})
    assert list(names) == list(counts)
    assert all(names.values())
    assert merge_labels(dict(sorted(counts.items())), {}) == {label: names[label] for label in sorted(names)}
