//! The shell of agents from outside: who turns it on, what commands of tasks leave, and how they end.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use stackhouse::config::{Config, Provider};

use crate::{
    sandbox::{is_running, not_run, own_sleep},
    support::{
        TestClient, TestServer,
        git::{Git, check_whole},
        mcp::McpClient,
        process::{self, Process},
    },
};

const SITE: &str = "/api/local/Ada/site";
const SWITCH: &str = "/settings/shell";

async fn begin_site(ada: &TestClient) {
    assert_eq!(ada.post_json("/api/repositories", &json!({ "name": "site" })).await.status(), StatusCode::CREATED);
    let body = json!({ "branch": "main", "content": "<h1>Hello</h1>\n" });
    let saved =
        ada.request(reqwest::Method::PUT, &format!("{SITE}/contents/index.html")).json(&body).send().await.unwrap();
    assert_eq!(saved.status(), StatusCode::OK);
}

/// Turns the shell on; whether this machine can have one. Where it can't, the page says why, and so does this.
async fn turn_on(admin: &TestClient, what: &str) -> bool {
    let turned = admin.post_form(SWITCH, &[("shell", "on")]).await;
    assert_eq!(turned.status(), StatusCode::SEE_OTHER);
    let page = admin.text(SWITCH).await;
    if page.contains("the test of the sandbox has passed") {
        return true;
    }
    let why = ["does not let the server make namespaces", "view of the files could not be made", "Landlock can"];
    assert!(why.iter().any(|why| page.contains(why)), "{page}");
    not_run(what, "this machine can't make a sandbox");
    false
}

/// A server on which the agent answers that needs no model, with the shell on.
async fn plain(what: &str) -> Option<(TestServer, TestClient)> {
    let server = TestServer::start_in_time();
    let ada = server.set_up("Ada").await;
    begin_site(&ada).await;
    turn_on(&ada, what).await.then_some((server, ada))
}

/// The same where a script answers.
async fn scripted(what: &str, script: &str, change: impl FnOnce(&mut Config)) -> Option<(TestServer, TestClient)> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("script.jsonl");
    std::fs::write(&path, script).unwrap();
    let server = TestServer::start_with(|config| {
        config.assistant.provider = Provider::Scripted;
        config.assistant.script = Some(path);
        change(config);
    });
    let ada = server.set_up("Ada").await;
    begin_site(&ada).await;
    turn_on(&ada, what).await.then_some((server, ada))
}

async fn give(client: &TestClient, task: &str) -> String {
    let given = client.post_json("/api/agents", &json!({ "task": task, "owner": "Ada", "repository": "site" })).await;
    assert_eq!(given.status(), StatusCode::CREATED);
    let given: Value = given.json().await.unwrap();
    format!("/api/agents/{}", given["agent_id"].as_str().unwrap())
}

async fn when(client: &TestClient, path: &str, is_there: impl Fn(&Value) -> bool) -> Value {
    let found = async {
        loop {
            let now = client.json(path).await;
            if is_there(&now) {
                return now;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), found).await.expect("it comes to that within thirty seconds")
}

async fn ended(client: &TestClient, path: &str) -> Value {
    when(client, path, |now| ["done", "failed", "cancelled", "waiting"].contains(&now["state"].as_str().unwrap())).await
}

/// What the shell has answered, call by call.
async fn answers(client: &TestClient, path: &str) -> Vec<Value> {
    let log = client.json(&format!("{path}/steps")).await;
    let steps = log["steps"].as_array().unwrap();
    let of_shell = steps.iter().filter(|step| step["tool"] == "shell" && !step["output"].is_null());
    of_shell.map(|step| as_json(&step["output"])).collect()
}

/// An answer as the tool gave it, which the log may hold as a text.
fn as_json(output: &Value) -> Value {
    output.as_str().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_else(|| output.clone())
}

async fn until_running(word: &str) {
    let begun = async {
        while !is_running(word) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), begun).await.expect("the command begins");
}

/// Nothing is left behind of any command.
async fn until_empty(data: &std::path::Path) {
    let folder = data.join("sandboxes");
    let emptied = async {
        while std::fs::read_dir(&folder).unwrap().count() > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), emptied).await.expect("its folder goes with a task");
}

async fn file(client: &TestClient, at: &str, path: &str) -> Option<String> {
    let answer = client.get(&format!("{SITE}/contents/{path}?at={}", at.replace('/', "%2F"))).await;
    if answer.status() == StatusCode::NOT_FOUND {
        return None;
    }
    answer.json::<Value>().await.unwrap()["content"].as_str().map(str::to_owned)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_turns_the_shell_on_and_nobody_else_does() {
    let server = TestServer::start_in_time();
    let ada = server.set_up("Ada").await;
    begin_site(&ada).await;
    let bob = server.invite(&ada, "Bob", "unlimited").await;
    assert!(ada.text(SWITCH).await.contains("It is off: agents"), "it is off until somebody turns it on");
    assert!(ada.text("/agents").await.contains("Agents have no shell"));
    assert!(!bob.text("/agents").await.contains("Agents have no shell"), "that is no concern of others");
    assert!(ada.text("/settings").await.contains(SWITCH) && !bob.text("/settings").await.contains(SWITCH));
    for path in [SWITCH, "/settings/shell/test"] {
        assert_eq!(bob.post_form(path, &[("shell", "on")]).await.status(), StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(bob.get(SWITCH).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(TestClient::new(ada.base()).get(SWITCH).await.status(), StatusCode::SEE_OTHER);
    let token = McpClient::of(&ada, "read write").await.token;
    let by_token =
        ada.bare(reqwest::Method::POST, SWITCH).bearer_auth(token).form(&[("shell", "on")]).send().await.unwrap();
    assert_ne!(by_token.status(), StatusCode::SEE_OTHER);
    assert!(ada.text(SWITCH).await.contains("It is off: agents"));

    let off = give(&ada, "run echo hello").await;
    let asked = ended(&ada, &off).await;
    assert_eq!(asked["state"], "waiting");
    assert!(asked["question"].as_str().unwrap().contains("the shell is off"), "{asked}");

    if !turn_on(&ada, "turning the shell on").await {
        return;
    }
    let page = ada.text(SWITCH).await;
    assert!(page.contains("Ada has turned it on"), "{page}");
    assert!(bob.text("/agents").await.contains("Commands can be run here"));
    assert_eq!(ada.post_form("/settings/shell/test", &[]).await.status(), StatusCode::SEE_OTHER);
    assert!(ada.text(SWITCH).await.contains("sandbox has passed"));
    ada.post_form(SWITCH, &[("shell", "off")]).await;
    assert!(ada.text(SWITCH).await.contains("Ada has turned it off"));
    assert!(!bob.text("/agents").await.contains("Commands can be run here"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_settings_file_can_forbid_it() {
    let server = TestServer::start_with(|config| config.agents.allow_shell = false);
    let ada = server.set_up("Ada").await;
    let page = ada.text(SWITCH).await;
    assert!(page.contains("forbids it") && !page.contains("name=\"shell\""), "{page}");
    ada.post_form(SWITCH, &[("shell", "on")]).await;
    assert!(ada.text(SWITCH).await.contains("forbids it"));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_commands_could_read_the_data_there_is_no_shell() {
    let server = TestServer::start_with(|config| {
        config.agents.shell_reads = vec![config.data.parent().unwrap().to_str().unwrap().to_owned()];
    });
    let ada = server.set_up("Ada").await;
    ada.post_form(SWITCH, &[("shell", "on")]).await;
    let page = ada.text(SWITCH).await;
    assert!(page.contains("has failed") && page.contains("which commands may read"), "{page}");
    assert!(ada.text("/agents").await.contains("which commands may read"), "admins see why there is none");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_in_plain_words_runs_a_command_and_commits_what_it_makes() {
    let Some((server, ada)) = plain("a task that runs a command").await else { return };
    let before = ada.json(&format!("{SITE}/branches")).await;
    let task = "run printf 'one\\ntwo\\n' > made.txt && mkdir -p bin && cp made.txt bin/it && chmod +x bin/it && wc -l < made.txt\nreplace \"two\" with \"three\" in made.txt\nführe `cat made.txt bin/it` aus";
    let path = give(&ada, task).await;
    let done = ended(&ada, &path).await;
    assert_eq!(done["state"], "done", "{done}");
    let on = done["branch"].as_str().unwrap();
    assert!(on.starts_with("agent/"));
    assert_eq!(file(&ada, on, "made.txt").await.as_deref(), Some("one\nthree\n"));
    let answers = answers(&ada, &path).await;
    assert_eq!(answers[0]["changed"], json!(["bin/it", "made.txt"]), "{answers:?}");
    assert_eq!((&answers[0]["exit_code"], &answers[0]["output"]), (&json!(0), &json!("2\n")));
    assert_eq!(answers[1]["output"], "one\nthree\none\ntwo\n", "a command sees what other tools have changed");
    let main =
        |all: &Value| all["branches"].as_array().unwrap().iter().find(|branch| branch["name"] == "main").cloned();
    assert_eq!(main(&before), main(&ada.json(&format!("{SITE}/branches")).await), "nothing else has moved");
    let page = ada.text(&path.replace("/api", "")).await;
    assert!(page.contains("Runs") && page.contains("made.txt"), "{page}");

    let git = Git::new();
    let url = Git::url(&ada, &McpClient::of(&ada, "read write").await.token, "Ada/site");
    git.ok("", &["clone", "-q", "-b", on, &url, "site"]);
    assert!(git.ok("site", &["ls-files", "-s", "bin/it"]).starts_with("100755"), "it may be run there too");

    let bad = give(&ada, "run echo half > half.txt; exit 7").await;
    let asked = ended(&ada, &bad).await;
    assert!(asked["question"].as_str().unwrap().contains("exit code 7"), "what ends badly is not called done: {asked}");
    until_empty(&server.data()).await;
    check_whole(&server.data());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_model_gets_neither_the_data_nor_out_of_the_branch() {
    let script = r#"
{"tool": {"name": "shell", "input": {"command": "cat DATA/platform.db DATA/seal.key; ls DATA; cat /proc/*/rootDATA/platform.db; env; ls -l; curl -s http://ADDRESS/"}}}
{"tool": {"name": "shell", "input": {"command": "ln -s /etc/passwd link; rm -r css; ln -s / css; mkdir -p .git/hooks; echo x > .git/hooks/pre-commit; mkfifo pipe; printf x > \"$(printf 'bad\\377')\"; echo node_modules > .gitignore; mkdir node_modules; ln -s /etc node_modules/etc; echo kept > node_modules/a.js; rm old-link; echo good > good.txt"}}}
{"next": true}
{"tool": {"name": "shell", "input": {"command": "echo through > link; cat node_modules/a.js good.txt; ls -a"}}}
{"tool": {"name": "shell", "input": {"command": "x", "timeout_s": 100000}}}
{"tool": {"name": "shell", "input": {"command": ""}}}
{"tool": {"name": "shell", "input": {"command": "true", "cwd": "/"}}}
{"next": true}
{"text": "I have tried."}
"#;
    let holder = tempfile::tempdir().unwrap();
    let path = holder.path().join("script.jsonl");
    std::fs::write(&path, "").unwrap();
    let given = path.clone();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let server = TestServer::start_with(|config| {
        let script = script.replace("DATA", config.data.to_str().unwrap()).replace("ADDRESS", &address);
        std::fs::write(&given, script).unwrap();
        config.assistant.provider = Provider::Scripted;
        config.assistant.script = Some(given);
    });
    let ada = server.set_up("Ada").await;
    begin_site(&ada).await;
    if !turn_on(&ada, "a hostile model").await {
        return;
    }
    let git = Git::new();
    let url = Git::url(&ada, &McpClient::of(&ada, "read write").await.token, "Ada/site");
    git.ok("", &["clone", "-q", &url, "site"]);
    std::os::unix::fs::symlink("/etc/passwd", git.path("site/old-link")).unwrap();
    git.write("site/css/a.css", "a {}\n");
    git.commit("site", "A link");
    git.ok("site", &["push", "-q", "origin", "main"]);

    let path = give(&ada, "try what you can").await;
    let done = ended(&ada, &path).await;
    assert_eq!(done["state"], "done", "{done}");
    let answers = answers(&ada, &path).await;
    let first = answers[0]["output"].as_str().unwrap();
    assert!(
        !first.contains("SQLite format 3") && !first.contains("STACKHOUSE") && !first.contains("old-link"),
        "{first}"
    );
    assert!(listener.accept().is_err(), "nobody came");
    let left_out = answers[1]["left_out"].to_string();
    for words in ["link: a link", "css: a link", "pipe: no file", ".git", "UTF-8"] {
        assert!(left_out.contains(words), "{words}: {left_out}");
    }
    let second = answers[2]["output"].as_str().unwrap();
    assert!(second.contains("kept\ngood\n") && !second.contains("pipe"), "what is ignored is found again: {second}");
    assert_eq!(answers[2]["changed"], json!(["link"]), "what was a link is a file of its own now");
    for refused in &answers[3..] {
        assert!(refused.is_string(), "{refused}");
    }
    let on = done["branch"].as_str().unwrap();
    assert_eq!(file(&ada, on, "link").await.as_deref(), Some("through\n"));
    assert_eq!(file(&ada, on, "node_modules/a.js").await, None);
    git.ok("site", &["fetch", "-q"]);
    let tree = git.ok("site", &["ls-tree", "-r", &format!("origin/{on}")]);
    assert!(
        tree.contains("120000") && tree.contains("old-link"),
        "a link of the branch is neither followed nor lost: {tree}"
    );
    assert_eq!(tree.matches("120000").count(), 1, "and none is made: {tree}");
    check_whole(&server.data());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_ends_with_its_task_within_two_seconds_and_its_files_are_kept() {
    let sleep = own_sleep(3);
    let script = format!(
        "{{\"tool\": {{\"name\": \"shell\", \"input\": {{\"command\": \"echo half > half.txt; trap '' TERM; (setsid sleep {sleep} &); sleep {sleep}\"}}}}}}\n{{\"next\": true}}\n{{\"text\": \"done\"}}"
    );
    let Some((_server, ada)) = scripted("cancelling a command", &script, |_| ()).await else { return };
    let path = give(&ada, "sleep").await;
    until_running(&sleep).await;
    #[expect(clippy::disallowed_methods, reason = "a test measures with the machine's clock")]
    let begun = std::time::Instant::now();
    let cancelled: Value = ada.post_json(&format!("{path}/cancel"), &json!({})).await.json().await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    assert_eq!(cancelled["state"], "cancelled");
    assert!(!is_running(&sleep));
    assert_eq!(file(&ada, cancelled["branch"].as_str().unwrap(), "half.txt").await.as_deref(), Some("half\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_task_is_told_when_the_shell_is_turned_off() {
    let sleep = own_sleep(4);
    let script = format!(
        "{{\"tool\": {{\"name\": \"shell\", \"input\": {{\"command\": \"sleep {sleep}\"}}}}}}\n{{\"tool\": {{\"name\": \"shell\", \"input\": {{\"command\": \"echo again\"}}}}}}\n{{\"next\": true}}\n{{\"text\": \"done\"}}"
    );
    let Some((_server, ada)) = scripted("turning the shell off", &script, |_| ()).await else { return };
    let path = give(&ada, "sleep").await;
    until_running(&sleep).await;
    ada.post_form(SWITCH, &[("shell", "off")]).await;
    let done = ended(&ada, &path).await;
    assert_eq!(done["state"], "done");
    assert!(!is_running(&sleep));
    let answers = answers(&ada, &path).await;
    assert_eq!(answers[0]["note"], "it was stopped");
    assert!(answers[1].as_str().unwrap().contains("the shell is off"), "{answers:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_command_has_made_survives_a_kill_without_the_command_being_run_again() {
    let scratch = tempfile::tempdir().unwrap();
    let script = scratch.path().join("script.jsonl");
    let lines = r#"
{"tool": {"name": "shell", "input": {"command": "head -c 30 /dev/urandom | base64 | tee made.txt; rm index.html"}}}
{"next": true}
{"wait": "cancel"}
"#;
    std::fs::write(&script, lines).unwrap();
    let (_folder, data) = process::new_data();
    let password = crate::support::password_file(scratch.path(), crate::support::PASSWORD);
    let environment = environment(&script, &password);
    let server = Process::serve(&data, &environment);
    let ada = server.client();
    ada.sign_in("Ada", crate::support::PASSWORD).await;
    begin_site(&ada).await;
    if !turn_on(&ada, "killing the server after a command").await {
        return;
    }
    let path = give(&ada, "make something").await;
    when(&ada, &path, |now| now["asked"] == 1).await;
    let made = async {
        loop {
            if let Some(answer) = answers(&ada, &path).await.first() {
                return answer["output"].as_str().unwrap().to_owned();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let made = tokio::time::timeout(Duration::from_secs(20), made).await.expect("the command ends");
    server.end(rustix::process::Signal::KILL);

    let server = Process::serve(&data, &environment);
    let ada = server.client();
    ada.sign_in("Ada", crate::support::PASSWORD).await;
    when(&ada, &path, |now| now["state"] == "running").await;
    let cancelled: Value = ada.post_json(&format!("{path}/cancel"), &json!({})).await.json().await.unwrap();
    assert_eq!(cancelled["state"], "cancelled");
    let on = cancelled["branch"].as_str().unwrap();
    assert_eq!(file(&ada, on, "made.txt").await.as_ref(), Some(&made), "what it has said is what was kept");
    assert_eq!(file(&ada, on, "index.html").await, None);
    assert_eq!(answers(&ada, &path).await.len(), 1, "it was run once");
}

/// A server that a script answers on, whose admin is called Ada.
fn environment<'e>(script: &'e std::path::Path, password: &'e std::path::Path) -> [(&'static str, &'e str); 4] {
    [
        ("STACKHOUSE_ASSISTANT__PROVIDER", "scripted"),
        ("STACKHOUSE_ASSISTANT__SCRIPT", script.to_str().unwrap()),
        ("STACKHOUSE_ADMIN_NAME", "Ada"),
        ("STACKHOUSE_ADMIN_PASSWORD_FILE", password.to_str().unwrap()),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_leaves_no_command_and_the_next_one_runs_it_anew() {
    let sleep = own_sleep(5);
    let scratch = tempfile::tempdir().unwrap();
    let script = scratch.path().join("script.jsonl");
    let command = format!("echo x > made.txt; (setsid sleep {sleep} &); sleep {sleep}");
    let lines = format!(
        "{{\"tool\": {{\"name\": \"shell\", \"input\": {{\"command\": \"{command}\", \"timeout_s\": 3}}}}}}\n{{\"next\": true}}\n{{\"text\": \"done\"}}"
    );
    std::fs::write(&script, lines).unwrap();
    let (_folder, data) = process::new_data();
    let password = crate::support::password_file(scratch.path(), crate::support::PASSWORD);
    let environment = environment(&script, &password);
    let server = Process::serve(&data, &environment);
    let ada = server.client();
    ada.sign_in("Ada", crate::support::PASSWORD).await;
    begin_site(&ada).await;
    if !turn_on(&ada, "killing the server under a command").await {
        return;
    }
    let path = give(&ada, "sleep").await;
    until_running(&sleep).await;
    server.end(rustix::process::Signal::KILL);
    let gone = async {
        while is_running(&sleep) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(2), gone).await.expect("nothing of it runs any more");

    let server = Process::serve(&data, &environment);
    let ada = server.client();
    ada.sign_in("Ada", crate::support::PASSWORD).await;
    let done = ended(&ada, &path).await;
    assert_eq!(done["state"], "done", "{done}");
    let answers = answers(&ada, &path).await;
    let whole = answers.last().unwrap();
    assert!(whole["note"].as_str().unwrap().contains("3 seconds"), "{whole}");
    assert_eq!(file(&ada, done["branch"].as_str().unwrap(), "made.txt").await.as_deref(), Some("x\n"));
    until_empty(&data).await;
}
