//! The client of GitHub against what GitHub itself says of its API, and against what it has answered to others.
//! `bin/github-shapes` installs both.

mod described;
mod description;
mod double;
mod recorded;
mod wire;

use std::path::{Path, PathBuf};

use serde_json::Value;
use stackhouse::{
    fetch::{Fetch, Reach, Site},
    github::{App, Cache, Client, RepoName},
    kit::{Ambient, Secret},
};

/// Where `bin/github-shapes` puts things.
fn installed(path: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("github-shapes").join(path);
    assert!(path.exists(), "{} is missing: run bin/github-shapes", path.display());
    path
}

fn json_of(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).expect("a file")).expect("JSON")
}

fn client(port: u16) -> Client {
    let site = Site::new(&format!("http://127.0.0.1:{port}"), Reach::Private).expect("a site");
    Client::new(Fetch::default(), site, Secret::new("ghp_tell_nobody"), Cache::default(), Ambient::system())
}

/// An app that is registered at a server which plays GitHub.
fn app(port: u16) -> App {
    let site = Site::new(&format!("http://127.0.0.1:{port}"), Reach::Private).expect("a site");
    let named = ("Iv1.8a61f9b3a7aba766".to_owned(), Secret::new("hush"));
    App::new((Fetch::default(), Ambient::system()), (site.clone(), site), named)
}

fn repo(name: &str) -> RepoName {
    name.parse().expect("a name")
}
