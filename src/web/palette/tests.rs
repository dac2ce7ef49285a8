use askama::Template as _;

use super::{Page, Places, Way};
use crate::web::words::Lang;

const EVIL: &str = "<script>\"'&";

#[test]
fn places_stand_before_what_was_open_lately_and_names_stay_text() {
    for lang in [Lang::En, Lang::De] {
        let branch =
            Way { href: "/local/a/b/c/code".to_owned(), repository: EVIL.to_owned(), branch: Some(EVIL.to_owned()) };
        let top = Way { href: "/local/a/b".to_owned(), repository: EVIL.to_owned(), branch: None };
        let html = Places::new(&Page::in_language(lang), vec![branch, top], false).render().unwrap();

        assert!(!html.contains("<script>"), "{html}");
        assert!(html.contains("data-single-keys=\"off\""), "{html}");
        assert!(html.find("href=\"/workspace\"") < html.find("href=\"/local/a/b/c/code\""), "{html}");
        assert_eq!(html.matches("data-recent").count(), 2, "{html}");
        assert!(!html.contains("palette-"), "every word is known: {html}");
    }
}
