use super::{Dialect, Endpoint, Heard, refusal};
use crate::{
    fetch::{Reach, Site},
    kit::Secret,
    llm::{Anthropic, Delta, Error, Message, OpenAi, Request, Stop, ToolCall, ToolResult, ToolSpec},
};

pub(in crate::llm) fn endpoint() -> Endpoint {
    Endpoint {
        site: Site::new("http://127.0.0.1:1/v1", Reach::Private).unwrap(),
        model: "small".to_owned(),
        key: Some(Secret::new("sk-hush")),
        output_tokens_max: None,
    }
}

/// A conversation with everything that can be in one.
pub(in crate::llm) fn request() -> Request {
    let call = |id: &str, input| ToolCall { id: id.to_owned(), name: "find".to_owned(), input };
    let result = |id: &str, output, is_error| ToolResult { call_id: id.to_owned(), output, is_error };
    Request {
        system: "Be brief.".to_owned(),
        context: "{\"cards\":[]}".to_owned(),
        messages: vec![
            Message::User("hello".to_owned()),
            Message::Assistant { text: "Hi.".to_owned(), calls: Vec::new() },
            Message::User("find it".to_owned()),
            Message::Assistant {
                text: String::new(),
                calls: vec![call("a", serde_json::json!({ "query": "x" })), call("b", "no JSON".into())],
            },
            Message::ToolResults(vec![
                result("a", serde_json::json!({ "found": 1 }), false),
                result("b", "use an object".into(), true),
            ]),
        ],
        tools: vec![ToolSpec {
            name: "find".into(),
            description: "Finds.".into(),
            input_schema: serde_json::json!({ "type": "object" }),
        }],
    }
}

/// What an answer says whose body comes in these pieces and then ends.
pub(in crate::llm) fn hear<'p, D: Dialect>(
    pieces: impl IntoIterator<Item = &'p [u8]>,
) -> (Vec<Delta>, Result<(), Error>) {
    let (mut heard, mut deltas) = (Heard::<D>::default(), Vec::new());
    for piece in pieces {
        if let Err(error) = heard.take(piece, &mut deltas) {
            return (deltas, Err(error));
        }
        if matches!(deltas.last(), Some(Delta::Stop(_))) {
            return (deltas, Ok(()));
        }
    }
    let went = if heard.dialect.close(&mut deltas) { Ok(()) } else { Err(Error::BrokenOff) };
    (deltas, went)
}

/// All text, in one piece: how it is cut says nothing.
fn gathered(deltas: &[Delta]) -> Vec<Delta> {
    let mut gathered: Vec<Delta> = Vec::new();
    for delta in deltas {
        match (gathered.last_mut(), delta) {
            (Some(Delta::Text(before)), Delta::Text(text)) => before.push_str(text),
            _ => gathered.push(delta.clone()),
        }
    }
    gathered
}

/// However the body is cut into pieces, it says the same; wherever it breaks off, it is known to have broken off, with
/// the text that came, unless everything had come.
fn check_cuts<D: Dialect>(body: &str) {
    let body = body.as_bytes();
    let (whole, went) = hear::<D>([body]);
    assert_eq!(went, Ok(()));
    assert!(matches!(whole.last(), Some(Delta::Stop(_))), "{whole:?}");
    let whole = gathered(&whole);
    let text = |deltas: &[Delta]| {
        let text =
            deltas.iter().find_map(|delta| if let Delta::Text(text) = delta { Some(text.clone()) } else { None });
        text.unwrap_or_default()
    };
    assert_eq!(gathered(&hear::<D>(body.chunks(1)).0), whole);
    for cut in 0..body.len() {
        let (deltas, went) = hear::<D>([&body[..cut], &body[cut..]]);
        assert_eq!((gathered(&deltas), went), (whole.clone(), Ok(())), "two pieces, cut at {cut}");
        let (deltas, went) = hear::<D>([&body[..cut]]);
        let deltas = gathered(&deltas);
        match went {
            Err(Error::BrokenOff) => {
                assert!(text(&whole).starts_with(&text(&deltas)), "cut at {cut}: {deltas:?}");
                assert!(!deltas.iter().any(|delta| matches!(delta, Delta::Stop(_))), "cut at {cut}: {deltas:?}");
            }
            // What is missing then says no more than that the server closes, or what it has cost.
            Ok(()) => {
                let calls = |deltas: &[Delta]| {
                    deltas.iter().filter(|delta| matches!(delta, Delta::ToolCall(_) | Delta::Stop(_))).count()
                };
                assert_eq!((text(&deltas), calls(&deltas)), (text(&whole), calls(&whole)), "cut at {cut}");
            }
            Err(other) => panic!("cut at {cut}: {other:?}"),
        }
    }
}

#[test]
fn a_recorded_answer_may_break_at_every_byte() {
    check_cuts::<Anthropic>(crate::llm::anthropic::tests::RECORDED);
    check_cuts::<OpenAi>(crate::llm::openai::tests::RECORDED);
}

/// The answer ends with this error, after these texts.
fn fails<D: Dialect>(body: &str, said: &str, error: &Error) {
    let (deltas, went) = hear::<D>([body.as_bytes()]);
    let text: String =
        deltas.iter().filter_map(|d| if let Delta::Text(text) = d { Some(text.as_str()) } else { None }).collect();
    assert_eq!((text.as_str(), went.as_ref()), (said, Err(error)), "{body}");
}

#[test]
fn what_is_no_answer_is_told_apart() {
    let shape = Error::Malformed("an event of the wrong shape".to_owned());
    for nonsense in ["data: {\n\n", "data: []\n\n", "data: 7\n\n", "data: {\"choices\":7,\"type\":7}\n\n"] {
        fails::<Anthropic>(nonsense, "", &shape);
        fails::<OpenAi>(nonsense, "", &shape);
    }
    for silence in ["", "<html>", "data: ", ": ping\n\n"] {
        fails::<Anthropic>(silence, "", &Error::BrokenOff);
        fails::<OpenAi>(silence, "", &Error::BrokenOff);
    }
}

#[test]
fn errors_in_the_middle_keep_what_was_said() {
    let said = "data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"So \"}}\n\n";
    let error = |kind: &str| {
        format!("{said}data: {{\"type\":\"error\",\"error\":{{\"type\":\"{kind}\",\"message\":\"why\"}}}}\n\n")
    };
    fails::<Anthropic>(&error("overloaded_error"), "So ", &Error::Overloaded);
    fails::<Anthropic>(&error("api_error"), "So ", &Error::Trouble(500));
    fails::<Anthropic>(&error("invalid_request_error"), "So ", &Error::Refused("why".to_owned()));
    let said = "data: {\"choices\":[{\"delta\":{\"content\":\"So \"}}]}\n\n";
    let error = |error: &str| format!("{said}data: {{\"error\":{error}}}\n\n");
    fails::<OpenAi>(&error("{\"code\":429,\"message\":\"slow\"}"), "So ", &Error::Overloaded);
    fails::<OpenAi>(&error("{\"code\":\"502\"}"), "So ", &Error::Trouble(502));
    fails::<OpenAi>(&error("\"why\""), "So ", &Error::Refused("why".to_owned()));
    fails::<OpenAi>(&error("{}"), "So ", &Error::Refused("it did not say why".to_owned()));
}

#[test]
fn an_input_that_is_no_json_is_handed_on_for_the_tool_to_refuse() {
    let (deltas, went) = hear::<OpenAi>([&b"data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"find\",\"arguments\":\"{oops\"}}]},\"finish_reason\":\"tool_calls\"}]}\n\ndata: [DONE]\n\n"[..]]);
    let call = ToolCall { id: "a".to_owned(), name: "find".to_owned(), input: "{oops".into() };
    assert_eq!((deltas.first(), went), (Some(&Delta::ToolCall(call)), Ok(())));
}

#[test]
fn an_answer_that_its_limit_has_cut_calls_no_tool() {
    let cut = "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"find\",\"arguments\":\"{\\\"a\"}}]},\"finish_reason\":\"length\"}]}\n\ndata: [DONE]\n\n";
    let (deltas, _) = hear::<OpenAi>([cut.as_bytes()]);
    assert_eq!(deltas.last(), Some(&Delta::Stop(Stop::Length)));
    assert!(!deltas.iter().any(|delta| matches!(delta, Delta::ToolCall(_))));
}

#[test]
fn no_error_holds_the_key() {
    let error = Error::Refused("the key sk-hush is wrong".to_owned());
    assert_eq!(refusal::without_key(error, &endpoint()), Error::Refused("the key (the key) is wrong".to_owned()));
    for (body, reason) in [
        ("{\"error\":{\"message\":\"m\"}}", "m"),
        ("{\"error\":\"m\"}", "m"),
        ("{\"message\":\"m\"}", "m"),
        ("{\"other\":1}", "{\"other\":1}"),
        ("<html>", "<html>"),
    ] {
        assert_eq!(refusal::reason_in(body), reason, "{body}");
    }
}
