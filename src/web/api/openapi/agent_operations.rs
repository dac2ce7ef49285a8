//! Tasks of agents, in the document.

use schemars::SchemaGenerator;

use super::{
    super::agents::{
        AgentNews, CreateAgent, TellAgent,
        view::{AgentView, Agents, Steps},
    },
    Operation, plain, shape,
};

pub(super) fn operations(schemas: &mut SchemaGenerator) -> Vec<Operation> {
    let agent = Some(shape::<AgentView>(schemas));
    let news = Some(shape::<AgentNews>(schemas));
    let ordered = |path, what| Operation { answer: agent.clone(), ..plain("post", path, what) };
    vec![
        Operation {
            query: &["state", "owner", "repository", "mine"],
            answer: Some(shape::<Agents>(schemas)),
            ..plain("get", "/api/agents", "Lists the tasks of agents that one may see")
        },
        Operation {
            body: Some(shape::<CreateAgent>(schemas)),
            answer: agent.clone(),
            ..plain("post", "/api/agents", "Gives a task to an agent")
        },
        Operation {
            answer: news.clone(),
            ..plain("get", "/api/agents/news", "Counts the tasks that want one, or follows that as server-sent events")
        },
        Operation { answer: news, ..plain("post", "/api/agents/seen", "Notes that one has looked at all tasks") },
        Operation { answer: agent.clone(), ..plain("get", "/api/agents/{id}", "Shows a task") },
        Operation {
            query: &["since"],
            answer: Some(shape::<Steps>(schemas)),
            ..plain("get", "/api/agents/{id}/steps", "Shows the log of a task, or follows it as server-sent events")
        },
        ordered("/api/agents/{id}/cancel", "Stops a task"),
        ordered("/api/agents/{id}/pause", "Holds a task up"),
        ordered("/api/agents/{id}/resume", "Has a task go on that was held up"),
        Operation {
            query: &["fresh"],
            answer: agent.clone(),
            ..plain("post", "/api/agents/{id}/retry", "Has a task done again")
        },
        Operation {
            body: Some(shape::<TellAgent>(schemas)),
            answer: agent.clone(),
            ..plain("post", "/api/agents/{id}/messages", "Answers an agent, or tells it more")
        },
    ]
}
