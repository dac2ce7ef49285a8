//! Stacks on an empty file.

use super::*;
use crate::db::testing::Bench;

struct World {
    bench: Bench,
}

impl World {
    /// A file with these active stacks.
    fn with(names: &[&str]) -> Self {
        let world = Self { bench: Bench::new() };
        for name in names {
            world.create(name).unwrap();
        }
        world
    }

    fn create(&self, name: &str) -> Result<Change> {
        self.create_within(name, None)
    }

    fn create_within(&self, name: &str, stacks_max: Option<u64>) -> Result<Change> {
        let new = NewStack { id: self.bench.id(), name: Name::new(name).unwrap(), color: None };
        let allowance = Allowance { tier: "free".to_owned(), stacks_max };
        self.bench.tx(|tx| create(tx, new, &allowance, By::User, self.bench.now()))
    }

    fn run<T>(&self, verb: impl FnOnce(&Tx, Timestamp) -> Result<T>) -> Result<T> {
        self.bench.tx(|tx| verb(tx, self.bench.now()))
    }

    fn id(&self, name: &str) -> StackId {
        let listed = |stacks: Vec<Stack>| stacks.into_iter().find(|stack| stack.name.as_str() == name);
        self.run(|tx, _| Ok(listed(list_active(tx)?).or(listed(list_archived(tx, "", 100)?)))).unwrap().unwrap().id
    }

    fn archive(&self, name: &str) -> Result<Option<Change>> {
        let id = self.id(name);
        self.run(|tx, now| archive(tx, id, None, By::User, now))
    }

    fn restore(&self, name: &str, stacks_max: Option<u64>) -> Result<Option<Change>> {
        let (id, allowance) = (self.id(name), Allowance { tier: "free".to_owned(), stacks_max });
        self.run(|tx, now| restore(tx, id, &allowance, By::User, now))
    }

    fn reorder(&self, names: &[&str]) -> Result<Option<Change>> {
        let order: Vec<StackId> = names.iter().map(|name| self.id(name)).collect();
        self.run(|tx, now| reorder(tx, &order, By::User, now))
    }

    fn tabs(&self) -> Vec<String> {
        self.run(|tx, _| Ok(list_active(tx)?)).unwrap().iter().map(|stack| stack.name.to_string()).collect()
    }

    fn drawer(&self, text: &str) -> Vec<String> {
        let found = self.run(|tx, _| Ok(list_archived(tx, text, 100)?)).unwrap();
        found.iter().map(|stack| stack.name.to_string()).collect()
    }
}

#[test]
fn a_new_stack_stands_at_the_end_of_the_tabs() {
    let world = World::with(&["Home", "Work"]);
    let change = world.create("Garden").unwrap();
    assert_eq!(world.tabs(), ["Home", "Work", "Garden"]);
    assert_eq!((change.seq, &change.what, change.stack.seq), (Seq(3), &What::Created, Seq(3)));
}

#[test]
fn an_id_that_is_taken_is_refused_even_by_an_archived_stack() {
    let world = World::with(&["Home", "Work"]);
    let id = world.id("Home");
    world.archive("Home").unwrap();
    let new = NewStack { id, name: Name::new("Again").unwrap(), color: None };
    let twice = world.run(|tx, now| create(tx, new, &Allowance::default(), By::User, now));
    assert!(matches!(twice, Err(Error::Exists)));
}

#[test]
fn a_tier_counts_active_stacks_alone() {
    let world = World::with(&["Home", "Work"]);
    assert!(matches!(world.create_within("Garden", Some(2)), Err(Error::TierLimit { max: 2, .. })));
    world.archive("Work").unwrap();
    world.create_within("Garden", Some(2)).unwrap();
    assert!(matches!(world.restore("Work", Some(2)), Err(Error::TierLimit { max: 2, .. })));
    assert_eq!(world.tabs(), ["Home", "Garden"]);
    world.restore("Work", Some(3)).unwrap().unwrap();
}

#[test]
fn the_same_name_and_the_same_colour_change_nothing() {
    let world = World::with(&["Home"]);
    let id = world.id("Home");
    let name = |text: &str| Name::new(text).unwrap();
    assert_eq!(world.run(|tx, now| rename(tx, id, name(" Home "), By::User, now)).unwrap(), None);
    assert_eq!(world.run(|tx, now| recolor(tx, id, None, By::User, now)).unwrap(), None);

    let renamed = world.run(|tx, now| rename(tx, id, name("Haus"), By::User, now)).unwrap().unwrap();
    let colored = world.run(|tx, now| recolor(tx, id, Some(Color::Teal), By::User, now)).unwrap().unwrap();
    assert_eq!((renamed.seq, renamed.stack.name.as_str()), (Seq(2), "Haus"));
    assert_eq!((colored.seq, colored.stack.color), (Seq(3), Some(Color::Teal)));
    assert_eq!(world.run(|tx, _| find(tx, id)).unwrap(), colored.stack);
}

#[test]
fn a_stack_in_the_drawer_is_not_changed() {
    let world = World::with(&["Home", "Work"]);
    let id = world.id("Home");
    world.archive("Home").unwrap();
    let renamed = world.run(|tx, now| rename(tx, id, Name::new("New").unwrap(), By::User, now));
    let colored = world.run(|tx, now| recolor(tx, id, Some(Color::Red), By::User, now));
    assert!(matches!(renamed, Err(Error::Archived(name)) if name.as_str() == "Home"));
    assert!(matches!(colored, Err(Error::Archived(_))));
}

#[test]
fn an_unknown_stack_is_not_found() {
    let world = World::with(&["Home"]);
    let id = world.bench.id();
    let check = |answer: Result<Option<Change>>| assert!(matches!(answer, Err(Error::NotFound)));
    check(world.run(|tx, now| rename(tx, id, Name::new("New").unwrap(), By::User, now)));
    check(world.run(|tx, now| recolor(tx, id, None, By::User, now)));
    check(world.run(|tx, now| archive(tx, id, None, By::User, now)));
    check(world.run(|tx, now| restore(tx, id, &Allowance::default(), By::User, now)));
}

#[test]
fn tabs_take_the_order_that_names_each_once() {
    let world = World::with(&["a", "b", "c"]);
    let change = world.reorder(&["c", "a", "b"]).unwrap().unwrap();
    assert_eq!(world.tabs(), ["c", "a", "b"]);
    assert!(matches!(change.what, What::Reordered(order) if order.len() == 3));
    assert_eq!(world.reorder(&["c", "a", "b"]).unwrap(), None);
}

#[test]
fn an_order_that_misses_or_repeats_a_stack_is_refused() {
    let world = World::with(&["a", "b", "c", "gone"]);
    let gone = world.id("gone");
    world.archive("gone").unwrap();
    for order in [vec!["a", "b"], vec!["a", "b", "b"], vec!["a", "b", "c", "c"], vec![]] {
        assert!(matches!(world.reorder(&order), Err(Error::BadOrder)), "{order:?}");
    }
    let with_archived = [world.id("a"), world.id("b"), world.id("c"), gone];
    let answer = world.run(|tx, now| reorder(tx, &with_archived, By::User, now));
    assert!(matches!(answer, Err(Error::BadOrder)));
    assert_eq!(world.tabs(), ["a", "b", "c"]);
}

#[test]
fn every_stack_of_a_new_order_carries_its_number() {
    let world = World::with(&["a", "b", "c"]);
    let change = world.reorder(&["b", "a", "c"]).unwrap().unwrap();
    let stacks = world.run(|tx, _| Ok(list_active(tx)?)).unwrap();
    assert!(stacks.iter().all(|stack| stack.seq == change.seq));
}

#[test]
fn archiving_and_restoring_twice_change_nothing_the_second_time() {
    let world = World::with(&["Home", "Work"]);
    assert!(world.archive("Home").unwrap().is_some());
    assert!(world.archive("Home").unwrap().is_none());
    assert!(world.restore("Home", None).unwrap().is_some());
    assert!(world.restore("Home", None).unwrap().is_none());
}

#[test]
fn a_restored_stack_stands_where_it_stood() {
    let world = World::with(&["a", "b", "c"]);
    world.archive("b").unwrap();
    assert_eq!(world.tabs(), ["a", "c"]);
    let change = world.restore("b", None).unwrap().unwrap();
    assert_eq!(world.tabs(), ["a", "b", "c"]);
    assert_eq!(change.stack.archived_at, None);
}

#[test]
fn the_drawer_lists_the_last_archived_first_and_finds_by_name() {
    let world = World::with(&["Taxes", "Übersicht", "100%", "stays"]);
    for name in ["Taxes", "Übersicht", "100%"] {
        world.bench.clock.advance_ms(1_000);
        world.archive(name).unwrap();
    }
    assert_eq!(world.drawer(""), ["100%", "Übersicht", "Taxes"]);
    for (text, found) in [("TAX", "Taxes"), ("übersicht", "Übersicht"), ("%", "100%"), ("100_", ""), ("stays", "")] {
        assert_eq!(world.drawer(text).concat(), found, "{text}");
    }
}

#[test]
fn words_are_read_back_as_they_were_written() {
    for color in Color::ALL {
        assert_eq!(Color::from_word(color.as_str()), Some(color));
        assert_eq!(serde_json::to_value(color).unwrap(), color.as_str());
    }
    for status in [Status::Active, Status::Archived] {
        assert_eq!(Status::from_word(status.as_str()), Some(status));
    }
    assert_eq!(Color::from_word("mauve"), None);
}

#[test]
fn an_icon_is_one_sign_that_can_be_seen() {
    for (text, icon) in [("🏡", "🏡"), (" ✅ ", "✅"), ("👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"), ("🇩🇪", "🇩🇪"), ("❤️", "❤️"), ("A", "A")]
    {
        assert_eq!(Icon::new(text).as_ref().map(Icon::as_str), Some(icon), "{text:?}");
    }
    let tower = format!("a{}", "\u{301}".repeat(64));
    for text in ["", " ", "ab", "🏡🏡", "\n", "\u{200b}", "\u{202e}", "\u{feff}", "\u{1}", &tower] {
        assert_eq!(Icon::new(text), None, "{text:?}");
    }
}

#[test]
fn a_stack_is_decorated_and_read_back() {
    let world = World::with(&["Home"]);
    let id = world.id("Home");
    let picture = Wallpaper::Picture(world.bench.id());
    for wallpaper in Wallpaper::ALL.into_iter().chain([picture]) {
        assert_eq!(Wallpaper::from_word(&wallpaper.to_string()), Some(wallpaper));
        let decor = Decor { icon: Icon::new("🏡"), wallpaper: Some(wallpaper) };
        let change = world.run(|tx, now| decorate(tx, id, decor.clone(), By::User, now)).unwrap().unwrap();
        assert_eq!((change.what, &change.stack.decor), (What::Decorated, &decor));
        assert_eq!(world.run(|tx, _| find(tx, id)).unwrap().decor, decor);
        assert_eq!(world.run(|tx, now| decorate(tx, id, decor.clone(), By::User, now)).unwrap(), None);
    }
    for word in ["", "picture", "picture:", "picture:../../etc", "url(x)", "Dawn"] {
        assert_eq!(Wallpaper::from_word(word), None, "{word:?}");
    }
}
