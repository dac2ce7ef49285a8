//! What a user sets, and what can't be set.

mod transfer;

use super::*;
use crate::{
    activity::By,
    db::testing::Bench,
    kit::Line,
    stack::{Allowance, NewStack},
};

const USUAL: Settings =
    Settings { theme: Theme::System, language: None, autosave_s: 30, default_stack: None, single_keys: true };

fn stack(bench: &Bench) -> StackId {
    let (id, name) = (bench.id(), Line::lossy("Work", "Work"));
    let new = NewStack { id, name, color: None };
    bench.tx(|tx| stack::create(tx, new, &Allowance::default(), By::User, bench.now())).unwrap();
    id
}

fn set(bench: &Bench, edit: Edit) -> Result<Settings, Error> {
    bench.tx(|tx| {
        change(tx, &edit, bench.now())?;
        Ok(read(tx)?)
    })
}

#[test]
fn what_is_not_named_stays_as_it_is() {
    let bench = Bench::new();
    assert_eq!(set(&bench, Edit::default()).unwrap(), USUAL);
    let dark = Edit { theme: Some(Theme::Dark), language: Some(Some(Lang::De)), ..Edit::default() };
    let is = Settings { theme: Theme::Dark, language: Some(Lang::De), ..USUAL };
    assert_eq!(set(&bench, dark).unwrap(), is);
    let quiet = Edit { single_keys: Some(false), autosave_s: Some(0), ..Edit::default() };
    assert_eq!(set(&bench, quiet).unwrap(), Settings { single_keys: false, autosave_s: 0, ..is });
    let back = Edit { language: Some(None), ..Edit::default() };
    assert_eq!(set(&bench, back).unwrap(), Settings { single_keys: false, autosave_s: 0, theme: Theme::Dark, ..USUAL });
}

#[test]
fn an_interval_has_a_range() {
    let bench = Bench::new();
    for seconds in [1, AUTOSAVE_S_MIN - 1, AUTOSAVE_S_MAX + 1, u32::MAX] {
        let error = set(&bench, Edit { autosave_s: Some(seconds), ..Edit::default() }).unwrap_err();
        assert_eq!((error.code(), error.field()), ("invalid_setting", Some("autosave_s")));
    }
    for seconds in [0, AUTOSAVE_S_MIN, AUTOSAVE_S_MAX] {
        let edit = Edit { autosave_s: Some(seconds), ..Edit::default() };
        assert_eq!(set(&bench, edit).unwrap().autosave_s, seconds);
    }
}

#[test]
fn the_stack_that_opens_is_one_of_the_desk() {
    let bench = Bench::new();
    let (work, gone) = (stack(&bench), stack(&bench));
    bench.tx(|tx| stack::archive(tx, gone, None, By::User, bench.now())).unwrap();
    let open = |id| set(&bench, Edit { default_stack: Some(Some(id)), ..Edit::default() });
    assert_eq!(open(work).unwrap().default_stack, Some(work));
    assert_eq!(open(gone).unwrap_err().code(), "stack_archived");
    assert_eq!(open(bench.id()).unwrap_err().code(), "stack_not_found");
    assert_eq!(bench.tx(read).unwrap().default_stack, Some(work), "what is refused changes nothing");
    bench.tx(|tx| stack::archive(tx, work, None, By::User, bench.now())).unwrap();
    assert_eq!(bench.tx(read).unwrap().default_stack, None, "nothing opens that lies in the Drawer");
    bench.tx(|tx| stack::restore(tx, work, &Allowance::default(), By::User, bench.now())).unwrap();
    assert_eq!(bench.tx(read).unwrap().default_stack, Some(work));
}

#[test]
fn only_what_is_there_takes_room() {
    let bench = Bench::new();
    assert_eq!(bench.tx(used).unwrap(), Used::default());
}
