//! Who is here, who is idle, and what others are told of it.

use super::*;
use crate::kit::Ambient;

const NOW: Timestamp = Timestamp(1_800_000_000_000);

fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

fn client(number: usize) -> ClientId {
    format!("client-{number:04}").parse().unwrap()
}

fn at(line: u64) -> Spot {
    Spot { page: "code".to_owned(), path: Some("a.txt".to_owned()), cursor: Some(serde_json::json!({ "line": line })) }
}

fn later(ms: i64) -> Timestamp {
    NOW.plus_ms(ms)
}

#[test]
fn a_cursor_is_told_ten_times_a_second_and_the_latest_place_alone() {
    let (mut hub, ada) = (Hub::default(), Ambient::system().id());
    let put = |hub: &mut Hub, line, ms| hub.put((ada, &name("Ada")), &client(1), at(line), true, later(ms)).unwrap();
    put(&mut hub, 0, 0);
    assert_eq!(hub.diff(later(0)).unwrap().put.len(), 1);
    for ms in 1..=1_000 {
        put(&mut hub, u64::try_from(ms).unwrap(), ms);
    }
    let mut told = Vec::new();
    for ms in (1_000..2_000).step_by(50) {
        told.extend(hub.diff(later(ms)));
    }
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].put[0].cursor, Some(serde_json::json!({ "line": 1_000 })));
    put(&mut hub, 7, 2_000);
    assert!(hub.diff(later(2_000)).is_some());
    put(&mut hub, 8, 2_050);
    assert!(hub.diff(later(2_099)).is_none());
    assert!(hub.has_news());
    assert!(hub.diff(later(2_100)).is_some());
    assert!(!hub.has_news());
}

#[test]
fn who_is_quiet_is_idle_and_who_is_silent_is_gone() {
    let (mut hub, ada) = (Hub::default(), Ambient::system().id());
    let put =
        |hub: &mut Hub, is_active, ms| hub.put((ada, &name("Ada")), &client(1), at(1), is_active, later(ms)).unwrap();
    put(&mut hub, true, 0);
    hub.diff(later(0));
    for beat in 1..=6 {
        put(&mut hub, false, beat * 10_000);
        assert_eq!(hub.sweep(later(beat * 10_000)), []);
    }
    assert!(hub.diff(later(60_000)).unwrap().put[0].idle);
    put(&mut hub, true, 70_000);
    assert!(!hub.diff(later(70_000)).unwrap().put[0].idle);
    assert_eq!(hub.sweep(later(99_999)), []);
    assert_eq!(hub.sweep(later(100_000)), [(ada, later(70_000))]);
    assert_eq!(hub.diff(later(100_000)).unwrap().gone, [client(1)]);
    assert!(hub.is_empty() && !hub.has_news());
}

#[test]
fn a_tab_that_is_loaded_again_was_never_away() {
    let (mut hub, ada) = (Hub::default(), Ambient::system().id());
    let put = |hub: &mut Hub, ms| hub.put((ada, &name("Ada")), &client(1), at(1), false, later(ms)).unwrap();
    put(&mut hub, 0);
    hub.diff(later(0));
    hub.leave(ada, &client(1), later(1_000));
    assert_eq!(hub.sweep(later(3_999)), []);
    put(&mut hub, 3_999);
    assert_eq!(hub.sweep(later(4_100)), []);
    assert_eq!(hub.people().len(), 1);
    hub.leave(ada, &client(1), later(5_000));
    assert_eq!(hub.sweep(later(8_000)).len(), 1);
}

#[test]
fn one_has_so_many_tabs_and_a_branch_so_many_people() {
    let mut hub = Hub::default();
    let ada = Ambient::system().id();
    for number in 0..30 {
        let now = later(i64::try_from(number).unwrap());
        hub.put((ada, &name("Ada")), &client(number), at(1), true, now).unwrap();
    }
    let own: Vec<ClientId> = hub.people().into_iter().map(|person| person.client).collect();
    assert_eq!(own, (10..30).map(client).collect::<Vec<_>>(), "those that were quiet for longest gave way");
    for number in 0..TABS_MAX - 20 {
        hub.put((Ambient::system().id(), &name("Somebody")), &client(100 + number), at(1), true, NOW).unwrap();
    }
    assert_eq!(hub.put((Ambient::system().id(), &name("Zoe")), &client(1), at(1), true, NOW), Err(NotShown::Full));
    assert!(hub.put((ada, &name("Ada")), &client(29), at(2), true, NOW).is_ok());
}

#[test]
fn who_may_not_be_here_any_more_is_gone_with_all_tabs() {
    let (mut hub, ada, bob) = (Hub::default(), Ambient::system().id(), Ambient::system().id());
    for number in 0..3 {
        hub.put((ada, &name("Ada")), &client(number), at(1), true, NOW).unwrap();
    }
    hub.put((bob, &name("Bob")), &client(9), at(1), true, NOW).unwrap();
    hub.diff(NOW);
    hub.expel(ada);
    assert_eq!(hub.diff(NOW).unwrap().gone, [client(0), client(1), client(2)]);
    assert_eq!(hub.people().len(), 1);
}

#[test]
fn nobody_stands_in_for_somebody_else() {
    let (mut hub, ada, eve) = (Hub::default(), Ambient::system().id(), Ambient::system().id());
    hub.put((ada, &name("Ada")), &client(1), at(1), true, NOW).unwrap();
    assert_eq!(hub.put((eve, &name("Eve")), &client(1), at(1), true, NOW), Err(NotShown::Taken));
    hub.leave(eve, &client(1), NOW);
    assert_eq!(hub.sweep(later(5_000)), []);
    assert_eq!(hub.people()[0].name, name("Ada"));
}

#[test]
fn tabs_have_names_that_do_no_harm() {
    for good in ["abcdefgh", "A-b_0123456789"] {
        assert!(good.parse::<ClientId>().is_ok(), "{good}");
    }
    for bad in ["", "short", "with space", "äöüäöüäö", "a\nb\nc\nd\ne", &"x".repeat(65)] {
        assert!(bad.parse::<ClientId>().is_err(), "{bad}");
    }
}
