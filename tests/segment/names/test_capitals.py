"""Names that no list has: capitals and titles give them."""

from tests.segment.names.material import entities, found


def test_capitals_and_titles_give_the_rest():
    assert found("On a vu la Fumaison d'Iroise et Schaffner.") == [
        ("Fumaison d'Iroise", "other", "Fumaison d'Iroise"),
        ("Schaffner", "other", "Schaffner"),
    ]
    assert found("Bonjour. Alors voilà. Le Conseil !", people=("Ana Rey",)) == []
    assert entities("J'ai vu M. Bergé et Lucie Perrodin.") == ["Bergé", "Lucie Perrodin"]
    assert entities("et monsieur gaston defferre a écrit") == ["gaston defferre"]
    assert entities("La verrerie du Pont-à-Loup.", "other") == ["Pont-à-Loup"]
