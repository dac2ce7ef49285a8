//! What the documents promise, compared with the source.

use super::{
    assert_none,
    source::{self, Source},
};

#[test]
fn every_route_is_in_the_protocol() {
    let protocol = source::file("docs/protocol.md").text;
    let mut problems = Vec::new();
    for file in source::rust("src").iter().filter(|file| file.module() == "web" && !file.is_test) {
        for path in file.text.split("resource(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let is_for_programs = path.starts_with("/api/") || path == "/livez" || path == "/ws";
            if is_for_programs && !protocol.contains(&format!(" {path}`")) {
                problems.push(format!("{path} is in {}, and not in docs/protocol.md", file.path));
            }
        }
    }
    assert_none(&problems, "Programs read docs/protocol.md: say there what the route takes and gives.");
}

#[test]
fn every_setting_is_in_the_manual() {
    let (settings, manual) = (source::file("config.toml").text, source::file("docs/operating.md").text);
    let settings: toml::Table = settings.parse().expect("config.toml is TOML");
    let mut problems = Vec::new();
    for (section, keys) in settings.iter().filter(|(section, _)| *section != "tiers") {
        for key in keys.as_table().into_iter().flat_map(toml::Table::keys) {
            if !manual.contains(&format!("`{section}.{key}`")) {
                problems.push(format!("{section}.{key} is in config.toml, and not in docs/operating.md"));
            }
        }
    }
    assert_none(&problems, "Operators read docs/operating.md: say there in a few words what the setting decides.");
}

#[test]
fn every_function_for_authors_of_apps_is_in_their_manual() {
    let manual = source::file("docs/apps.md").text;
    let mut problems = Vec::new();
    for file in source::rust("src").iter().filter(|file| file.path.starts_with("src/app/runtime/library/")) {
        for name in file.text.split("register_fn(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let is_word = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if is_word && !manual.contains(&format!("`{name}(")) {
                problems.push(format!("{name} is in {}", file.path));
            }
        }
    }
    assert_none(&problems, "Authors read docs/apps.md: say there what the function does.");
}

#[test]
fn every_component_of_apps_is_in_their_manual() {
    let manual = source::file("docs/apps.md").text;
    let table = source::file("src/app/component/kinds.rs").text;
    let mut problems = Vec::new();
    let rows = table.split("component(").skip(1).filter_map(|row| row.split_once("Kind::"));
    for (kind, rest) in rows.filter_map(|(_, row)| row.split_once(',')) {
        let line = manual.lines().find(|line| line.starts_with(&format!("| `{}` |", kind.to_lowercase())));
        let Some(line) = line else {
            problems.push(kind.to_owned());
            continue;
        };
        let props = rest.split("Prop::").skip(1).filter_map(|rest| rest.split([',', ']']).next());
        let missing = props.map(|prop| prop.trim().to_lowercase()).filter(|prop| !line.contains(&format!("`{prop}`")));
        problems.extend(missing.map(|prop| format!("{prop} of {kind}")));
    }
    assert_none(&problems, "Authors read docs/apps.md: say there what the component takes.");
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut problems = Vec::new();
    for document in documents() {
        let folder = document.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for target in document.text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            let is_here = !target.is_empty() && !target.contains("://") && !target.ends_with(".png");
            if is_here && !source::root().join(folder).join(target).exists() {
                problems.push(format!("{}: {target}", document.path));
            }
        }
    }
    assert_none(&problems, "Correct the link, or write what it promises.");
}

fn documents() -> Vec<Source> {
    let mut all = source::files("docs", &["md"]);
    all.extend(["README.md", "ARCHITECTURE.md", "CHANGELOG.md"].map(source::file));
    all
}
