from textmine.corpus.reading import read
from textmine.corpus.speakers import choose_pilots


def write(folder, files):
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_interviewer_by_questions_or_by_few_words(tmp_path):
    asked = "Anne Roy : Qui ?\nPaul Sy : Moi et les autres du pôle.\n"
    asked += "Anne Roy : Où ?\nPaul Sy : Là-bas, dans la vallée."
    write(tmp_path, {"interview.txt": asked})
    speakers = read(tmp_path).speakers.set_index("speaker")
    assert speakers.loc["Anne Roy", ["role", "role_reason"]].to_list() == ["interviewer", "questions"]
    assert speakers.loc["Paul Sy", ["role", "role_reason"]].to_list() == ["pilot", "default"]
    write(tmp_path, {"interview.txt": asked.replace("?", "")})
    assert read(tmp_path).speakers.set_index("speaker").loc["Anne Roy", "role_reason"] == "words"


def test_pilots_are_chosen_by_words_without_interruptions_leaders_or_crowds(tmp_path):
    text = "Animateur : {0}\nAnne : {0}\nPlusieurs membres : {0}\nPaul : non\n"
    text += "Animateur : bon\nAnne : oui\nPlusieurs membres : si\nPaul : {1}"
    words = "mot " * 30
    write(
        tmp_path,
        {
            "r1.txt": text.format(words, words),
            "r2.txt": text.format(words, "oui"),
            "r3.txt": text.format("oui", "oui"),
        },
    )
    corpus = choose_pilots(read(tmp_path), min_words=20, min_meetings=2)
    assert corpus.pilots == ["Anne"]
    assert set(corpus.turns.loc[corpus.turns["role"] == "pilot", "speaker"]) == {"Anne"}
    assert corpus.speakers.set_index("speaker").loc["Anne", "role_reason"] == "chosen"
    assert choose_pilots(corpus, min_words=20, min_meetings=1).pilots == ["Anne", "Paul"]
    assert str(corpus.recipe).splitlines()[-1] == "choose_pilots(min_words=20, min_meetings=2)"
