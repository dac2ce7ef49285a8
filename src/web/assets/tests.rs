use actix_web::{
    App,
    http::{StatusCode, header},
    test as http, web,
};

use super::{ASSETS, base, hex, sha256};

#[actix_web::test]
async fn an_asset_of_this_build_may_be_kept_for_ever() {
    let answer = get(&format!("{}/css/tokens.css", base()), None).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(header_of(&answer, header::CONTENT_TYPE), "text/css; charset=utf-8");
    assert_eq!(header_of(&answer, header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert_eq!(header_of(&answer, header::CACHE_CONTROL), "public, max-age=31536000, immutable");
}

#[actix_web::test]
async fn an_asset_without_a_version_or_with_a_strange_one_is_asked_for_again() {
    for path in ["/static/css/tokens.css", "/static/0123456789abcdef/css/tokens.css"] {
        let answer = get(path, None).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        assert_eq!(header_of(&answer, header::CACHE_CONTROL), "no-cache", "{path}");
    }
}

#[actix_web::test]
async fn a_known_etag_is_answered_without_a_body() {
    let first = get("/static/css/tokens.css", None).await;
    let etag = header_of(&first, header::ETAG).to_owned();
    for known in [etag.clone(), format!("W/{etag}"), format!("\"other\", {etag}"), "*".to_owned()] {
        assert_eq!(get("/static/css/tokens.css", Some(&known)).await.status(), StatusCode::NOT_MODIFIED, "{known}");
    }
    assert_eq!(get("/static/css/tokens.css", Some("\"other\"")).await.status(), StatusCode::OK);
}

#[actix_web::test]
async fn nothing_outside_is_served() {
    for path in ["/static/../Cargo.toml", "/static/%2e%2e/Cargo.toml", "/static/", "/static/css", "/static/no.css"] {
        assert_eq!(get(path, None).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[test]
fn vendored_files_are_the_ones_of_the_table() {
    let table = std::str::from_utf8(ASSETS.by_path["vendor/README.md"].bytes).unwrap();
    let mut listed = Vec::new();
    for row in table.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<_> = row.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        let (file, expected) = (cells[1], cells[5]);
        let path = format!("vendor/{file}");
        let asset = ASSETS.by_path.get(path.as_str()).unwrap_or_else(|| panic!("{path} is in the table only"));
        assert_eq!(hex(&sha256(asset.bytes)), expected, "{file}");
        listed.push(path);
    }
    for path in ASSETS.by_path.keys().filter(|path| path.starts_with("vendor/") && !path.ends_with("README.md")) {
        assert!(listed.iter().any(|listed| listed == path), "{path} is not in the table");
    }
}

#[test]
fn scripts_stay_small() {
    // 6-interface.md allows 60 kB gz before any editor. Unpacked text is about three times that. What running apps need
    // is fetched with the first of them, and the editors of apps and of branches by their own pages.
    let is_elsewhere = |path: &str| {
        ["js/app/", "js/creator/", "js/workspace/", "vendor/codemirror"].iter().any(|part| path.starts_with(part))
    };
    let is_of_pages = |path: &str| path.ends_with(".js") && !is_elsewhere(path);
    let bytes: usize =
        ASSETS.by_path.iter().filter(|(path, _)| is_of_pages(path)).map(|(_, asset)| asset.bytes.len()).sum();
    assert!(bytes < 180_000, "{bytes} bytes of JavaScript");
}

fn header_of(answer: &actix_web::dev::ServiceResponse, name: header::HeaderName) -> &str {
    answer.headers().get(name).unwrap().to_str().unwrap()
}

async fn get(path: &str, if_none_match: Option<&str>) -> actix_web::dev::ServiceResponse {
    let app = http::init_service(App::new().route("/static/{path:.*}", web::get().to(super::serve))).await;
    let mut request = http::TestRequest::get().uri(path);
    if let Some(tag) = if_none_match {
        request = request.insert_header((header::IF_NONE_MATCH, tag));
    }
    http::call_service(&app, request.to_request()).await
}
