use std::sync::Arc;

use actix_web::{
    App, HttpResponse,
    http::{StatusCode, header::HOST},
    middleware::from_fn,
    test,
    web::{Data, get},
};
use futures_util::{FutureExt, future::BoxFuture};
use tokio::sync::watch;

use super::guard;
use crate::{
    account,
    activity::TurnId,
    config::Config,
    kit::Ambient,
    sprite::{Directory, Runner, SpriteHandle, Start},
    web::{State, encoder::FrameEncoder},
};

/// An assistant that has nothing to say.
struct Silent;

impl Runner for Silent {
    fn run(&self, _: TurnId, _: SpriteHandle, _: watch::Receiver<bool>) -> BoxFuture<'static, ()> {
        async {}.boxed()
    }
}

fn state(folder: &std::path::Path) -> Data<State> {
    let (config, ambient) = (Config::for_testing(folder), Ambient::system());
    let platform = account::open(folder).unwrap();
    let (_, stopping) = watch::channel(false);
    let frames = Arc::new(FrameEncoder::new(ambient.clone()));
    let directory = Directory::start(Start {
        config: &config,
        ambient: ambient.clone(),
        platform: platform.clone(),
        encoder: frames.clone(),
        runner: Arc::new(Silent),
    });
    Data::new(State::new(config, ambient, platform, frames, directory.unwrap(), stopping).unwrap())
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
