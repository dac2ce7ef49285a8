//! What no verb of this house makes, and others push.

use super::*;

/// A commit on top of another one, in which a `link` leads out of the tree and `module` is another repository.
pub fn with_odd_entries(repository: &Repository, commit: ObjectId) -> ObjectId {
    let git = &repository.git;
    let parent = git.find_commit(commit.oid()).unwrap();
    let mut tree = git.treebuilder(Some(&parent.tree().unwrap())).unwrap();
    tree.insert("link", git.blob(b"/etc/passwd").unwrap(), 0o120_000).unwrap();
    tree.insert("module", commit.oid(), 0o160_000).unwrap();
    let tree = git.find_tree(tree.write().unwrap()).unwrap();
    let by = git2::Signature::new("Ada", "ada@localhost", &git2::Time::new(0, 0)).unwrap();
    ObjectId::new(git.commit(None, &by, &by, "odd", &tree, &[&parent]).unwrap())
}
