"""What is quoted stands in the guide; what is asked for is in the vocabulary."""

from portal import guides
from portal.guides import library


def test_each_quote_names_a_guide_on_file_and_says_about_what():
    assert {each.guide for each in library.quotes()} <= set(guides.on_file())
    assert {each.about for each in library.quotes()} == {"library", "review"}


def test_the_national_quotes_are_words_of_its_measures():
    measures = [each.text for each in guides.load("miit").measures]
    national = [each for each in library.quotes() if each.guide == "miit/2018"]
    assert national
    for quote in national:
        assert any(quote.text in text for text in measures), quote.text


def test_jilin_s_quote_names_the_libraries_of_its_kinds():
    (quote,) = [each for each in library.quotes() if each.about == "library"]
    for kind in guides.load("jilin").kinds.values():
        assert kind.label in quote.text
        assert kind.library in quote.text


def test_a_guide_is_quoted_with_the_national_one_and_no_other():
    assert {each.guide for each in library.quotes("jilin/2025")} == {
        "jilin/2025",
        "miit/2018",
    }
    assert {each.guide for each in library.quotes("jiangsu/undated")} == {"miit/2018"}


def test_the_reserve_is_what_its_guide_calls_so():
    for key in guides.on_file():
        for id, kind in guides.load(key).kinds.items():
            is_reserve = "储备" in (kind.library or "")
            assert library.enters_reserve(key, id) is is_reserve


def test_the_reserve_is_promoted_into_a_library_of_its_guide():
    for key in guides.on_file():
        kinds = guides.load(key).kinds
        others = {
            kind.library
            for id, kind in kinds.items()
            if not library.enters_reserve(key, id)
        }
        has_reserve = any(library.enters_reserve(key, id) for id in kinds)
        if has_reserve:
            assert library.promoted_into(key) in others
        else:
            assert library.promoted_into(key) == ""


def test_a_report_asks_for_figures_of_the_vocabulary():
    metrics = guides.vocabulary().metrics
    assert all(metrics[id].is_numeric for id in library.figures())


def test_terms_are_in_their_bounds_and_no_check_has_its_id_twice():
    usual, most = library.rectify_workdays()
    assert 1 <= usual <= most
    assert library.remarkable_percent() > 0
    ids = [each.id for each in library.checks()]
    assert len(ids) == len(set(ids))
