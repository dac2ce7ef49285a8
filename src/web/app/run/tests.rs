use askama::Template;

use super::RunPage;
use crate::web::samples::{EVIL, check_page, for_each_language};

#[test]
fn the_page_of_an_app_is_whole_wherever_its_card_is() {
    for_each_language(|page, _| {
        for (view, is_away) in [(Some("<p>Now</p>"), false), (Some("<p>Now</p>"), true), (None, false)] {
            let page = RunPage {
                page: page.clone(),
                instance: "0197b7a0-8c5e-7cc3-9d4f-0123456789ab".parse().unwrap(),
                name: EVIL.to_owned(),
                card: "0197b7a0-8c5e-7cc3-9d4f-0123456789ac".to_owned(),
                back: "/".to_owned(),
                back_label: EVIL.to_owned(),
                is_away,
                view: view.map(str::to_owned),
            };
            let html = page.render().unwrap();
            check_page(&html);
            assert_eq!(html.contains("data-instance="), view.is_some(), "{html}");
            assert_eq!(html.contains("/restore\""), is_away, "{html}");
            assert_eq!(html.contains("/reinstall\""), view.is_none(), "{html}");
        }
    });
}
