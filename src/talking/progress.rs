//! How far a turn is, for those who follow it: what it has said and done, from whichever moment on.
//!
//! Whoever follows is told what has been added since they last looked. Nothing is queued for them, so that nobody who
//! reads slowly takes up memory.

use std::{collections::VecDeque, pin::Pin, time::Duration};

use tokio::{
    sync::watch,
    time::{Sleep, sleep},
};

use crate::{
    assistant::Status,
    git::ObjectId,
    livechat::{Turn, step::Step},
};

/// Text is told this often at most: as smooth as reading, at a fraction of the messages.
const TELL_EVERY: Duration = Duration::from_millis(33);

/// A step as people see it.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Shown {
    /// The tool that was run.
    pub tool: String,
    /// What it was about: a path, or the words that were looked for.
    pub about: String,
    /// Whether it was refused.
    pub is_error: bool,
}

/// How far a turn is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Progress {
    pub status: Status,
    pub said: String,
    pub steps: Vec<Shown>,
    /// Until when the model can't answer, as it said last.
    pub waiting: Option<Duration>,
    pub made: Option<ObjectId>,
    pub error: Option<String>,
}

/// What whoever follows is told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum News {
    Status(Status),
    Text(String),
    Tool(Shown),
    /// The model can't answer now, and is asked again after this pause.
    Waiting(Duration),
    Done {
        status: Status,
        made: Option<ObjectId>,
        error: Option<String>,
    },
}

/// Somebody who follows a turn.
pub struct Following {
    progress: watch::Receiver<Progress>,
    status: Option<Status>,
    said_bytes: usize,
    steps: usize,
    waiting: Option<Duration>,
    news: VecDeque<News>,
    /// Whether something has been added since the last look.
    is_behind: bool,
    /// Until when nothing is told after what was told last.
    rest: Option<Pin<Box<Sleep>>>,
    is_over: bool,
}

impl Progress {
    pub fn of(turn: &Turn, steps: Vec<Shown>) -> Self {
        Self {
            status: turn.status,
            said: turn.answer.clone(),
            steps,
            waiting: None,
            made: turn.made,
            error: turn.error.clone(),
        }
    }
}

/// The steps of a turn that people are shown.
pub(super) fn shown(steps: &[(u64, Step)]) -> Vec<Shown> {
    let shown = |(_, step): &(u64, Step)| match step {
        Step::Tool { call, ran } => {
            Some(Shown { tool: call.name.clone(), about: ran.about.clone(), is_error: ran.result.is_error })
        }
        Step::Model(_) | Step::Commit(_) | Step::Note(_) => None,
    };
    steps.iter().filter_map(shown).collect()
}

impl Following {
    pub(super) fn new(progress: watch::Receiver<Progress>) -> Self {
        Self {
            progress,
            status: None,
            said_bytes: 0,
            steps: 0,
            waiting: None,
            news: VecDeque::new(),
            is_behind: true,
            rest: None,
            is_over: false,
        }
    }

    /// What is told next: at once after a silence, else when the last look is long enough ago. `None` when the turn is
    /// over. May be given up at any moment.
    pub async fn next(&mut self) -> Option<News> {
        loop {
            if let Some(news) = self.news.pop_front() {
                return Some(news);
            }
            if self.is_over {
                return None;
            }
            if !self.is_behind {
                // Nobody is left who could say more when the server ends.
                if self.progress.changed().await.is_err() {
                    return None;
                }
                self.is_behind = true;
            }
            if let Some(rest) = &mut self.rest {
                rest.as_mut().await;
            }
            self.look();
            self.rest = Some(Box::pin(sleep(TELL_EVERY)));
        }
    }

    /// Takes down what is new.
    fn look(&mut self) {
        self.is_behind = false;
        let now = self.progress.borrow_and_update().clone();
        let is_done = !matches!(now.status, Status::Queued | Status::Running);
        if self.status != Some(now.status) && !is_done {
            self.news.push_back(News::Status(now.status));
        }
        self.news.extend(now.steps.iter().skip(self.steps).cloned().map(News::Tool));
        if let Some(text) = now.said.get(self.said_bytes..).filter(|text| !text.is_empty()) {
            self.news.push_back(News::Text(text.to_owned()));
        }
        if now.waiting != self.waiting {
            self.news.extend(now.waiting.map(News::Waiting));
        }
        if is_done {
            self.news.push_back(News::Done { status: now.status, made: now.made, error: now.error });
            self.is_over = true;
        }
        (self.status, self.said_bytes) = (Some(now.status), now.said.len());
        (self.steps, self.waiting) = (now.steps.len(), now.waiting);
    }
}
