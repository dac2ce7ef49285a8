//! Pull requests.

use serde_json::{Value, json};

use super::super::{Access, Pull, Repo, bare::NoMerge};
use super::{MOMENT, Response, Visit, page};

impl Visit<'_> {
    pub fn pulls(&mut self) -> Response {
        let wanted = self.request.asked("state").unwrap_or_else(|| "open".to_owned());
        let repo = &self.state.repos[&self.name];
        let theirs = self.state.pulls.iter().rev().filter(|pull| pull.repo == self.name);
        let asked = theirs.filter(|pull| wanted == "all" || (wanted == "open") == pull.is_open);
        page(self.request, asked.map(|pull| pull_json(repo, pull, false)).collect())
    }

    pub fn open(&mut self) -> Response {
        let body = self.request.json();
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        let (head, base) = (text("head"), text("base"));
        let bare = &self.repo().bare;
        let (Some(from), Some(into)) = (bare.head(&head), bare.head(&base)) else {
            return refused("A head or base is invalid");
        };
        if bare.ask(&["merge-base", "--is-ancestor", &from, &into], &[]).is_some() {
            return refused(&format!("No commits between {base} and {head}"));
        }
        let is_same = |pull: &Pull| pull.repo == self.name && pull.is_open && pull.head == head && pull.base == base;
        if self.state.pulls.iter().any(is_same) {
            return refused(&format!("A pull request already exists for {}:{head}.", self.login));
        }
        let number = self.state.pulls.iter().filter(|pull| pull.repo == self.name).count() as u64 + 1;
        let pull = Pull {
            repo: self.name.clone(),
            number,
            title: text("title"),
            body: text("body"),
            is_open: true,
            is_draft: body["draft"] == true,
            author: self.login.clone(),
            head,
            base,
            closed_at: None,
            merge_commit: None,
        };
        let shown = pull_json(self.repo(), &pull, true);
        self.state.pulls.push(pull);
        Response::json(201, &shown)
    }

    pub fn one_pull(&mut self, method: &str, number: u64, rest: &[&str]) -> Response {
        let found = self.state.pulls.iter().position(|pull| pull.repo == self.name && pull.number == number);
        let Some(at) = found else { return Response::message(404, "Not Found") };
        match (method, rest) {
            ("GET", []) => self.shown(at),
            ("PATCH", []) => self.change(at),
            ("PUT", ["merge"]) => self.merge_pull(at),
            _ => Response::message(404, "Not Found"),
        }
    }

    fn shown(&mut self, at: usize) -> Response {
        Response::json(200, &pull_json(&self.state.repos[&self.name], &self.state.pulls[at], true))
    }

    fn change(&mut self, at: usize) -> Response {
        let (body, pull) = (self.request.json(), &mut self.state.pulls[at]);
        if self.access < Access::Write && pull.author != self.login {
            return Response::message(403, "Resource not accessible by personal access token");
        }
        if let Some(title) = body["title"].as_str() {
            pull.title = title.to_owned();
        }
        if let Some(text) = body["body"].as_str() {
            pull.body = text.to_owned();
        }
        match (body["state"].as_str(), pull.merge_commit.is_some()) {
            (None, _) => {}
            (Some("open"), true) => return refused("state cannot be changed. The pull request was merged."),
            (Some("open"), false) => (pull.is_open, pull.closed_at) = (true, None),
            (Some(_), _) => close(&self.state.repos[&self.name], pull),
        }
        self.shown(at)
    }

    fn merge_pull(&mut self, at: usize) -> Response {
        if self.access < Access::Write {
            return Response::message(403, "Resource not accessible by personal access token");
        }
        let (body, repo, pull) = (self.request.json(), &self.state.repos[&self.name], &mut self.state.pulls[at]);
        let Some(head) = repo.bare.head(&pull.head).filter(|_| pull.is_open && !pull.is_draft) else {
            return Response::message(405, "Pull Request is not mergeable");
        };
        if body["sha"].as_str().is_some_and(|expected| expected != head) {
            return Response::message(409, "Head branch was modified. Review and try the merge again.");
        }
        let usual = format!("Merge pull request #{} from {}", pull.number, pull.head);
        let title = body["commit_title"].as_str().unwrap_or(&usual);
        let message = format!("{title}\n\n{}", body["commit_message"].as_str().unwrap_or_default());
        let (is_squash, sides) = (body["merge_method"] != "merge", sides(repo, pull));
        match repo.bare.merge(&pull.base, &head, &message, is_squash) {
            Ok(commit) => {
                (pull.is_open, pull.closed_at, pull.merge_commit) = (false, Some(sides), Some(commit.clone()));
                let message = "Pull Request successfully merged";
                Response::json(200, &json!({ "sha": commit, "merged": true, "message": message }))
            }
            Err(NoMerge::Conflict | NoMerge::Nothing) => Response::message(405, "Pull Request is not mergeable"),
        }
    }
}

fn close(repo: &Repo, pull: &mut Pull) {
    if pull.is_open {
        pull.closed_at = Some(sides(repo, pull));
        pull.is_open = false;
    }
}

/// Where both branches stand, or stood when it was closed.
fn sides(repo: &Repo, pull: &Pull) -> (String, String) {
    let stands = |branch: &str| repo.bare.head(branch).unwrap_or_else(|| "0".repeat(40));
    pull.closed_at.clone().unwrap_or_else(|| (stands(&pull.head), stands(&pull.base)))
}

fn pull_json(repo: &Repo, pull: &Pull, is_whole: bool) -> Value {
    let (head, base) = sides(repo, pull);
    let side = |branch: &str, commit: &str| json!({ "ref": branch, "sha": commit, "label": branch, "repo": { "full_name": pull.repo } });
    let merged_at = pull.merge_commit.as_ref().map(|_| MOMENT);
    let mut shown = json!({
        "number": pull.number,
        "title": pull.title,
        "body": pull.body,
        "state": if pull.is_open { "open" } else { "closed" },
        "draft": pull.is_draft,
        "user": { "login": pull.author },
        "head": side(&pull.head, &head),
        "base": side(&pull.base, &base),
        "created_at": MOMENT,
        "updated_at": MOMENT,
        "merged_at": merged_at,
        "merge_commit_sha": pull.merge_commit,
        "html_url": format!("https://github.example/{}/pull/{}", pull.repo, pull.number),
    });
    if is_whole {
        shown["mergeable"] = (pull.is_open && repo.bare.fits(&base, &head)).into();
        shown["merged"] = pull.merge_commit.is_some().into();
    }
    shown
}

fn refused(message: &str) -> Response {
    let errors = json!([{ "resource": "PullRequest", "code": "custom", "message": message }]);
    Response::json(422, &json!({ "message": "Validation Failed", "errors": errors }))
}
