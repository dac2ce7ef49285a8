//! What an agent has done, read before it is taken over: the files that differ, remarks to the agent, and the merge.
//!
//! A merge names where both branches stood when the page was shown; who comes too late is shown the page anew. The one
//! button does in turn what could be done by hand: it brings the base into the agent's branch, that into the base, and
//! removes the branch. Whatever cuts it short, the next try goes on from there.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Query},
};
use serde::Deserialize;

use super::{
    at::At,
    compare::{self, Found, MergeFields, Wanted},
    view::{Notice, review::ReviewPage},
};
use crate::{
    account::SignedIn,
    agent::{self, Agent, AgentId, AgentKind},
    git::{BranchName, MergeKind, Message, ObjectId, TreePath},
    repo::forge::NewMerge,
    web::{
        agents::looked_at,
        answer::{html_with, see_other},
        error::{Error, Result},
        extract::{Form, PathId},
        page::Page,
        state::State,
    },
};

/// Times that the one button begins again because somebody has moved the base meanwhile.
const TRIES: u32 = 4;

/// What the form that led here has done.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Done {
    Merged,
    /// Merged, and the branch is still there because whoever did it may not remove it.
    MergedKept,
    /// `…/-/merge` says so.
    Saved,
}

#[derive(Deserialize)]
pub struct Asked {
    done: Option<Done>,
}

/// A remark on a file, or on one of its lines.
#[derive(Deserialize)]
pub struct RemarkFields {
    path: TreePath,
    /// The line in the agent's text; empty for the whole file.
    #[serde(default)]
    line: String,
    #[serde(default)]
    text: String,
}

#[derive(Deserialize)]
pub struct FinishFields {
    /// The agent's work as it was read.
    expect_from: ObjectId,
    kind: MergeKind,
}

/// What came of the one button.
enum Finished {
    Done(Done),
    /// Both have changed the same places: somebody has to say what is to stand there.
    Conflict(MergeFields),
    Refused(Error),
}

/// `GET /agents/{id}/review`.
///
/// # Errors
/// 404.
pub async fn show(
    user: SignedIn,
    state: Data<State>,
    page: Page,
    id: PathId<AgentKind>,
    Query(asked): Query<Asked>,
) -> Result<HttpResponse> {
    let (agent, at) = find(user, state, id.0).await?;
    let said = asked.done.map(|done| match done {
        Done::Merged => "review-merged",
        Done::MergedKept | Done::Saved => "review-merged-kept",
    });
    let into = [("into", agent.base_branch.to_string())];
    let notice = said.map(|key| Notice { kind: "ok", text: page.say_with(key, &into) });
    shown(&at, page, &agent, StatusCode::OK, notice).await
}

/// `POST /agents/{id}/remarks`: tells the agent what to do otherwise, and leads to its log.
///
/// # Errors
/// 404; what keeps it from being heard stands on the page.
pub async fn remark(
    user: SignedIn,
    state: Data<State>,
    page: Page,
    id: PathId<AgentKind>,
    Form(fields): Form<RemarkFields>,
) -> Result<HttpResponse> {
    let (agent, at) = find(user, state, id.0).await?;
    let text = match remarked(&at, &agent, &fields).await {
        Ok(text) => at.state.agents.say(at.user.user_id, agent.id, text).await.map_err(Error::from),
        Err(error) => Err(error),
    };
    match text {
        Ok(agent) => Ok(see_other(&format!("/agents/{}#log", agent.id))),
        Err(error) => refused(&at, page, &agent, error).await,
    }
}

/// `POST /agents/{id}/finish`: brings the base in, merges, and clears up.
///
/// # Errors
/// 404; what keeps it from being done stands on the page, with the changes as they are now.
pub async fn finish(
    user: SignedIn,
    state: Data<State>,
    page: Page,
    id: PathId<AgentKind>,
    Form(fields): Form<FinishFields>,
) -> Result<HttpResponse> {
    let (agent, at) = find(user, state, id.0).await?;
    match finished(&at, &page, &agent, fields).await? {
        Finished::Done(done) => {
            let word = if matches!(done, Done::Merged) { "merged" } else { "merged-kept" };
            Ok(see_other(&format!("/agents/{}/review?done={word}", agent.id)))
        }
        Finished::Conflict(fields) => compare::settle(&at, page, fields).await,
        Finished::Refused(error) => refused(&at, page, &agent, error).await,
    }
}

/// The page of a review with what kept it from being done, after a form of another page.
///
/// # Errors
/// 404.
pub(super) async fn not_merged(
    at: At,
    page: Page,
    id: AgentId,
    notice: Notice,
    status: StatusCode,
) -> Result<HttpResponse> {
    let (agent, at) = find(at.user, at.state, id).await?;
    shown(&at, page, &agent, status, Some(notice)).await
}

/// Where a review is.
pub(super) fn place(id: AgentId) -> String {
    format!("/agents/{id}/review")
}

async fn find(user: SignedIn, state: Data<State>, id: AgentId) -> Result<(Agent, At)> {
    let by = user.user_id;
    let agent = state.platform.read(move |tx| agent::find(tx, by, id)).await?;
    let at = At::find(state, user, agent.address.clone()).await?;
    Ok((agent, at))
}

async fn shown(at: &At, page: Page, agent: &Agent, status: StatusCode, notice: Option<Notice>) -> Result<HttpResponse> {
    let page = looked_at(&at.state, page, at.user.user_id, agent).await;
    let found = both(at, agent).await?;
    html_with(status, &ReviewPage::new(page, &at.repo, agent, found.as_ref(), notice))
}

async fn refused(at: &At, page: Page, agent: &Agent, error: Error) -> Result<HttpResponse> {
    let status = if error.status == StatusCode::CONFLICT { error.status } else { StatusCode::UNPROCESSABLE_ENTITY };
    let key = match (error.code, error.field.as_deref()) {
        ("agent_state", _) => Some("review-error-working"),
        ("not_yours", _) => Some("agent-error-yours"),
        ("too_much_said", _) => Some("agent-error-said"),
        ("invalid", Some("text" | "task")) => Some("review-error-text"),
        ("stale", _) => Some("review-error-stale"),
        _ => None,
    };
    let notice = match key {
        Some(key) => Notice { kind: "danger", text: page.say(key) },
        None => Notice::about(error, &page)?,
    };
    shown(at, page, agent, status, Some(notice)).await
}

/// Both branches; `None` when one of them is gone, as the agent's is after the clearing up.
async fn both(at: &At, agent: &Agent) -> Result<Option<Found>> {
    let wanted = Wanted { into: agent.base_branch.to_string(), from: agent.branch.to_string() };
    match compare::find(at, wanted).await {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.status == StatusCode::NOT_FOUND => Ok(None),
        Err(error) => Err(error),
    }
}

/// What the agent is told: where, what stands there, and what was said. The words are those that every agent knows, also
/// the one without a model.
async fn remarked(at: &At, agent: &Agent, fields: &RemarkFields) -> Result<String> {
    let text = fields.text.trim();
    if text.is_empty() {
        return Err(Error::invalid("text", "say what is to be done"));
    }
    let path = &fields.path;
    let has_spaces = path.as_str().contains(char::is_whitespace);
    let said = if has_spaces { format!("In \"{path}\", {text}") } else { format!("In {path}, {text}") };
    let Ok(number) = fields.line.trim().parse::<usize>() else { return Ok(said) };
    let (branch, asked) = (agent.branch.to_string(), path.clone());
    let (_, content) = at.forge().read(&at.asker(), Some(branch), asked, None).await?;
    let file = String::from_utf8_lossy(&content.data);
    let line = number.checked_sub(1).and_then(|before| file.lines().nth(before));
    let line = line.ok_or_else(|| Error::invalid("text", "the file has no such line"))?;
    Ok(format!("> {path}:{number}\n> {line}\n\n{said}"))
}

async fn finished(at: &At, page: &Page, agent: &Agent, fields: FinishFields) -> Result<Finished> {
    if !agent.state.is_over() {
        return Ok(Finished::Refused(Error::conflict("agent_state", "the agent is still at work")));
    }
    let mut reviewed = fields.expect_from;
    for _ in 0..TRIES {
        let Some(found) = both(at, agent).await? else { return Ok(Finished::Done(Done::Merged)) };
        // What whoever was faster has taken over, squashed or not, is only cleared up.
        if found.comparison.ahead == 0 || found.comparison.diff.files.is_empty() {
            return Ok(Finished::Done(cleared_up(at, agent, found.from_head).await));
        }
        if found.from_head != reviewed {
            return Ok(Finished::Refused(Error::conflict("stale", "the agent's branch has moved")));
        }
        if found.comparison.behind > 0 && agent.may_steer {
            match merged(at, page, (&found.from, found.from_head), (&found.into, found.into_head), MergeKind::Merge)
                .await
            {
                Ok(head) => reviewed = head,
                Err(error) if error.code == "conflict" => {
                    let merge = ((found.from, found.from_head), (found.into, found.into_head));
                    return Ok(Finished::Conflict(MergeFields::of_review(merge, agent.id)));
                }
                Err(error) if has_moved(&error) => continue,
                Err(error) => return Ok(Finished::Refused(error)),
            }
        }
        match merged(at, page, (&found.into, found.into_head), (&found.from, reviewed), fields.kind).await {
            Ok(_) => return Ok(Finished::Done(cleared_up(at, agent, reviewed).await)),
            Err(error) if has_moved(&error) => {}
            Err(error) if error.code == "conflict" => {
                let merge = ((found.into, found.into_head), (found.from, reviewed));
                return Ok(Finished::Conflict(MergeFields::of_review(merge, agent.id)));
            }
            Err(error) => return Ok(Finished::Refused(error)),
        }
    }
    Ok(Finished::Refused(Error::conflict("stale", "the base moves faster than it can be merged into")))
}

/// Whether a branch stands elsewhere than it was found, or nowhere any more.
fn has_moved(error: &Error) -> bool {
    error.code == "stale" || error.status == StatusCode::NOT_FOUND
}

/// Brings one branch into another, each as it was found.
async fn merged(
    at: &At,
    page: &Page,
    (into, expect_into): (&BranchName, ObjectId),
    (from, expect_from): (&BranchName, ObjectId),
    kind: MergeKind,
) -> Result<ObjectId> {
    let said = page.say_with("merge-message", &[("from", from.to_string()), ("into", into.to_string())]);
    let wanted = NewMerge {
        into: into.clone(),
        expect_into,
        from: from.clone(),
        expect_from: Some(expect_from),
        kind,
        settled: Vec::new(),
        message: Message::new(&said)?,
    };
    Ok(at.forge().merge(&at.asker(), wanted).await?)
}

/// Removes the agent's branch, unless somebody has gone on there. The merge stands, whatever comes of this.
async fn cleared_up(at: &At, agent: &Agent, head: ObjectId) -> Done {
    match at.forge().delete_branch(&at.asker(), agent.branch.clone(), Some(head)).await {
        Ok(()) => Done::Merged,
        // Somebody who pressed the same button was faster.
        Err(_) if matches!(both(at, agent).await, Ok(None)) => Done::Merged,
        Err(error) => {
            tracing::info!(agent.id = %agent.id, "a branch that is merged stays: {error}");
            Done::MergedKept
        }
    }
}
