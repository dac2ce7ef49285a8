//! `POST /apps/new/preview`: what a text is, as an app that works. The page brings the state along each time; nothing is
//! kept here, and nothing that the app wants from the world is done.

use actix_web::{HttpResponse, web::Data};
use askama::Template;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::view::Findings;
use crate::{
    account::SignedIn,
    app::{
        self, InstanceId, Problem,
        preview::{Preview, begun, preview as tried},
        runtime::{Effect, Event, Failure, Input, Moment, Program, State as AppState},
        trial::{self, Verdict},
    },
    protocol::client::{AppEvent, AppHappening},
    web::{app::render, error::Result, extract::Json, page::Page, state::State, words::Words},
};

/// A text, and what has come of it so far.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    package: String,
    /// Names the preview in the page.
    instance_id: InstanceId,
    #[serde(default)]
    state: Option<AppState>,
    #[serde(default)]
    event: Option<AppEvent>,
    #[serde(default)]
    timer: Option<String>,
    /// Whether the text has changed, so that it is looked at anew.
    #[serde(default)]
    look: bool,
    /// Whether the text is still being written: what of it is whole is shown.
    #[serde(default)]
    partial: bool,
}

/// What came of it.
#[derive(Serialize)]
struct Answer {
    /// What is wrong, and what came of the tests: for `#findings`.
    #[serde(skip_serializing_if = "Option::is_none")]
    findings: Option<String>,
    /// The lines in which something is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    lines: Option<Vec<usize>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shown: Option<Shown>,
}

/// The app, as the socket would send it.
#[derive(Serialize)]
struct Shown {
    root: String,
    html: String,
    crashed: bool,
    state: AppState,
    timers: Vec<(String, u32)>,
    effects: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<String>,
}

/// What there is to say of a text.
#[derive(Default)]
pub(super) struct Looked {
    pub problems: Vec<Problem>,
    pub verdicts: Vec<Verdict>,
}

impl Looked {
    fn failed(failure: &Failure) -> Self {
        Self { problems: vec![Problem::at("", "", failure.to_string())], verdicts: Vec::new() }
    }
}

/// A text as the editor begins with it: what there is to say of it, and the app as it begins.
pub(super) struct Opened {
    pub looked: Looked,
    /// Names the preview in the page, and nothing that is kept.
    pub instance: InstanceId,
    /// Nothing when the text is no app.
    pub html: Option<String>,
}

impl Opened {
    /// Checks a text, runs its tests, and renders it.
    pub(super) async fn at(state: &State, text: String, words: Words) -> Self {
        let (instance, moment) = (state.ambient.id(), moment(state));
        let asked = Asked {
            package: text,
            instance_id: instance,
            state: None,
            event: None,
            timer: None,
            look: true,
            partial: false,
        };
        let (looked, shown) = tried_out(state, asked, moment, words).await;
        Self { looked: looked.unwrap_or_default(), instance, html: shown.map(|shown| shown.html) }
    }
}

/// `POST /apps/new/preview`.
///
/// # Errors
/// 400 for a body that is none.
pub async fn preview(state: Data<State>, _: SignedIn, page: Page, Json(asked): Json<Asked>) -> Result<HttpResponse> {
    let (looked, shown) = tried_out(&state, asked, moment(&state), page.words).await;
    let lines = looked.as_ref().map(|looked| looked.problems.iter().map(|problem| problem.line).collect());
    let findings = looked.map(|looked| Findings::new(page, &looked).render()).transpose()?;
    Ok(HttpResponse::Ok().json(Answer { findings, lines, shown }))
}

fn moment(state: &State) -> Moment {
    Moment { ambient: state.ambient.clone(), zone: TimeZone::system(), has_high_cpu: false, may_copy: true }
}

/// Does what is asked where it keeps nobody waiting.
async fn tried_out(state: &State, asked: Asked, moment: Moment, words: Words) -> (Option<Looked>, Option<Shown>) {
    let worked = state.apps.evaluate(move || Ok(answer(&asked, &moment, words))).await;
    worked.unwrap_or_else(|failure| (Some(Looked::failed(&failure)), None))
}

fn answer(asked: &Asked, moment: &Moment, words: Words) -> (Option<Looked>, Option<Shown>) {
    let (looked, program) = if asked.look {
        let (looked, program) = look(&asked.package);
        (Some(looked), program)
    } else if asked.partial {
        (None, begun(&asked.package))
    } else {
        (None, app::read(&asked.package).ok())
    };
    let shown = program.map(|program| shown(asked, &program, moment, words));
    (looked, shown)
}

fn look(text: &str) -> (Looked, Option<Program>) {
    match app::read(text) {
        Ok(program) => (Looked { problems: Vec::new(), verdicts: trial::run(&program) }, Some(program)),
        Err(problems) => (Looked { problems, verdicts: Vec::new() }, None),
    }
}

fn shown(asked: &Asked, program: &Program, moment: &Moment, words: Words) -> Shown {
    let input = input(asked);
    let root = render::root_id(asked.instance_id);
    match tried(program, asked.state.as_ref(), input.as_ref(), moment) {
        Ok(Preview { state, tree, effects, failure, timers }) => Shown {
            root,
            html: render::subtree(&tree.root, asked.instance_id, words),
            crashed: false,
            state,
            timers,
            effects: effects.iter().map(told).collect(),
            failure: failure.map(|failure| failure.to_string()),
        },
        Err(failure) => Shown {
            root,
            html: render::crashed(asked.instance_id, &failure.to_string(), words),
            crashed: true,
            state: AppState::new(),
            timers: Vec::new(),
            effects: Vec::new(),
            failure: None,
        },
    }
}

fn input(asked: &Asked) -> Option<Input> {
    if let Some(id) = &asked.timer {
        return Some(Input::Timer { id: id.clone() });
    }
    let AppEvent { node, key, event, value, .. } = asked.event.as_ref()?;
    let what = AppHappening::of_component(*event)?;
    let (node, key) = (node.clone(), key.clone());
    Some(Input::Event(Event { node, key, what, value: value.clone().unwrap_or_default() }))
}

/// An effect as the page does it itself; the others are only named there.
fn told(effect: &Effect) -> Value {
    match effect {
        Effect::Toast { text, tone } => json!({ "effect": "toast", "text": text, "tone": tone }),
        Effect::SaveFile { name, mime, content } => {
            json!({ "effect": "save_file", "name": name, "mime": mime, "content": content })
        }
        Effect::Copy { text } => json!({ "effect": "copy", "text": text }),
        Effect::Notify { title, .. } => json!({ "not_done": "notify", "what": title }),
        Effect::OpenApp { package, .. } => json!({ "not_done": "open_app", "what": package }),
        Effect::Send { to, .. } => json!({ "not_done": "send", "what": to }),
        Effect::Fetch { request, .. } => json!({ "not_done": "fetch", "what": request.url }),
        Effect::AskModel { .. } => json!({ "not_done": "ask_model", "what": "" }),
        Effect::ReadFiles { glob, .. } => json!({ "not_done": "read_files", "what": glob }),
        Effect::ReadFile { id, .. } => json!({ "not_done": "read_file", "what": id }),
        Effect::WriteFile { name, .. } => json!({ "not_done": "write_file", "what": name }),
    }
}
