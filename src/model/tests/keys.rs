use super::{NOON, with_two};
use crate::{
    account::{Role, UserId},
    config::{Config, Dialect},
    db::{Pool, Tx},
    kit::{Ambient, Secret},
    model::{
        Audience, BUILTIN, Catalogue, Error, Key, KeyChange, Model, ModelId, NewModel, PriceList, add, archive, choose,
        choose_for_all, edit, find, restore, set_own_key,
    },
    seal::Seal,
};

struct World {
    folder: tempfile::TempDir,
    pool: Pool,
    catalogue: Catalogue,
    ada: UserId,
    bob: UserId,
}

fn world(settings: impl FnOnce(&mut Config)) -> World {
    let (folder, pool, [ada, bob]) = with_two();
    let mut config = Config::for_testing(folder.path());
    settings(&mut config);
    let seal = Seal::open(&folder.path().join("seal.key"), Ambient::system()).unwrap();
    World { catalogue: Catalogue::new(&config, seal).unwrap(), folder, pool, ada, bob }
}

fn settled(config: &mut Config) {
    let table = "provider = \"openai\"\nmodel = \"m\"\nurl = \"http://127.0.0.1:1/v1\"\nkey = \"of the file\"\n";
    config.models.insert("local".to_owned(), toml::from_str(table).unwrap());
}

fn new(name: &str) -> NewModel {
    NewModel {
        name: name.to_owned(),
        dialect: Dialect::Anthropic,
        model: "claude".to_owned(),
        url: String::new(),
        key: KeyChange::Set(Secret::new("of-the-server")),
        output_tokens_max: None,
        prices: PriceList::default(),
        audience: Audience::Everyone,
    }
}

impl World {
    fn tx<T>(&self, verb: impl FnOnce(&Tx) -> Result<T, Error>) -> Result<T, Error> {
        self.pool.write_now(verb)
    }

    fn add(&self, new: NewModel) -> Result<ModelId, Error> {
        self.tx(|tx| add(tx, &self.catalogue, new, &Ambient::system()))
    }

    fn answering(&self, user: UserId) -> Option<Model> {
        self.pool.write_now(|tx: &Tx| self.catalogue.answering(tx, user)).unwrap()
    }

    /// The name and the key of what answers the user.
    fn asked(&self, user: UserId) -> (String, Key) {
        self.answering(user).map_or((BUILTIN.to_owned(), Key::None), |model| (model.name.to_string(), model.key))
    }

    fn choose(&self, user: UserId, name: &str) -> Result<(), Error> {
        self.tx(|tx| choose(tx, &self.catalogue, user, Role::User, name, NOON))
    }
}

fn known(key: &str) -> Key {
    Key::Known(Secret::new(key))
}

#[test]
fn whoever_has_not_chosen_is_answered_by_the_usual_model() {
    let world = world(settled);
    assert_eq!(world.asked(world.ada), ("local".to_owned(), known("of the file")));
    world.add(new("Claude")).unwrap();
    assert_eq!(world.asked(world.ada).0, "local", "the settings come first");
    world.tx(|tx| choose_for_all(tx, &world.catalogue, "Claude", NOON)).unwrap();
    assert_eq!(world.asked(world.ada), ("Claude".to_owned(), known("of-the-server")));
    world.choose(world.ada, "local").unwrap();
    world.choose(world.bob, BUILTIN).unwrap();
    assert_eq!((world.asked(world.ada).0.as_str(), world.asked(world.bob).0.as_str()), ("local", BUILTIN));
}

#[test]
fn without_any_model_the_built_in_assistant_answers() {
    let world = world(|_| ());
    assert_eq!(world.asked(world.ada).0, BUILTIN);
    let id = world.add(new("Claude")).unwrap();
    assert_eq!(world.asked(world.ada).0, "Claude");
    world.choose(world.ada, "Claude").unwrap();
    world.tx(|tx| archive(tx, id, NOON)).unwrap();
    assert_eq!(world.asked(world.ada).0, BUILTIN);
    world.tx(|tx| restore(tx, &world.catalogue, id, NOON)).unwrap();
    assert_eq!(world.asked(world.ada).0, "Claude", "the choice is remembered");
}

#[test]
fn a_model_for_admins_is_nobody_elses() {
    let world = world(|_| ());
    world.add(NewModel { audience: Audience::Admins, ..new("Secret") }).unwrap();
    assert_eq!(world.asked(world.ada).0, BUILTIN);
    assert!(matches!(world.choose(world.ada, "Secret"), Err(Error::NotFound)));
    let own =
        |tx: &Tx| set_own_key(tx, &world.catalogue, (world.ada, Role::User), "Secret", Some(&Secret::new("k")), NOON);
    assert!(matches!(world.tx(own), Err(Error::NotFound)));
    assert!(matches!(world.tx(|tx| choose_for_all(tx, &world.catalogue, "Secret", NOON)), Err(Error::NotFound)));
    world.tx(|tx| choose(tx, &world.catalogue, world.ada, Role::Admin, "Secret", NOON)).unwrap();
}

#[test]
fn an_own_key_is_its_owners_alone_and_can_be_taken_back() {
    let world = world(settled);
    let set = |user, key: Option<&str>| {
        let key = key.map(Secret::new);
        world.tx(|tx| set_own_key(tx, &world.catalogue, (user, Role::User), "local", key.as_ref(), NOON))
    };
    set(world.ada, Some("adas")).unwrap();
    assert_eq!(world.asked(world.ada).1, known("adas"));
    assert_eq!(world.asked(world.bob).1, known("of the file"));
    set(world.ada, None).unwrap();
    assert_eq!(world.asked(world.ada).1, known("of the file"));
    for bad in ["", " ", "a b", "ä", "line\nbreak", &"x".repeat(2_000)] {
        assert!(matches!(set(world.ada, Some(bad)), Err(Error::BadKey)), "{bad:?}");
    }
}

#[test]
fn a_key_goes_to_no_other_address_than_the_one_it_was_entered_for() {
    let world = world(|_| ());
    let id = world.add(new("Claude")).unwrap();
    let own = Secret::new("adas");
    world.tx(|tx| set_own_key(tx, &world.catalogue, (world.ada, Role::User), "Claude", Some(&own), NOON)).unwrap();
    let change = |new: NewModel| world.tx(|tx| edit(tx, &world.catalogue, id, new, NOON));

    let elsewhere = NewModel { url: "https://elsewhere.example.org".to_owned(), ..new("Claude") };
    let keep = NewModel { key: KeyChange::Keep, ..elsewhere.clone() };
    assert!(matches!(change(keep), Err(Error::KeyAgain)));
    change(NewModel { key: KeyChange::Keep, model: "other".to_owned(), ..new("Claude") }).unwrap();
    assert_eq!(world.asked(world.ada).1, known("adas"));
    assert_eq!(world.asked(world.bob).1, known("of-the-server"));

    change(elsewhere).unwrap();
    assert_eq!(world.asked(world.ada).1, Key::Lost);
    assert_eq!(world.asked(world.bob).1, known("of-the-server"));
    change(NewModel { key: KeyChange::Remove, ..new("Claude") }).unwrap();
    assert_eq!(world.tx(|tx| find(tx, &world.catalogue, id)).unwrap().key, Key::None);
}

#[test]
fn what_a_form_gives_is_checked() {
    let world = world(settled);
    world.add(new("Claude")).unwrap();
    for name in ["Claude", " Claude ", "local", BUILTIN] {
        assert!(matches!(world.add(new(name)), Err(Error::NameTaken(_))), "{name}");
    }
    assert!(matches!(world.add(new(" ")), Err(Error::BadName(_))));
    assert!(matches!(world.add(NewModel { model: String::new(), ..new("a") }), Err(Error::BadModel(_))));
    for url in ["ftp://a.b", "no address", "https://a.b/?key=1", "https://me:pw@a.b"] {
        assert!(matches!(world.add(NewModel { url: url.to_owned(), ..new("a") }), Err(Error::BadUrl(_))), "{url}");
    }
    let sealed = std::fs::read(world.folder.path().join("platform.db")).unwrap();
    assert!(!sealed.windows(13).any(|part| part == b"of-the-server"), "no key stands in the file");
}
