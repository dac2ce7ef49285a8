use serde_json::{Value, json};

use super::registry::package;
use crate::{
    account::{self, NewUser, Password, Passwords, Role, UserId},
    app::{
        Error, PackageId,
        catalogue::{self, Decision, Standing, Stars, SubmissionId},
    },
    config::Config,
    db::{Pool, Tx},
    kit::{Ambient, Line},
};

struct World {
    pool: Pool,
    ambient: Ambient,
    users: Vec<UserId>,
    _folder: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (pool, ambient) = (account::open(folder.path()).unwrap(), Ambient::system());
        let passwords = Passwords::new(&Config::for_testing(folder.path()).password, ambient.clone()).unwrap();
        let users = ["ada", "bob"].map(|name| {
            let name = Line::new(name).unwrap();
            let password = passwords.hash_now(&Password::new("heron over the weir", &name).unwrap()).unwrap();
            let user = NewUser { id: ambient.id(), name, password, role: Role::User, tier: "free".to_owned() };
            pool.write_now(|tx| account::create(tx, user, ambient.now())).unwrap().id
        });
        Self { pool, ambient, users: users.into(), _folder: folder }
    }

    fn tx<T>(&self, verb: impl FnOnce(&Tx) -> Result<T, Error>) -> Result<T, Error> {
        self.pool.write_now(verb)
    }

    fn submit(&self, user: usize, id: &str, version: &str) -> Result<SubmissionId, Error> {
        // Without a job, which would ask for a permission.
        let mut package: Value = serde_json::from_str(&package(id, version, "me", &[])).unwrap();
        package["ui_spec"]["jobs"] = json!([]);
        let text = package.to_string();
        self.tx(|tx| catalogue::submit(tx, self.users[user], &text, &self.ambient)).map(|one| one.id)
    }

    fn approve(&self, id: SubmissionId) -> Result<Standing, Error> {
        let decided = self.tx(|tx| catalogue::decide(tx, id, &Decision::Approve, self.ambient.now()));
        decided.map(|one| one.standing)
    }

    fn offered(&self, id: &str) -> Result<String, Error> {
        self.tx(|tx| catalogue::offer(tx, &PackageId::new(id).unwrap())).map(|offer| offer.package.version.to_string())
    }
}

#[test]
fn every_app_that_is_shipped_can_be_read() {
    assert_eq!(catalogue::unreadable().collect::<Vec<_>>(), Vec::<&(String, String)>::new());
    assert!(catalogue::shipped_as(&PackageId::new("todo-list").unwrap()).is_some());
    assert!(catalogue::shipped().all(|shipped| shipped.package.author.as_str() == "system"));
}

#[test]
fn nothing_is_offered_before_an_admin_has_said_yes() {
    let world = World::new();
    let one = world.submit(0, "tea", "1.0.0").unwrap();
    assert!(matches!(world.offered("tea"), Err(Error::NotFound)));
    assert_eq!(world.submit(0, "tea", "1.0.0").unwrap(), one, "the same version waits once");
    assert_eq!(world.approve(one).unwrap(), Standing::Approved);
    assert_eq!(world.offered("tea").unwrap(), "1.0.0");
    assert!(matches!(world.approve(one), Err(Error::Decided)));

    assert!(matches!(world.submit(0, "tea", "1.0.0"), Err(Error::NotNewer)));
    let reject = Decision::Reject { reason: "It does nothing".to_owned() };
    let next = world.submit(0, "tea", "1.1.0").unwrap();
    world.tx(|tx| catalogue::decide(tx, next, &reject, world.ambient.now())).unwrap();
    assert_eq!(world.offered("tea").unwrap(), "1.0.0");
    let own = world.tx(|tx| Ok(catalogue::of_user(tx, world.users[0])?)).unwrap();
    assert_eq!(own[0].reason.as_deref(), Some("It does nothing"));
    let later = world.submit(0, "tea", "1.2.0").unwrap();
    world.approve(later).unwrap();
    assert_eq!(world.offered("tea").unwrap(), "1.2.0");
    assert!(world.tx(catalogue::offers).unwrap().iter().any(|offer| offer.by == Some(world.users[0])));
}

#[test]
fn an_id_belongs_to_whoever_had_it_first() {
    let world = World::new();
    assert!(matches!(world.submit(0, "todo-list", "9.0.0"), Err(Error::Taken(_))));
    let (ada, bob) = (world.submit(0, "tea", "1.0.0").unwrap(), world.submit(1, "tea", "2.0.0").unwrap());
    world.approve(ada).unwrap();
    assert!(matches!(world.approve(bob), Err(Error::Taken(_))));
    assert!(matches!(world.submit(1, "tea", "3.0.0"), Err(Error::Taken(_))));
    for number in 0..catalogue::PENDING_MAX - 1 {
        world.submit(1, &format!("app{number}"), "1.0.0").unwrap();
    }
    assert!(matches!(world.submit(1, "one-more", "1.0.0"), Err(Error::TooManySubmissions)));
}

#[test]
fn a_user_says_one_thing_of_an_app() {
    let world = World::new();
    let todo = PackageId::new("todo-list").unwrap();
    let rate = |user: usize, package: &PackageId, stars, text: &str| {
        let stars = Stars::new(stars).unwrap();
        world.tx(|tx| catalogue::rate(tx, world.users[user], package, stars, text, world.ambient.now()))
    };
    rate(0, &todo, 2, "Hm").unwrap();
    rate(0, &todo, 5, " Lovely ").unwrap();
    rate(1, &todo, 4, "").unwrap();
    let offer = world.tx(|tx| catalogue::offer(tx, &todo)).unwrap();
    assert_eq!((offer.rating.stars.to_string(), offer.rating.count), ("4.5".to_owned(), 2));
    let reviews = world.tx(|tx| Ok(catalogue::reviews(tx, &todo)?)).unwrap();
    assert!(reviews.iter().any(|review| review.text == "Lovely" && review.user == world.users[0]));
    assert!(matches!(rate(0, &PackageId::new("nothing").unwrap(), 5, ""), Err(Error::NotFound)));
    assert!(matches!(rate(0, &todo, 5, &"x".repeat(1_001)), Err(Error::ReviewTooLong)));
    assert!(Stars::new(0).is_none() && Stars::new(6).is_none());
}
