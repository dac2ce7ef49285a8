//! Coming into being, and healing what a crash left.

use include_dir::{Dir, DirEntry, File};

use super::*;
use crate::{
    db::{Tx, testing::Bench},
    desk,
};

static OLD: Dir<'static> =
    Dir::new("", &[DirEntry::File(File::new("0001_old.sql", b"CREATE TABLE old (x INTEGER) STRICT;"))]);

struct World {
    folder: tempfile::TempDir,
    bench: Bench,
    migrations: Migrations,
    homes: Homes,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let migrations = Bench::migrations();
        let homes = Homes::prepare(folder.path(), &migrations).unwrap();
        Self { folder, bench: Bench::new(), migrations, homes }
    }

    fn build(&self, user: UserId) {
        self.homes.build(user, &self.migrations).unwrap();
    }

    /// Runs `verb` on the user's file.
    fn on_desk<T>(&self, user: UserId, verb: impl FnOnce(&Tx) -> Result<T, desk::Error>) -> T {
        db::Pool::open(&self.homes.file(user), &self.migrations).unwrap().write_now(verb).unwrap()
    }

    fn found(&self, user: UserId) {
        self.on_desk(user, |tx| desk::found(tx, user, &self.bench.ambient));
    }
}

#[test]
fn a_new_user_is_given_a_file_that_can_be_founded() {
    let world = World::new();
    let user = world.bench.id();
    world.build(user);
    world.found(user);
    assert_eq!(world.on_desk(user, |tx| Ok(desk::owner(tx)?)), Some(user));
}

#[test]
fn building_again_leaves_what_is_there() {
    let world = World::new();
    let user = world.bench.id();
    world.build(user);
    world.found(user);
    world.build(user);
    assert_eq!(world.on_desk(user, |tx| Ok(desk::owner(tx)?)), Some(user));
}

#[test]
fn users_have_files_of_their_own() {
    let world = World::new();
    let (ada, bob): (UserId, UserId) = (world.bench.id(), world.bench.id());
    assert_ne!(world.homes.file(ada), world.homes.file(bob));
    world.build(ada);
    assert!(!world.homes.file(bob).exists());
}

#[test]
fn a_crash_at_any_step_heals() {
    for step in ["an empty folder", "half a copy", "a whole copy", "an empty file"] {
        let world = World::new();
        let user = world.bench.id();
        let file = world.homes.file(user);
        let folder = file.parent().unwrap();
        fs::create_dir_all(folder).unwrap();
        match step {
            "half a copy" => fs::write(folder.join("sprite.db.new"), b"SQLite for").unwrap(),
            "a whole copy" => {
                let template = world.folder.path().join(format!("template-{}.db", world.migrations.latest()));
                fs::copy(template, folder.join("sprite.db.new")).map(drop).unwrap();
            }
            "an empty file" => fs::write(&file, b"").unwrap(),
            _ => {}
        }
        world.build(user);
        world.found(user);
        assert!(!folder.join("sprite.db.new").exists(), "{step}");
    }
}

#[test]
fn a_newer_schema_has_a_template_of_its_own() {
    let world = World::new();
    let old = Migrations::embedded(&OLD);
    let older = tempfile::tempdir().unwrap();
    Homes::prepare(older.path(), &old).unwrap();
    assert!(older.path().join("template-1.db").exists());
    // Preparing again, as every start does, keeps it.
    Homes::prepare(world.folder.path(), &world.migrations).unwrap();
    let user = world.bench.id();
    world.build(user);
    world.found(user);
}

#[test]
fn a_disk_that_refuses_is_named_with_its_path() {
    let world = World::new();
    let user = world.bench.id();
    fs::write(world.homes.file(user).parent().unwrap(), b"a file where the folder should be").unwrap();
    match world.homes.build(user, &world.migrations) {
        Err(db::Error::File { path, .. }) => assert!(path.ends_with(user.to_string())),
        other => panic!("{other:?}"),
    }
}
