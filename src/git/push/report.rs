//! What a push is told: for each ref whether it has moved, or why not (git's documentation, gitprotocol-pack).

use std::collections::BTreeMap;

use super::{
    super::packet::{self, FLUSH, Packet},
    Commands,
};

/// Bytes of what git says for people that are passed on.
const SAID_BYTES_MAX: usize = 64 * 1024;

/// Bytes of one line of a side band, less its length and its number.
const BAND_BYTES_MAX: usize = 65_000;

/// What git answered to a push, before anything was let in.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Report {
    /// What keeps the whole push out.
    unpack: Option<String>,
    refused: BTreeMap<String, String>,
    /// What git said for people.
    said: Vec<u8>,
}

impl Report {
    /// Reads git's answer. What can't be read counts as refused, because nobody has said that it is well.
    #[must_use]
    pub fn read(commands: &Commands, mut answer: &[u8]) -> Self {
        let mut report = Self::default();
        if !commands.has_sidebands {
            report.read_status(answer);
            return report;
        }
        let mut status = Vec::new();
        while let Ok(Some(Packet::Line(line))) = packet::take(&mut answer) {
            match line.split_first() {
                Some((1, data)) => status.extend_from_slice(data),
                Some((2 | 3, data)) if report.said.len() + data.len() <= SAID_BYTES_MAX => {
                    report.said.extend_from_slice(data);
                }
                _ => {}
            }
        }
        report.read_status(&status);
        report
    }

    fn read_status(&mut self, mut status: &[u8]) {
        self.unpack = Some("git gave no answer".to_owned());
        while let Ok(Some(Packet::Line(line))) = packet::take(&mut status) {
            let line = String::from_utf8_lossy(line);
            let line = line.trim_end();
            if let Some(unpacked) = line.strip_prefix("unpack ") {
                self.unpack = (unpacked != "ok").then(|| unpacked.to_owned());
            } else if let Some((name, why)) = line.strip_prefix("ng ").and_then(|rest| rest.split_once(' ')) {
                self.refused.insert(name.to_owned(), why.to_owned());
            }
        }
    }

    /// Why git itself has not moved a ref.
    #[must_use]
    pub fn refusal(&self, name: &str) -> Option<&str> {
        self.refused.get(name).or(self.unpack.as_ref()).map(String::as_str)
    }

    /// Adds that a ref was not let in.
    pub fn refuse(&mut self, name: &str, why: &str) {
        let line = why.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        self.refused.entry(name.to_owned()).or_insert(line);
    }

    /// The answer for whoever pushes.
    #[must_use]
    pub fn write(&self, commands: &Commands) -> Vec<u8> {
        let mut status = Vec::new();
        if commands.wants_report {
            packet::put(&mut status, format!("unpack {}\n", self.unpack.as_deref().unwrap_or("ok")).as_bytes());
            for command in &commands.list {
                let name = command.name.to_string();
                let line = match self.refusal(&name) {
                    None => format!("ok {name}\n"),
                    Some(why) => format!("ng {name} {why}\n"),
                };
                packet::put(&mut status, line.as_bytes());
            }
            status.extend_from_slice(FLUSH);
        }
        if !commands.has_sidebands {
            return status;
        }
        let mut answer = Vec::new();
        for (band, data) in [(2, &self.said), (1, &status)] {
            for part in data.chunks(BAND_BYTES_MAX) {
                packet::put(&mut answer, &[&[band], part].concat());
            }
        }
        answer.extend_from_slice(FLUSH);
        answer
    }
}
