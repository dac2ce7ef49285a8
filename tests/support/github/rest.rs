//! The REST API, as far as it is asked.

mod files;
mod pulls;

use serde_json::{Value, json};

use super::{
    Access, Repo, Shared, State,
    http::{Request, Response, decoded},
};

/// A moment, which is as good as any.
const MOMENT: &str = "2023-01-26T19:01:12Z";

/// One request in one repository that its asker may see.
struct Visit<'a> {
    request: &'a Request,
    state: &'a mut State,
    /// The full name.
    name: String,
    login: String,
    access: Access,
    git_base: String,
}

pub fn answer(shared: &Shared, request: &Request, path: &str) -> Response {
    let git_base = shared.git_base();
    let mut state = shared.state();
    if let Some(seconds) = state.retry_after_s {
        let response = Response::message(403, "You have exceeded a secondary rate limit.");
        return response.with("retry-after", seconds.to_string()).with("x-ratelimit-remaining", "0");
    }
    if let (Some(client_id), "DELETE") = (app_of(path), request.method.as_str()) {
        return super::oauth::revoke(&mut state, request, client_id);
    }
    let shown = request.header("authorization").unwrap_or_default();
    let token = shown.strip_prefix("Bearer ").or_else(|| shown.strip_prefix("token "));
    let Some((login, scopes)) = token.and_then(|token| state.tokens.get(token)).cloned() else {
        return Response::message(401, "Bad credentials");
    };
    let parts: Vec<String> = path.split('/').map(decoded).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let response = match parts.as_slice() {
        ["user"] => {
            let id = login.bytes().map(u64::from).sum::<u64>();
            Response::json(200, &json!({ "login": login, "id": id, "name": null, "type": "User" }))
        }
        ["user", "repos"] => {
            let seen = state.repos.iter().filter(|(_, repo)| repo.access.contains_key(&login));
            let all = seen.map(|(name, repo)| repo_json(name, repo, &login, &git_base)).collect();
            page(request, all)
        }
        ["repos", owner, name, rest @ ..] => {
            let name = format!("{owner}/{name}");
            let access = state.repos.get(&name).and_then(|repo| repo.access_of(Some(&login)));
            match access {
                Some(access) => {
                    let state = &mut *state;
                    Visit { request, state, name, login, access, git_base }.answer(rest)
                }
                None => Response::message(404, "Not Found"),
            }
        }
        _ => Response::message(404, "Not Found"),
    };
    versioned(request, response.with("x-oauth-scopes", scopes).with("x-ratelimit-remaining", "4999"))
}

/// Whose token is spoken of, in `applications/{client_id}/token`.
fn app_of(path: &str) -> Option<&str> {
    path.strip_prefix("applications/")?.strip_suffix("/token")
}

impl Visit<'_> {
    fn repo(&mut self) -> &mut Repo {
        self.state.repos.get_mut(&self.name).expect("a repository that was found")
    }

    fn answer(&mut self, rest: &[&str]) -> Response {
        let is_write = self.request.method != "GET";
        if is_write && self.repo().is_archived {
            return Response::message(403, "Repository was archived so is read-only.");
        }
        if is_write && self.access < Access::Write && !matches!(rest, ["pulls", ..]) {
            return Response::message(403, "Resource not accessible by personal access token");
        }
        match (self.request.method.as_str(), rest) {
            ("GET", []) => {
                let (name, login, git_base) = (self.name.clone(), self.login.clone(), self.git_base.clone());
                Response::json(200, &repo_json(&name, self.repo(), &login, &git_base))
            }
            ("GET", ["branches"]) => self.branches(),
            ("GET", ["branches", name]) => self.branch(name),
            ("POST", ["git", "refs"]) => self.create_ref(),
            ("DELETE", ["git", "refs", name @ ..]) => self.delete_ref(&name.join("/")),
            ("GET", ["git", "blobs", blob]) => self.blob(blob),
            ("GET", ["contents", path @ ..]) => self.contents(&path.join("/")),
            ("PUT", ["contents", path @ ..]) => self.put(&path.join("/")),
            ("DELETE", ["contents", path @ ..]) => self.delete(&path.join("/")),
            ("GET", ["pulls"]) => self.pulls(),
            ("POST", ["pulls"]) => self.open(),
            (method, ["pulls", number, rest @ ..]) => match number.parse() {
                Ok(number) => self.one_pull(method, number, rest),
                Err(_) => Response::message(404, "Not Found"),
            },
            _ => Response::message(404, "Not Found"),
        }
    }

    fn branches(&mut self) -> Response {
        let repo = self.repo();
        let all = repo.bare.branches();
        let all = all.iter().map(|(name, commit)| branch_json(repo, name, commit)).collect();
        page(self.request, all)
    }

    fn branch(&mut self, name: &str) -> Response {
        let repo = self.repo();
        match repo.bare.head(name) {
            Some(commit) => Response::json(200, &branch_json(repo, name, &commit)),
            None => Response::message(404, "Branch not found"),
        }
    }

    fn create_ref(&mut self) -> Response {
        let (body, repo) = (self.request.json(), self.repo());
        let (Some(name), Some(commit)) = (body["ref"].as_str(), body["sha"].as_str()) else {
            return Response::message(422, "Invalid request.");
        };
        let Some(branch) = name.strip_prefix("refs/heads/") else {
            return Response::message(422, "Reference name must start with 'refs/'");
        };
        if repo.bare.branches().is_empty() {
            return Response::message(409, "Git Repository is empty.");
        }
        if repo.bare.head(branch).is_some() {
            return Response::message(422, "Reference already exists");
        }
        if repo.bare.commit(commit).is_none() || !repo.bare.set(branch, Some(commit)) {
            return Response::message(422, "Object does not exist");
        }
        Response::json(201, &json!({ "ref": name, "object": { "type": "commit", "sha": commit } }))
    }

    fn delete_ref(&mut self, name: &str) -> Response {
        let repo = self.repo();
        let branch = name.strip_prefix("heads/").unwrap_or(name);
        if repo.protected.contains(branch) {
            return Response::message(422, "Cannot delete this protected branch");
        }
        if repo.bare.head(branch).is_none() {
            return Response::message(422, "Reference does not exist");
        }
        repo.bare.set(branch, None);
        Response::empty(204)
    }
}

fn repo_json(name: &str, repo: &Repo, login: &str, git_base: &str) -> Value {
    let (owner, short) = name.split_once('/').expect("an owner");
    let access = repo.access_of(Some(login));
    json!({
        "id": repo.id,
        "name": short,
        "full_name": name,
        "owner": { "login": owner, "id": 1 },
        "private": repo.is_private,
        "archived": repo.is_archived,
        "default_branch": repo.bare.default_branch(),
        "description": null,
        "permissions": {
            "admin": access >= Some(Access::Admin),
            "push": access >= Some(Access::Write),
            "pull": access.is_some(),
        },
        "pushed_at": MOMENT,
        "size": 1,
        "clone_url": format!("{git_base}/{name}.git"),
        "html_url": format!("{git_base}/{name}"),
    })
}

fn branch_json(repo: &Repo, name: &str, commit: &str) -> Value {
    json!({ "name": name, "commit": { "sha": commit }, "protected": repo.protected.contains(name) })
}

/// The part of a list that was asked for, and where the next one is.
fn page(request: &Request, all: Vec<Value>) -> Response {
    let number = |name: &str, usual| request.asked(name).and_then(|text| text.parse().ok()).unwrap_or(usual);
    let (each, page): (usize, usize) = (number("per_page", 30).clamp(1, 100), number("page", 1).max(1));
    let total = all.len();
    let some: Vec<Value> = all.into_iter().skip((page - 1) * each).take(each).collect();
    let response = Response::json(200, &some.into());
    if page * each >= total {
        return response;
    }
    let next = format!("<http://github.example{}?per_page={each}&page={}>; rel=\"next\"", request.path, page + 1);
    response.with("link", next)
}

/// The same with its version, or that it is still the one that is known.
fn versioned(request: &Request, response: Response) -> Response {
    if request.method != "GET" || response.status != 200 {
        return response;
    }
    let etag = format!("W/\"{}\"", blake3::hash(&response.body).to_hex());
    if request.header("if-none-match") == Some(etag.as_str()) {
        return Response::empty(304).with("etag", etag);
    }
    response.with("etag", etag)
}
