//! A repository that is packed while somebody saves in it.

use tempfile::TempDir;

use super::*;
use crate::{
    config::Config,
    git::{Author, BranchName, Change, Edit, Expect, Message, Put, TreePath},
    kit::{Ambient, Timestamp},
};

fn save(git: &crate::git::Repository, number: usize) -> crate::git::Result<()> {
    let change = Change {
        path: TreePath::new("a.txt").unwrap(),
        edit: Edit::Put(Put { content: format!("{number}\n").into_bytes(), is_executable: None }),
        expect: Expect::Anything,
    };
    let author = Author { name: "Ada".to_owned(), email: "ada@example.org".to_owned() };
    let (main, message) = (BranchName::new("main").unwrap(), Message::new("Save")?);
    git.commit(&main, None, &[change], &author, &message, Timestamp(1_000)).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn many_small_saves_become_one_pack_and_none_is_lost() {
    let folder = TempDir::new().unwrap();
    let repos =
        Repos::prepare(folder.path(), &Config::for_testing(folder.path()).repositories, Ambient::system()).unwrap();
    let id = Ambient::system().id();
    repos.create(id, BranchName::new("main").unwrap()).await.unwrap();
    for number in 0..20 {
        repos.with(id, move |git| save(git, number)).await.unwrap();
    }
    let allowed = Untidy { loose_max: 50, packs_max: 1 };
    assert!(is_untidy(&repos.path(id), allowed).unwrap());
    assert_eq!(repos.maintain(Untidy { loose_max: 100, packs_max: 1 }).await, []);

    let saving = async {
        for number in 20..40 {
            repos.with(id, move |git| save(git, number)).await.unwrap();
        }
    };
    let (packed, ()) = tokio::join!(repos.maintain(allowed), saving);
    assert_eq!(packed, [id]);
    assert!(!is_untidy(&repos.path(id), Untidy { loose_max: 70, packs_max: 1 }).unwrap());
    let past =
        repos.with(id, |git| git.history(git.head(&BranchName::new("main").unwrap())?, None, 100)).await.unwrap();
    assert_eq!(past.entries.len(), 40);
    let last = repos.with(id, |git| {
        let head = git.head(&BranchName::new("main").unwrap())?;
        git.read(head, &TreePath::new("a.txt").unwrap(), None)
    });
    assert_eq!(last.await.unwrap().data, b"39\n");
}
