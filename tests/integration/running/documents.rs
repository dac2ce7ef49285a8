//! What apps may see of their user's documents.

use super::*;

/// Keeps a text, lists what it may see, and reads what it is told to.
fn reader() -> Value {
    let mut package = package(
        "reader",
        json!({
            "state": {
                "name": { "type": "string", "default": "tea.md" }, "id": { "type": "string" },
                "got": { "type": "string" },
            },
            "script": [
                "fn keep() { write_file(this.name, this.name + \" says: \\n\\n\\n# Tea\", \"kept\") }",
                "fn kept(answer) { this.got = if answer.ok { this.id = answer.id; \"kept \" + this.name } else { answer.error } }",
                "fn list() { read_files(\"*.md\", \"listed\") }",
                "fn listed(answer) { this.got = \"found \" + answer.map(|each| each.name).join(\", \") }",
                "fn open() { read_file(this.id, \"opened\") }",
                "fn opened(answer) { this.got = if answer.ok { \"read \" + answer.kind + \" \" + answer.text } else { \"no: \" + answer.error } }",
            ],
            "view": [
                { "type": "input", "id": "name", "bind": "name", "props": { "label": "Name" } },
                { "type": "button", "id": "keep", "on": { "click": "this.keep()" } },
                { "type": "button", "id": "list", "on": { "click": "this.list()" } },
                { "type": "button", "id": "open", "on": { "click": "this.open()" } },
                { "type": "button", "id": "lose", "on": { "click": "this.id = \"../../etc/passwd\"" } },
                { "type": "text", "id": "got", "props": { "value": "${this.got}" } },
            ],
        }),
    );
    package["permissions"] = json!(["files.read:*.md", "files.write:*"]);
    package
}

async fn click(window: &mut Window, node: &str, expected: &str) {
    window.send(node, "click", Value::Null).await;
    let mut html = String::new();
    while !html.contains(expected) {
        html = window.patch().await;
    }
}

#[tokio::test]
async fn an_app_reads_the_documents_whose_names_it_may_and_no_others() {
    let (server, ada) = TestServer::with_ada().await;
    let id = open(&ada, reader()).await;
    let (mut window, _) = Window::show(&server, &ada.token("Ada").await, &id).await;
    click(&mut window, "keep", "kept tea.md").await;
    click(&mut window, "list", "found tea.md").await;
    // As it was sent, with its empty lines.
    click(&mut window, "open", "read markdown tea.md says: \\n\\n\\n# Tea").await;

    window.act("name", "input", json!("secret.txt")).await;
    click(&mut window, "keep", "kept secret.txt").await;
    click(&mut window, "open", "no: ").await;
    click(&mut window, "list", "found tea.md").await;
    window.act("lose", "click", Value::Null).await;
    click(&mut window, "open", "no: ").await;

    let audit = ada.json("/api/apps/reader/audit").await.to_string();
    assert!(audit.contains("files.read:secret.txt"), "{audit}");
}
