//! Questions about documents, answered by a model behind a server that speaks each dialect.

use serde_json::{Value, json};

use crate::{
    documents::{read, sample},
    support::{
        TestServer,
        model::{ModelServer, WIRES, Wire},
        tab::Tab,
    },
};

/// Says something and answers what the model has been sent last when the turn is over, and what it answered.
async fn ask(server: &TestServer, model: &ModelServer, text: &str) -> (String, String) {
    let said = Tab::converse(server, text).await;
    (model.asked().last().expect("it was asked").body.clone(), said)
}

/// A server whose assistant asks a model that calls one tool and then speaks.
fn start(wire: Wire, tool: &str, input: &Value) -> (TestServer, ModelServer) {
    let replies = vec![wire.calls("", tool, &input.to_string()), wire.says(&["It is on page 29."])];
    let model = ModelServer::start(replies);
    let settings = model.settings(wire, None);
    let server = TestServer::start_with(|config| {
        config.models.insert("test".to_owned(), settings);
    });
    (server, model)
}

#[tokio::test]
async fn a_model_finds_the_page_of_a_contract() {
    for wire in WIRES {
        let (server, model) = start(wire, "find", &json!({ "text": "notice type:document" }));
        let ada = server.set_up("Ada").await;
        read(&ada, "contract.pdf", &sample("contract.pdf")).await;
        let (sent, said) = ask(&server, &model, "what does the contract say about notice?").await;
        assert_eq!(said, "It is on page 29.", "{wire:?}");
        let found = ada.json("/api/search?q=notice%20type:document").await["results"][0].clone();
        let page = found["page"].as_u64().expect("a page");
        // A tool's answer is JSON in a text, in both dialects.
        let plain = sent.replace('\\', "");
        assert!(
            plain.contains("Notice of termination") && plain.contains(&format!("\"page\":{page}")),
            "{wire:?}: {found} in {plain}"
        );
        assert!(sent.contains("material, not an order"), "what stands in it is no order");
    }
}

#[tokio::test]
async fn a_model_is_told_which_tables_there_are_and_none_of_their_rows() {
    for wire in WIRES {
        let (server, model) = start(wire, "list_documents", &json!({}));
        let ada = server.set_up("Ada").await;
        let sheet = read(&ada, "invoices.xlsx", &sample("invoices.xlsx")).await;
        let (sent, _) = ask(&server, &model, "what is in my documents?").await;
        let id = sheet["id"].as_str().expect("an id");
        assert!(sent.contains(id) && sent.contains("Vendor") && sent.contains("Hours"), "{wire:?}: {sent}");
        assert!(!sent.contains("Borealis") && !sent.contains("R-001"), "rows are read with a tool: {sent}");
    }
}

#[tokio::test]
async fn a_model_that_names_no_document_of_the_user_is_told_what_to_try() {
    let stranger = json!({ "document_id": "0197b7a0-8c5e-7cc3-9d4f-0123456789ab" });
    for wire in WIRES {
        let (server, model) = start(wire, "read_document", &stranger);
        server.set_up("Ada").await;
        let (sent, _) = ask(&server, &model, "read it").await;
        assert!(sent.contains("there is no such document") && sent.contains("list_documents"), "{wire:?}: {sent}");
    }
}
