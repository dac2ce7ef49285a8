use askama::Template;

use super::{
    preview::{Looked, Opened},
    view::{AskPage, EditorPage, Findings, NewPage},
};
use crate::{
    app::{self, Permission, Problem, template::Template as Start, trial},
    web::samples::{EVIL, check_page, for_each_language, installed_app},
};

fn looked() -> Looked {
    let verdict = |failure: Option<&str>| trial::Verdict { name: EVIL.to_owned(), failure: failure.map(str::to_owned) };
    Looked { problems: Vec::new(), verdicts: vec![verdict(None), verdict(Some(EVIL))] }
}

fn wrong() -> Looked {
    Looked { problems: vec![Problem::at("", "/<b>", EVIL)], verdicts: Vec::new() }
}

#[test]
fn the_pages_of_the_creator_are_whole_and_clean() {
    for_each_language(|page, _| {
        for has_model in [true, false] {
            check_page(&NewPage::new(page.clone(), has_model).render().unwrap());
        }
        let app = installed_app();
        for (looked, app) in [(looked(), Some(&app)), (wrong(), None)] {
            let opened = Opened { looked, instance: installed_app().id.to_string().parse().unwrap(), html: None };
            check_page(&EditorPage::new(page.clone(), app, EVIL.to_owned(), opened).render().unwrap());
        }
        let package = app::kept(&Start::List.text(|key| page.say(key))).unwrap();
        let asked = [Permission::Notify, Permission::Ai];
        check_page(&AskPage::new(page.clone(), None, &package, EVIL.to_owned(), &asked).render().unwrap());
        let part = Findings::new(page.clone(), &wrong()).render().unwrap();
        assert!(part.contains("data-line=\"1\"") && !part.contains("<img"), "{part}");
    });
}

#[test]
fn every_template_works_in_every_language() {
    for_each_language(|page, _| {
        for start in Start::ALL {
            let text = start.text(|key| page.say(key));
            assert!(!text.contains("template-") && !text.contains('⟧'), "a word is missing: {text}");
            let program = app::read(&text).unwrap_or_else(|problems| panic!("{start:?}: {problems:?}"));
            let failed: Vec<_> = trial::run(&program).into_iter().filter(|verdict| verdict.failure.is_some()).collect();
            assert!(failed.is_empty(), "{start:?}: {failed:?}");
        }
    });
}
