//! The official clients, of `PyPI` and of npm, as their users run them. `bin/mcp-clients` installs both.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use serde_json::{Value, json};
use tokio::process::Command;

use super::with_editor;
use crate::support::tab::Tab;

/// Starting an interpreter on a busy machine takes a while.
const PATIENCE: Duration = Duration::from_mins(1);

/// Where `bin/mcp-clients` puts them.
fn installed(path: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mcp-clients").join(path);
    assert!(path.exists(), "{} is missing: run bin/mcp-clients", path.display());
    path
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mcp_clients").join(name)
}

/// Runs the client's script on a fresh desk that a tab looks at, and holds what it saw to what there is.
async fn check(interpreter: &Path, script: &Path, language: &str) {
    let (server, ada, editor) = with_editor().await;
    let (mut tab, _) = Tab::follow(&server, &ada.token("Ada").await).await;
    let mut command = Command::new(interpreter);
    command.arg(script).arg(format!("{}/mcp", ada.base())).env("STACKHOUSE_TOKEN", &editor.token);
    command.stdin(Stdio::null()).kill_on_drop(true);
    let ran = tokio::time::timeout(PATIENCE, command.output()).await.expect("an end").expect("it starts");
    let (said, complaints) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "{said}\n{complaints}");
    let seen: Value = serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}\n{complaints}"));

    assert_eq!((&seen["server"], &seen["version"]), (&json!("stackhouse"), &json!("2025-11-25")));
    let offered = editor.ask("tools/list", json!({})).await["result"]["tools"].as_array().unwrap().len();
    assert_eq!(seen["tools"].as_array().unwrap().len(), offered);
    assert!(seen["refused"].as_str().expect("a refusal").contains("unknown field `titel`"), "{seen}");
    let card = &seen["made"]["card_id"];
    assert_eq!(&seen["found"][0]["card_id"], card);
    assert_eq!(seen["resources"].as_array().unwrap().len(), 2, "the stack and the card: {seen}");
    assert_eq!(
        seen["templates"].as_array().unwrap()[..2],
        [json!("stackhouse://stacks/{stack_id}"), json!("stackhouse://cards/{card_id}")]
    );
    assert_eq!(seen["read"]["type"], "text/markdown");
    assert!(seen["read"]["text"].as_str().unwrap().contains(&format!("**{language}**")), "{seen}");
    assert_eq!(seen["stranger"], "was kept out");

    let frame = tab.until("canvas_update").await;
    assert_eq!((&frame["payload"]["command"], &frame["payload"]["card_id"]), (&json!("create_card"), card));
    let page = ada.text("/").await;
    assert!(page.contains(&format!("From {language}")), "the page shows it, too");
}

#[tokio::test]
#[ignore = "needs the official MCP clients: bin/test runs it"]
async fn the_python_client_works_on_the_desk() {
    check(&installed("python/bin/python"), &script("client.py"), "Python").await;
}

#[tokio::test]
#[ignore = "needs the official MCP clients: bin/test runs it"]
async fn the_javascript_client_works_on_the_desk() {
    // Modules are looked for beside the script that asks for them.
    let beside = installed("javascript/node_modules").with_file_name("client.mjs");
    std::fs::copy(script("client.mjs"), &beside).expect("a copy");
    check(Path::new("node"), &beside, "JavaScript").await;
}
