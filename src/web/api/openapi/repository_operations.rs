//! Repositories, in the document.

use schemars::SchemaGenerator;

use super::{
    super::live::{Announce, People, ShowTab, WhatHappened},
    super::livechat::{Execute, LiveMessages, LiveTurn, SayLive},
    super::repos::{
        ChangeRepository, CreateRepository, Repositories, RepositoryView,
        blobs::BlobView,
        branches::{BranchView, BranchesView, CreateBranch, History},
        contents::{CommittedView, DeleteFile, FileView, NewCommitBody, PutFile, Tree},
        imports::{ImportView, ImportsView},
        members::{MemberView, Members, SetMember},
        merges::{ComparisonView, MergeBranch, Merged},
        pulls::{ChangePull, OpenPull, PullView, Pulls},
        reading::{BlameView, Files, Found},
        scenes::{PutScene, SavedScene, SceneView},
        texts::{MergeTexts, MergedView},
    },
    Operation, plain, shape,
};

pub(super) fn operations(schemas: &mut SchemaGenerator) -> Vec<Operation> {
    let mut all = of_repositories(schemas);
    all.extend(of_pulls(schemas));
    all.extend(of_files(schemas));
    all.extend(of_people(schemas));
    all.extend(of_scenes(schemas));
    all.extend(of_live_chats(schemas));
    all
}

fn of_live_chats(schemas: &mut SchemaGenerator) -> Vec<Operation> {
    const MESSAGES: &str = "/api/live-chat/{owner}/{repository}/{branch}/messages";
    vec![
        Operation {
            query: &["before", "provider"],
            answer: Some(shape::<LiveMessages>(schemas)),
            ..plain("get", MESSAGES, "Lists what the user has said about a branch, and what was answered")
        },
        Operation {
            body: Some(shape::<SayLive>(schemas)),
            answer: Some(shape::<LiveTurn>(schemas)),
            ..plain("post", MESSAGES, "Says something about a branch")
        },
        plain("delete", MESSAGES, "Clears the user's live chat of a branch"),
        Operation {
            body: Some(shape::<Execute>(schemas)),
            ..plain(
                "post",
                "/api/live-chat/{owner}/{repository}/{branch}/execute",
                "Says something, or continues or stops a turn, and follows it as server-sent events",
            )
        },
    ]
}

fn of_people(schemas: &mut SchemaGenerator) -> Vec<Operation> {
    vec![
        Operation {
            query: &["owner", "repository", "branch"],
            answer: Some(shape::<People>(schemas)),
            ..plain("get", "/api/workspace/presence", "Lists who is at work on a branch")
        },
        Operation {
            body: Some(shape::<ShowTab>(schemas)),
            ..plain("put", "/api/workspace/presence", "Shows a tab to the others on its branch")
        },
        Operation {
            query: &["owner", "repository", "branch", "since"],
            answer: Some(shape::<WhatHappened>(schemas)),
            ..plain("get", "/api/workspace/events", "Lists what has happened on a branch")
        },
        Operation {
            body: Some(shape::<Announce>(schemas)),
            ..plain("post", "/api/workspace/events", "Says that a tab is closed")
        },
        Operation {
            query: &["owner", "repository", "branch", "client", "since"],
            ..plain("get", "/api/workspace/events/stream", "Follows a branch, as server-sent events")
        },
    ]
}

fn of_repositories(schemas: &mut SchemaGenerator) -> Vec<Operation> {
    let repository = Some(shape::<RepositoryView>(schemas));
    vec![
        Operation {
            answer: Some(shape::<Repositories>(schemas)),
            ..plain("get", "/api/repositories", "Lists the repositories that one may see")
        },
        Operation {
            body: Some(shape::<CreateRepository>(schemas)),
            answer: repository.clone(),
            ..plain("post", "/api/repositories", "Makes a repository")
        },
        Operation {
            answer: Some(shape::<ImportsView>(schemas)),
            ..plain("get", "/api/imports", "Lists the repositories that are being brought here")
        },
        Operation {
            answer: Some(shape::<ImportView>(schemas)),
            ..plain("post", "/api/imports", "Brings a repository here, from a file or from another server")
        },
        Operation {
            answer: Some(shape::<ImportView>(schemas)),
            ..plain("get", "/api/imports/{id}", "Shows how far one is")
        },
        plain("delete", "/api/imports/{id}", "Ends one"),
        Operation { answer: repository.clone(), ..plain("get", "/api/local/{owner}/{repository}", "Shows one") },
        Operation {
            body: Some(shape::<ChangeRepository>(schemas)),
            answer: repository.clone(),
            ..plain("patch", "/api/local/{owner}/{repository}", "Changes what is said of it, and who sees it")
        },
        Operation {
            answer: repository.clone(),
            ..plain("post", "/api/local/{owner}/{repository}/archive", "Puts it away: nothing in it changes any more")
        },
        Operation { answer: repository, ..plain("post", "/api/local/{owner}/{repository}/restore", "Brings it back") },
        Operation {
            answer: Some(shape::<Members>(schemas)),
            ..plain("get", "/api/local/{owner}/{repository}/members", "Lists who may do what in it")
        },
        Operation {
            body: Some(shape::<SetMember>(schemas)),
            answer: Some(shape::<MemberView>(schemas)),
            ..plain("put", "/api/local/{owner}/{repository}/members/{user}", "Lets somebody in")
        },
        plain("delete", "/api/local/{owner}/{repository}/members/{user}", "Shows somebody out, or leaves"),
    ]
}

fn of_pulls(schemas: &mut SchemaGenerator) -> Vec<Operation> {
    let pull = Some(shape::<PullView>(schemas));
    vec![
        Operation {
            query: &["state"],
            answer: Some(shape::<Pulls>(schemas)),
            ..plain("get", "/api/local/{owner}/{repository}/pulls", "Lists the requests to merge a branch")
        },
        Operation {
            body: Some(shape::<OpenPull>(schemas)),
            answer: pull.clone(),
            ..plain("post", "/api/local/{owner}/{repository}/pulls", "Opens a request to merge a branch")
        },
        Operation {
            answer: pull.clone(),
            ..plain("get", "/api/local/{owner}/{repository}/pulls/{number}", "Shows one")
        },
        Operation {
            body: Some(shape::<ChangePull>(schemas)),
            answer: pull,
            ..plain("patch", "/api/local/{owner}/{repository}/pulls/{number}", "Changes, closes or reopens one")
        },
    ]
}

fn of_files(schemas: &mut SchemaGenerator) -> Vec<Operation> {
    let committed = Some(shape::<CommittedView>(schemas));
    vec![
        Operation {
            answer: Some(shape::<BranchesView>(schemas)),
            query: &["after", "limit"],
            ..plain("get", "/api/local/{owner}/{repository}/branches", "Lists the branches")
        },
        Operation {
            body: Some(shape::<CreateBranch>(schemas)),
            answer: Some(shape::<BranchView>(schemas)),
            ..plain("post", "/api/local/{owner}/{repository}/branches", "Makes a branch")
        },
        Operation {
            query: &["expect"],
            ..plain("delete", "/api/local/{owner}/{repository}/branches/{branch}", "Removes a branch")
        },
        Operation {
            query: &["at", "path", "limit"],
            answer: Some(shape::<History>(schemas)),
            ..plain("get", "/api/local/{owner}/{repository}/history", "Lists commits, the latest first")
        },
        Operation {
            query: &["at", "path"],
            answer: Some(shape::<Tree>(schemas)),
            ..plain("get", "/api/local/{owner}/{repository}/tree", "Lists a folder")
        },
        Operation {
            query: &["at", "from"],
            answer: Some(shape::<FileView>(schemas)),
            ..plain("get", "/api/local/{owner}/{repository}/contents/{path}", "Reads a file")
        },
        Operation {
            body: Some(shape::<PutFile>(schemas)),
            answer: committed.clone(),
            ..plain("put", "/api/local/{owner}/{repository}/contents/{path}", "Writes a file")
        },
        Operation {
            body: Some(shape::<DeleteFile>(schemas)),
            answer: committed.clone(),
            ..plain("delete", "/api/local/{owner}/{repository}/contents/{path}", "Removes a file")
        },
        Operation {
            answer: Some(shape::<BlobView>(schemas)),
            ..plain("post", "/api/local/{owner}/{repository}/blobs", "Takes a file in, to be named by a commit")
        },
        Operation {
            body: Some(shape::<NewCommitBody>(schemas)),
            answer: committed,
            ..plain("post", "/api/local/{owner}/{repository}/commit", "Makes several changes in one commit")
        },
        Operation {
            query: &["at"],
            answer: Some(shape::<Files>(schemas)),
            ..plain("get", "/api/local/{owner}/{repository}/files", "Lists every file")
        },
        Operation {
            query: &["at", "q", "regex", "case", "path"],
            answer: Some(shape::<Found>(schemas)),
            ..plain("get", "/api/local/{owner}/{repository}/search", "Looks for a text in all files")
        },
        Operation {
            query: &["at", "path"],
            answer: Some(shape::<BlameView>(schemas)),
            ..plain("get", "/api/local/{owner}/{repository}/blame", "Says where the lines of a file come from")
        },
        Operation {
            body: Some(shape::<MergeTexts>(schemas)),
            answer: Some(shape::<MergedView>(schemas)),
            ..plain("post", "/api/local/{owner}/{repository}/merge-text", "Makes two changes of one text one")
        },
        Operation {
            query: &["into", "from"],
            answer: Some(shape::<ComparisonView>(schemas)),
            ..plain("get", "/api/local/{owner}/{repository}/compare", "Compares two branches")
        },
        Operation {
            body: Some(shape::<MergeBranch>(schemas)),
            answer: Some(shape::<Merged>(schemas)),
            ..plain("post", "/api/local/{owner}/{repository}/merge", "Brings a branch into another one")
        },
    ]
}

fn of_scenes(schemas: &mut SchemaGenerator) -> Vec<Operation> {
    vec![
        plain("get", "/api/scene-schema", "Answers the format of scenes as a JSON schema"),
        Operation {
            query: &["at"],
            answer: Some(shape::<SceneView>(schemas)),
            ..plain("get", "/api/local/{owner}/{repository}/scenes/{path}", "Reads a scene")
        },
        Operation {
            body: Some(shape::<PutScene>(schemas)),
            answer: Some(shape::<SavedScene>(schemas)),
            ..plain(
                "put",
                "/api/local/{owner}/{repository}/scenes/{path}",
                "Saves a scene, merged with others' changes",
            )
        },
    ]
}
