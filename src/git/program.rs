//! The program `git`, which serves clones and pushes in git's own protocol.
//!
//! It is run without a shell, with nothing of this process's surroundings, and on one repository at a time. What stands
//! in a repository can't make it run anything: no hooks, no filters, no settings from elsewhere.

mod remote;

use std::{
    path::{Path, PathBuf},
    process::Stdio,
};

use tokio::process::{Child, Command};

use super::{Error, Result};

pub use remote::{Pushed, Remote};

/// Where a program that is only named is looked for.
const FOLDERS: [&str; 4] = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/pkg/bin"];

/// Bytes of the lines before an answer.
const HEAD_BYTES_MAX: usize = 16 * 1024;

/// Settings that hold for every run, whatever a repository says.
const SETTINGS: [(&str, &str); 4] =
    [("safe.directory", "*"), ("core.hooksPath", "/dev/null"), ("protocol.allow", "never"), ("gc.auto", "0")];

/// What older tools have written, and every git reads.
const TOLERATED: &str = "zeroPaddedFilemode=warn,badTimezone=warn,missingSpaceBeforeDate=warn";

/// The program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Program {
    path: PathBuf,
}

/// What of git's protocol is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Service {
    UploadPack,
    ReceivePack,
}

impl Service {
    /// As it stands in addresses and in types of bodies.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UploadPack => "git-upload-pack",
            Self::ReceivePack => "git-receive-pack",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::UploadPack, Self::ReceivePack].into_iter().find(|service| service.as_str() == word)
    }
}

/// One request in git's protocol over HTTP (git's documentation, gitprotocol-http).
#[derive(Clone, Copy, Debug)]
pub struct Call<'c> {
    pub repository: &'c Path,
    pub service: Service,
    /// Which refs there are, instead of the service itself.
    pub is_advertisement: bool,
    /// The version of the protocol that the client speaks, as it says it.
    pub protocol: Option<&'c str>,
    pub is_gzip: bool,
}

/// How an answer begins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Head {
    pub status: u16,
    pub content_type: String,
}

impl Program {
    /// Finds the program; an empty name means that none is wanted.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        let places: Vec<PathBuf> = match name {
            "" => Vec::new(),
            name if name.contains('/') => vec![PathBuf::from(name)],
            name => FOLDERS.iter().map(|folder| Path::new(folder).join(name)).collect(),
        };
        places.into_iter().find(|path| path.is_file()).map(|path| Self { path })
    }

    /// Starts it for one request. Its body goes to standard input, to the end; the answer comes on standard output. The
    /// process ends with what holds it.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it can't be started.
    pub fn serve(&self, call: &Call<'_>) -> Result<Child> {
        let unavailable = |error: &dyn std::fmt::Display| Error::Unavailable(format!("git can't be run: {error}"));
        let real = std::fs::canonicalize(call.repository).map_err(|error| unavailable(&error))?;
        let (Some(root), Some(name)) = (real.parent(), real.file_name().and_then(|name| name.to_str())) else {
            return Err(unavailable(&"the repository has no folder"));
        };
        let service = call.service.as_str();
        let mut command = self.command(root);
        command.arg("http-backend");
        command.env("GIT_PROJECT_ROOT", root).env("GIT_HTTP_EXPORT_ALL", "1").env("REMOTE_USER", "user");
        if call.is_advertisement {
            command.env("REQUEST_METHOD", "GET").env("PATH_INFO", format!("/{name}/info/refs"));
            command.env("QUERY_STRING", format!("service={service}"));
        } else {
            command.env("REQUEST_METHOD", "POST").env("PATH_INFO", format!("/{name}/{service}"));
            command.env("CONTENT_TYPE", format!("application/x-{service}-request"));
        }
        if let Some(protocol) = call.protocol {
            command.env("GIT_PROTOCOL", protocol);
        }
        if call.is_gzip {
            command.env("HTTP_CONTENT_ENCODING", "gzip");
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
        command.spawn().map_err(|error| unavailable(&error))
    }

    /// Has it keep a pack of at most `bytes_max` bytes that comes on `input`, after it has looked at every object in it
    /// and found all that they lead to. Why not comes on standard error. The process ends with what holds it.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it can't be started.
    pub fn index_pack(&self, repository: &Path, input: Stdio, bytes_max: u64) -> Result<Child> {
        let mut command = self.command(repository);
        command.arg("index-pack").arg("--stdin").arg(format!("--strict={TOLERATED}"));
        command.arg(format!("--max-input-size={bytes_max}"));
        command.stdin(input).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
        command.spawn().map_err(|error| Error::Unavailable(format!("git can't be run: {error}")))
    }

    /// Puts objects that lie in files of their own, and small packs, into one pack, and leaves large packs alone. Nothing
    /// is lost, also not what no ref leads to: somebody may be about to name it. Nobody may write meanwhile, because
    /// folders that are empty go away.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it can't be started.
    pub fn repack(&self, repository: &Path) -> Result<Child> {
        let mut command = self.command(repository);
        command.args(["repack", "--geometric=2", "-d", "-l", "-q"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
        command.spawn().map_err(|error| Error::Unavailable(format!("git can't be run: {error}")))
    }

    /// A run in `folder` that knows nothing of this process's surroundings.
    fn command(&self, folder: &Path) -> Command {
        self.command_with(folder, &[])
    }

    /// The same with more settings.
    fn command_with(&self, folder: &Path, more: &[(String, String)]) -> Command {
        let mut command = Command::new(&self.path);
        command.current_dir(folder).env_clear();
        for (key, value) in
            [("PATH", FOLDERS.join(":")), ("LC_ALL", "C".to_owned()), ("HOME", "/nonexistent".to_owned())]
        {
            command.env(key, value);
        }
        command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_TERMINAL_PROMPT", "0");
        let more = more.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        let settings: Vec<(&str, &str)> = SETTINGS.into_iter().chain(more).collect();
        command.env("GIT_CONFIG_COUNT", settings.len().to_string());
        for (number, (key, value)) in settings.iter().enumerate() {
            command.env(format!("GIT_CONFIG_KEY_{number}"), key).env(format!("GIT_CONFIG_VALUE_{number}"), value);
        }
        command
    }
}

impl Head {
    /// Reads the lines before the answer (RFC 3875, section 6); `None` when they are not all there yet. Also says where
    /// the answer itself begins.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when they never end.
    pub fn read(bytes: &[u8]) -> Result<Option<(Self, usize)>> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let Some(end) = end else {
            let is_endless = bytes.len() > HEAD_BYTES_MAX;
            return if is_endless {
                Err(Error::Unavailable("git's answer has no end of its head".to_owned()))
            } else {
                Ok(None)
            };
        };
        let mut head = Self { status: 200, content_type: "application/octet-stream".to_owned() };
        for line in String::from_utf8_lossy(&bytes[..end]).lines() {
            let Some((name, value)) = line.split_once(':') else { continue };
            match name.to_ascii_lowercase().as_str() {
                "status" => {
                    head.status = value.trim().split(' ').next().and_then(|code| code.parse().ok()).unwrap_or(500);
                }
                "content-type" => head.content_type = value.trim().to_owned(),
                _ => {}
            }
        }
        Ok(Some((head, end + 4)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_once_it_is_there() {
        let answer = b"Status: 403 Forbidden\r\nContent-Type: text/plain\r\nX: y\r\n\r\nbody";
        for cut in 0..answer.len() - 4 {
            assert_eq!(Head::read(&answer[..cut]).unwrap(), None);
        }
        let (head, at) = Head::read(answer).unwrap().unwrap();
        assert_eq!((head.status, head.content_type.as_str(), &answer[at..]), (403, "text/plain", &b"body"[..]));
        assert_eq!(Head::read(b"Expires: x\r\n\r\n").unwrap().unwrap().0.status, 200);
        assert!(Head::read(&vec![b'x'; 20_000]).is_err());
    }

    #[test]
    fn a_program_that_is_not_wanted_is_not_found() {
        assert_eq!(Program::find(""), None);
        assert_eq!(Program::find("/nonexistent/git"), None);
        assert_eq!(Program::find("no-such-program"), None);
    }
}
