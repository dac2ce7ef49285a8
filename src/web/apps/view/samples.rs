use std::collections::BTreeMap;

use askama::Template;
use serde_json::json;

use super::{
    app::{AppPage, Found},
    import::ImportPage,
    launcher::{LauncherPage, Results},
    offer::{CataloguePage, CatalogueResults, OfferPage, Said},
    review::ReviewPage,
};
use crate::{
    app::{
        App, AppId, Category, InstanceId, Package, PackageId, Permission, Version,
        audit::{Entry, What},
        catalogue::{Offer, Rating, Review, Standing, Stars, Submission},
        grant::Grant,
        instance::Instance,
        job::Job,
        registry::{Origin, Saved},
    },
    kit::{Id, Timestamp},
    web::{
        apps::{
            notice::{Done, Notice},
            verbs::Everything,
        },
        error::Error,
        page::Page,
        samples::{EVIL, check_page, for_each_language, installed_app as app},
    },
};

const NOW: Timestamp = Timestamp(1_795_269_720_000);

fn id<K>() -> Id<K> {
    "0197b7a0-8c5e-7cc3-9d4f-0123456789ab".parse().unwrap()
}

/// Whatever an app may ask for.
fn permissions() -> Vec<Permission> {
    let words = [
        "net:example.org",
        "notify",
        "files.read:*",
        "files.write:*",
        "clipboard.write",
        "ipc.send:tea:add",
        "ipc.receive:add",
        "background",
        "ai",
        "cpu.high",
    ];
    words.iter().map(|word| Permission::new(word).unwrap()).collect()
}

fn package() -> Package {
    serde_json::from_value(json!({
        "aiapp": 1, "id": "tea", "name": EVIL, "icon": "<b>", "category": "games", "version": "1.0.0", "author": EVIL,
        "description": EVIL, "tags": ["<i>"], "permissions": permissions(),
        "ui_spec": { "view": [{ "type": "text", "props": { "value": "Hello" } }] },
    }))
    .unwrap()
}

fn offer() -> Offer {
    Offer { package: package(), text: EVIL.to_owned(), by: None, rating: Rating { stars: 4.25, count: 4 } }
}

fn window() -> Instance {
    let (id, app, card): (InstanceId, AppId, _) = (id(), id(), id());
    let crash = Some(EVIL.to_owned());
    Instance { id, app, card, opened_at: NOW, failures: 5, crash, closed_at: None }
}

fn notice(page: &Page) -> Option<Notice> {
    Notice::about(Error::bad_request("invalid_package", EVIL), page).ok()
}

#[test]
fn the_launcher_is_whole_for_a_newcomer_and_for_everybody() {
    for_each_language(|page, _| {
        let results = || Results::new(page, &vec![app(); 5], &[window()], "", None);
        check_page(&LauncherPage::new(page.clone(), results(), EVIL, &[], notice(page)).render().unwrap());
        let nothing = Results::new(page, &[], &[], "", None);
        check_page(&LauncherPage::new(page.clone(), nothing, "", &[offer()], None).render().unwrap());
        let not_found = Results::new(page, &[app()], &[], "nowhere", Some(Category::Games));
        check_page(&LauncherPage::new(page.clone(), not_found, "nowhere", &[], None).render().unwrap());
    });
}

#[test]
fn the_catalogue_and_its_apps_are_whole_and_clean() {
    for_each_language(|page, _| {
        let results = CatalogueResults::new(page, &[offer()], &[], "", None);
        check_page(&CataloguePage::new(page.clone(), results, EVIL, notice(page)).render().unwrap());
        let review = Review { user: id(), stars: Stars::new(3).unwrap(), text: EVIL.to_owned(), at: NOW };
        let said = vec![Said { by: EVIL.to_owned(), is_own: true, review }];
        check_page(&OfferPage::new(page.clone(), &offer(), None, said, notice(page), NOW).render().unwrap());
        let installed = app();
        check_page(&OfferPage::new(page.clone(), &offer(), Some(&installed), Vec::new(), None, NOW).render().unwrap());
    });
}

#[test]
fn a_file_and_what_waits_for_an_admin_are_shown_whole() {
    for_each_language(|page, _| {
        let import =
            |package, is_clash| ImportPage::new(page.clone(), package, EVIL.to_owned(), is_clash, notice(page));
        let sent = package();
        check_page(&import(Some(&sent), true).render().unwrap());
        check_page(&import(None, false).render().unwrap());
        let submission = Submission {
            id: id(),
            package: PackageId::new("tea").unwrap(),
            version: Version(1, 0, 0),
            user: id(),
            submitted_at: NOW,
            standing: Standing::Pending,
            reason: None,
        };
        let waiting = [(submission, EVIL.to_owned(), package().to_text())];
        check_page(&ReviewPage::new(page.clone(), &waiting, notice(page), NOW).render().unwrap());
        check_page(&ReviewPage::new(page.clone(), &[], None, NOW).render().unwrap());
    });
}

#[test]
fn an_app_is_shown_with_all_that_is_known_of_it_or_with_nothing() {
    for_each_language(|page, _| {
        let grant = |(at, permission): (usize, Permission)| Grant {
            permission,
            granted_at: NOW,
            revoked_at: (at % 2 == 0).then_some(NOW),
        };
        let job = |stopped_at| Job {
            app: id(),
            name: "remind".to_owned(),
            every_ms: 900_000,
            due_at: NOW,
            last_run_at: None,
            stopped_at,
        };
        let saved = |number| Saved { number, version: Version(1, 2, number), saved_at: NOW, has_data: number == 1 };
        let entry = |what| Entry { at: NOW, what, detail: EVIL.to_owned() };
        let shared = BTreeMap::from([("x".to_owned(), json!(EVIL))]);
        let found = Found {
            app: app(),
            grants: permissions().into_iter().enumerate().map(grant).collect(),
            versions: vec![saved(2), saved(1)],
            windows: vec![window()],
            jobs: vec![job(None), job(Some(NOW))],
            entries: What::ALL.into_iter().map(entry).collect(),
            data: Everything { bytes: 2_000, shared, windows: Vec::new() },
            update: Some((Version(2, 0, 0), permissions())),
        };
        check_page(&AppPage::new(page.clone(), &found, notice(page), NOW).render().unwrap());
        let nothing = Found {
            app: App { archived_at: Some(NOW), origin: Origin::Own, pin_order: None, is_favourite: false, ..app() },
            grants: Vec::new(),
            versions: Vec::new(),
            windows: Vec::new(),
            jobs: Vec::new(),
            entries: Vec::new(),
            data: Everything { bytes: 0, shared: BTreeMap::new(), windows: Vec::new() },
            update: None,
        };
        let done = Some(Done::Saved.notice(page));
        check_page(&AppPage::new(page.clone(), &nothing, done, NOW).render().unwrap());
    });
}
