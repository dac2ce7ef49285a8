//! The desk without a script: plain links and forms, each answered with a page or the way to one.

use reqwest::{Method, StatusCode};

use crate::support::{TestClient, TestServer, location};

const NOBODY: &str = "0197b7a0-8c5e-7cc3-9d4f-0123456789ab";

/// Sends a form and answers where it leads.
async fn post(client: &TestClient, path: &str, fields: &[(&str, &str)]) -> String {
    let answer = client.post_form(path, fields).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER, "POST {path}");
    location(&answer).to_owned()
}

/// What stands between `before` and the next quotation mark.
fn after<'a>(page: &'a str, before: &str) -> &'a str {
    let start = page.find(before).unwrap_or_else(|| panic!("{before} in {page}")) + before.len();
    page[start..].split('"').next().expect("a value")
}

/// An empty card on the stack that is shown, and its path.
async fn new_card(client: &TestClient) -> String {
    let desk = client.text("/").await;
    post(client, "/cards", &[("stack_id", after(&desk, "data-active=\""))]).await
}

#[tokio::test]
async fn the_first_page_is_whole_without_the_socket() {
    let (_server, ada) = TestServer::with_ada().await;
    let path = new_card(&ada).await;
    let desk = ada.text("/").await;
    assert!(desk.contains("My Stack") && desk.contains(&path), "{desk}");
    assert_eq!(after(&desk, "data-seq=\""), "2", "the socket goes on from here");
}

#[tokio::test]
async fn a_stack_is_made_named_coloured_moved_archived_and_restored() {
    let (_server, ada) = TestServer::with_ada().await;
    let stack = post(&ada, "/stacks", &[]).await;
    assert_eq!(post(&ada, &format!("{stack}/rename"), &[("name", " Taxes ")]).await, stack);
    post(&ada, &format!("{stack}/recolor"), &[("color", "teal")]).await;
    post(&ada, &format!("{stack}/move"), &[("to", "left")]).await;
    let desk = ada.text("/").await;
    assert!(desk.find("Taxes") < desk.find("My Stack"), "moved left");
    assert!(ada.text(&format!("{stack}/edit")).await.contains("value=\"teal\" checked"));

    assert_eq!(post(&ada, &format!("{stack}/archive"), &[]).await, "/");
    assert!(!ada.text("/").await.contains("Taxes"));
    assert!(ada.text("/drawer?q=tax").await.contains("Taxes"));
    assert!(!ada.text("/drawer?q=milk").await.contains("Taxes"));
    post(&ada, &format!("{stack}/restore"), &[]).await;
    assert!(ada.text("/").await.contains("Taxes"));
}

#[tokio::test]
async fn a_card_is_written_ticked_archived_restored_and_brought_back() {
    let (_server, ada) = TestServer::with_ada().await;
    let card = new_card(&ada).await;
    let text = after(&ada.text(&card).await, "name=\"text.").to_owned();
    let field = format!("text.{text}");
    post(&ada, &format!("{card}/edit"), &[("title", "Groceries"), (&field, "one\r\n\r\n- **two**")]).await;
    let page = ada.text(&card).await;
    assert!(page.contains("<strong>two</strong>") && page.contains("Groceries"), "{page}");

    post(&ada, &format!("{card}/archive"), &[]).await;
    assert!(ada.text("/drawer").await.contains("Groceries"));
    post(&ada, &format!("{card}/restore"), &[]).await;
    post(&ada, &format!("{card}/versions/1/restore"), &[]).await;
    assert!(!ada.text("/").await.contains("Groceries"), "the first version had another title");
    assert_eq!(post(&ada, "/undo", &[]).await, "/");
    assert!(ada.text("/").await.contains("Groceries"));
}

#[tokio::test]
async fn a_form_that_is_wrong_says_why_and_changes_nothing() {
    let (_server, ada) = TestServer::with_ada().await;
    let card = new_card(&ada).await;
    let stack = post(&ada, "/stacks", &[]).await;
    let long = "x".repeat(201);
    for (path, field, value) in [
        (format!("{stack}/rename"), "name", "  "),
        (format!("{stack}/recolor"), "color", "octarine"),
        (format!("{stack}/move"), "to", "up"),
        (format!("{card}/edit"), "title", long.as_str()),
        (format!("{card}/edit"), "size", "huge"),
        (format!("{card}/edit"), "color", "#fff"),
        ("/chat".to_owned(), "text", " "),
    ] {
        let before = ada.text(&card).await;
        assert_eq!(ada.post_form(&path, &[(field, value)]).await.status(), StatusCode::BAD_REQUEST, "{path} {value}");
        assert_eq!(ada.text(&card).await, before, "{path}");
    }
}

#[tokio::test]
async fn what_is_somebody_elses_is_not_there() {
    let (server, ada) = TestServer::with_ada().await;
    let card = new_card(&ada).await;
    let stack = post(&ada, "/stacks", &[]).await;
    let bob = server.invite(&ada, "Bob", "unlimited").await;
    for path in [&card, &stack, &format!("{stack}/edit"), &format!("/cards/{NOBODY}"), &"/stacks/no-id".to_owned()] {
        assert_eq!(bob.get(path).await.status(), StatusCode::NOT_FOUND, "GET {path}");
    }
    for path in [format!("{card}/archive"), format!("{stack}/archive"), format!("/turns/{NOBODY}/cancel")] {
        assert_eq!(bob.post_form(&path, &[]).await.status(), StatusCode::NOT_FOUND, "POST {path}");
    }
    assert_eq!(ada.get(&card).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn htmx_gets_the_part_that_changes() {
    let (_server, ada) = TestServer::with_ada().await;
    let card = new_card(&ada).await;
    let stack = post(&ada, "/stacks", &[]).await;
    for (path, holds) in [(&stack, "data-plane="), (&card, "class=\"versions\""), (&"/drawer?q=x".to_owned(), "empty")]
    {
        let request = ada.request(Method::GET, path).header("HX-Request", "true").header("HX-Request-Type", "partial");
        let part = request.send().await.expect("an answer").text().await.expect("a text");
        assert!(part.contains(holds) && !part.contains("<html"), "{path}: {part}");
    }
}

#[tokio::test]
async fn a_message_starts_a_turn_and_stays_in_the_conversation() {
    let (_server, ada) = TestServer::with_ada().await;
    assert_eq!(post(&ada, "/chat", &[("text", "note: buy <b>milk</b>")]).await, "/chat#end");
    let page = ada.text("/chat").await;
    assert!(page.contains("note: buy") && !page.contains("<b>milk"), "{page}");
}
