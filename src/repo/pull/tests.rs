//! What becomes of requests.

use super::*;
use crate::repo::{
    Visibility,
    tests::{NOW, World},
};

fn new(from: &str, into: &str) -> NewPull {
    let branch = |name: &str| BranchName::new(name).unwrap();
    NewPull {
        title: " A login ".to_owned(),
        body: "so that\r\npeople come in".to_owned(),
        from: branch(from),
        into: branch(into),
    }
}

fn commit() -> ObjectId {
    "0123456789abcdef0123456789abcdef01234567".parse().unwrap()
}

#[test]
fn a_request_is_opened_closed_opened_again_and_merged() {
    let world = World::new();
    let ada = world.user("Ada");
    let repo = world.repo(ada, "site").unwrap();
    let first = world.tx(|tx| open_pull(tx, &repo, ada, new("login", "main"), NOW)).unwrap();
    assert_eq!((first.number, first.title.as_str(), first.state), (1, "A login", PullState::Open));
    assert_eq!(first.body, "so that\npeople come in");
    let again = world.tx(|tx| open_pull(tx, &repo, ada, new("login", "main"), NOW));
    assert!(matches!(again, Err(Error::PullExists(1))));
    assert!(matches!(world.tx(|tx| open_pull(tx, &repo, ada, new("main", "main"), NOW)), Err(Error::BadPull(_))));

    let closed = world.tx(|tx| close_pull(tx, &repo, 1, ada, NOW)).unwrap();
    assert_eq!((closed.state, closed.closed_by_name.unwrap().as_str()), (PullState::Closed, "Ada"));
    let second = world.tx(|tx| open_pull(tx, &repo, ada, new("login", "main"), NOW)).unwrap();
    assert_eq!(second.number, 2);
    assert!(matches!(world.tx(|tx| reopen_pull(tx, &repo, 1)), Err(Error::PullExists(2))));
    world.tx(|tx| close_pull(tx, &repo, 2, ada, NOW)).unwrap();
    assert_eq!(world.tx(|tx| reopen_pull(tx, &repo, 1)).unwrap().closed_at, None);

    let (from, into) = (first.from, first.into);
    world.tx(|tx| note_merged(tx, repo.id, (&into, &from), commit(), None, NOW)).unwrap();
    assert_eq!(world.tx(|tx| pull(tx, &repo, 1)).unwrap().state, PullState::Open);
    world.tx(|tx| note_merged(tx, repo.id, (&from, &into), commit(), Some(ada), NOW)).unwrap();
    let merged = world.tx(|tx| pull(tx, &repo, 1)).unwrap();
    assert_eq!((merged.state, merged.merged_commit), (PullState::Merged, Some(commit())));
    // What is merged stays so.
    assert_eq!(world.tx(|tx| close_pull(tx, &repo, 1, ada, NOW)).unwrap().state, PullState::Merged);
    assert_eq!(world.tx(|tx| reopen_pull(tx, &repo, 1)).unwrap().state, PullState::Merged);
    assert_eq!(world.tx(|tx| pulls(tx, &repo, true)).unwrap().len(), 0);
    assert_eq!(world.tx(|tx| pulls(tx, &repo, false)).unwrap().len(), 2);
}

#[test]
fn readers_read_and_others_see_nothing() {
    let world = World::new();
    let (ada, bob) = (world.user("Ada"), world.user("Bob"));
    let mut repo = world.repo(ada, "site").unwrap();
    world.tx(|tx| open_pull(tx, &repo, ada, new("login", "main"), NOW)).unwrap();
    let change = crate::repo::Change { visibility: Some(Visibility::Server), ..Default::default() };
    repo = world.tx(|tx| crate::repo::change(tx, &repo, change, NOW)).unwrap();
    let seen = world.tx(|tx| crate::repo::find_by_id(tx, bob, repo.id)).unwrap();
    assert_eq!(world.tx(|tx| pulls(tx, &seen, true)).unwrap().len(), 1);
    assert!(matches!(world.tx(|tx| open_pull(tx, &seen, bob, new("a", "b"), NOW)), Err(Error::Forbidden(_))));
    assert!(matches!(world.tx(|tx| close_pull(tx, &seen, 1, bob, NOW)), Err(Error::Forbidden(_))));
    assert!(matches!(world.tx(|tx| change_pull(tx, &seen, 1, ("x", ""))), Err(Error::Forbidden(_))));
    assert!(matches!(world.tx(|tx| pull(tx, &seen, 2)), Err(Error::NotFound)));
    let long = "x".repeat(BODY_CHARS_MAX + 1);
    assert!(matches!(world.tx(|tx| change_pull(tx, &repo, 1, ("x", &long))), Err(Error::BadPull(_))));
    assert!(matches!(world.tx(|tx| change_pull(tx, &repo, 1, ("", ""))), Err(Error::BadPull(_))));
}
