//! A server's own file with people and a repository, for tests of tasks.

use std::sync::Arc;

use tempfile::TempDir;

use crate::{
    account::{self, NewUser, Password, PasswordHash, Passwords, UserId},
    agent::{Limits, NewTask},
    config::Config,
    db::Pool,
    git::{Author, BranchName, Change, Edit, Expect, Message, ObjectId, Put},
    kit::{Ambient, Timestamp},
    repo::{self, NewRepo, Protection, Repo, RepoId, RepoName, Repos, Role, Visibility},
};

pub const NOW: Timestamp = Timestamp(1_000);

/// What there is before the first task.
pub struct World {
    pub platform: Pool,
    pub repos: Repos,
    pub ambient: Ambient,
    pub limits: Limits,
    pub folder: Arc<TempDir>,
    password: PasswordHash,
}

impl World {
    pub fn new() -> Self {
        Self::within(Arc::new(TempDir::new().unwrap()))
    }

    /// The same in a folder that an earlier one may have left.
    pub fn within(folder: Arc<TempDir>) -> Self {
        let (ambient, config) = (Ambient::system(), Config::for_testing(folder.path()));
        let passwords = Passwords::new(&config.password, ambient.clone()).unwrap();
        let password = passwords.hash_now(&Password::new("heron over the weir", "x").unwrap()).unwrap();
        let platform = account::open(folder.path()).unwrap();
        let repos = Repos::prepare(folder.path(), &config.repositories, ambient.clone()).unwrap();
        let repos = repos.with_people(platform.clone());
        Self { platform, repos, ambient, limits: Limits::of(&config.agents), folder, password }
    }

    pub fn user(&self, name: &str) -> UserId {
        let new = NewUser {
            id: self.ambient.id(),
            name: account::Name::new(name).unwrap(),
            password: self.password.clone(),
            role: account::Role::User,
            tier: "unlimited".to_owned(),
        };
        self.platform.write_now(|tx| account::create(tx, new, NOW)).unwrap().id
    }

    /// A repository with one file on `main`.
    pub async fn repository(&self, owner: UserId) -> RepoId {
        let (id, main) = (self.ambient.id(), branch("main"));
        self.repos.create(id, main.clone()).await.unwrap();
        let new = NewRepo {
            id,
            name: RepoName::new("site").unwrap(),
            description: String::new(),
            visibility: Visibility::Private,
            protection: Protection::of(&main),
            origin: None,
        };
        self.platform.write_now(|tx| repo::create(tx, owner, new, NOW)).unwrap();
        self.save(id, owner, "main", "index.html", "<h1>Hello</h1>\n").await.unwrap();
        id
    }

    pub async fn save(&self, id: RepoId, by: UserId, on: &str, at: &str, text: &str) -> repo::Result<ObjectId> {
        let change = Change {
            path: at.parse().unwrap(),
            edit: Edit::Put(Put { content: text.as_bytes().to_vec(), is_executable: None }),
            expect: Expect::Anything,
        };
        let author = Author { name: "Ada".to_owned(), email: "ada@example.org".to_owned() };
        let (on, message) = (branch(on), Message::new("Save").unwrap());
        let made = self.repos.write(id, by, move |git| git.commit(&on, None, &[change], &author, &message, NOW));
        Ok(made.await?.commit)
    }

    pub fn member(&self, repository: RepoId, owner: UserId, name: &str, role: Role) {
        self.platform
            .write_now(|tx| {
                let repo = repo::find_by_id(tx, owner, repository)?;
                repo::set_member(tx, &repo, name, role, NOW).map(drop)
            })
            .unwrap();
    }

    pub fn seen(&self, user: UserId, repository: RepoId) -> Repo {
        self.platform.read_now(|tx| repo::find_by_id(tx, user, repository)).unwrap()
    }

    /// The text of a file on a branch.
    pub async fn text(&self, id: RepoId, on: &str, at: &str) -> Option<String> {
        let (on, at) = (branch(on), at.parse().unwrap());
        let read = self.repos.with(id, move |git| git.read(git.head(&on)?, &at, None));
        Some(String::from_utf8(read.await.ok()?.data).unwrap())
    }

    pub fn task(&self, task: &str) -> NewTask {
        let base_commit = "1234567890123456789012345678901234567890".parse().unwrap();
        NewTask {
            id: self.ambient.id(),
            task: task.to_owned(),
            base_branch: branch("main"),
            base_commit,
            language: None,
        }
    }
}

pub fn branch(name: &str) -> BranchName {
    name.parse().unwrap()
}
