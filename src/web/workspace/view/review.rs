//! The review of what an agent has done.

use askama::Template;

use super::{
    super::compare::Found,
    Notice, base,
    compare::{DiffView, MergeForm, lead},
};
use crate::{
    agent::{Agent, State},
    repo::Repo,
    web::{agents::state_key, page::Page},
};

#[derive(Template)]
#[template(path = "workspace/review.html")]
pub(in crate::web::workspace) struct ReviewPage {
    page: Page,
    notice: Option<Notice>,
    id: String,
    title: String,
    state: String,
    word: &'static str,
    base: String,
    owner: String,
    name: String,
    lead: String,
    /// Said in the place of a merge that can't be made yet.
    wait: Option<String>,
    merge: Option<MergeForm>,
    /// Whether remarks reach the agent.
    may_steer: bool,
    diff: Option<DiffView>,
}

impl ReviewPage {
    pub(in crate::web::workspace) fn new(
        page: Page,
        repo: &Repo,
        agent: &Agent,
        found: Option<&Found>,
        notice: Option<Notice>,
    ) -> Self {
        let is_over = agent.state.is_over();
        Self {
            id: agent.id.to_string(),
            title: agent.title(),
            state: page.say(state_key(agent.state)),
            word: State::as_str(agent.state),
            base: base(repo),
            owner: repo.owner_part().to_owned(),
            name: repo.name_part().to_owned(),
            lead: match found {
                Some(found) => lead(&page, found),
                None => page.say("review-gone"),
            },
            wait: (!is_over).then(|| page.say("review-wait")),
            merge: found.filter(|_| is_over).and_then(|found| MergeForm::new(repo, found)),
            may_steer: agent.may_steer && found.is_some(),
            diff: found.map(|found| DiffView::new(&page, found.comparison.diff.clone())),
            notice,
            page,
        }
    }
}
