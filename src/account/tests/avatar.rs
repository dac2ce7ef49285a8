//! How users appear, and under which name.

use super::World;
use crate::{
    account::{self, Appearance, Error, Name},
    stack::{Color, Icon},
};

#[test]
fn somebody_who_has_chosen_nothing_has_the_letters_of_their_name() {
    let world = World::new();
    for (name, letters) in
        [("Ada", "A"), ("Ada Lovelace", "AL"), ("ada king of lovelace", "AL"), ("élodie", "É"), ("<b> &c", "<&")]
    {
        let user = world.user(name).id;
        let is = world.write(|tx| account::appearance(tx, user)).unwrap();
        assert_eq!((is.sign.as_str(), is.picture.as_ref()), (letters, None), "{name}");
        assert_eq!(world.write(|tx| account::appearance(tx, user)).unwrap(), is, "the colour stays");
    }
}

#[test]
fn a_picture_hides_the_sign_and_gives_it_back() {
    let world = World::new();
    let user = world.user("Ada").id;
    world.write(|tx| account::set_sign(tx, user, Icon::new("🦉"), Some(Color::Teal), world.now())).unwrap();
    world.write(|tx| account::set_picture(tx, user, Some(vec![1, 2, 3]), world.now())).unwrap();
    let is = world.write(|tx| account::appearance(tx, user)).unwrap();
    assert_eq!(is, Appearance { sign: "🦉".to_owned(), color: Color::Teal, picture: Some(vec![1, 2, 3]) });
    world.write(|tx| account::set_picture(tx, user, None, world.now())).unwrap();
    assert_eq!(world.write(|tx| account::appearance(tx, user)).unwrap().picture, None);
    assert_eq!(world.write(|tx| account::appearance(tx, user)).unwrap().sign, "🦉");
}

#[test]
fn a_name_can_be_changed_and_not_taken_from_another() {
    let world = World::new();
    let (ada, _) = (world.user("Ada").id, world.user("Grace").id);
    for taken in ["Grace", "grace", " GRACE "] {
        let new = Name::new(taken).unwrap();
        assert!(matches!(world.write(|tx| account::rename(tx, ada, new)), Err(Error::NameTaken(_))), "{taken}");
    }
    world.write(|tx| account::rename(tx, ada, Name::new("ada Lovelace").unwrap())).unwrap();
    assert_eq!(world.write(|tx| account::find_by_name(tx, "Ada Lovelace")).unwrap().id, ada);
    assert!(matches!(world.write(|tx| account::find_by_name(tx, "Ada")), Err(Error::NoSuchUser)));
    world.write(|tx| account::rename(tx, ada, Name::new("Ada Lovelace").unwrap())).unwrap();
    assert_eq!(
        world.write(|tx| account::find(tx, ada)).unwrap().name.as_str(),
        "Ada Lovelace",
        "another case is no other's"
    );
}
