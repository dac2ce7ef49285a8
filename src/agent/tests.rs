//! Tasks as rows: who may do what with them, whose turn it is, what is heard.

use super::{
    machine::{Order, Wanted},
    testing::{NOW, World, branch},
    *,
};
use crate::{
    account::UserId,
    repo::{self, RepoId, Role},
};

/// Somebody who owns a repository, and the repository.
async fn owned(world: &World) -> (UserId, RepoId) {
    let ada = world.user("ada");
    (ada, world.repository(ada).await)
}

fn begun(world: &World, by: UserId, repository: RepoId, task: &str) -> Result<Agent> {
    let (repo, new) = (world.seen(by, repository), world.task(task));
    world.platform.write_now(|tx| begin(tx, &repo, by, new, &world.limits, NOW))
}

fn states(world: &World, user: UserId) -> Vec<(String, State)> {
    let listed = world.platform.read_now(|tx| list(tx, user, &Filter::default())).unwrap();
    listed.into_iter().map(|listed| (listed.agent.title(), listed.agent.state)).collect()
}

#[tokio::test]
async fn a_branch_is_called_after_its_task() {
    let world = World::new();
    let (ada, repository) = owned(&world).await;
    let name = |task: &str| begun(&world, ada, repository, task).unwrap().branch.to_string();
    for (task, begins) in [
        ("Add a dark theme to the site", "agent/add-a-dark-theme-to-the-site-"),
        ("größer & schöner!", "agent/gr-er-sch-ner-"),
        ("漢字", "agent/task-"),
        ("../../main", "agent/main-"),
        (&"long ".repeat(100), "agent/long-long-long-"),
    ] {
        let name = name(task);
        assert!(name.starts_with(begins) && name.len() < 70, "{name}");
    }
    assert_ne!(name("the same"), name("the same"));
}

#[tokio::test]
async fn a_task_needs_words_and_somebody_who_may_write() {
    let world = World::new();
    let (ada, repository) = owned(&world).await;
    let (eve, bob) = (world.user("eve"), world.user("bob"));
    world.member(repository, ada, "bob", Role::Read);
    assert!(matches!(begun(&world, ada, repository, " \n "), Err(Error::BadTask)));
    assert!(matches!(begun(&world, ada, repository, &"x".repeat(20_001)), Err(Error::BadTask)));
    assert!(matches!(begun(&world, bob, repository, "x"), Err(Error::Repo(repo::Error::Forbidden(_)))));
    let agent = begun(&world, ada, repository, "x").unwrap();
    assert!(matches!(world.platform.read_now(|tx| find(tx, eve, agent.id)), Err(Error::NotFound)));
    assert!(states(&world, eve).is_empty());
    assert!(!world.platform.read_now(|tx| find(tx, bob, agent.id)).unwrap().may_steer);
    for order in Order::ALL {
        let told = |user| world.platform.write_now(|tx| obey(tx, user, agent.id, order, NOW));
        assert!(matches!(told(bob), Err(Error::NotYours(_))));
        assert!(matches!(told(eve), Err(Error::NotFound)));
    }
    assert!(matches!(world.platform.write_now(|tx| say(tx, bob, agent.id, "hey", NOW)), Err(Error::NotYours(_))));
}

#[tokio::test]
async fn an_agents_branch_is_its_requesters_and_nobody_elses_but_for_admins() {
    let world = World::new();
    let (ada, repository) = owned(&world).await;
    let (bob, joe) = (world.user("bob"), world.user("joe"));
    world.member(repository, ada, "bob", Role::Write);
    world.member(repository, ada, "joe", Role::Write);
    let agent = begun(&world, bob, repository, "a task").unwrap();
    let on = agent.branch.as_str();
    assert!(world.save(repository, joe, on, "a.txt", "joe").await.is_err(), "not joe's");
    assert!(world.save(repository, bob, on, "a.txt", "bob").await.is_ok());
    assert!(world.save(repository, ada, on, "a.txt", "ada").await.is_ok(), "ada owns the repository");
    assert!(world.save(repository, joe, "agent/mine", "a.txt", "joe").await.is_err(), "nobody gave it to joe");
    assert!(world.save(repository, joe, "agents/mine", "a.txt", "joe").await.is_ok(), "another folder");
    let (other, own) = (branch("main"), agent.branch.clone());
    let moved =
        world.repos.write_only(repository, bob, own.clone(), move |git| git.delete_branch(&other, git.head(&other)?));
    assert!(moved.await.is_err());
    let deleted = world.repos.write(repository, joe, move |git| git.delete_branch(&own, git.head(&own)?));
    assert!(deleted.await.is_err());
}

#[tokio::test]
async fn places_go_to_those_who_wait_longest_and_nobody_takes_more_than_theirs() {
    let mut world = World::new();
    world.limits = Limits { running_per_user: 1, running: 2, open_per_user: 3, ..world.limits };
    let (ada, repository) = owned(&world).await;
    let bob = world.user("bob");
    world.member(repository, ada, "bob", Role::Write);
    for task in ["ada 1", "ada 2", "ada 3"] {
        begun(&world, ada, repository, task).unwrap();
    }
    assert!(matches!(begun(&world, ada, repository, "ada 4"), Err(Error::TooMany(3))));
    let last = begun(&world, bob, repository, "bob 1").unwrap();
    assert_eq!(world.platform.read_now(|tx| place_in_queue(tx, &last)).unwrap(), Some(4));
    let take = || world.platform.write_now(|tx| take_next(tx, &world.limits, NOW)).unwrap().map(|agent| agent.title());
    assert_eq!([take(), take(), take()], [Some("ada 1".to_owned()), Some("bob 1".to_owned()), None]);
    assert_eq!(world.platform.write_now(|tx| interrupt_all(tx, NOW)).unwrap(), 2);
    assert_eq!(take().as_deref(), Some("ada 1"), "what was cut short goes first");
}

#[tokio::test]
async fn orders_are_done_at_once_or_noted_for_whoever_is_at_work() {
    let world = World::new();
    let (ada, repository) = owned(&world).await;
    let id = begun(&world, ada, repository, "a task").unwrap().id;
    let told = |order| world.platform.write_now(|tx| obey(tx, ada, id, order, NOW));
    assert_eq!(told(Order::Pause).unwrap().state, State::Paused);
    assert_eq!(told(Order::Resume).unwrap().state, State::Queued);
    world.platform.write_now(|tx| take_next(tx, &world.limits, NOW)).unwrap().unwrap();
    let agent = told(Order::Cancel).unwrap();
    assert_eq!((agent.state, agent.wanted), (State::Preparing, Some(Wanted::Cancel)));
    assert_eq!(told(Order::Cancel).unwrap(), agent, "twice is as once");
    world.platform.write_now(|tx| turn(tx, id, State::Cancelled, None, NOW)).unwrap();
    let again = told(Order::Retry).unwrap();
    assert_eq!((again.state, again.wanted), (State::Queued, None));
    let waiting = world.platform.read_now(|tx| messages_waiting(tx, id)).unwrap();
    assert_eq!(waiting, [("ada".to_owned(), "a task".to_owned())], "it is told its task once more");
    assert!(again.since_step > 0);
}

#[tokio::test]
async fn what_is_said_is_taken_once_and_never_more_waits_than_can() {
    let world = World::new();
    let (ada, repository) = owned(&world).await;
    let id = begun(&world, ada, repository, "a task").unwrap().id;
    let heard = |text: String| world.platform.write_now(|tx| say(tx, ada, id, &text, NOW));
    for number in 1..=20 {
        heard(number.to_string()).unwrap();
    }
    assert!(matches!(heard("more".to_owned()), Err(Error::TooMuchSaid)));
    let take = || world.platform.write_now(|tx| take_message(tx, id, NOW)).unwrap().map(|taken| taken.text);
    assert_eq!([take(), take()], [Some("1".to_owned()), Some("2".to_owned())]);
    assert_eq!(world.platform.read_now(|tx| messages_waiting(tx, id)).unwrap().len(), 18);
}

#[tokio::test]
async fn a_look_takes_away_only_what_was_looked_at() {
    let world = World::new();
    let (ada, repository) = owned(&world).await;
    let bob = world.user("bob");
    world.member(repository, ada, "bob", Role::Admin);
    let id = begun(&world, ada, repository, "x").unwrap().id;
    let turned = |next| world.platform.write_now(|tx| turn(tx, id, next, Some("so".to_owned()), NOW)).unwrap().number;
    let looked = |user, step| world.platform.write_now(|tx| look_at(tx, user, id, step)).unwrap();
    let count = |user| world.platform.read_now(|tx| count_news(tx, user)).unwrap();
    let unseen = |user| world.platform.read_now(|tx| find(tx, user, id)).unwrap().unseen;
    turned(State::Preparing);
    turned(State::Running);
    assert_eq!(count(ada), 0);
    let asked = turned(State::Waiting);
    assert_eq!((count(ada), unseen(ada), unseen(bob)), (1, Some(asked), None));
    assert_eq!(looked(ada, asked), 1, "it waits for an answer");
    turned(State::Queued);
    assert_eq!(count(ada), 0);
    for next in [State::Preparing, State::Running, State::Finalizing] {
        turned(next);
    }
    let done = turned(State::Done);
    assert_eq!((looked(ada, asked), looked(bob, done), count(ada)), (1, 0, 1), "neither was a look at this by Ada");
    assert_eq!((looked(ada, done), unseen(ada)), (0, None));
    for next in [State::Queued, State::Preparing, State::Failed] {
        turned(next);
    }
    assert_eq!(count(ada), 1);
    assert_eq!(world.platform.write_now(|tx| look_at_all(tx, bob)).unwrap(), 0);
    assert_eq!(count(ada), 1, "Bob has looked at his own");
    assert_eq!(world.platform.write_now(|tx| look_at_all(tx, ada)).unwrap(), 0);
}
