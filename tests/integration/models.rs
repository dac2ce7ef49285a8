//! The assistant with a model behind a server that speaks each dialect, well and badly.

use std::time::Duration;

use serde_json::{Value, json};
use stackhouse::config::Config;
use tokio::time::Instant;

use crate::support::{
    TestServer,
    model::{Ending, ModelServer, Reply, WIRES, Wire, event},
    tab::Tab,
};

const KEY: &str = "sk-hush-0123456789";

/// A server whose assistant asks the model, and two tabs of Ada's.
struct Desk {
    server: TestServer,
    model: ModelServer,
    token: String,
    tab: Tab,
    other: Tab,
    stack: String,
}

/// How a turn went, as a tab was told.
#[derive(Debug, Default)]
struct Told {
    /// All text that was streamed.
    text: String,
    tools: Vec<String>,
    pauses_ms: Vec<u64>,
    /// The stored message.
    message: String,
    /// "complete", "error" or "cancelled", and the error.
    end: (String, String),
}

impl Desk {
    async fn start(wire: Wire, replies: Vec<Reply>) -> Self {
        Self::start_with(wire, replies, |_| ()).await
    }

    /// The same with other settings.
    async fn start_with(wire: Wire, replies: Vec<Reply>, change: impl FnOnce(&mut Config)) -> Self {
        let model = ModelServer::start(replies);
        let settings = model.settings(wire, Some(KEY));
        let server = TestServer::start_with(|config| {
            config.models.insert("test".to_owned(), settings);
            change(config);
        });
        let ada = server.set_up("Ada").await;
        let token = ada.token("Ada").await;
        let (tab, sync) = Tab::follow(&server, &token).await;
        let (other, _) = Tab::follow(&server, &token).await;
        let stack = Tab::first_stack(&sync);
        Self { server, model, token, tab, other, stack }
    }

    async fn say(&mut self, text: &str) -> String {
        let id = self.tab.send("mission", json!({ "text": text })).await;
        let ack = self.tab.answer_to(&id).await;
        ack["payload"]["result"]["mission_id"].as_str().unwrap_or_else(|| panic!("{ack}")).to_owned()
    }

    /// Says something and answers what the other tab is told until the turn is over.
    async fn ask(&mut self, text: &str) -> Told {
        let turn = self.say(text).await;
        told(&mut self.other, &turn).await
    }
}

async fn told(tab: &mut Tab, turn: &str) -> Told {
    let mut told = Told::default();
    loop {
        let frame = tab.next().await;
        let payload = &frame["payload"];
        if frame["type"] == "chat_message" && payload["message"]["role"] == "agent" {
            told.message = text(&payload["message"]["content"]);
        }
        if frame["type"] != "agent_event" || payload["mission_id"] != turn {
            continue;
        }
        let content = text(&payload["content"]);
        match payload["event_type"].as_str() {
            Some("text") => told.text += &content,
            Some("tool") => told.tools.push(text(&payload["meta"]["tool"])),
            Some("waiting") => told.pauses_ms.extend(payload["meta"]["retry_after_ms"].as_u64()),
            Some(end @ ("complete" | "error" | "cancelled")) => {
                told.end = (end.to_owned(), content);
                return told;
            }
            _ => {}
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn body(asked: &crate::support::model::Asked) -> Value {
    serde_json::from_str(&asked.body).expect("JSON")
}

#[tokio::test]
async fn a_model_talks_to_all_tabs_and_works_with_tools_in_either_dialect() {
    for wire in WIRES {
        let input = r#"{"title":"Größe","blocks":[{"type":"text","text":"12 m²"}]}"#;
        let replies = vec![wire.calls("I make it.", "create_card", input), wire.says(&["It is ", "there."])];
        let mut desk = Desk::start(wire, replies).await;
        let turn = desk.say("a card, please").await;
        let made = desk.other.until("canvas_update").await["payload"].clone();
        assert_eq!((&made["title"], &made["mission_id"]), (&json!("Größe"), &json!(turn)), "{wire:?}");
        let told = told(&mut desk.other, &turn).await;
        assert_eq!(
            (told.end.0.as_str(), told.message.as_str()),
            ("complete", "I make it.\n\nIt is there."),
            "{wire:?}"
        );

        let asked = desk.model.asked();
        let (path, key) = match wire {
            Wire::Anthropic => ("post /v1/messages ", format!("x-api-key: {KEY}")),
            Wire::OpenAi => ("post /v1/chat/completions ", format!("authorization: bearer {KEY}")),
        };
        assert_eq!(asked.len(), 2);
        assert!(asked.iter().all(|asked| asked.head.starts_with(path) && asked.head.contains(&key)), "{asked:?}");
        let second = body(&asked[1]);
        assert_eq!(second["model"], "small");
        let last = second["messages"].as_array().expect("messages").last().expect("a message").to_string();
        assert!(last.contains("toolu_1") || last.contains("call_1"), "{last}");
    }
}

#[tokio::test]
async fn what_a_model_is_sent_holds_no_key_nothing_of_others_and_no_files() {
    let picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ".repeat(20);
    for wire in WIRES {
        let mut desk = Desk::start(wire, vec![wire.says(&["Hello."])]).await;
        let stack = desk.stack.clone();
        let blocks = json!([
            { "type": "text", "text": picture },
            { "type": "table", "columns": ["Vendor"], "rows": [{ "Vendor": "in the table" }] },
        ]);
        desk.tab.card(&stack, "Invoices of March", blocks).await;

        let ada = desk.server.client();
        ada.sign_in("Ada", crate::support::PASSWORD).await;
        desk.server.invite(&ada, "Bob", "unlimited").await;
        let token = desk.server.client().token("Bob").await;
        let (mut bob, sync) = Tab::follow(&desk.server, &token).await;
        let theirs = Tab::first_stack(&sync);
        bob.card(&theirs, "Salaries of Bob", json!([])).await;
        let id = bob.send("mission", json!({ "text": "my secret plan" })).await;
        bob.answer_to(&id).await;
        bob.until("chat_message").await;

        desk.ask("what do you see?").await;
        let asked = desk.model.asked();
        let of_ada: Vec<_> = asked.iter().filter(|asked| asked.body.contains("what do you see?")).collect();
        assert_eq!(of_ada.len(), 1);
        let sent = &of_ada[0].body;
        assert!(sent.contains("Invoices of March") && sent.contains("Vendor"), "{sent}");
        for never in [KEY, "Salaries", "secret plan", theirs.as_str(), "base64", "iVBOR", "in the table"] {
            assert!(!sent.contains(never), "{wire:?} was sent {never:?}: {sent}");
        }
        let longest = sent.split(|c: char| !c.is_ascii_alphanumeric() && !"+/=".contains(c)).map(str::len).max();
        assert!(longest < Some(80), "something as long as a file: {longest:?}");
        assert!(asked.iter().all(|asked| !asked.body.contains(KEY)), "the key is in the head alone");
    }
}

#[tokio::test]
async fn a_model_that_is_overloaded_is_asked_again_and_the_tabs_are_told() {
    for wire in WIRES {
        let busy = [Reply::overloaded(429, 0), Reply::overloaded(503, 0), Reply::overloaded(500, 0)];
        let mut desk = Desk::start(wire, busy.into_iter().chain([wire.says(&["At last."])]).collect()).await;
        let told = desk.ask("hello").await;
        assert_eq!((told.message.as_str(), told.pauses_ms), ("At last.", vec![0, 0, 0]), "{wire:?}");
        assert_eq!(desk.model.asked().len(), 4);
    }
}

#[tokio::test]
async fn a_pause_is_as_long_as_the_server_wants_and_never_endless() {
    let wire = Wire::Anthropic;
    let mut desk = Desk::start(wire, vec![Reply::overloaded(429, 1), wire.says(&["Here."])]).await;
    assert_eq!(desk.ask("hello").await.pauses_ms, [1_000]);
    let asked = desk.model.asked();
    assert!(asked[1].at - asked[0].at >= Duration::from_secs(1));

    for (replies, tries) in [(Reply::overloaded(429, 0), 4), (Reply::overloaded(529, 3_600), 1)] {
        let mut desk = Desk::start(wire, vec![replies]).await;
        let told = desk.ask("hello").await;
        assert_eq!(told.end.1, "My answer ends here: the model is overloaded: try again in a moment.");
        assert_eq!(desk.model.asked().len(), tries);
    }
}

/// The turn ends as failed with a sentence that holds `words`, after `said`; then the next one works.
async fn ends(wire: Wire, reply: Reply, said: &str, words: &str) {
    let mut desk = Desk::start(wire, vec![reply, wire.says(&["Fine."])]).await;
    let begun = Instant::now();
    let told = desk.ask("hello").await;
    assert!(begun.elapsed() < Duration::from_secs(10), "{wire:?} {words}");
    assert_eq!(told.end.0, "error", "{wire:?} {words}: {told:?}");
    assert!(told.end.1.contains(words), "{wire:?} {words}: {:?}", told.end.1);
    assert!(!told.end.1.contains(KEY), "{:?}", told.end.1);
    assert!(told.text.starts_with(said), "{wire:?} {words}: {:.80}", told.text);
    assert!(
        told.message.starts_with(said.trim_end()) && told.message.ends_with(&told.end.1),
        "{wire:?}: {:.200}",
        told.message
    );

    let next = desk.ask("again").await;
    assert_eq!((next.end.0.as_str(), next.message.as_str()), ("complete", "Fine."), "{wire:?} after {words}");
    let (_, sync) = Tab::follow(&desk.server, &desk.token).await;
    let history = sync["payload"]["chat_history"].as_array().expect("messages");
    let roles: Vec<_> = history.iter().filter_map(|message| message["role"].as_str()).collect();
    assert_eq!(roles, ["user", "agent", "user", "agent"], "{wire:?} after {words}");
}

#[tokio::test]
async fn refusals_are_told_in_plain_words_without_the_key() {
    for wire in WIRES {
        ends(wire, wire.refuses(401, &format!("Incorrect key {KEY}")), "", "does not accept the key").await;
        ends(wire, wire.refuses(404, "model: small"), "", "knows no model “small”: model: small").await;
        ends(wire, wire.refuses(400, &format!("prompt is\ntoo long; {KEY}")), "", "prompt is too long; (the key).")
            .await;
        ends(wire, Reply::new(402, "<html>pay</html>"), "", "refused: <html>pay</html>").await;
        ends(
            wire,
            Reply { headers: "location: http://127.0.0.1:1/\r\n".to_owned(), ..Reply::new(307, "") },
            "",
            "elsewhere",
        )
        .await;
        ends(wire, Reply::new(200, "data: <html>\n\n"), "", "can't be understood").await;
    }
}

#[tokio::test]
async fn broken_and_endless_answers_end_within_bounds_and_keep_what_was_said() {
    for wire in WIRES {
        let said = event(&wire.piece("Well, "));
        let after = |rest: &[u8]| Reply::new(200, [said.as_bytes(), rest].concat());
        ends(wire, after(b"").ending(Ending::Cut), "Well, ", "closed the connection in the middle").await;
        ends(wire, after(b""), "Well, ", "closed the connection in the middle").await;
        ends(wire, after(b"data: {\"\xff\":1}\n\n"), "Well, ", "bytes that are no text").await;
        ends(wire, after(&vec![b'x'; 1 << 20]), "Well, ", "a line of more than").await;
        ends(wire, after(b": and so on\n\n").ending(Ending::Endless), "Well, ", "at most 200000 characters").await;
        let pings = Reply::new(200, ": ping\n\n".repeat(8_192)).ending(Ending::Endless);
        ends(wire, pings, "", "more than 67108864 bytes").await;
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_anywhere_leaves_one_message_and_no_card() {
    for wire in WIRES {
        let whole = wire.calls("I make it.", "create_card", r#"{"title":"A"}"#);
        let length = whole.body.len();
        for cut in (0..length - 80).step_by(length / 5) {
            // A server that had said nothing is asked again, and goes on breaking off.
            let mut desk = Desk::start(wire, vec![whole.clone().cut_at(cut)]).await;
            let told = tokio::time::timeout(Duration::from_secs(9), desk.ask("a card")).await.expect("an end");
            assert_eq!(told.end.0, "error", "{wire:?} cut at {cut}: {told:?}");
            assert!("I make it.".starts_with(&told.text), "{wire:?} cut at {cut}: {told:?}");
            let (_, sync) = Tab::follow(&desk.server, &desk.token).await;
            assert_eq!(sync["payload"]["cards"], json!([]), "{wire:?} cut at {cut}");
            assert_eq!(sync["payload"]["chat_history"].as_array().map(Vec::len), Some(2));
        }
    }
}

#[tokio::test]
async fn unknown_tools_and_broken_inputs_go_back_to_the_model_as_what_to_try_instead() {
    for wire in WIRES {
        let replies = vec![
            wire.calls("", "rm_rf", "{}"),
            wire.calls("", "create_card", "{\"title\": oops"),
            wire.calls("", "create_card", "{\"titel\": \"A\"}"),
            wire.says(&["Sorry."]),
        ];
        let mut desk = Desk::start(wire, replies).await;
        let told = desk.ask("hello").await;
        assert_eq!((told.end.0.as_str(), told.message.as_str()), ("complete", "Sorry."), "{wire:?}");
        let asked: Vec<String> = desk.model.asked().into_iter().map(|asked| asked.body).collect();
        assert!(asked[1].contains("there is no tool") && asked[1].contains("create_card"), "{wire:?}: {}", asked[1]);
        assert!(asked[2].contains("the input of create_card is wrong"), "{wire:?}: {}", asked[2]);
        let (_, sync) = Tab::follow(&desk.server, &desk.token).await;
        assert_eq!(sync["payload"]["cards"], json!([]));
    }
}

#[tokio::test]
async fn budgets_end_a_turn_and_a_day_with_a_sentence_that_names_them() {
    // Each answer takes 120 tokens, and 0.0006 at these prices.
    let wire = WIRES[0];
    let calls = || vec![wire.calls("", "list_stacks", "{}")];
    let priced = |config: &mut Config| {
        let model = config.models.get_mut("test").expect("the model");
        (model.input_price, model.output_price) = (Some(3.into()), Some(15.into()));
    };
    let mut desk = Desk::start_with(wire, calls(), |config| config.budget.turn_tokens_max = 300).await;
    let told = desk.ask("hello").await;
    assert!(told.end.1.contains("one answer may take at most 300 tokens"), "{told:?}");
    assert_eq!(desk.model.asked().len(), 3);

    let mut desk = Desk::start_with(wire, calls(), |config| {
        priced(config);
        config.budget.turn_cost_max = "0.001".parse().expect("a price");
    })
    .await;
    let told = desk.ask("hello").await;
    assert!(told.end.1.contains("one answer may cost at most 0.001 USD"), "{told:?}");
    assert_eq!(desk.model.asked().len(), 2);

    let mut desk = Desk::start_with(wire, vec![wire.says(&["Hi."])], |config| {
        priced(config);
        config.budget.day_cost_max = "0.001".parse().expect("a price");
        // The tab stays signed in until the next day.
        config.sign_in.token_lifetime_s = 2 * 24 * 60 * 60;
    })
    .await;
    for _ in 0..2 {
        assert_eq!(desk.ask("hello").await.end.0, "complete");
    }
    let told = desk.ask("hello").await;
    assert!(told.end.1.contains("at most 0.001 USD a day for you"), "{told:?}");
    assert_eq!(desk.model.asked().len(), 2, "nothing was asked any more");
    desk.server.clock.advance_ms(24 * 60 * 60 * 1_000);
    assert_eq!(desk.ask("hello").await.end.0, "complete", "the next day");
}

#[tokio::test]
async fn a_model_that_falls_silent_is_stopped_within_two_seconds() {
    for wire in WIRES {
        let said = Reply::new(200, event(&wire.piece("Well, "))).ending(Ending::Silence);
        let mut desk = Desk::start(wire, vec![said]).await;
        let turn = desk.say("hello").await;
        while desk.tab.until("agent_event").await["payload"]["event_type"] != "text" {}
        let begun = Instant::now();
        desk.tab.send("mission_cancel", json!({ "mission_id": turn })).await;
        let told = told(&mut desk.other, &turn).await;
        assert!(begun.elapsed() < Duration::from_secs(2));
        assert_eq!((told.end.0.as_str(), told.message.as_str()), ("cancelled", "Well,"), "{wire:?}");
    }
}

#[tokio::test]
async fn a_model_that_nobody_serves_is_told_by_its_host() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let model = Wire::OpenAi.settings(&format!("http://{free}/v1"), None);
    let server = TestServer::start_with(|config| {
        config.models.insert("test".to_owned(), model);
    });
    let ada = server.set_up("Ada").await;
    let (mut tab, _) = Tab::follow(&server, &ada.token("Ada").await).await;
    let id = tab.send("mission", json!({ "text": "hello" })).await;
    let ack = tab.answer_to(&id).await;
    let told = told(&mut tab, ack["payload"]["result"]["mission_id"].as_str().expect("a mission")).await;
    assert_eq!(told.pauses_ms, [1_000, 2_000, 4_000]);
    assert!(told.end.1.contains("can't be reached: 127.0.0.1 did not take the connection"), "{:?}", told.end.1);
}

#[tokio::test]
async fn a_failed_turn_is_tried_again_from_the_socket_and_from_a_page_without_scripts() {
    let wire = WIRES[1];
    let refused = wire.refuses(400, "not now");
    let mut desk = Desk::start(wire, vec![refused.clone(), refused, wire.says(&["Hello."])]).await;
    let turn = desk.say("hello").await;
    assert_eq!(told(&mut desk.other, &turn).await.end.0, "error");

    let id = desk.tab.send("mission_retry", json!({ "mission_id": turn })).await;
    let ack = desk.tab.answer_to(&id).await;
    let again = text(&ack["payload"]["result"]["mission_id"]);
    assert_eq!(told(&mut desk.other, &again).await.end.0, "error");
    let id = desk.tab.send("mission_retry", json!({ "mission_id": turn })).await;
    assert_eq!(desk.tab.answer_to(&id).await["payload"]["code"], "turn_not_failed");

    let ada = desk.server.client();
    ada.sign_in("Ada", crate::support::PASSWORD).await;
    for page in ["/", "/chat"] {
        let html = ada.text(page).await;
        assert_eq!(html.matches(&format!("action=\"/turns/{again}/retry\"")).count(), 1, "{page}");
        assert!(!html.contains(&format!("/turns/{turn}/retry")), "the first one is over");
    }
    ada.post_form(&format!("/turns/{again}/retry"), &[]).await;
    let answer = loop {
        let message = desk.other.until("chat_message").await["payload"]["message"].clone();
        if message["role"] == "agent" {
            break message;
        }
    };
    assert_eq!(answer["content"], "Hello.");
    assert!(!ada.text("/chat").await.contains("/retry\""));
    let asked = body(&desk.model.asked()[2]);
    let last = asked["messages"].as_array().and_then(|messages| messages.last()).expect("a message");
    assert_eq!(last["content"], "hello");
}

#[tokio::test]
async fn what_a_model_is_told_stays_within_its_memory_however_much_it_reads() {
    let card = "0197b7a0-8c5e-7cc3-9d4f-0123456789ab";
    for wire in WIRES {
        let reads = wire.calls("", "read_card", &json!({ "card_id": card }).to_string());
        let replies = vec![wire.says(&["Hello."]), reads.clone(), reads.clone(), reads, wire.says(&["A long story."])];
        let mut desk = Desk::start_with(wire, replies, |config| config.assistant.context_tokens_max = 24_000).await;
        desk.ask("hello").await;
        let stack = desk.stack.clone();
        let blocks = json!([{ "type": "text", "content": "a long story ".repeat(2_300) }]);
        desk.tab.act(card, "create_card", json!({ "stack_id": stack, "title": "Story", "blocks": blocks })).await;
        let told = desk.ask("tell me").await;
        assert_eq!((told.end.0.as_str(), told.tools.len()), ("complete", 3), "{told:?}");

        let sizes: Vec<usize> = desk.model.asked().iter().map(|asked| asked.body.len()).collect();
        assert!(sizes[0] < 34_000, "tools and a small desk need {} bytes", sizes[0]);
        assert!(sizes[2] > sizes[0] + 29_000, "the card is read");
        // Quotes and braces are written with a mark before them, which a model does not see.
        assert!(sizes.iter().all(|bytes| *bytes < 24_000 * 3 + 8_000), "{sizes:?}");
        assert!(desk.model.asked()[4].body.contains("the rest is left out"));
    }
}
