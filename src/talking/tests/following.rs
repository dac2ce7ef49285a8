//! What whoever follows a turn is told, and when.

use super::*;

fn begun() -> (watch::Sender<Progress>, Following) {
    let progress = Progress {
        status: Status::Running,
        said: String::new(),
        steps: Vec::new(),
        waiting: None,
        made: None,
        error: None,
    };
    let (sender, receiver) = watch::channel(progress);
    (sender, Following::new(receiver))
}

fn say(sender: &watch::Sender<Progress>, text: &str) {
    sender.send_modify(|progress| progress.said.push_str(text));
}

/// What can be told without waiting, if something can.
fn at_once(following: &mut Following) -> Option<News> {
    following.next().now_or_never().flatten()
}

/// All that is told until nothing more is.
async fn rest(following: &mut Following) -> Vec<News> {
    let mut heard = Vec::new();
    while let Ok(Some(news)) = tokio::time::timeout(Duration::from_millis(300), following.next()).await {
        heard.push(news);
    }
    heard
}

#[tokio::test]
async fn a_first_word_is_told_at_once_and_what_follows_it_together() {
    let (sender, mut following) = begun();
    assert_eq!(following.next().await, Some(News::Status(Status::Running)));
    tokio::time::sleep(Duration::from_millis(100)).await;
    say(&sender, "Well");
    assert_eq!(at_once(&mut following), Some(News::Text("Well".to_owned())));
    let text = ", and then all the rest of it";
    for letter in text.chars() {
        say(&sender, &letter.to_string());
    }
    assert_eq!(rest(&mut following).await, [News::Text(text.to_owned())]);
}

#[tokio::test]
async fn nothing_is_lost_on_whoever_gives_up_waiting_at_the_wrong_moment() {
    let (sender, mut following) = begun();
    following.next().await;
    sender.send_modify(|progress| {
        progress.status = Status::Completed;
        progress.steps.push(Shown { tool: "read".to_owned(), about: "a".to_owned(), is_error: false });
    });
    let mut heard = Vec::new();
    // It is heard of before it may be told: who waits is gone by then, again and again.
    while heard.len() < 2 {
        heard.extend(at_once(&mut following));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let done = News::Done { status: Status::Completed, made: None, error: None };
    assert!(matches!(&heard[..], [News::Tool(_), last] if *last == done), "{heard:?}");
    assert_eq!(following.next().await, None);
}

#[tokio::test]
async fn each_thing_is_told_once_and_in_its_order() {
    let (sender, mut following) = begun();
    let mut heard = Vec::new();
    for round in 0..3 {
        sender.send_modify(|progress| {
            progress.waiting = Some(Duration::from_secs(round));
            progress.said.push('ä');
            progress.steps.push(Shown { tool: "list".to_owned(), about: round.to_string(), is_error: false });
        });
        heard.extend(rest(&mut following).await);
    }
    drop(sender);
    assert_eq!(following.next().await, None, "the server has ended");
    assert_eq!((said(&heard).as_str(), tools(&heard).len()), ("äää", 3));
    let pauses = heard.iter().filter(|news| matches!(news, News::Waiting(_)));
    assert_eq!(pauses.count(), 3);
}
