use std::{net::IpAddr, time::Duration};

use actix_web::{FromRequest, dev::Payload, http::StatusCode, test::TestRequest, web::Bytes};
use futures_util::{StreamExt, stream};
use serde::Deserialize;

use super::{Json, body::collect_within, client::behind_proxies};
use crate::web::error::Error;

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Order {
    #[expect(dead_code, reason = "only whether it can be read is asked")]
    items: Vec<Item>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Item {
    #[expect(dead_code, reason = "only whether it can be read is asked")]
    count: u32,
}

async fn read(body: &str) -> Result<Order, Error> {
    let request = TestRequest::post().insert_header(("content-type", "application/json"));
    let (request, mut payload) = request.set_payload(body.to_owned()).to_http_parts();
    Json::<Order>::from_request(&request, &mut payload).await.map(|json| json.0)
}

#[actix_web::test]
async fn a_wrong_field_is_named_with_its_place() {
    let check = async |body: &str, field: Option<&str>| {
        let error = read(body).await.expect_err(body);
        assert_eq!((error.status, error.field.as_deref()), (StatusCode::BAD_REQUEST, field), "{body}");
    };
    check(r#"{"items":[{"count":1},{"count":"many"}]}"#, Some("items[1].count")).await;
    check(r#"{"items":[{"count":1,"size":2}]}"#, Some("items[0].size")).await;
    check(r#"{"items":[{}]}"#, Some("items[0].count")).await;
    check(r#"{"items":[],"note":""}"#, Some("note")).await;
    check("{}", Some("items")).await;
    check(r#"{"items":null}"#, Some("items")).await;
    check(r#"{"items":[],"items":[]}"#, Some("items")).await;
    check("[]", None).await;
    check(r#"{"items":[]} {}"#, None).await;
    assert!(read(r#"{"items":[{"count":3}]}"#).await.is_ok());
}

#[actix_web::test]
async fn a_body_that_trickles_comes_to_an_end() {
    // A byte whenever somebody asks, and never an end.
    let trickle = stream::unfold((), |()| async {
        tokio::task::yield_now().await;
        Some((Ok(Bytes::from_static(b" ")), ()))
    });
    let payload = Payload::Stream { payload: trickle.boxed_local() };

    let error = collect_within(Duration::from_millis(20), payload, usize::MAX).await.expect_err("an end");

    assert_eq!(error.status, StatusCode::REQUEST_TIMEOUT);
}

#[test]
fn only_trusted_proxies_are_believed() {
    let ip = |text: &str| text.parse::<IpAddr>().unwrap();
    let proxies = [ip("127.0.0.1"), ip("10.0.0.1")];
    let check = |peer: &str, forwarded: &str, expected: &str| {
        assert_eq!(behind_proxies(ip(peer), forwarded, &proxies), ip(expected), "{peer} {forwarded}");
    };
    check("192.0.2.7", "", "192.0.2.7");
    check("192.0.2.7", "198.51.100.1", "192.0.2.7");
    check("127.0.0.1", "", "127.0.0.1");
    check("127.0.0.1", "198.51.100.1", "198.51.100.1");
    check("127.0.0.1", "203.0.113.9, 198.51.100.1", "198.51.100.1");
    check("127.0.0.1", "198.51.100.1, 10.0.0.1", "198.51.100.1");
    check("127.0.0.1", "nonsense", "127.0.0.1");
    check("127.0.0.1", "::ffff:198.51.100.1", "198.51.100.1");
}
