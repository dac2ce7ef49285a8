//! Users who let this server's app in on GitHub, with a click.

use std::time::Duration;

use reqwest::{Client, Method, StatusCode, redirect::Policy};
use rustix::process::Signal;
use serde_json::{Value, json};

use crate::support::{
    PASSWORD, TestClient, TestServer,
    github::FakeGitHub,
    location, password_file,
    process::{Process, new_data},
};

const CLIENT_ID: &str = "Ov23liTESTtest";
const SECRET: &str = "5ecre70f7hea99";
const ORIGIN: &str = "http://desk.example.org";
const CALLBACK: &str = "http://desk.example.org/workspace/github/callback";
const PAGE: &str = "/workspace/github";

/// How often something is looked at that goes on by itself.
const PATIENCE: u32 = 200;

const HOUR_MS: i64 = 60 * 60 * 1_000;

/// GitHub, where grace has a site and an app is registered, and a server that is this app.
struct Both {
    there: FakeGitHub,
    server: TestServer,
    ada: TestClient,
}

impl Both {
    async fn start() -> Self {
        let there = there();
        there.add_app(CLIENT_ID, SECRET, CALLBACK);
        let (api, git) = (there.api_base(), there.git_base());
        let server = TestServer::start_with(|config| {
            config.server.public_url = Some(ORIGIN.to_owned().try_into().unwrap());
            config.github.enabled = true;
            config.github.api_url = api;
            config.github.git_url = git;
            config.github.client_id = Some(CLIENT_ID.to_owned());
            config.github.client_secret = Some(stackhouse::kit::Secret::new(SECRET));
        });
        let ada = server.set_up("Ada").await;
        Self { there, server, ada }
    }

    /// How often GitHub was asked for a token.
    fn exchanges(&self) -> usize {
        self.there.asked().iter().filter(|asked| asked.ends_with("/login/oauth/access_token")).count()
    }
}

fn there() -> FakeGitHub {
    let there = FakeGitHub::start();
    there.add_repo("grace", "site");
    there.commit("grace/site", "main", "a.txt", "one\n");
    there
}

/// Where Ada is led.
async fn begin(who: &TestClient) -> String {
    let led = who.get("/workspace/github/authorize").await;
    assert_eq!(led.status(), StatusCode::SEE_OTHER);
    location(&led).to_owned()
}

/// Decides on GitHub's page, and answers where that leads, without its host.
async fn decide(door: &str, decision: &str) -> String {
    let http = Client::builder().redirect(Policy::none()).no_proxy().build().unwrap();
    let page = http.get(door).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK, "{door}");
    let page = page.text().await.unwrap();
    let hidden = |name: &str| {
        let start = page.find(&format!("name=\"{name}\" value=\"")).expect(name);
        page[start..].split('"').nth(3).unwrap().to_owned()
    };
    let names = ["login", "redirect_uri", "state", "code_challenge"];
    let mut fields: Vec<(&str, String)> = names.into_iter().map(|name| (name, hidden(name))).collect();
    fields.push(("decision", decision.to_owned()));
    let led = http.post(door.split('?').next().unwrap()).form(&fields).send().await.unwrap();
    assert_eq!(led.status(), StatusCode::FOUND);
    let back = location(&led);
    back[back.find("/workspace").expect("a path")..].to_owned()
}

/// Comes back, and answers what the page is told.
async fn come_back(who: &TestClient, back: &str) -> String {
    // A browser that comes from GitHub says so.
    let ended = who.bare(Method::GET, back).header("Sec-Fetch-Site", "cross-site").send().await.unwrap();
    assert_eq!(ended.status(), StatusCode::SEE_OTHER);
    location(&ended).strip_prefix("/workspace/github?done=").expect("what was done").to_owned()
}

async fn connect(who: &TestClient) -> String {
    come_back(who, &decide(&begin(who).await, "authorize").await).await
}

async fn open(who: &TestClient) {
    let coming: Value =
        who.post_json("/api/github/repositories", &json!({ "name": "grace/site" })).await.json().await.unwrap();
    let path = format!("/api/imports/{}", coming["import_id"].as_str().unwrap_or_else(|| panic!("{coming}")));
    for _ in 0..PATIENCE {
        let now = who.json(&path).await;
        if now["stage"] == "done" {
            return;
        }
        assert_ne!(now["stage"], "failed", "{now}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it never came");
}

async fn save(who: &TestClient, content: &str) -> (StatusCode, Value) {
    let put = who.request(Method::PUT, "/api/github/grace/site/contents/b.txt");
    let put = put.json(&json!({ "branch": "main", "content": content })).send().await.unwrap();
    (put.status(), put.json().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_lets_this_server_in_works_there_until_they_take_it_back() {
    let Both { there, ada, .. } = &Both::start().await;
    let page = ada.text(PAGE).await;
    assert!(page.contains("/workspace/github/authorize") && page.contains("“repo”"), "{page}");

    let door = begin(ada).await;
    let asked = door.strip_prefix(&format!("{}/login/oauth/authorize?", there.git_base())).expect("GitHub's page");
    for pair in [
        "client_id=Ov23liTESTtest",
        "redirect_uri=http%3A%2F%2Fdesk.example.org%2Fworkspace%2Fgithub%2Fcallback",
        "scope=repo",
        "code_challenge_method=S256",
    ] {
        assert!(asked.split('&').any(|other| other == pair), "{pair} in {asked}");
    }
    let back = decide(&door, "authorize").await;
    assert_eq!(come_back(ada, &back).await, "connected");
    assert!(ada.text("/workspace/github?done=connected").await.contains("grace/site"));
    let account = ada.json("/api/github/account").await;
    assert_eq!((&account["login"], &account["way"]), (&json!("grace"), &json!("app")), "{account}");
    open(ada).await;
    assert_eq!(save(ada, "from here").await.0, StatusCode::OK);

    // What was shown once is good for nothing, and takes nothing away.
    assert_eq!(come_back(ada, &back).await, "unknown");
    assert_eq!(save(ada, "still").await.0, StatusCode::OK);
    // Connecting once more leaves nothing behind there.
    let before = there.tokens();
    assert_eq!(connect(ada).await, "connected");
    for _ in 0..PATIENCE {
        if there.tokens().len() == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(there.tokens().len() == 1 && there.tokens() != before, "{:?}", there.tokens());

    let gone = ada.post_form("/workspace/github/forget", &[]).await;
    assert_eq!(location(&gone), "/workspace/github?done=disconnected");
    assert_eq!(there.tokens(), Vec::<String>::new(), "GitHub has taken it back");
    assert_eq!(save(ada, "late").await.0, StatusCode::FORBIDDEN);
    assert_eq!(ada.get("/api/github/account").await.status(), StatusCode::NOT_FOUND);

    // When GitHub can't be told, it is forgotten here all the same, and the page says where else.
    assert_eq!(connect(ada).await, "connected");
    there.set_down(true);
    let gone = ada.post_form("/workspace/github/forget", &[]).await;
    assert_eq!(location(&gone), "/workspace/github?done=untold");
    assert_eq!(ada.get("/api/github/account").await.status(), StatusCode::NOT_FOUND);
    assert_eq!(there.tokens().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_counts_for_whoever_has_asked_and_in_time() {
    let both = Both::start().await;
    let Both { server, ada, .. } = &both;
    let bob = server.invite(ada, "Bob", "free").await;
    let elsewhere = server.client();
    elsewhere.sign_in("Ada", PASSWORD).await;

    let back = decide(&begin(ada).await, "authorize").await;
    assert_eq!(come_back(&bob, &back).await, "unknown", "somebody else's");
    assert_eq!(come_back(&elsewhere, &back).await, "unknown", "another browser's");
    let state = "f".repeat(64);
    for made_up in ["?code=x".to_owned(), format!("?code=x&state={state}"), String::new(), format!("?state={state}")] {
        assert_eq!(come_back(ada, &format!("/workspace/github/callback{made_up}")).await, "unknown", "{made_up}");
    }
    assert_eq!(both.exchanges(), 0, "GitHub was not shown what nobody has asked for");
    assert_eq!(come_back(ada, &back).await, "connected", "and what was asked for is still good");

    let late = decide(&begin(ada).await, "authorize").await;
    server.clock.advance_ms(10 * 60 * 1_000 + 1);
    assert_eq!(come_back(ada, &late).await, "unknown", "too late");
    // A code of somebody else's journey, with a word of one's own: whoever has the code has not the verifier.
    let (mine, theirs) = (decide(&begin(ada).await, "authorize").await, decide(&begin(&bob).await, "authorize").await);
    let (code, state) = (theirs.split('&').next().unwrap(), mine.split('&').nth(1).unwrap());
    assert_eq!(come_back(ada, &format!("{code}&{state}")).await, "unknown");
    // Pages that are left open in five windows do.
    let first = begin(ada).await;
    server.clock.advance_ms(1);
    for _ in 0..5 {
        begin(ada).await;
    }
    assert_eq!(come_back(ada, &decide(&first, "authorize").await).await, "unknown");

    let sent = ada.bare(Method::GET, "/workspace/github/authorize").header("Sec-Fetch-Site", "cross-site");
    assert_eq!(sent.send().await.unwrap().status(), StatusCode::FORBIDDEN, "no other site sends anybody there");
    assert_eq!(server.client().get("/workspace/github/callback?code=x").await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_no_of_any_kind_keeps_nothing_and_takes_nothing_away() {
    let Both { there, ada, .. } = &Both::start().await;
    assert_eq!(connect(ada).await, "connected");
    let kept = there.tokens();

    assert_eq!(come_back(ada, &decide(&begin(ada).await, "cancel").await).await, "denied");
    there.set_scope("read:user");
    assert_eq!(connect(ada).await, "lacking");
    assert_eq!(there.tokens(), kept, "what is of no use was taken back");
    there.set_scope("");
    assert_eq!(connect(ada).await, "lacking");

    let back = decide(&begin(ada).await, "authorize").await;
    there.set_down(true);
    assert_eq!(come_back(ada, &back).await, "away");
    there.set_down(false);
    there.set_scope("repo");
    there.add_app(CLIENT_ID, "another secret", CALLBACK);
    assert_eq!(connect(ada).await, "app");
    let odd = "/workspace/github/callback?error=%3Cb%3Eodd&state=";
    let state = begin(ada).await.split('&').find_map(|pair| pair.strip_prefix("state=").map(str::to_owned)).unwrap();
    assert_eq!(come_back(ada, &format!("{odd}{state}")).await, "refused");
    for done in ["denied", "lacking", "unknown", "refused", "app", "away", "untold", "disconnected"] {
        let page = ada.text(&format!("/workspace/github?done={done}")).await;
        assert!(page.contains("class=\"notice ") && page.contains("grace/site"), "{done}: {page}");
    }
    assert_eq!(there.tokens(), kept);

    // Without an app there is only the token.
    let (_server, plain) = (FakeGitHub::start(), TestServer::start_with(|config| config.github.enabled = true));
    let bob = plain.set_up("Bob").await;
    assert!(!bob.text(PAGE).await.contains("/workspace/github/authorize"));
    for path in ["/workspace/github/authorize", "/workspace/github/callback?code=x&state=y"] {
        assert_eq!(bob.get(path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_runs_out_is_made_anew_once_and_in_time() {
    let both = Both::start().await;
    let Both { there, server, ada } = &both;
    there.set_expiring();
    assert_eq!(connect(ada).await, "connected");
    open(ada).await;
    let first = there.tokens();

    server.clock.advance_ms(7 * HOUR_MS + HOUR_MS * 5 / 6);
    let all: Vec<_> = (0..8)
        .map(|_| {
            let ada = ada.clone();
            tokio::spawn(async move { ada.get("/api/github/repositories").await.status() })
        })
        .collect();
    for one in all {
        assert_eq!(one.await.unwrap(), StatusCode::OK);
    }
    assert_eq!(both.exchanges(), 2, "the first one, and one renewal for all who wait");
    assert_ne!(there.tokens(), first);
    server.clock.advance_ms(9 * HOUR_MS);
    assert_eq!(save(ada, "after its end").await.0, StatusCode::OK, "also when nobody came in time");
    assert_eq!(both.exchanges(), 3);

    // While GitHub is away nobody is told to connect again, and it is not asked all the time.
    server.clock.advance_ms(9 * HOUR_MS);
    there.set_down(true);
    assert_eq!(save(ada, "away").await.0, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(save(ada, "away").await.0, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(both.exchanges(), 4);
    assert_eq!(ada.json("/api/github/account").await["has_run_out"], false);
    there.set_down(false);
    server.clock.advance_ms(60_000);
    assert_eq!(save(ada, "back").await.0, StatusCode::OK);

    // The answer is lost, as it is with a server that goes down at that moment: one connects again, and all else is there.
    server.clock.advance_ms(9 * HOUR_MS);
    there.lose_next_renewal();
    assert_eq!(save(ada, "lost").await.0, StatusCode::SERVICE_UNAVAILABLE);
    server.clock.advance_ms(60_000);
    let (status, answer) = save(ada, "lost").await;
    assert_eq!((status, &answer["error"]["code"]), (StatusCode::FORBIDDEN, &json!("forge_key_refused")), "{answer}");
    assert_eq!(ada.json("/api/github/account").await["has_run_out"], true);
    let page = ada.text(PAGE).await;
    assert!(page.contains("/workspace/github/authorize") && page.contains("notice danger"), "{page}");
    assert_eq!(connect(ada).await, "connected");
    assert_eq!(save(ada, "again").await.0, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_opens_github_stands_in_no_log_and_no_file() {
    let there = there();
    let (folder, data) = new_data();
    let log = folder.path().join("log");
    let secret = folder.path().join("secret");
    std::fs::write(&secret, format!("{SECRET}\n")).unwrap();
    let (api, git) = (there.api_base(), there.git_base());
    let password = password_file(folder.path(), PASSWORD);
    let environment = [
        ("STACKHOUSE_ADMIN_NAME", "Ada"),
        ("STACKHOUSE_ADMIN_PASSWORD_FILE", password.to_str().unwrap()),
        ("STACKHOUSE_GITHUB__ENABLED", "true"),
        ("STACKHOUSE_GITHUB__API_URL", &api),
        ("STACKHOUSE_GITHUB__GIT_URL", &git),
        ("STACKHOUSE_GITHUB__CLIENT_ID", CLIENT_ID),
        ("STACKHOUSE_GITHUB__CLIENT_SECRET_FILE", secret.to_str().unwrap()),
        ("STACKHOUSE_LOG__FILTER", "trace"),
        ("LOG", log.to_str().unwrap()),
    ];
    let server = Process::serve_under(&["/bin/sh", "-c", "exec \"$0\" \"$@\" 2>\"$LOG\""], &data, &environment);
    there.add_app(CLIENT_ID, SECRET, &format!("{}/workspace/github/callback", server.base));
    there.set_expiring();
    let ada = server.client();
    ada.sign_in("Ada", PASSWORD).await;
    let door = begin(&ada).await;
    let back = decide(&door, "authorize").await;
    assert_eq!(come_back(&ada, &back).await, "connected");
    open(&ada).await;
    assert_eq!(save(&ada, "from here").await.0, StatusCode::OK);
    let token = there.tokens().pop().unwrap();
    // What fails is told without them, too.
    there.add_app(CLIENT_ID, "another", &format!("{}/workspace/github/callback", server.base));
    assert_eq!(come_back(&ada, &decide(&begin(&ada).await, "authorize").await).await, "app");
    ada.post_form("/workspace/github/forget", &[]).await;
    assert!(server.end(Signal::TERM).success());

    let word = |text: &str, name: &str| {
        let pairs = text.split(['?', '&']).find_map(|pair| pair.strip_prefix(name).map(str::to_owned));
        pairs.unwrap_or_else(|| panic!("{name} in {text}"))
    };
    let (code, state) = (word(&back, "code="), word(&back, "state="));
    let renewal = token.replace("ghu_", "ghr_");
    let log = std::fs::read(&log).unwrap();
    let holds = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(holds(&log, "GitHub"), "the log is one");
    for text in [SECRET, &token, &renewal, &code, &state] {
        assert!(!holds(&log, text), "the log holds {text}");
        for file in files(&data) {
            assert!(!holds(&std::fs::read(&file).unwrap(), text), "{} holds {text}", file.display());
        }
    }
}

fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
