//! Single files.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::{Response, Visit};

/// Bytes of a file that comes with the answer that tells of it.
const INLINE_BYTES_MAX: usize = 1 << 20;

impl Visit<'_> {
    pub fn blob(&mut self, blob: &str) -> Response {
        match self.repo().bare.ask(&["cat-file", "blob", blob], &[]) {
            Some(bytes) => Response { status: 200, headers: Vec::new(), body: bytes },
            None => Response::message(404, "Not Found"),
        }
    }

    pub fn contents(&mut self, path: &str) -> Response {
        let (at, repo) = (self.request.asked("ref"), self.repo());
        let at = at.unwrap_or_else(|| repo.bare.default_branch());
        let found = repo.bare.commit(&at).and_then(|commit| repo.bare.blob(&commit, path));
        let Some(id) = found else { return Response::message(404, "Not Found") };
        if let Some(bytes) = repo.bare.ask(&["cat-file", "blob", &id], &[]) {
            let is_inline = bytes.len() <= INLINE_BYTES_MAX;
            let mut shown = file_json(path, &id, bytes.len());
            shown["encoding"] = if is_inline { "base64" } else { "none" }.into();
            shown["content"] = if is_inline { STANDARD.encode(bytes) } else { String::new() }.into();
            return Response::json(200, &shown);
        }
        let listed = repo.bare.text(&["ls-tree", "-l", &id]).unwrap_or_default();
        let entries = listed.lines().filter_map(|line| {
            let (about, name) = line.split_once('\t')?;
            let words: Vec<&str> = about.split_whitespace().collect();
            let [_, kind, sha, size] = words.as_slice() else { return None };
            let kind = if *kind == "tree" { "dir" } else { "file" };
            let path = format!("{path}/{name}").trim_start_matches('/').to_owned();
            Some(json!({ "type": kind, "name": name, "path": path, "sha": sha, "size": size.parse().unwrap_or(0) }))
        });
        Response::json(200, &entries.collect::<Vec<Value>>().into())
    }

    pub fn put(&mut self, path: &str) -> Response {
        let body = self.request.json();
        let content = body["content"].as_str().and_then(|text| STANDARD.decode(text).ok());
        let Some(content) = content else { return Response::message(422, "content is not valid Base64") };
        let (branch, was) = match self.expected(&body, path) {
            Ok(found) => found,
            Err(refusal) => return refusal,
        };
        let message = body["message"].as_str().unwrap_or_default();
        let bare = &self.repo().bare;
        let commit = bare.commit_file(&branch, path, Some(&content), message);
        let blob = bare.blob(&commit, path).unwrap_or_default();
        let status = if was.is_some() { 200 } else { 201 };
        Response::json(
            status,
            &json!({ "content": file_json(path, &blob, content.len()), "commit": { "sha": commit } }),
        )
    }

    pub fn delete(&mut self, path: &str) -> Response {
        let body = self.request.json();
        let (branch, was) = match self.expected(&body, path) {
            Ok(found) => found,
            Err(refusal) => return refusal,
        };
        if was.is_none() {
            return Response::message(404, "Not Found");
        }
        let message = body["message"].as_str().unwrap_or_default();
        let commit = self.repo().bare.commit_file(&branch, path, None, message);
        Response::json(200, &json!({ "content": null, "commit": { "sha": commit } }))
    }

    /// The branch that is written, and the file that stands there, if it is the one that was named.
    fn expected(&mut self, body: &Value, path: &str) -> Result<(String, Option<String>), Response> {
        let repo = self.repo();
        let branch = body["branch"].as_str().map_or_else(|| repo.bare.default_branch(), str::to_owned);
        if repo.protected.contains(&branch) {
            return Err(Response::message(409, "Could not change file: Changes must be made through a pull request."));
        }
        if std::mem::take(&mut self.state.is_raced) {
            self.repo().bare.commit_file(&branch, "raced.txt", Some(b"raced"), "Elsewhere");
            return Err(Response::message(409, &format!("{path} is at 1 but expected 2")));
        }
        let repo = self.repo();
        let head = repo.bare.head(&branch);
        if head.is_none() && !repo.bare.branches().is_empty() {
            return Err(Response::message(404, &format!("Branch {branch} not found")));
        }
        let was = head.and_then(|head| repo.bare.blob(&head, path));
        match (was.as_deref(), body["sha"].as_str()) {
            (Some(_), None) => Err(Response::message(422, "Invalid request.\n\n\"sha\" wasn't supplied.")),
            (was, Some(named)) if was != Some(named) => {
                Err(Response::message(409, &format!("{path} does not match {named}")))
            }
            (_, _) => Ok((branch, was)),
        }
    }
}

/// A file as it is told of, without what it holds.
fn file_json(path: &str, blob: &str, size: usize) -> Value {
    let name = path.rsplit('/').next().unwrap_or(path);
    json!({ "type": "file", "name": name, "path": path, "sha": blob, "size": size })
}
