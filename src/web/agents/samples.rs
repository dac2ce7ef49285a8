//! The templates of tasks, rendered from samples in every language, with texts that mean harm.

use askama::Template;
use serde_json::json;

use super::{
    list::{AgentsPage, Found as Listing, NewFields, Shown},
    shell::ShellNote,
    view::{AgentPage, Found, Notice},
};
use crate::{
    account::Name,
    agent::{
        Agent, Listed, State,
        step::{Answered, Asked, Committing, Made, Ran, Said, Step, Stood, What},
    },
    assistant::{step::Answer, turn::Budget},
    git::{Branch, ObjectId},
    kit::{Ambient, Timestamp},
    llm::{ToolCall, ToolResult, Usage},
    model::Spent,
    repo::{Address, Protection, Provider, Repo, RepoName, Role, Visibility},
    web::samples::{EVIL, check_page, for_each_language},
};

const NOW: Timestamp = Timestamp(1_795_269_720_000);

fn note() -> ShellNote {
    ShellNote { text: EVIL.to_owned(), reason: Some(EVIL.to_owned()), may_change: true }
}

fn object() -> ObjectId {
    "0123456789abcdef0123456789abcdef01234567".parse().unwrap()
}

pub(in crate::web) fn agent(state: State) -> Agent {
    let ambient = Ambient::system();
    Agent {
        id: ambient.id(),
        requester: ambient.id(),
        requester_name: Name::new("Ada").unwrap(),
        repository: ambient.id(),
        address: Address { provider: Provider::Local, owner: EVIL.to_owned(), name: "site".to_owned() },
        task: format!("{EVIL}\n{EVIL}"),
        base_branch: "main".parse().unwrap(),
        base_commit: object(),
        branch: "agent/x-1".parse().unwrap(),
        head: Some(object()),
        state,
        wanted: None,
        why: Some(EVIL.to_owned()),
        question: (state == State::Waiting).then(|| EVIL.to_owned()),
        model: Some(EVIL.to_owned()),
        asked: 3,
        spent: Spent { tokens: 1_200, cost_micros: 3_000 },
        worked_ms: 61_000,
        since_step: 0,
        created_at: Timestamp(0),
        started_at: Some(Timestamp(0)),
        ended_at: state.is_over().then_some(NOW),
        may_steer: true,
        unseen: state.is_over().then_some(3),
        language: None,
    }
}

fn steps() -> Vec<Step> {
    let call = || ToolCall { id: "1".to_owned(), name: "read".to_owned(), input: json!({ "path": EVIL }) };
    let unknown = ToolCall { name: EVIL.to_owned(), ..call() };
    let result = ToolResult { call_id: "1".to_owned(), output: json!(EVIL), is_error: true };
    let ran = Ran { about: EVIL.to_owned(), ..Ran::told(result) };
    let (asked, wanted) = (Asked { model: EVIL.to_owned() }, Committing { parent: object(), message: EVIL.to_owned() });
    let answer = Answer { text: EVIL.to_owned(), calls: vec![call()], usage: Usage::default() };
    let what = [
        What::State(Stood { state: State::Running, why: None }),
        What::Model { asked: asked.clone(), answered: Some(Answered::Whole(answer)) },
        What::Model { asked: asked.clone(), answered: Some(Answered::Broken(EVIL.to_owned())) },
        What::Tool { call: call(), ran: Some(ran.clone()) },
        What::Tool { call: unknown, ran: Some(Ran { was_cut: true, ..ran }) },
        What::Commit { wanted: wanted.clone(), made: Some(Made::Commit(object())) },
        What::Commit { wanted, made: Some(Made::Nothing(EVIL.to_owned())) },
        What::Message(Said { by: EVIL.to_owned(), text: EVIL.to_owned() }),
        What::Model { asked, answered: None },
    ];
    let step = |(number, what): (u64, What)| {
        let ended_at = !matches!(&what, What::Model { answered: None, .. });
        Step { number, what, begun_at: NOW, ended_at: ended_at.then_some(NOW) }
    };
    (1..).zip(what).map(step).collect()
}

#[test]
fn a_task_is_shown_whole_and_clean_wherever_it_stands() {
    for_each_language(|page, _| {
        for state in State::ALL {
            let found = Found {
                agent: agent(state),
                place: Some(2),
                steps: steps(),
                waiting: vec![(EVIL.to_owned(), EVIL.to_owned())],
                shell: Some(note()),
            };
            let notice = Some(Notice { kind: "danger", text: EVIL.to_owned() });
            let html = AgentPage::new(page.clone(), found, &Budget::NONE, notice, NOW).render().unwrap();
            check_page(&html);
            assert_eq!(html.contains("value=\"cancel\""), !state.is_over(), "{state:?}");
            assert_eq!(html.contains("value=\"retry\""), state.is_over(), "{state:?}");
            assert_eq!(html.contains("id=\"answer\""), state == State::Waiting, "{state:?}");
        }
    });
}

#[test]
fn tasks_are_listed_and_given_on_one_page() {
    for_each_language(|page, _| {
        for count in [0, 1] {
            let listed = |state| Listed { agent: agent(state), place: (state == State::Queued).then_some(3) };
            let one = agent(State::Done);
            let repo = Repo {
                id: one.repository,
                owner: one.requester,
                owner_name: Name::new("Ada").unwrap(),
                name: RepoName::new("site").unwrap(),
                origin: None,
                description: String::new(),
                visibility: Visibility::Private,
                protection: Protection::of(&one.base_branch),
                created_at: NOW,
                changed_at: NOW,
                archived_at: None,
                role: Role::Admin,
            };
            let found = Listing {
                agents: State::ALL.into_iter().map(listed).take(count * 10).collect(),
                repos: vec![repo; count],
                branches: vec![Branch { name: one.base_branch.clone(), head: object() }; count],
                user: Name::new("Bob").unwrap(),
                shell: Some(note()),
            };
            let fields = NewFields { task: EVIL.to_owned(), repo: "Ada/site".to_owned(), base: EVIL.to_owned() };
            let view = AgentsPage::new(page.clone(), &found, Shown::default(), fields, (&Budget::NONE, None), NOW);
            check_page(&view.render().unwrap());
        }
    });
}
