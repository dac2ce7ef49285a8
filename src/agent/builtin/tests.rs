//! Orders in plain words, from the message to what stands in the files.

use futures_util::StreamExt;
use serde_json::json;

use super::*;
use crate::{
    agent::{
        tools::{self, Offer, Then},
        trial::Trial,
    },
    llm::{Message, ToolCall, ToolResult},
};

/// How a performance ended.
#[derive(Debug, PartialEq)]
enum End {
    Said(String),
    Asked(String),
    Finished(String),
}

/// A conversation with the agent about a small site.
struct Talk {
    it: Trial,
    offer: Offer,
    messages: Vec<Message>,
}

impl Talk {
    fn new(offer: Offer) -> Self {
        let files = [
            ("index.html", "<h1>Hello</h1>\n<p>Hello</p>\n"),
            ("about.html", "<h1>Hello</h1>\n"),
            ("css/site.css", "a { color: red }\n"),
            ("css/print.css", "b { color: red }\n"),
        ];
        Self { it: Trial::new(&files), offer, messages: Vec::new() }
    }

    /// Says something, and runs what the agent wants until it waits for somebody.
    async fn say(&mut self, text: &str) -> End {
        self.messages.push(Message::User(text.to_owned()));
        loop {
            let (text, calls) = self.reply().await;
            self.messages.push(Message::Assistant { text: text.clone(), calls: calls.clone() });
            let Some(call) = calls.first() else { return End::Said(text) };
            let ran = tools::run(&self.it.repository, &mut self.it.overlay, self.offer, call).unwrap();
            self.messages.push(Message::ToolResults(vec![ran.result]));
            match ran.then {
                Some(Then::Ask { question }) => return End::Asked(question),
                Some(Then::Finish { summary }) => return End::Finished(summary),
                Some(Then::Wrote | Then::Run(_)) | None => {}
            }
        }
    }

    async fn reply(&self) -> (String, Vec<ToolCall>) {
        let tools = tools::specs(self.offer);
        let request = Request { system: String::new(), context: String::new(), messages: self.messages.clone(), tools };
        let deltas: Vec<_> = Builtin.stream(request).collect().await;
        let (mut text, mut calls) = (String::new(), Vec::new());
        for delta in deltas {
            match delta.unwrap() {
                Delta::Text(piece) => text.push_str(&piece),
                Delta::ToolCall(call) => calls.push(call),
                Delta::Usage(_) | Delta::Waiting(_) | Delta::Stop(_) => {}
            }
        }
        (text, calls)
    }
}

fn finished(end: End) -> String {
    match end {
        End::Finished(summary) => summary,
        other => panic!("{other:?}"),
    }
}

fn asked(end: End) -> String {
    match end {
        End::Asked(question) => question,
        other => panic!("{other:?}"),
    }
}

/// A task leaves a file with this text.
async fn check(task: &str, at: &str, text: Option<&str>) {
    let mut talk = Talk::new(Offer::Task);
    let end = talk.say(task).await;
    assert!(matches!(end, End::Finished(_)), "{task:?}: {end:?}");
    assert_eq!(talk.it.text(at).as_deref(), text, "{task:?}: {end:?}");
}

#[tokio::test]
async fn orders_are_done() {
    let hi = Some("<h1>Hi</h1>\n<p>Hi</p>\n");
    check(r#"replace "Hello" with "Hi" in index.html"#, "index.html", hi).await;
    check("Please change “Hello” to “Hi” in the file index.html.", "index.html", hi).await;
    check("In index.html, replace Hello with Hi", "index.html", hi).await;
    check(r#"replace "Hello" with "Hi" everywhere"#, "about.html", Some("<h1>Hi</h1>\n")).await;
    check(r#"replace "red" by "blue" in *.css"#, "css/print.css", Some("b { color: blue }\n")).await;
    check(r#"replace "red" with "" in all files and delete about.html"#, "css/site.css", Some("a { color:  }\n")).await;
    check("add docs/a.md: # A\n\nText; more. Even \"this\".", "docs/a.md", Some("# A\n\nText; more. Even \"this\".\n"))
        .await;
    check("create notes.txt with \"one line\"", "notes.txt", Some("one line\n")).await;
    check("create an empty file called x.txt", "x.txt", Some("")).await;
    check("write index.html:\n```html\n<p>New</p>\n```\nthen delete about.html", "index.html", Some("<p>New</p>\n"))
        .await;
    check("append to css/site.css: p { margin: 0 }", "css/site.css", Some("a { color: red }\np { margin: 0 }\n")).await;
    check("append \"p { margin: 0 }\" to css/site.css", "css/site.css", Some("a { color: red }\np { margin: 0 }\n"))
        .await;
    check("rename index.html to home.html", "home.html", Some("<h1>Hello</h1>\n<p>Hello</p>\n")).await;
    check("move css to styles; delete styles/print.css", "styles/print.css", None).await;
    check("delete the folder css", "css/site.css", None).await;
}

#[tokio::test]
async fn orders_are_understood_in_german() {
    let hi = Some("<h1>Hallo</h1>\n<p>Hallo</p>\n");
    check("Bitte ersetze „Hello“ durch „Hallo“ in index.html", "index.html", hi).await;
    check(r#"ersetze "red" durch "blue" in allen Dateien"#, "css/site.css", Some("a { color: blue }\n")).await;
    check("erstelle die Datei neu.txt: Guten Tag", "neu.txt", Some("Guten Tag\n")).await;
    check("hänge \"Ende\" an about.html an", "about.html", Some("<h1>Hello</h1>\nEnde\n")).await;
    check("benenne about.html in ueber.html um und lösche index.html", "ueber.html", Some("<h1>Hello</h1>\n")).await;
    let mut talk = Talk::new(Offer::Task);
    assert_eq!(finished(talk.say("lösche about.html").await), "`about.html` gelöscht.");
}

#[tokio::test]
async fn several_orders_are_done_in_their_order_and_told() {
    let mut talk = Talk::new(Offer::Task);
    let task = "rename about.html to us.html\nreplace \"Hello\" with \"Hi\" in us.html\nadd robots.txt: User-agent: *";
    let summary = finished(talk.say(task).await);
    let expected = "Renamed `about.html` to `us.html`.\n\nReplaced `Hello` with `Hi` in `us.html`, in one place.\n\n\
                    Added `robots.txt`.";
    assert_eq!(summary, expected);
    assert_eq!(talk.it.text("us.html").unwrap(), "<h1>Hi</h1>\n");
}

#[tokio::test]
async fn what_is_not_understood_does_nothing_and_says_what_is() {
    for task in
        ["make it pretty", "delete about.html\nand make it pretty", "rename about.html", "", "replace \"a\" with"]
    {
        let mut talk = Talk::new(Offer::Task);
        let question = asked(talk.say(task).await);
        assert!(question.contains("I don't understand") && question.contains("I am no language model"), "{question}");
        assert!(talk.it.overlay.is_empty(), "{task:?}");
        // The answer goes on from there.
        assert_eq!(finished(talk.say("delete about.html").await), "Deleted `about.html`.");
    }
}

#[tokio::test]
async fn what_does_not_work_is_told_and_never_called_done() {
    let mut talk = Talk::new(Offer::Task);
    let question = asked(talk.say("delete about.html\ndelete nothing.html\ndelete index.html").await);
    assert!(question.contains("there is no file nothing.html"), "{question}");
    assert!(question.contains("1 were done before, and 1 were not tried"), "{question}");
    assert!(talk.it.text("index.html").is_some() && talk.it.text("about.html").is_none());
    assert_eq!(finished(talk.say("done").await), "Deleted `about.html`.");

    let mut talk = Talk::new(Offer::Task);
    assert!(asked(talk.say("replace \"nowhere\" with \"x\"").await).contains("stands nowhere"));
    let mut talk = Talk::new(Offer::Conversation);
    assert_eq!(
        talk.say("delete nothing").await,
        End::Said("That did not work: there is no file nothing: look for it with list or search.".into())
    );
}

#[tokio::test]
async fn an_answer_needs_to_be_no_order() {
    let mut talk = Talk::new(Offer::Task);
    assert_eq!(asked(talk.say("ask Which colour do you like?\ndelete about.html").await), "Which colour do you like?");
    assert_eq!(finished(talk.say("blue, mostly").await), "Deleted `about.html`.\n\nYour answer was `blue, mostly`.");
    // An answer that comes as the tool's result is one as well.
    let mut talk = Talk::new(Offer::Task);
    talk.say("ask Which one?").await;
    let answered = ToolResult { call_id: "builtin-1".into(), output: json!({ "answer": "that one" }), is_error: false };
    talk.messages.pop();
    talk.messages.push(Message::ToolResults(vec![answered]));
    let (_, calls) = talk.reply().await;
    assert_eq!(calls[0].input, json!({ "summary": "Your answer was `that one`." }));
}

#[tokio::test]
async fn a_conversation_goes_on_and_nothing_is_done_again() {
    let mut talk = Talk::new(Offer::Conversation);
    assert_eq!(talk.say("append \"x\" to about.html").await, End::Said("Wrote to `about.html`.".into()));
    assert_eq!(talk.say("append \"y\" to about.html").await, End::Said("Wrote to `about.html`.".into()));
    assert_eq!(talk.it.text("about.html").unwrap(), "<h1>Hello</h1>\nx\ny\n");
    let End::Said(found) = talk.say("find red in *.css").await else { panic!() };
    assert_eq!(
        found,
        "`red` stands here:\n- `css/print.css:1: b { color: red }`\n- `css/site.css:1: a { color: red }`"
    );
    assert_eq!(talk.say("ask me something").await, End::Said("me something".into()));
    let mut task = Talk::new(Offer::Task);
    finished(task.say("append \"x\" to about.html").await);
    finished(task.say("append \"y\" to about.html").await);
    assert_eq!(task.it.text("about.html").unwrap(), "<h1>Hello</h1>\nx\ny\n");
}

#[tokio::test]
async fn a_message_that_comes_in_between_is_done_after_the_rest() {
    let mut talk = Talk::new(Offer::Task);
    talk.messages.push(Message::User("append \"x\" to about.html\ndelete index.html".to_owned()));
    let (text, calls) = talk.reply().await;
    let ran = tools::run(&talk.it.repository, &mut talk.it.overlay, talk.offer, &calls[0]).unwrap();
    talk.messages.push(Message::Assistant { text, calls });
    talk.messages.push(Message::ToolResults(vec![ran.result]));
    let summary = finished(talk.say("append \"y\" to about.html").await);
    assert_eq!(summary, "Wrote to `about.html`.\n\nDeleted `index.html`.\n\nWrote to `about.html`.");
    assert_eq!(talk.it.text("about.html").unwrap(), "<h1>Hello</h1>\nx\ny\n");
}

#[tokio::test]
async fn who_may_only_look_is_told_so() {
    let mut talk = Talk::new(Offer::Looking);
    assert_eq!(talk.say("delete about.html").await, End::Said("I may not change files here.".into()));
    let End::Said(text) = talk.say("show about.html").await else { panic!() };
    assert_eq!(text, "`about.html`:\n\n```\n<h1>Hello</h1>\n```");
    let End::Said(text) = talk.say("list files").await else { panic!() };
    assert_eq!(text, "- `css/ (2 files)`\n- `about.html (15 bytes)`\n- `index.html (28 bytes)`");
    let End::Said(text) = talk.say("help").await else { panic!() };
    assert!(text.contains("I am no language model"), "{text}");
}

#[tokio::test]
async fn nothing_that_is_said_reaches_beyond_the_tree() {
    for task in
        ["delete ../../etc/passwd", "add .git/hooks/post-commit: x", "rename index.html to /tmp/x", "read .git/config"]
    {
        let mut talk = Talk::new(Offer::Task);
        assert!(asked(talk.say(task).await).contains("can't be used"), "{task}");
        assert!(talk.it.overlay.is_empty(), "{task}");
    }
}

#[tokio::test]
async fn whatever_is_said_is_answered() {
    let odd = [
        "\"",
        "```",
        "```\nadd x",
        "add",
        "add :",
        ":::",
        "replace \"",
        "in",
        "in x",
        "und und und",
        "ask",
        "\0",
        "é\u{301}'“„",
        "add x:",
        "list ;;;;",
        "replace with in",
    ];
    for said in odd {
        for offer in [Offer::Task, Offer::Conversation, Offer::Looking] {
            let mut talk = Talk::new(offer);
            talk.say(said).await;
            assert!(talk.it.overlay.is_empty(), "{said:?}");
        }
    }
}

#[tokio::test]
async fn what_a_remark_quotes_is_no_order() {
    let remark = "> about.html:1\n> <h1>Hello</h1>\n\nIn about.html, replace \"Hello\" with \"Hi\"";
    check(remark, "about.html", Some("<h1>Hi</h1>\n")).await;
}

#[tokio::test]
async fn commands_are_run_as_they_stand_there_by_whoever_has_a_task() {
    for (order, command) in [
        ("run cargo test", "cargo test"),
        ("Please run `npm test`", "npm test"),
        ("run echo \"a\" > b.txt, then cat `ls`", "echo \"a\" > b.txt, then cat `ls`"),
        ("führe make -j2 all aus", "make -j2 all"),
        ("Bitte führe `./los.sh` aus.", "./los.sh"),
    ] {
        let mut talk = Talk::new(Offer::TaskWithShell);
        talk.messages.push(Message::User(order.to_owned()));
        let (_, calls) = talk.reply().await;
        assert_eq!((calls[0].name.as_str(), calls[0].input["command"].as_str()), ("shell", Some(command)), "{order}");
    }
    let End::Said(said) = Talk::new(Offer::Conversation).say("run cargo test").await else { panic!("nobody is asked") };
    assert!(said.contains("Commands are run by agents alone"), "{said}");
}
