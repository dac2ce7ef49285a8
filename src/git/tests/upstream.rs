//! Branches that stand on another server, and looks at it that come late.

use super::*;

/// Says that the other server has `branch` at `head`, as a fetch does.
fn found(bench: &Bench, branch: &str, head: ObjectId) {
    let there = format!("refs/remotes/origin/{branch}");
    bench.repository.git.reference(&there, head.oid(), true, "").unwrap();
}

#[test]
fn branches_follow_the_other_server() {
    let bench = Bench::new();
    let first = bench.commit(&[put("a", "one")]).unwrap().commit;
    bench.repository.create_branch(&branch("gone"), first).unwrap();
    let second = bench.commit(&[put("a", "two")]).unwrap().commit;
    bench.repository.move_branch(&branch("main"), Some(second), Some(first)).unwrap();
    let here = bench.repository.branches().unwrap();

    found(&bench, "main", second);
    found(&bench, "new", first);
    assert_eq!(bench.repository.follow_upstream(&here).unwrap(), 3);
    assert_eq!(bench.repository.head(&branch("main")).unwrap(), second);
    assert_eq!(bench.repository.head(&branch("new")).unwrap(), first);
    assert_eq!(bench.repository.find_head(&branch("gone")).unwrap(), None);
}

#[test]
fn a_look_takes_back_nothing_that_has_moved_since_it_began() {
    let bench = Bench::new();
    let first = bench.commit(&[put("a", "one")]).unwrap().commit;
    bench.repository.create_branch(&branch("removed"), first).unwrap();
    let here = bench.repository.branches().unwrap();
    // The look finds what is there now; then somebody saves, makes a branch and removes one, there and here.
    found(&bench, "main", first);
    found(&bench, "removed", first);
    let second = bench.commit(&[put("a", "two")]).unwrap().commit;
    bench.repository.create_branch(&branch("made"), second).unwrap();
    bench.repository.delete_branch(&branch("removed"), first).unwrap();

    assert_eq!(bench.repository.follow_upstream(&here).unwrap(), 0);
    assert_eq!(bench.repository.head(&branch("main")).unwrap(), second);
    assert_eq!(bench.repository.head(&branch("made")).unwrap(), second);
    assert_eq!(bench.repository.find_head(&branch("removed")).unwrap(), None);
}
