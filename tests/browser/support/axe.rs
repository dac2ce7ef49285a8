//! Asks axe-core what of a page breaks WCAG 2.2 AA. It runs in the test's browser only, and is part of no binary.

use serde_json::Value;

use super::Tab;

const AXE: &str = include_str!("../vendor/axe.min.js");

/// Rules of these levels must hold.
const RUN: &str = "const done = arguments[0]; \
    axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] }) \
    .then(({ violations }) => done(violations), (error) => done(String(error)))";

/// Fails with every broken rule and the elements that break it.
pub async fn check(tab: &Tab, page: &str) {
    tab.still().await;
    tab.ask(&format!("if (!window.axe) {{ {AXE} }}")).await;
    let found = tab.ask_later(RUN).await;
    let violations = found.as_array().unwrap_or_else(|| panic!("axe on {page}: {found}"));
    let told: Vec<_> = violations.iter().flat_map(tell).collect();
    assert!(told.is_empty(), "{page}:\n{}", told.join("\n"));
}

fn tell(violation: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().replace('\n', " ");
    let nodes = violation["nodes"].as_array().cloned().unwrap_or_default();
    let rule = text(&violation["id"]);
    nodes.iter().map(|node| format!("{rule}: {} {}", text(&node["html"]), text(&node["failureSummary"]))).collect()
}
