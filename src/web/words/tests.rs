use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use super::{Lang, Words, files, keys};

#[test]
fn every_file_of_words_can_be_read() {
    for lang in Lang::ALL {
        for (name, source) in files(lang) {
            let read = fluent_bundle::FluentResource::try_new(source.to_owned());
            assert!(read.is_ok(), "{}/{name}: {:?}", lang.as_str(), read.err().map(|(_, errors)| errors));
        }
    }
}

#[test]
fn all_languages_have_the_same_keys_with_the_same_arguments() {
    let english = messages(Lang::En);
    let german = messages(Lang::De);
    assert_eq!(english.keys().collect::<Vec<_>>(), german.keys().collect::<Vec<_>>());
    for (key, arguments) in &english {
        assert_eq!(arguments, &german[key], "the arguments of {key}");
    }
}

#[test]
fn no_key_is_defined_twice() {
    let mut seen = BTreeSet::new();
    for (name, source) in files(Lang::En) {
        for key in keys(source) {
            assert!(seen.insert(key), "{key} stands again in {name}");
        }
    }
}

#[test]
fn every_key_that_is_used_exists() {
    let known = messages(Lang::En);
    let mut missing = Vec::new();
    for (path, source) in sources(&["src", "templates", "static/js"], &["rs", "html", "js"]) {
        let used = [r#"say(""#, r#"say_with(""#].iter().flat_map(|call| quoted_after(&source, call));
        missing.extend(used.filter(|key| !known.contains_key(*key)).map(|key| format!("{path}: {key}")));
    }
    assert!(missing.is_empty(), "unknown keys:\n{}", missing.join("\n"));
}

#[test]
fn scripts_use_only_keys_that_are_handed_to_scripts() {
    let words = Words::new(Lang::En);
    let everywhere: serde_json::Value = serde_json::from_str(words.for_scripts()).unwrap();
    let in_code: serde_json::Value = serde_json::from_str(words.for_code_scripts()).unwrap();
    let mut missing = Vec::new();
    for (path, source) in sources(&["static/js"], &["js"]) {
        let is_code = path.contains("/workspace/code");
        let handed = |key: &str| everywhere.get(key).or_else(|| in_code.get(key).filter(|_| is_code)).is_some();
        let used = [r#"say(""#, r#"label: ""#, r#"group: ""#].iter().flat_map(|call| quoted_after(&source, call));
        missing.extend(used.filter(|key| !handed(key)).map(|key| format!("{path}: {key}")));
    }
    assert!(missing.is_empty(), "not in script.ftl:\n{}", missing.join("\n"));
}

#[test]
fn templates_hold_no_bare_words() {
    let mut bare = Vec::new();
    for (path, source) in sources(&["templates"], &["html"]) {
        for text in bare_texts(&source) {
            bare.push(format!("{path}: {text}"));
        }
    }
    assert!(bare.is_empty(), "bare words:\n{}", bare.join("\n"));
}

#[test]
fn the_best_liked_known_language_is_spoken() {
    let check = |header: &str, expected: Option<Lang>| assert_eq!(Lang::from_accept(header), expected, "{header}");
    check("de", Some(Lang::De));
    check("de-AT,de;q=0.9,en;q=0.8", Some(Lang::De));
    check("fr, en;q=0.5, de;q=0.7", Some(Lang::De));
    check("en;q=0, de;q=0.1", Some(Lang::De));
    check("fr, *;q=0.1", None);
    check("", None);
    check(";;;q=,,=", None);
}

#[test]
fn an_unknown_key_is_shown_as_it_is() {
    assert_eq!(Words::default().say("no-such-key"), "no-such-key");
}

#[test]
fn long_digit_strings_stay_text() {
    let words = Words::new(Lang::En);
    for text in ["007", "12345678901234567890", "1.50", "-1"] {
        assert!(words.say_with("desk-title-of", &[("stack", text.to_owned())]).contains(text));
    }
}

/// Each key of a language with the names of its arguments.
fn messages(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (_, source) in files(lang) {
        let mut current = String::new();
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            if let Some(key) = keys(line).next() {
                key.clone_into(&mut current);
                messages.insert(current.clone(), BTreeSet::new());
            }
            for rest in line.split('$').skip(1) {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
                messages.entry(current.clone()).or_default().insert(rest[..end].to_owned());
            }
        }
    }
    messages
}

/// The text files below the folders, with their paths.
fn sources(folders: &[&str], extensions: &[&str]) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut open: Vec<_> = folders.iter().map(|folder| root.join(folder)).collect();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
            if path.is_dir() {
                open.push(path);
            } else if extensions.contains(&extension) && !path.ends_with("words/tests.rs") {
                let source = fs::read_to_string(&path).unwrap();
                let code: Vec<_> = source.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
                found.push((path.display().to_string(), code.join("\n")));
            }
        }
    }
    found
}

/// The keys that stand in quotes right after each `call`. Anything else in quotes is a phrase, not a key.
fn quoted_after<'a>(source: &'a str, call: &'a str) -> impl Iterator<Item = &'a str> {
    source.split(call).skip(1).filter_map(|rest| rest.split('"').next()).filter(|key| {
        key.contains('-') && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    })
}

/// Words that would be shown: text between tags, and the attributes that browsers show or read out.
fn bare_texts(source: &str) -> Vec<String> {
    let plain = without(&without(&without(source, "{#", "#}"), "{%", "%}"), "{{", "}}");
    let plain = without(&without(&plain, "<!--", "-->"), "<script", "</script>");
    let has_word = |text: &str| text.chars().any(char::is_alphabetic);

    let mut bare = Vec::new();
    for part in plain.split('<') {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        // Entities such as &nbsp; are signs, not words.
        let text = without(text, "&", ";");
        if has_word(&text) {
            bare.push(text.trim().to_owned());
        }
        for attribute in [" title=\"", " aria-label=\"", " placeholder=\"", " alt=\"", " aria-description=\""] {
            let shown = tag.split(attribute).nth(1).and_then(|rest| rest.split('"').next());
            bare.extend(shown.filter(|value| has_word(value)).map(str::to_owned));
        }
    }
    bare
}

fn without(source: &str, open: &str, close: &str) -> String {
    let mut kept = String::new();
    let mut rest = source;
    while let Some((before, after)) = rest.split_once(open) {
        kept.push_str(before);
        rest = after.split_once(close).map_or("", |(_, after)| after);
    }
    kept + rest
}
