//! Settings as a file, and back to the usual ones.

use serde_json::json;

use super::*;
use crate::{
    desk::{self, Command, Context},
    stack::{Decor, Icon, NewDecor, Wallpaper},
};

struct World {
    bench: Bench,
    allowance: Allowance,
}

impl World {
    fn new() -> Self {
        let world = Self { bench: Bench::new(), allowance: Allowance::default() };
        let user = world.bench.id();
        world.bench.tx(|tx| desk::found(tx, user, &world.bench.ambient)).unwrap();
        world
    }

    fn context(&self) -> Context<'_> {
        Context { by: By::User, now: self.bench.now(), allowance: &self.allowance, ambient: &self.bench.ambient }
    }

    fn home(&self) -> StackId {
        self.bench.tx(stack::list_active).unwrap()[0].id
    }

    fn decor(&self) -> Decor {
        self.bench.tx(stack::list_active).unwrap()[0].decor.clone()
    }

    fn export(&self) -> File {
        self.bench.tx(export).unwrap()
    }

    /// Takes `file` over and answers what was planned.
    fn adopt(&self, file: &File) -> Plan {
        self.bench
            .tx(|tx| {
                let plan = plan(tx, file)?;
                adopt(tx, plan.clone(), &self.context())?;
                Ok::<_, Error>(plan)
            })
            .unwrap()
    }

    fn settle(&self) -> File {
        let home = self.home();
        let edit = Edit {
            theme: Some(Theme::Dark),
            language: Some(Some(Lang::De)),
            autosave_s: Some(300),
            default_stack: Some(Some(home)),
            single_keys: Some(false),
        };
        let decor = NewDecor { icon: Some(Icon::new("🏡")), wallpaper: Some(Some(Wallpaper::Sea)) };
        self.bench
            .tx(|tx| {
                change(tx, &edit, self.bench.now())?;
                desk::run(tx, Command::DecorateStack { stack: home, decor }, &self.context())?;
                Ok::<_, Error>(())
            })
            .unwrap();
        self.export()
    }
}

#[test]
fn a_file_brings_everything_back_and_is_taken_back_once() {
    let world = World::new();
    let usual = world.export();
    let mine = world.settle();
    assert_eq!(parse(&serde_json::to_string(&mine).unwrap()).unwrap(), mine, "what is written is read");

    let planned = world.adopt(&usual);
    assert_eq!((planned.differences.len(), planned.left_out), (7, vec![]));
    assert_eq!(world.export(), usual);
    world.bench.tx(|tx| undo(tx, &world.context())).unwrap();
    assert_eq!(world.export(), mine);
    assert!(matches!(world.bench.tx(|tx| undo(tx, &world.context())), Err(Error::NothingToUndo)));
}

#[test]
fn a_file_that_changes_nothing_leaves_the_way_back_as_it_is() {
    let world = World::new();
    let usual = world.export();
    world.settle();
    world.adopt(&usual);
    assert_eq!(world.adopt(&usual).differences, []);
    assert!(world.bench.tx(can_undo).unwrap(), "the first one can still be taken back");
}

#[test]
fn a_reset_concerns_its_section_alone() {
    for (section, left) in
        [(Section::Look, 5), (Section::Keys, 6), (Section::Desk, 5), (Section::Stacks, 5), (Section::All, 0)]
    {
        let world = World::new();
        let usual = world.export();
        let mine = world.settle();
        world
            .bench
            .tx(|tx| {
                let plan = plan_reset(tx, section)?;
                adopt(tx, plan, &world.context())
            })
            .unwrap();
        let plan = world.bench.tx(|tx| plan(tx, &usual)).unwrap();
        assert_eq!(plan.differences.len(), left, "{section:?}");
        world.bench.tx(|tx| undo(tx, &world.context())).unwrap();
        assert_eq!(world.export(), mine, "{section:?}");
    }
}

#[test]
fn a_stack_is_found_by_its_name_and_what_is_missing_is_left_out() {
    let world = World::new();
    let mut file = world.settle();
    let picture = Wallpaper::Picture(world.bench.id());
    file.stacks[0].id = world.bench.id();
    file.stacks[0].icon = Icon::new("🌱");
    file.stacks[0].wallpaper = Some(picture);
    file.stacks[0].startup_apps = vec![crate::app::PackageId::new("nobody").unwrap()];
    file.default_stack = Some(file.stacks[0].id);
    let mut gone = file.stacks[0].clone();
    (gone.id, gone.name) = (world.bench.id(), Line::lossy("Gone", ""));
    file.stacks.push(gone);

    let plan = world.adopt(&file);
    let left: Vec<_> = plan.left_out.iter().map(|left| (left.setting, left.missing.as_deref())).collect();
    let id = picture.to_string().replace("picture:", "");
    assert_eq!(
        left,
        [(Setting::Wallpaper, Some(id.as_str())), (Setting::StartupApps, Some("nobody")), (Setting::Icon, None)]
    );
    assert_eq!(world.decor(), Decor { icon: Icon::new("🌱"), wallpaper: Some(Wallpaper::Sea) });
    assert_eq!(world.bench.tx(read).unwrap().default_stack, Some(world.home()));
}

#[test]
fn a_file_is_read_strictly() {
    let good = json!({ "stackhouse_settings": 1, "theme": "dark", "single_keys": true, "autosave_s": 30 });
    assert!(parse(&good.to_string()).is_ok());
    let with = |key: &str, value: serde_json::Value| {
        let mut file = good.clone();
        file[key] = value;
        file
    };
    let stack = json!({ "id": "0197b7a0-8c5e-7cc3-9d4f-0123456789ab", "name": "Home" });
    let stack_with = |key: &str, value: serde_json::Value| {
        let mut stack = stack.clone();
        stack[key] = value;
        with("stacks", json!([stack]))
    };
    for (file, place) in [
        (with("theme", json!("pink")), "theme"),
        (with("language", json!("xx")), "language"),
        (with("autosave_s", json!(1)), "autosave_s"),
        (with("autosave_s", json!(1e99)), "autosave_s"),
        (with("single_keys", json!("yes")), "single_keys"),
        (with("role", json!("admin")), ""),
        (with("default_stack", json!("../..")), "default_stack"),
        (with("stackhouse_settings", json!(0)), "stackhouse_settings"),
        (with("stacks", json!([stack, stack])), "stacks[1].id"),
        (stack_with("icon", json!("ab")), "stacks[0].icon"),
        (stack_with("wallpaper", json!("url(//evil)")), "stacks[0].wallpaper"),
        (stack_with("startup_apps", json!(["Not An Id"])), "stacks[0].startup_apps[0]"),
        (stack_with("startup_apps", json!(vec!["a-b"; 21])), "stacks[0].startup_apps"),
        (stack_with("name", json!("")), "stacks[0].name"),
        (stack_with("color", json!("red")), "stacks[0]"),
    ] {
        let error = parse(&file.to_string()).unwrap_err();
        assert!(error.field().unwrap_or_default().starts_with(place), "{file}: {error:?}");
        assert!(!error.to_string().is_empty());
    }
    for (text, code) in [
        (String::new(), "invalid_settings_file"),
        ("{".to_owned(), "invalid_settings_file"),
        ("[]".to_owned(), "invalid_settings_file"),
        (json!({ "aiapp": 1 }).to_string(), "invalid_settings_file"),
        (with("stackhouse_settings", json!(2)).to_string(), "settings_too_new"),
        (format!("{good}{}", " ".repeat(FILE_BYTES_MAX)), "invalid_settings_file"),
        ("[".repeat(100_000), "invalid_settings_file"),
    ] {
        assert_eq!(parse(&text).unwrap_err().code(), code, "{}", &text[..text.len().min(80)]);
    }
}
