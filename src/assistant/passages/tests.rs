use super::*;

const PAGE: &str = "14. Ending\n14.1 Either party may end the contract with\nthree months' notice. Notices are given in writing.\n\n\
                    14.2 The fee is due at once.";

fn asked(question: &str) -> Vec<String> {
    let pages = [(1, "Nothing here.".to_owned()), (2, PAGE.to_owned())].into_iter();
    about(pages, question, 3).into_iter().map(|passage| format!("{}: {}", passage.page, passage.text)).collect()
}

#[test]
fn sentences_go_on_over_the_ends_of_lines_and_end_with_paragraphs() {
    let found: Vec<String> = sentences(PAGE).collect();
    assert_eq!(found.last().unwrap(), "14.2 The fee is due at once.");
    assert!(found.iter().any(|one| one.ends_with("may end the contract with three months' notice.")), "{found:?}");
}

#[test]
fn what_speaks_of_it_is_found_in_any_form_of_the_word() {
    let found = asked("the notice");
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].ends_with("three months' notice.") && found[1] == "2: Notices are given in writing.");
    assert_eq!(asked("fees"), ["2: 14.2 The fee is due at once."]);
    assert_eq!(asked("weather"), Vec::<String>::new());
    assert_eq!(asked("the of and"), Vec::<String>::new());
}

#[test]
fn a_sentence_with_more_of_the_words_comes_first() {
    let found = asked("notice in writing");
    assert_eq!(found, ["2: Notices are given in writing."]);
}

#[test]
fn a_long_book_gives_no_more_than_was_asked_for() {
    let pages = (1..5_000).map(|page| (page, "A notice. ".repeat(20)));
    let found = about(pages, "notice", 3);
    assert_eq!(found.iter().map(|passage| passage.page).collect::<Vec<_>>(), [1, 1, 1]);
    assert!(shortened(&"x".repeat(100_000)).chars().count() <= PASSAGE_CHARS_MAX + 1);
}
