//! Who sees what, who may do what, and what names are.

use tempfile::TempDir;

use super::*;
use crate::{
    account::{NewUser, Password, PasswordHash, Passwords},
    config::Config,
    db::{Pool, Tx},
    git::BranchName,
    kit::Ambient,
};

pub(super) const NOW: Timestamp = Timestamp(1_000);

pub(super) struct World {
    pool: Pool,
    ambient: Ambient,
    password: PasswordHash,
    _folder: TempDir,
}

impl World {
    pub(super) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let ambient = Ambient::system();
        let passwords = Passwords::new(&Config::for_testing(folder.path()).password, ambient.clone()).unwrap();
        let password = passwords.hash_now(&Password::new("heron over the weir", "x").unwrap()).unwrap();
        Self { pool: account::open(folder.path()).unwrap(), ambient, password, _folder: folder }
    }

    pub(super) fn tx<T>(&self, verb: impl FnOnce(&Tx) -> Result<T>) -> Result<T> {
        self.pool.write_now(verb)
    }

    pub(super) fn user(&self, name: &str) -> UserId {
        let new = NewUser {
            id: self.ambient.id(),
            name: account::Name::new(name).unwrap(),
            password: self.password.clone(),
            role: account::Role::User,
            tier: "unlimited".to_owned(),
        };
        self.pool.write_now(|tx| account::create(tx, new, NOW)).unwrap().id
    }

    pub(super) fn repo(&self, owner: UserId, name: &str) -> Result<Repo> {
        let new = NewRepo {
            id: self.ambient.id(),
            name: RepoName::new(name).unwrap(),
            description: String::new(),
            visibility: Visibility::Private,
            protection: Protection::of(&BranchName::new("main").unwrap()),
            origin: None,
        };
        self.tx(|tx| create(tx, owner, new, NOW))
    }

    fn seen_by(&self, user: UserId, owner: &str, name: &str) -> Option<Role> {
        match self.tx(|tx| find(tx, user, owner, name)) {
            Ok(repo) => Some(repo.role),
            Err(Error::NotFound) => None,
            Err(error) => panic!("{error}"),
        }
    }
}

#[test]
fn names_are_good_for_addresses() {
    for name in ["a", "site", "my-app_2.0", "A1", "x.gitignore"] {
        assert!(RepoName::new(name).is_ok(), "{name}");
    }
    let long = "a".repeat(101);
    for name in
        ["", ".", "..", ".hidden", "-x", "a b", "a/b", "a.git", "a.GIT", "a.", "é", "../../etc/passwd", "a\n", &long]
    {
        assert_eq!(RepoName::new(name), Err(BadName), "{name:?}");
    }
}

#[test]
fn a_stranger_can_not_tell_that_there_is_one() {
    let world = World::new();
    let (ada, bob, eve) = (world.user("Ada"), world.user("Bob"), world.user("Eve"));
    let repo = world.repo(ada, "site").unwrap();
    assert_eq!(world.seen_by(ada, "ada", "SITE"), Some(Role::Admin));
    for owner in ["Ada", "Bob", "nobody"] {
        assert_eq!(world.seen_by(eve, owner, "site"), None, "{owner}");
    }
    assert!(matches!(world.tx(|tx| find_by_id(tx, eve, repo.id)), Err(Error::NotFound)));

    world.tx(|tx| set_member(tx, &repo, "bob", Role::Write, NOW)).unwrap();
    assert_eq!(world.seen_by(bob, "Ada", "site"), Some(Role::Write));
    let open = Change { visibility: Some(Visibility::Server), ..Change::default() };
    world.tx(|tx| change(tx, &repo, open, NOW)).unwrap();
    assert_eq!(world.seen_by(eve, "Ada", "site"), Some(Role::Read));
    assert_eq!(world.tx(|tx| list(tx, eve)).unwrap().len(), 1);
    world.tx(|tx| remove_member(tx, &repo, bob, ada)).unwrap();
    assert_eq!(world.seen_by(bob, "Ada", "site"), Some(Role::Read));
}

#[test]
fn only_admins_of_it_decide_over_a_repository() {
    let world = World::new();
    let (ada, bob, eve) = (world.user("Ada"), world.user("Bob"), world.user("Eve"));
    let repo = world.repo(ada, "site").unwrap();
    world.tx(|tx| set_member(tx, &repo, "Bob", Role::Write, NOW)).unwrap();
    world.tx(|tx| set_member(tx, &repo, "Eve", Role::Read, NOW)).unwrap();
    let as_bob = world.tx(|tx| find(tx, bob, "Ada", "site")).unwrap();
    assert!(as_bob.require(Role::Write).is_ok());
    assert!(matches!(world.tx(|tx| archive(tx, &as_bob, NOW)), Err(Error::Forbidden(Role::Admin))));
    assert!(matches!(world.tx(|tx| change(tx, &as_bob, Change::default(), NOW)), Err(Error::Forbidden(_))));
    assert!(matches!(world.tx(|tx| set_member(tx, &as_bob, "Eve", Role::Admin, NOW)), Err(Error::Forbidden(_))));
    assert!(matches!(world.tx(|tx| remove_member(tx, &as_bob, eve, bob)), Err(Error::Forbidden(_))));
    world.tx(|tx| remove_member(tx, &as_bob, bob, bob)).unwrap();
    assert_eq!(world.seen_by(bob, "Ada", "site"), None, "one may always leave");
    assert!(matches!(world.tx(|tx| set_member(tx, &repo, "Ada", Role::Read, NOW)), Err(Error::IsOwner)));
    assert!(matches!(world.tx(|tx| set_member(tx, &repo, "Zoe", Role::Read, NOW)), Err(Error::NoSuchUser(_))));
}

#[test]
fn an_archived_repository_is_read_alone() {
    let world = World::new();
    let ada = world.user("Ada");
    let repo = world.repo(ada, "site").unwrap();
    world.tx(|tx| archive(tx, &repo, NOW)).unwrap();
    let archived = world.tx(|tx| find(tx, ada, "Ada", "site")).unwrap();
    assert!(archived.require(Role::Read).is_ok());
    assert!(matches!(archived.require(Role::Write), Err(Error::Archived)));
    world.tx(|tx| restore(tx, &archived)).unwrap();
    assert!(world.tx(|tx| find(tx, ada, "Ada", "site")).unwrap().require(Role::Write).is_ok());
}

#[test]
fn two_repositories_of_one_owner_have_two_names() {
    let world = World::new();
    let (ada, bob) = (world.user("Ada"), world.user("Bob"));
    world.repo(ada, "site").unwrap();
    assert!(matches!(world.repo(ada, "Site"), Err(Error::NameTaken(_))));
    world.repo(bob, "site").unwrap();
    let other = world.repo(ada, "other").unwrap();
    let rename = |name: &str| Change { name: Some(RepoName::new(name).unwrap()), ..Change::default() };
    assert!(matches!(world.tx(|tx| change(tx, &other, rename("SITE"), NOW)), Err(Error::NameTaken(_))));
    assert_eq!(world.tx(|tx| change(tx, &other, rename("OTHER"), NOW)).unwrap().name.as_str(), "OTHER");
}

fn check_pattern(pattern: &str, name: &str, covers: bool) {
    let protection = Protection::parse(pattern).unwrap();
    assert_eq!(protection.covers(&BranchName::new(name).unwrap()), covers, "{pattern} {name}");
}

#[test]
fn patterns_protect_what_they_say() {
    check_pattern("main", "main", true);
    check_pattern("main", "main2", false);
    check_pattern("release/*", "release/1", true);
    check_pattern("release/*", "release", false);
    check_pattern("*", "anything/at/all", true);
    check_pattern("a*b*c", "axxbyyc", true);
    check_pattern("a*b*c", "axxbyycd", false);
    check_pattern("a*a", "a", false);
    check_pattern("main\n\n v* ", "v2", true);
    assert!(Protection::parse("a b").is_err());
    assert!(Protection::parse(&"a\n".repeat(51)).is_err());
    let main = BranchName::new("main").unwrap();
    let protection = Protection::of(&main);
    assert!(protection.check(&main, Moved::Forward).is_ok());
    for moved in [Moved::Rewritten, Moved::Deleted] {
        assert!(matches!(protection.check(&main, moved), Err(git::Error::Protected(_))));
        assert!(protection.check(&BranchName::new("other").unwrap(), moved).is_ok());
    }
}

#[test]
fn the_last_visits_are_remembered_as_long_as_they_may_be_seen() {
    let world = World::new();
    let (ada, bob) = (world.user("Ada"), world.user("Bob"));
    let repo = world.repo(ada, "site").unwrap();
    let note = |user, branch: &str, at| {
        let branch = BranchName::new(branch).unwrap();
        world.tx(|tx| note_visit(tx, user, repo.id, &branch, Timestamp(at))).unwrap();
    };
    let seen = |user| -> Vec<String> {
        world.tx(|tx| visits(tx, user)).unwrap().into_iter().map(|visit| visit.branch.to_string()).collect()
    };
    note(ada, "main", 1_000);
    note(ada, "a/b", 2_000);
    note(ada, "main", 3_000);
    assert_eq!(seen(ada), ["main", "a/b"]);
    let main = BranchName::new("main").unwrap();
    let is_new = |at| world.tx(|tx| is_new_visit(tx, ada, repo.id, &main, Timestamp(at))).unwrap();
    assert!(!is_new(62_999));
    assert!(is_new(63_000));

    // Bob was shown out since.
    note(bob, "main", 3_000);
    assert_eq!(seen(bob), Vec::<String>::new());
    world.tx(|tx| set_member(tx, &repo, "Bob", Role::Read, NOW).map(drop)).unwrap();
    assert_eq!(seen(bob), ["main"]);
    for number in 0..VISITS_MAX {
        note(ada, &format!("x{number}"), 10_000);
    }
    assert_eq!(seen(ada).len(), VISITS_MAX);
    assert!(!seen(ada).contains(&"main".to_owned()));
    world.tx(|tx| archive(tx, &repo, NOW)).unwrap();
    assert_eq!(seen(ada), Vec::<String>::new());
}
