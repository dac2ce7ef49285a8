//! The program that reads writing in pictures, where this machine has it.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use tokio::{process::Command, time::timeout};

/// Where a program that is only named is looked for.
const FOLDERS: [&str; 4] = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/pkg/bin"];
/// A program that doesn't say which languages it knows by then is as good as none.
const ANSWER_MAX: Duration = Duration::from_secs(10);

/// Tesseract, or what speaks as it does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ocr {
    pub program: PathBuf,
    /// As its argument wants them: `eng+deu`.
    pub languages: String,
}

/// Where the program lies; an empty name means that none is wanted.
pub(super) fn find(program: &str) -> Option<PathBuf> {
    if program.contains('/') {
        return Some(PathBuf::from(program)).filter(|path| path.is_file());
    }
    let places = FOLDERS.iter().map(|folder| Path::new(folder).join(program));
    places.into_iter().find(|path| !program.is_empty() && path.is_file())
}

impl Ocr {
    /// Asks the program which of the languages it knows. `None` when it knows none, or does not answer.
    pub(super) async fn ask(program: &Path, wanted: &[String]) -> Option<Self> {
        let mut command = Command::new(program);
        command.arg("--list-langs").env_clear().stdin(Stdio::null()).kill_on_drop(true);
        let output = timeout(ANSWER_MAX, command.output()).await.ok()?.ok()?;
        // Some versions list them on the one stream, some on the other.
        let text = [output.stdout, output.stderr].concat();
        let known: Vec<String> = String::from_utf8_lossy(&text).lines().map(|line| line.trim().to_owned()).collect();
        let usable: Vec<&str> = wanted.iter().filter(|language| known.contains(language)).map(String::as_str).collect();
        (!usable.is_empty()).then(|| Self { program: program.to_owned(), languages: usable.join("+") })
    }
}
