//! The words of the interface, in the reader's language.
//!
//! Owns the Fluent files of `locales/`, which are embedded in the binary: a folder for each language, a file for
//! each part of the interface. A key that a language lacks is said in English, and a key that nobody has is shown
//! as it is, so that a mistake is seen and breaks nothing. Knows nothing of pages.

#[cfg(test)]
mod tests;
mod when;

use std::{
    collections::HashMap,
    convert::Infallible,
    future::{Ready, ready},
    sync::LazyLock,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header::ACCEPT_LANGUAGE};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use include_dir::{Dir, include_dir};
use unic_langid::LanguageIdentifier;

pub use crate::settings::Lang;
pub use when::When;

static LOCALES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/locales");

/// The cookie in which a reader's choice of language is kept.
pub const COOKIE: &str = "lang";

/// The file whose messages are handed to the scripts of every page.
const SCRIPT_FILE: &str = "script.ftl";

/// How the files are called whose messages are handed to the scripts of some pages, which need more.
const SCRIPT_FILES_END: &str = "_script.ftl";

/// Digits up to which an argument counts as a number, so that plurals work and long digit strings stay text.
const NUMBER_DIGITS_MAX: usize = 9;

impl Lang {
    /// The known language that an `Accept-Language` header (RFC 9110, section 12.5.4) likes best.
    #[must_use]
    pub fn from_accept(header: &str) -> Option<Self> {
        let mut best: Option<(f32, Self)> = None;
        for range in header.split(',') {
            let (tag, quality) = range.split_once(";q=").unwrap_or((range, "1"));
            let quality = quality.trim().parse().unwrap_or(0.0);
            let Some(lang) = Self::from_tag(tag.trim()) else { continue };
            if quality > best.map_or(0.0, |(best, _)| best) {
                best = Some((quality, lang));
            }
        }
        best.map(|(_, lang)| lang)
    }

    fn identifier(self) -> LanguageIdentifier {
        self.as_str().parse().unwrap_or_default()
    }

    const fn dictionary(self) -> &'static LazyLock<Dictionary> {
        match self {
            Self::En => &EN,
            Self::De => &DE,
        }
    }
}

/// The words for one reader. A number in the shape of a struct: copy it freely.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Words {
    lang: Lang,
}

impl Words {
    #[must_use]
    pub const fn new(lang: Lang) -> Self {
        Self { lang }
    }

    #[must_use]
    pub const fn lang(&self) -> &'static str {
        self.lang.as_str()
    }

    /// The words for whoever sends a request: their cookie decides, then what their browser asks for, then English.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Self {
        let chosen = request.cookie(COOKIE).and_then(|cookie| Lang::from_tag(cookie.value()));
        let asked = || Lang::from_accept(request.headers().get(ACCEPT_LANGUAGE)?.to_str().ok()?);
        Self::new(chosen.or_else(asked).unwrap_or_default())
    }

    /// The message `key`, for one without arguments.
    #[must_use]
    pub fn say(&self, key: &str) -> String {
        self.say_with(key, &[])
    }

    /// The message `key` with its arguments filled in. Whole numbers choose plural forms.
    #[must_use]
    pub fn say_with(&self, key: &str, args: &[(&str, String)]) -> String {
        let args: FluentArgs<'_> = args.iter().map(|(name, value)| (*name, argument(value))).collect();
        self.lang
            .dictionary()
            .say(key, &args)
            .or_else(|| Lang::default().dictionary().say(key, &args))
            .unwrap_or_else(|| key.to_owned())
    }

    /// The messages of `script.ftl` as one JSON object, for `data-words`.
    ///
    /// What a script will fill in stands as `{$name}`, which is how Fluent writes an argument that it was not given.
    #[must_use]
    pub fn for_scripts(&self) -> &'static str {
        self.for_script_file(SCRIPT_FILE)
    }

    /// The same with the messages of `code_script.ftl`, for pages that have the editor of code.
    #[must_use]
    pub fn for_code_scripts(&self) -> &'static str {
        self.for_script_file("code_script.ftl")
    }

    fn for_script_file(self, name: &str) -> &'static str {
        self.lang.dictionary().for_scripts.get(name).map_or("{}", String::as_str)
    }
}

impl FromRequest for Words {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}

static EN: LazyLock<Dictionary> = LazyLock::new(|| Dictionary::read(Lang::En));
static DE: LazyLock<Dictionary> = LazyLock::new(|| Dictionary::read(Lang::De));

struct Dictionary {
    bundle: FluentBundle<FluentResource>,
    /// By the name of the file.
    for_scripts: HashMap<&'static str, String>,
}

impl Dictionary {
    fn read(lang: Lang) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![lang.identifier()]);
        // Isolation marks would end up in attributes, titles and tests.
        bundle.set_use_isolating(false);
        for (_, source) in files(lang) {
            // What can be read of a file with a mistake is used; a test refuses the mistake.
            let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _)| resource);
            let _ = bundle.add_resource(resource);
        }
        let mut dictionary = Self { bundle, for_scripts: HashMap::new() };
        let of_scripts = |name: &str| name == SCRIPT_FILE || name.ends_with(SCRIPT_FILES_END);
        dictionary.for_scripts = files(lang)
            .filter(|(name, _)| of_scripts(name))
            .map(|(name, source)| (name, dictionary.collect_for_scripts(lang, source)))
            .collect();
        dictionary
    }

    fn say(&self, key: &str, args: &FluentArgs<'_>) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        Some(self.bundle.format_pattern(pattern, Some(args), &mut Vec::new()).into_owned())
    }

    /// The messages of a file, with those that every page has.
    fn collect_for_scripts(&self, lang: Lang, source: &str) -> String {
        let everywhere = files(lang).find(|(name, _)| *name == SCRIPT_FILE).map_or("", |(_, source)| source);
        let messages: serde_json::Map<_, _> = keys(everywhere)
            .chain(keys(source))
            .filter_map(|key| Some((key.to_owned(), self.say(key, &FluentArgs::new())?.into())))
            .collect();
        serde_json::Value::Object(messages).to_string()
    }
}

/// The Fluent files of a language: name and text.
fn files(lang: Lang) -> impl Iterator<Item = (&'static str, &'static str)> {
    let folder = LOCALES.get_dir(lang.as_str());
    folder
        .into_iter()
        .flat_map(Dir::files)
        .filter_map(|file| Some((file.path().file_name()?.to_str()?, file.contents_utf8()?)))
}

/// The keys that a Fluent file defines: a message starts at the left edge with its key and an equals sign.
fn keys(source: &str) -> impl Iterator<Item = &str> {
    source
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
        .filter_map(|line| line.split_once('=').map(|(key, _)| key.trim_end()))
}

fn argument(value: &str) -> FluentValue<'_> {
    let is_number = value.len() <= NUMBER_DIGITS_MAX && value.parse::<u32>().is_ok_and(|n| n.to_string() == value);
    if is_number { FluentValue::try_number(value) } else { value.into() }
}
