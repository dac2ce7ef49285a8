//! Operations on GitHub. What stands below `/api/local/{owner}/{repository}` stands below `/api/github/…` too.

use schemars::SchemaGenerator;

use super::{
    super::{
        github::{AccountView, Connect, OpenRepository, RemoteRepositories},
        repos::RepositoryView,
    },
    Operation, plain, shape,
};

pub(super) fn operations(schemas: &mut SchemaGenerator) -> Vec<Operation> {
    let account = Some(shape::<AccountView>(schemas));
    vec![
        Operation { answer: account.clone(), ..plain("get", "/api/github/account", "Says as whom GitHub is asked") },
        Operation {
            body: Some(shape::<Connect>(schemas)),
            answer: account,
            ..plain("put", "/api/github/account", "Keeps a token that opens GitHub")
        },
        plain("delete", "/api/github/account", "Forgets it"),
        Operation {
            answer: Some(shape::<RemoteRepositories>(schemas)),
            query: &["page"],
            ..plain("get", "/api/github/repositories", "Lists the repositories that it opens")
        },
        Operation {
            body: Some(shape::<OpenRepository>(schemas)),
            answer: Some(shape::<RepositoryView>(schemas)),
            ..plain("post", "/api/github/repositories", "Has one of them be here, or come")
        },
    ]
}
