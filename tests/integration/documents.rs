//! Documents: from the form to the card, the page and the download, and past the end of the server.

#![expect(clippy::disallowed_methods, reason = "a test waits by the clock of the machine")]

use std::{
    path::Path,
    time::{Duration, Instant},
};

use reqwest::{Method, Response, StatusCode};
use rustix::process::Signal;
use serde_json::{Value, json};

use crate::support::{
    PASSWORD, TestClient, TestServer, location,
    mcp::McpClient,
    password_file,
    process::{self, Process},
    tab::Tab,
};

const BOUNDARY: &str = "8c5e7cc39d4f";
/// Within this a small file has been read, on a machine that does other things too.
const READ_MAX: Duration = Duration::from_mins(1);

pub fn sample(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/documents").join(name)).expect("a sample")
}

fn form(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, bytes) in files {
        let head = "Content-Disposition: form-data; name=\"file\"; filename=";
        body.extend(format!("--{BOUNDARY}\r\n{head}\"{name}\"\r\n\r\n").into_bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
    body
}

pub async fn send(client: &TestClient, path: &str, files: &[(&str, &[u8])]) -> Response {
    let media_type = format!("multipart/form-data; boundary={BOUNDARY}");
    let request = client.request(Method::POST, path).header("Content-Type", media_type).body(form(files));
    request.send().await.expect("an answer")
}

/// Sends one file and answers its document, read.
pub async fn read(client: &TestClient, name: &str, bytes: &[u8]) -> Value {
    let answer = send(client, "/api/documents", &[(name, bytes)]).await;
    let status = answer.status();
    let body: Value = answer.json().await.expect("JSON");
    assert_eq!(status, StatusCode::CREATED, "{body}");
    settled(client, body["documents"][0]["id"].as_str().expect("an id")).await
}

/// Waits until the document has been read, or could not be.
async fn settled(client: &TestClient, id: &str) -> Value {
    let begun = Instant::now();
    loop {
        let document = client.json(&format!("/api/documents/{id}")).await;
        if ["completed", "failed"].contains(&document["status"].as_str().unwrap_or_default()) {
            return document;
        }
        assert!(begun.elapsed() < READ_MAX, "{document}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_contract_is_read_page_by_page_and_taken_along_as_it_was() {
    let (_server, ada) = TestServer::with_ada().await;
    let bytes = sample("contract.pdf");
    let document = read(&ada, "contract.pdf", &bytes).await;
    assert_eq!((document["status"].as_str(), document["kind"].as_str()), (Some("completed"), Some("pdf")));
    let pages = document["pages"].as_u64().expect("pages");
    assert!(pages >= 30, "{document}");

    let id = document["id"].as_str().expect("an id");
    let mut text = String::new();
    for page in 1..=pages {
        text += ada.json(&format!("/api/documents/{id}/text?page={page}")).await["text"].as_str().expect("a text");
    }
    assert!(text.to_lowercase().contains("notice"), "{text}");
    assert_eq!(ada.get(&format!("/api/documents/{id}/text?page=9999")).await.status(), StatusCode::NOT_FOUND);
    assert!(ada.text(&format!("/documents/{id}?page=2")).await.contains("rel=\"prev\""));

    let file = ada.get(&format!("/documents/{id}/content")).await;
    let header = |name: &str| file.headers()[name].to_str().expect("a text").to_owned();
    assert!(header("content-disposition").starts_with("attachment; filename=\"contract.pdf\""));
    assert_eq!(
        (header("content-type"), header("x-content-type-options")),
        ("application/pdf".into(), "nosniff".into())
    );
    assert_eq!(file.bytes().await.expect("the bytes"), bytes);
}

#[tokio::test]
async fn a_card_shows_the_document_and_undo_leaves_its_state_alone() {
    let (_server, ada) = TestServer::with_ada().await;
    let document = read(&ada, "notes.txt", b"Buy milk and bread").await;
    let card = ada.json(&format!("/api/cards/{}", document["card_id"].as_str().expect("a card"))).await;
    let block = &card["blocks"][0];
    assert_eq!((card["title"].as_str(), card["version"].as_u64()), (Some("notes.txt"), Some(1)));
    assert_eq!((block["status"].as_str(), block["preview"].as_str()), (Some("completed"), Some("Buy milk and bread")));
    assert!(ada.text("/").await.contains("Buy milk and bread"));
    assert!(card["height"].as_u64().is_some_and(|px| px > 200), "it keeps its height when there is more to show");
    assert_eq!(ada.post_json("/api/undo", &serde_json::json!({})).await.status(), StatusCode::CONFLICT);
}

#[tokio::test]
async fn programs_read_documents_over_mcp() {
    let (server, ada) = TestServer::with_ada().await;
    let program = McpClient::of(&ada, "read").await;
    let notes = read(&ada, "notes.txt", b"Buy milk and bread").await;
    let table = read(&ada, "vendors.csv", b"Vendor,Amount\n\"Acme, Inc.\",3\nBolt,4\n").await;
    let uri = |document: &Value| format!("stackhouse://documents/{}", document["id"].as_str().expect("an id"));

    let listed = program.ask("resources/list", json!({})).await["result"]["resources"].clone();
    for document in [&notes, &table] {
        assert!(listed.as_array().expect("a list").iter().any(|one| one["uri"] == uri(document)), "{listed}");
    }
    let text = async |client: &McpClient, uri: String| client.ask("resources/read", json!({ "uri": uri })).await;
    let shown = text(&program, uri(&notes)).await["result"]["contents"][0]["text"].clone();
    assert!(shown.as_str().expect("a text").contains("[page 1]\nBuy milk and bread"), "{shown}");
    let shown = text(&program, uri(&table)).await["result"]["contents"][0]["text"].clone();
    assert!(shown.as_str().expect("a text").contains("Vendor,Amount\n\"Acme, Inc.\",3\nBolt,4\n"), "{shown}");
    let bob = server.invite(&ada, "Bob", "free").await;
    let stranger = McpClient::of(&bob, "read").await;
    assert_eq!(text(&stranger, uri(&notes)).await["error"]["code"], -32_002);
}

#[tokio::test]
async fn sheets_and_columns_are_tables() {
    let (_server, ada) = TestServer::with_ada().await;
    let document = read(&ada, "invoices.xlsx", &sample("invoices.xlsx")).await;
    assert_eq!(document["tables"].as_array().expect("tables").len(), 3, "{document}");

    let csv: String =
        (0..1_000).fold("Vendor;Amount\n".to_owned(), |csv, row| csv + format!("\"A; {row}\";{row}\n").as_str());
    let document = read(&ada, "rows.csv", csv.as_bytes()).await;
    let id = document["id"].as_str().expect("an id");
    assert_eq!(document["tables"][0]["row_count"], 1_000);
    let rows = ada.json(&format!("/api/documents/{id}/rows?first=999")).await;
    assert_eq!(rows["rows"], serde_json::json!([["A; 998", 998], ["A; 999", 999]]));
    let page = ada.text(&format!("/documents/{id}?sheet=1&row=901")).await;
    assert!(page.contains("A; 999") && !page.contains("rel=\"next\""));
}

#[tokio::test]
async fn what_documents_say_is_found_and_leads_to_its_page() {
    let (_server, ada) = TestServer::with_ada().await;
    let contract = read(&ada, "contract.pdf", &sample("contract.pdf")).await["id"].clone();
    let csv: String =
        (0..450).fold("Vendor;Amount\n".to_owned(), |csv, row| csv + format!("Vendor{row};{row}\n").as_str());
    let rows = read(&ada, "rows.csv", csv.as_bytes()).await["id"].clone();

    let found = ada.json("/api/search?q=notice&type=document").await;
    let (result, page) = (&found["results"][0], &found["results"][0]["page"]);
    assert_eq!((found["total"].as_u64(), &result["document_id"]), (Some(1), &contract), "{found}");
    let shown = ada.text("/search?q=notice+type%3Adocument").await;
    let id = contract.as_str().expect("an id");
    assert!(shown.contains(&format!("href=\"/documents/{id}?page={page}\"")) && shown.contains("<mark>"), "{shown}");
    assert!(ada.text(&format!("/documents/{id}?page={page}")).await.to_lowercase().contains("notice"));

    let found = ada.json("/api/search?q=vendor433").await;
    let result = &found["results"][0];
    assert_eq!((&result["document_id"], &result["sheet"], &result["row"]), (&rows, &1.into(), &434.into()), "{found}");
    assert_eq!(result["snippet"][0]["text"], "Vendor433");

    ada.post_json(&format!("/api/documents/{id}/archive"), &serde_json::json!({})).await;
    assert_eq!(ada.json("/api/search?q=notice&archived=false").await["total"], 0);
    let shown = ada.text("/search?q=notice").await;
    assert!(shown.contains(&format!("action=\"/documents/{id}/restore\"")), "{shown}");
}

#[tokio::test]
async fn facts_are_found_corrected_and_kept_when_the_document_is_read_again() {
    let (server, ada) = TestServer::with_ada().await;
    let id = read(&ada, "offer.docx", &sample("offer.docx")).await["id"].as_str().expect("an id").to_owned();
    let (path, facts) = (format!("/documents/{id}"), format!("/api/documents/{id}/facts"));
    let before = ada.json(&facts).await;
    assert!(before["facts"].as_array().is_some_and(|facts| !facts.is_empty()), "{before}");

    let answer = ada.post_form(&format!("{path}/facts"), &[("field", "invoice_number"), ("value", "INV-1")]).await;
    assert_eq!(location(&answer), format!("{path}#facts"));
    let answer = ada.post_form(&format!("{path}/facts"), &[("field", "nonsense"), ("value", "1")]).await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    let date = serde_json::json!({ "value": "2026-03-15" });
    let put = ada.request(Method::PUT, &format!("{facts}/date")).json(&date).send().await.expect("an answer");
    assert_eq!(put.status(), StatusCode::OK);
    assert!(ada.text(&path).await.contains("INV-1"));

    assert_eq!(location(&ada.post_form(&format!("{path}/read"), &[]).await), path);
    assert_eq!(settled(&ada, &id).await["status"], "completed");
    let fact = async |name: &str| {
        let all = ada.json(&facts).await;
        let all = all["facts"].as_array().expect("facts");
        all.iter().find(|fact| fact["name"] == name).map(|fact| fact["value"].clone())
    };
    assert_eq!(fact("invoice_number").await, Some("INV-1".into()));
    assert_eq!(fact("date").await, Some("2026-03-15".into()));

    ada.post_form(&format!("{path}/facts/restore"), &[("field", "invoice_number")]).await;
    let gone = ada.request(Method::DELETE, &format!("{facts}/date")).send().await.expect("an answer");
    assert_eq!(gone.status(), StatusCode::OK);
    assert_eq!(ada.json(&facts).await, before);

    let bob = server.invite(&ada, "Bob", "unlimited").await;
    assert_eq!(bob.get(&facts).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(bob.post_form(&format!("{path}/read"), &[]).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_card_shows_a_small_picture() {
    let (_server, ada) = TestServer::with_ada().await;
    let bytes = sample("poster.png");
    let picture = read(&ada, "poster.png", &bytes).await["id"].as_str().expect("an id").to_owned();
    let path = format!("/documents/{picture}/thumbnail");
    assert!(ada.text("/").await.contains(&format!("<img src=\"{path}\"")));
    let small = ada.get(&path).await;
    let header = |name: &str| small.headers()[name].to_str().expect("a text").to_owned();
    assert!(header("content-type").starts_with("image/") && header("x-content-type-options") == "nosniff");
    let small = small.bytes().await.expect("the bytes");
    assert!(!small.is_empty() && small != bytes, "it is not the original");

    let text = read(&ada, "a.txt", b"text").await["id"].as_str().expect("an id").to_owned();
    assert_eq!(ada.get(&format!("/documents/{text}/thumbnail")).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn hostile_files_are_refused_with_the_reason_and_others_are_kept() {
    let (_server, ada) = TestServer::with_ada().await;
    let mut png = sample("poster.png");
    // Width and height stand in bytes 16 to 23.
    png[16..24].copy_from_slice(&[0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0]);
    let deep = format!("%PDF-1.4\n1 0 obj\n{}\nendobj\n", "[".repeat(200_000));
    for (name, bytes) in [
        ("empty.pdf", Vec::new()),
        ("wrong.pdf", b"just words".to_vec()),
        ("huge.png", png),
        ("program", b"\x7fELF\x00\x00\x01\xff\xfe".to_vec()),
        ("deep.pdf", deep.into_bytes()),
        ("laughs.html", b"<!DOCTYPE html [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><p>&b;".to_vec()),
    ] {
        let begun = Instant::now();
        let answer = send(&ada, "/api/documents", &[(name, &bytes)]).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        let body: Value = answer.json().await.expect("JSON");
        assert_eq!(body["error"]["code"], "file_refused", "{name}: {body}");
        assert!(begun.elapsed() < Duration::from_secs(20), "{name}: {:?}", begun.elapsed());
    }
    let answer = send(&ada, "/api/documents", &[("empty.pdf", b""), ("a.txt", b"one")]).await;
    let body: Value = answer.json().await.expect("JSON");
    assert_eq!(
        (body["documents"].as_array().map(Vec::len), body["refused"][0]["reason"].as_str()),
        (Some(1), Some("empty"))
    );
    let page = send(&ada, "/documents", &[("empty.pdf", b"")]).await;
    assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text().await.expect("a page").contains("empty.pdf was not taken: the file is empty."));
}

#[tokio::test]
async fn limits_are_told_and_the_same_bytes_are_one_document() {
    let server = TestServer::start_with(|config| {
        config.documents.file_mib_max = 1;
        config.documents.user_mib_max = 1;
    });
    let ada = server.set_up("Ada").await;
    let much = vec![b'x'; (1 << 20) + 1];
    assert_eq!(send(&ada, "/api/documents", &[("a.txt", &much)]).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let first = read(&ada, "a.txt", &much[..600_000]).await;
    let again = read(&ada, "b.txt", &much[..600_000]).await;
    assert_eq!(first["id"], again["id"]);
    let answer = send(&ada, "/api/documents", &[("c.txt", &much[..600_001])]).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN, "past the quota");
    let listed = ada.json("/api/documents").await;
    assert_eq!(listed["documents"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_document_is_sent_by_a_form_found_put_away_and_brought_back() {
    let (server, ada) = TestServer::with_ada().await;
    let answer = send(&ada, "/documents", &[("Miete.txt", b"Vertrag"), ("Strom.md", b"# Strom")]).await;
    assert_eq!((answer.status(), location(&answer)), (StatusCode::SEE_OTHER, "/documents"));
    let page = ada.text("/documents").await;
    assert!(page.contains("Miete.txt") && page.contains("Strom.md"), "{page}");
    let found = ada.text("/documents?q=MIETE").await;
    assert!(found.contains("Miete.txt") && !found.contains("Strom.md"), "{found}");

    let id = ada.json("/api/documents?q=miete").await["documents"][0]["id"].as_str().expect("an id").to_owned();
    let path = format!("/documents/{id}");
    assert_eq!(location(&ada.post_form(&format!("{path}/archive"), &[]).await), "/documents");
    assert!(!ada.text("/documents").await.contains("Miete.txt"));
    assert!(ada.text("/documents?archived=true").await.contains("Miete.txt"));
    assert_eq!(location(&ada.post_form(&format!("{path}/restore"), &[]).await), path);

    let bob = server.invite(&ada, "Bob", "unlimited").await;
    for path in [path.clone(), format!("{path}/content"), format!("/api{path}"), format!("/api{path}/text")] {
        assert_eq!(bob.get(&path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_killed_server_takes_the_reading_up_again() {
    let (folder, data) = process::new_data();
    let password = password_file(folder.path(), PASSWORD);
    let admin =
        [("STACKHOUSE_ADMIN_NAME", "Ada"), ("STACKHOUSE_ADMIN_PASSWORD_FILE", password.to_str().expect("a path"))];
    let server = Process::serve(&data, &admin);
    let ada = server.client();
    ada.sign_in("Ada", PASSWORD).await;
    let csv: String =
        (0..50_000).fold("Vendor,Amount\n".to_owned(), |csv, row| csv + format!("Vendor {row},{row}\n").as_str());
    let answer: Value = send(&ada, "/api/documents", &[("rows.csv", csv.as_bytes())]).await.json().await.expect("JSON");
    let id = answer["documents"][0]["id"].as_str().expect("an id").to_owned();
    server.end(Signal::KILL);

    let server = Process::serve(&data, &admin);
    let ada = server.client();
    ada.sign_in("Ada", PASSWORD).await;
    let document = settled(&ada, &id).await;
    assert_eq!(
        (document["status"].as_str(), document["tables"][0]["row_count"].as_u64()),
        (Some("completed"), Some(50_000))
    );
    assert_eq!(std::fs::read_dir(data.join("unread")).expect("a folder").count(), 0, "nothing is left to be read");
}

#[tokio::test]
async fn documents_lie_in_folders() {
    let (_server, ada) = TestServer::with_ada().await;
    let rent = read(&ada, "rent.txt", b"Rent").await;
    read(&ada, "power.txt", b"Power").await;
    let id = rent["id"].as_str().expect("an id");
    let laid = ada.post_form(&format!("/documents/{id}/folder"), &[("folder", "Taxes & more/2026")]).await;
    assert_eq!(location(&laid), format!("/documents/{id}"));
    let page = ada.text("/documents").await;
    let href = page.split("href=\"/documents?folder=").nth(2).and_then(|rest| rest.split('"').next()).expect("a link");
    let inside = ada.text(&format!("/documents?folder={href}")).await;
    assert!(inside.contains("rent.txt") && !inside.contains("power.txt"), "{inside}");
    assert!(ada.text(&format!("/documents/{id}")).await.contains("value=\"Taxes &#38; more/2026\""));

    let put = ada.request(Method::PUT, &format!("/api/documents/{id}/folder"));
    let moved: Value =
        put.json(&serde_json::json!({ "folder": "Home" })).send().await.expect("an answer").json().await.expect("JSON");
    assert_eq!(moved["folder"], "Home");
    let listed = ada.json("/api/documents?folder=Home").await;
    assert_eq!(listed["folders"], serde_json::json!([{ "folder": "Home", "documents": 1 }]));
    assert_eq!(listed["documents"].as_array().map(Vec::len), Some(1));
    let deep = ada.post_form(&format!("/documents/{id}/folder"), &[("folder", &"a/".repeat(9))]).await;
    assert_eq!(deep.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn writing_in_pictures_is_read_where_the_machine_can() {
    let can = ["/usr/local/bin/tesseract", "/usr/bin/tesseract"].iter().any(|path| Path::new(path).is_file());
    let (_server, ada) = TestServer::with_ada().await;
    check_writing(&ada, can).await;
}

#[tokio::test]
async fn writing_in_pictures_that_the_machine_can_not_read_is_told() {
    let server = TestServer::start_with(|config| config.documents.ocr = "/nowhere/tesseract".to_owned());
    check_writing(&server.set_up("Ada").await, false).await;
}

/// What is written in a picture and in a scanned PDF is found, or the documents say why not.
async fn check_writing(client: &TestClient, can: bool) {
    for (name, words) in [("poster.png", "Market opens at nine"), ("scan.pdf", "Delivery note 4711")] {
        let document = read(client, name, &sample(name)).await;
        assert_eq!(document["status"], "completed", "{document}");
        let notes = document["notes"].as_array().expect("notes");
        assert_eq!(notes.iter().any(|note| note == "ocr_missing"), !can, "{document}");
        let id = document["id"].as_str().expect("an id");
        let page = first_page(client, id).await;
        assert_eq!(page.is_some_and(|text| text.contains(words)), can, "{name}");
    }
}

/// The text of the first page, if there is one.
async fn first_page(client: &TestClient, id: &str) -> Option<String> {
    let page = client.get(&format!("/api/documents/{id}/text?page=1")).await;
    let page: Value = page.json().await.expect("JSON");
    page["text"].as_str().map(str::to_owned)
}

/// The blocks of the newest card with this title.
async fn blocks(client: &TestClient, title: &str) -> Value {
    let stacks = client.json("/api/stacks").await;
    let stack = stacks["stacks"][0]["id"].as_str().expect("a stack");
    let cards = client.json(&format!("/api/cards?stack_id={stack}")).await;
    let cards = cards["cards"].as_array().expect("cards");
    let card = cards.iter().find(|card| card["title"] == title).unwrap_or_else(|| panic!("no {title}: {cards:?}"));
    card["blocks"].clone()
}

#[tokio::test]
async fn the_built_in_assistant_answers_from_documents() {
    let (server, ada) = TestServer::with_ada().await;
    let sheet = read(&ada, "invoices.xlsx", &sample("invoices.xlsx")).await;
    let contract = read(&ada, "contract.pdf", &sample("contract.pdf")).await;

    let rows =
        ada.json(&format!("/api/documents/{}/rows?sheet=1&limit=1000", sheet["id"].as_str().expect("an id"))).await;
    let mut cents = std::collections::BTreeMap::<String, i64>::new();
    for row in rows["rows"].as_array().expect("rows") {
        let (day, amount) = (row[1].as_str().expect("a day"), row[3].as_f64().expect("an amount"));
        #[expect(clippy::cast_possible_truncation, reason = "amounts of a sample are small")]
        let amount = (amount * 100.0).round() as i64;
        *cents.entry(day[..7].to_owned()).or_default() += amount;
    }
    let said = Tab::converse(&server, "Table of the totals by month from invoices.xlsx").await;
    assert!(said.contains("Total Amount by Month"), "{said}");
    let table = blocks(&ada, "Total Amount by Month").await[0]["rows"].clone();
    let shown: std::collections::BTreeMap<String, i64> = table
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| {
            let amount = row["Total Amount"].as_f64().expect("a number");
            #[expect(clippy::cast_possible_truncation, reason = "amounts of a sample are small")]
            let amount = (amount * 100.0).round() as i64;
            (row["Month"].as_str().expect("a month").to_owned(), amount)
        })
        .collect();
    assert_eq!(shown, cents);

    let said = Tab::converse(&server, "what does the contract say about notice?").await;
    let id = contract["id"].as_str().expect("an id");
    let link = format!("(/documents/{id}?page=");
    let page = said.split(&link).nth(1).and_then(|rest| rest.split(')').next()).unwrap_or_else(|| panic!("{said}"));
    let text =
        ada.json(&format!("/api/documents/{id}/text?page={page}")).await["text"].as_str().expect("a text").to_owned();
    let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let quoted = said.lines().find_map(|line| line.strip_prefix("> ")).expect("a quotation");
    assert!(squeeze(&text).contains(&squeeze(&quoted.replace('\\', ""))), "{quoted} is not on page {page}: {text}");

    let said = Tab::converse(&server, "chart amount by quarter").await;
    assert!(said.contains("I drew"), "{said}");
    let chart = blocks(&ada, "Amount by Quarter").await[0].clone();
    assert!(chart["data"][0]["Quarter"].as_str().is_some_and(|name| name.starts_with("2026-Q")), "{chart}");
    let said = Tab::converse(&server, "table of Vendors from invoices.xlsx").await;
    assert!(said.contains("Vendors (invoices.xlsx)"), "{said}");
    let said = Tab::converse(&server, "summarise the contract").await;
    assert!(said.matches(&link).count() >= 3, "{said}");
}
