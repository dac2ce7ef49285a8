use std::path::PathBuf;

use super::{Config, Dialect, Error, FirstAdmin, LogFormat, Sources};
use crate::kit::Secret;

fn load(file: &str, environment: &[(&str, &str)]) -> Result<Config, Error> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("settings.toml");
    std::fs::write(&path, file).expect("a settings file");
    let environment = environment.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    Config::load(&Sources { data: "data".into(), file: Some(&path), environment, listen: None })
}

#[track_caller]
fn refused(file: &str, environment: &[(&str, &str)], parts: &[&str]) {
    let message = load(file, environment).expect_err("these settings are wrong").to_string();
    for part in parts {
        assert!(message.contains(part), "{message:?} does not say {part:?}");
    }
}

#[test]
fn the_embedded_file_is_the_documented_default() {
    let config = load("", &[]).unwrap();

    assert_eq!(config.server.listen.to_string(), "127.0.0.1:4810");
    assert_eq!(config.accounts.default_tier, "unlimited");
    assert_eq!(config.tiers["unlimited"].stacks_max, None);
    assert_eq!(config.tiers["free"].stacks_max, Some(3));
    assert_eq!(config.socket.frame_bytes_max, 1 << 20);
    assert_eq!(config.log.format, LogFormat::Text);
    assert_eq!(config.data, PathBuf::from("data"));
}

#[test]
fn a_file_changes_only_what_it_names() {
    let config = load("[sprite]\nsleep_after_s = 5\n[tiers.team]\nstacks_max = 40\n", &[]).unwrap();

    assert_eq!(config.sprite.sleep_after_s, 5);
    assert_eq!(config.sprite.lanes, 8);
    assert_eq!(config.tiers["team"].stacks_max, Some(40));
    assert_eq!(config.tiers["free"].stacks_max, Some(3));
}

#[test]
fn the_environment_wins_over_the_file() {
    let variables = [
        ("STACKHOUSE_SERVER__LISTEN", "[::1]:8080"),
        ("STACKHOUSE_SERVER__PUBLIC_URL", "https://Desk.example.org/"),
        ("STACKHOUSE_SERVER__ALLOWED_HOSTS", "box.lan, desk.lan"),
        ("STACKHOUSE_SPRITE__SLEEP_AFTER_S", "7"),
        ("STACKHOUSE_TIERS__FREE__STACKS_MAX", "5"),
        ("STACKHOUSE_LOG__FORMAT", "json"),
    ];
    let config = load("[sprite]\nsleep_after_s = 5\n", &variables).unwrap();

    assert_eq!(config.server.listen.to_string(), "[::1]:8080");
    assert_eq!(config.server.public_url.unwrap().to_string(), "https://desk.example.org");
    assert_eq!(config.server.allowed_hosts, ["box.lan", "desk.lan"]);
    assert_eq!(config.sprite.sleep_after_s, 7);
    assert_eq!(config.tiers["free"].stacks_max, Some(5));
    assert_eq!(config.log.format, LogFormat::Json);
}

#[test]
fn the_command_line_wins_over_everything() {
    let environment = vec![("STACKHOUSE_SERVER__LISTEN".to_owned(), "127.0.0.1:1".to_owned())];
    let listen = Some("127.0.0.1:2".parse().unwrap());
    let config = Config::load(&Sources { environment, listen, ..Sources::default() }).unwrap();

    assert_eq!(config.server.listen.port(), 2);
}

#[test]
fn a_misspelt_key_is_refused_by_name() {
    refused("[sprite]\nsleep_afterwards = 5\n", &[], &["settings.toml", "sprite", "sleep_afterwards"]);
    refused("[sprites]\n", &[], &["settings.toml", "sprites"]);
    refused("", &[("STACKHOUSE_SPRITE__LANE", "2")], &["STACKHOUSE_SPRITE__LANE", "lane"]);
    refused("[tiers.free]\ncards_max = 2\n", &[], &["tiers.free", "cards_max"]);
}

#[test]
fn a_wrong_value_is_refused_by_name() {
    refused("[sprite]\nlanes = \"many\"\n", &[], &["sprite.lanes"]);
    refused("[sprite]\nlanes = 0\n", &[], &["sprite.lanes", "0"]);
    refused("[sprite]\nlanes = -1\n", &[], &["sprite.lanes"]);
    refused("", &[("STACKHOUSE_SERVER__LISTEN", "here")], &["STACKHOUSE_SERVER__LISTEN"]);
    refused("[server]\npublic_url = \"desk.example.org\"\n", &[], &["public_url", "https://"]);
    refused("[server]\npublic_url = \"https://a.b/c\"\n", &[], &["public_url", "path"]);
    refused("[accounts]\ndefault_tier = \"gold\"\n", &[], &["gold", "tiers"]);
    refused("[assistant]\nprovider = \"scripted\"\n", &[], &["assistant.script"]);
    refused("[assistant]\nprovider = \"oracle\"\n", &[], &["assistant.provider", "oracle"]);
    refused("what", &[], &["settings.toml", "TOML"]);
}

#[test]
fn a_model_may_stand_in_the_environment_alone_and_its_key_is_never_shown() {
    let variables = [
        ("STACKHOUSE_MODELS__CLAUDE__KEY", "sk-hush"),
        ("STACKHOUSE_MODELS__CLAUDE__MODEL", "claude-sonnet-4-5"),
        ("STACKHOUSE_MODELS__CLAUDE__PROVIDER", "anthropic"),
        ("STACKHOUSE_ASSISTANT__MODEL", "claude"),
    ];
    let config = load("", &variables).unwrap();
    let model = &config.models["claude"];
    assert_eq!((model.provider, model.model.as_str()), (Dialect::Anthropic, "claude-sonnet-4-5"));
    assert_eq!(model.key.as_ref().map(Secret::expose), Some("sk-hush"));
    assert!(!format!("{config:?}").contains("sk-hush"));
    let priced = load("[models.a]\nprovider = \"openai\"\nmodel = \"m\"\ninput_price = 0.15\noutput_price = 2\n", &[]);
    let priced = priced.unwrap().models["a"].clone();
    assert_eq!(priced.input_price.map(|price| price.to_string()).as_deref(), Some("0.15"));
    assert_eq!(priced.output_price, Some(2.into()));

    refused("", &variables[..2], &["the environment", "models.claude", "provider"]);
    refused("[assistant]\nmodel = \"gone\"\n", &[], &["assistant.model", "gone"]);
    let file = "[models.a]\nprovider = \"openai\"\nmodel = \"m\"\nkey = \"k\"\nkey_file = \"f\"\n";
    refused(file, &[], &["models.a", "key_file"]);
    refused("[models.a]\nprovider = \"oracle\"\nmodel = \"m\"\n", &[], &["models.a.provider", "oracle"]);
}

#[test]
fn the_first_admin_needs_both_variables() {
    let name = ("STACKHOUSE_ADMIN_NAME", "Ada");
    let file = ("STACKHOUSE_ADMIN_PASSWORD_FILE", "/run/secret");

    assert_eq!(load("", &[name]).unwrap().first_admin, None);
    assert_eq!(
        load("", &[name, file]).unwrap().first_admin,
        Some(FirstAdmin { name: "Ada".to_owned(), password_file: "/run/secret".into() })
    );
}
