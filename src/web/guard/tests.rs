use std::sync::Arc;

use actix_web::{
    App, HttpResponse,
    http::{
        StatusCode,
        header::{HOST, ORIGIN},
    },
    middleware::from_fn,
    test,
    web::{Data, get},
};
use futures_util::{FutureExt, future::BoxFuture};
use serde_json::Value;
use tokio::sync::watch;

use super::{Hosts, guard, is_same_origin};
use crate::{
    account,
    activity::TurnId,
    agent,
    assistant::turn::{Budget, Limits},
    config::{self, Config},
    document::Shelf,
    fetch::Fetch,
    kit::Ambient,
    live::Live,
    llm::Usage,
    model::Catalogue,
    reading::Readings,
    repo::{GitHub, Repos},
    running::{Apps, Means},
    seal::Seal,
    sprite::{Chosen, Directory, Runner, SpriteHandle, Start, Toolbox},
    talking::{self, Talks},
    toolbox::OutsideTool,
    web::{State, encoder::FrameEncoder, state::Models},
    working::{self, Agents},
};

/// An assistant that has nothing to say.
struct Silent;

impl Runner for Silent {
    fn run(&self, _: TurnId, _: SpriteHandle, _: watch::Receiver<bool>) -> BoxFuture<'static, ()> {
        async {}.boxed()
    }
}

impl Toolbox for Silent {
    fn offered(&self) -> BoxFuture<'_, Vec<OutsideTool>> {
        async { Vec::new() }.boxed()
    }

    fn call<'a>(&'a self, _: &'a OutsideTool, input: &'a Value) -> BoxFuture<'a, Result<Value, Value>> {
        async move { Ok(input.clone()) }.boxed()
    }
}

impl crate::sprite::Models for Silent {
    fn choose(&self, _: crate::account::UserId) -> BoxFuture<'_, Chosen> {
        panic!("nothing is asked here")
    }

    fn note<'a>(&'a self, _: crate::account::UserId, _: &'a Chosen, _: Usage) -> BoxFuture<'a, ()> {
        async {}.boxed()
    }
}

fn state(folder: &std::path::Path) -> Data<State> {
    state_of(Config::for_testing(folder), folder)
}

fn state_of(config: Config, folder: &std::path::Path) -> Data<State> {
    let ambient = Ambient::system();
    let platform = account::open(folder).unwrap();
    let (_, stopping) = watch::channel(false);
    let frames = Arc::new(FrameEncoder::new(ambient.clone()));
    let directory = Directory::start(Start {
        config: &config,
        ambient: ambient.clone(),
        platform: platform.clone(),
        encoder: frames.clone(),
        runner: Arc::new(Silent),
    })
    .unwrap();
    let seal = Seal::open(&folder.join("seal.key"), ambient.clone()).unwrap();
    let models = Models {
        catalogue: Catalogue::new(&config, seal.clone()).unwrap(),
        seal,
        toolbox: Arc::new(Silent),
        fetch: Fetch::default(),
    };
    let readings = Readings::new(&config, Shelf::prepare(folder).unwrap(), directory);
    let apps = Apps::new(Means {
        ambient: ambient.clone(),
        platform: platform.clone(),
        fetch: Fetch::default(),
        models: Arc::new(Silent),
        budget: Budget::NONE,
        readings,
    });
    let repos = Repos::prepare(&config.data, &config.repositories, ambient.clone()).unwrap();
    let shared = (repos.clone(), platform.clone());
    let github = GitHub::new(&config.github, shared, (models.seal.clone(), Fetch::default()), ambient.clone()).unwrap();
    let live = Live::start(ambient.clone(), platform.clone(), repos.clone(), stopping.clone());
    let means = working::Means {
        ambient: ambient.clone(),
        platform: platform.clone(),
        repos: repos.clone(),
        models: Arc::new(Silent),
        budget: Budget::NONE,
        limits: agent::Limits::of(&config.agents),
        context_tokens_max: 1_000,
        shell: working::shell::Shell::new(&config, platform.clone(), ambient.clone()),
    };
    let agents = Agents::start(means, stopping.clone()).unwrap();
    let means = talking::Means {
        ambient: ambient.clone(),
        platform: platform.clone(),
        repos: repos.clone(),
        github: github.clone(),
        models: Arc::new(Silent),
        limits: Limits::of(&config.assistant, &config.budget),
        live: live.clone(),
    };
    let talks = Talks::start(means, stopping.clone()).unwrap();
    let rooms = (apps, repos, github, live, (agents, talks));
    Data::new(State::new(config, ambient, platform, frames, models, rooms, stopping).unwrap())
}

async fn panics() -> HttpResponse {
    panic!("a mistake of ours")
}

async fn fails() -> HttpResponse {
    HttpResponse::InternalServerError().finish()
}

#[actix_web::test]
async fn a_panic_is_an_event_for_one_request_alone() {
    let folder = tempfile::tempdir().unwrap();
    let app = App::new()
        .app_data(state(folder.path()))
        .wrap(from_fn(guard))
        .route("/api/panics", get().to(panics))
        .route("/api/fine", get().to(HttpResponse::Ok));
    let app = test::init_service(app).await;
    let request = |path| test::TestRequest::get().uri(path).insert_header((HOST, "localhost")).to_request();

    let error = test::try_call_service(&app, request("/api/panics")).await.expect_err("a finished answer");
    let answer = error.error_response();
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let id = answer.headers().get("x-request-id").unwrap().to_str().unwrap().to_owned();
    assert!(answer.headers().contains_key("content-security-policy"));
    let body = actix_web::body::to_bytes(answer.into_body()).await.unwrap();
    let body = std::str::from_utf8(&body).unwrap();
    assert!(body.contains(&id) && body.contains("\"internal\""), "{body}");
    assert!(!body.contains("a mistake of ours"), "{body}");

    assert_eq!(test::call_service(&app, request("/api/fine")).await.status(), StatusCode::OK);
}

#[actix_web::test]
async fn an_unexpected_failure_shows_nothing_but_its_request_id() {
    let folder = tempfile::tempdir().unwrap();
    let app = App::new().app_data(state(folder.path())).wrap(from_fn(guard)).route("/fails", get().to(fails));
    let app = test::init_service(app).await;

    let request = test::TestRequest::get().uri("/fails").insert_header((HOST, "localhost")).to_request();
    let answer = test::call_service(&app, request).await;

    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let id = answer.headers().get("x-request-id").unwrap().to_str().unwrap().to_owned();
    let page = test::read_body(answer).await;
    assert!(std::str::from_utf8(&page).unwrap().contains(&id));
}

#[actix_web::test]
async fn a_request_names_its_host_exactly_once() {
    let folder = tempfile::tempdir().unwrap();
    let app = App::new().app_data(state(folder.path())).wrap(from_fn(guard)).route("/", get().to(HttpResponse::Ok));
    let app = test::init_service(app).await;

    for hosts in [&[][..], &["localhost", "localhost"], &["localhost", "evil.example"]] {
        let mut request = test::TestRequest::get();
        for host in hosts {
            request = request.append_header((HOST, *host));
        }
        let answer = test::call_service(&app, request.to_request()).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{hosts:?}");
    }
}

#[actix_web::test]
async fn a_server_knows_its_own_names() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Config::for_testing(folder.path()).server;
    let check = |server: &config::Server, host: &str, is_ours: bool| {
        let request = test::TestRequest::get().insert_header((HOST, host)).to_http_request();
        assert_eq!(Hosts::new(server).check(&request).is_ok(), is_ours, "{host}");
    };
    for (host, is_ours) in [("localhost:1", true), ("[::1]:1", true), ("192.168.1.5", false), ("desk.lan", false)] {
        check(&server, host, is_ours);
    }

    server.listen = "0.0.0.0:4810".parse().unwrap();
    for (host, is_ours) in
        [("192.168.1.5:4810", true), ("[fe80::1]", true), ("desk.lan", false), ("1.2.3.4.lan", false)]
    {
        check(&server, host, is_ours);
    }

    server.public_url = Some("https://desk.example.org".to_owned().try_into().unwrap());
    server.allowed_hosts = vec!["Box.lan:80".to_owned()];
    for (host, is_ours) in [("DESK.example.org", true), ("box.lan:8080", true), ("example.org", false)] {
        check(&server, host, is_ours);
    }
}

#[actix_web::test]
async fn a_page_of_ours_has_our_scheme_host_and_port() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::for_testing(folder.path());
    config.server.public_url = Some("https://desk.example.org".to_owned().try_into().unwrap());
    let state = state_of(config, folder.path());
    let check = |host: &str, origin: &str, is_ours: bool| {
        let request = test::TestRequest::post().insert_header((HOST, host)).insert_header((ORIGIN, origin));
        assert_eq!(is_same_origin(&state, &request.to_http_request()), is_ours, "{origin} at {host}");
    };
    check("desk.example.org", "https://desk.example.org", true);
    check("desk.example.org", "https://DESK.example.org", true);
    check("desk.example.org", "http://desk.example.org", false);
    check("desk.example.org", "https://desk.example.org:8443", false);
    check("desk.example.org", "https://example.org", false);
    check("localhost:4810", "http://localhost:4810", true);
    check("localhost:4810", "http://localhost:4811", false);
    check("localhost:4810", "localhost:4810", false);
    check("localhost:4810", "", false);
    check("localhost:4810", "null", false);
}
