//! Files written out and taken in again, with whatever a command may have left there. The commands themselves are run in
//! `tests/integration/`.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::PathBuf,
};

use tempfile::TempDir;

use super::*;
use crate::agent::{
    overlay::{Error, Result},
    trial::Trial,
};

/// A repository, an overlay over it, and a folder for commands.
struct Bench {
    it: Trial,
    folder: TempDir,
    laid: Laid,
}

impl Bench {
    fn new(files: &[(&str, &str)]) -> Self {
        let mut bench = Self { it: Trial::new(files), folder: TempDir::new().unwrap(), laid: Laid::default() };
        bench.lay().unwrap();
        bench
    }

    fn tree(&self) -> Folder {
        Folder::open(self.folder.path()).unwrap()
    }

    fn at(&self, at: &str) -> PathBuf {
        self.folder.path().join(at)
    }

    fn lay(&mut self) -> Result<()> {
        self.laid = lay(&self.it.repository, &self.it.overlay, &self.tree(), &self.laid)?;
        Ok(())
    }

    fn collect(&mut self) -> Result<Collected> {
        let tree = self.tree();
        let mut collected = collect(&self.it.repository, &mut self.it.overlay, (&tree, &self.laid), u64::MAX)?;
        self.laid = std::mem::take(&mut collected.laid);
        Ok(collected)
    }

    /// Writes into the folder as a command would.
    fn write(&self, at: &str, text: &str) {
        fs::create_dir_all(self.at(at).parent().unwrap()).unwrap();
        fs::write(self.at(at), text).unwrap();
    }

    /// What is taken over, and what is left out.
    fn taken(&mut self) -> (Vec<String>, Vec<String>) {
        let collected = self.collect().unwrap();
        assert_eq!(collected.left_out.len(), collected.left_out_count);
        (collected.taken.iter().map(|taken| taken.path.to_string()).collect(), collected.left_out)
    }
}

fn site() -> Bench {
    Bench::new(&[("a.txt", "a\n"), ("css/site.css", "a {}\n"), ("run.sh", "#!/bin/sh\n")])
}

#[test]
fn what_a_command_changes_is_taken_over_and_nothing_else() {
    let mut bench = site();
    assert_eq!(bench.taken(), (vec![], vec![]), "nothing has changed");
    bench.write("a.txt", "b\n");
    bench.write("new/deep/file.txt", "new\n");
    fs::remove_file(bench.at("css/site.css")).unwrap();
    fs::set_permissions(bench.at("run.sh"), fs::Permissions::from_mode(0o755)).unwrap();
    let (mut taken, left_out) = bench.taken();
    taken.sort();
    assert_eq!((taken.join(" ").as_str(), left_out.len()), ("a.txt css/site.css new/deep/file.txt run.sh", 0));
    assert_eq!(bench.it.text("a.txt").as_deref(), Some("b\n"));
    assert_eq!((bench.it.text("css/site.css"), bench.it.text("new/deep/file.txt").as_deref()), (None, Some("new\n")));
    assert_eq!(bench.it.kind("run.sh"), Some(crate::git::FileKind::Executable));
    assert_eq!(bench.taken(), (vec![], vec![]), "and once");

    bench.it.commit();
    bench.it.done("write", serde_json::json!({ "path": "a.txt", "content": "by hand\n" }));
    bench.it.done("delete", serde_json::json!({ "path": "new/deep/file.txt" }));
    bench.lay().unwrap();
    assert_eq!(fs::read_to_string(bench.at("a.txt")).unwrap(), "by hand\n");
    assert!(!bench.at("new/deep/file.txt").exists() && bench.at("run.sh").exists());
    assert_eq!(fs::metadata(bench.at("run.sh")).unwrap().permissions().mode() & 0o777, 0o755);
    assert_eq!(bench.taken(), (vec![], vec![]));
}

#[test]
fn what_was_taken_over_can_be_taken_over_again_without_the_command() {
    let mut bench = site();
    let before = bench.it.overlay.clone();
    bench.write("a.txt", "b\n");
    fs::remove_file(bench.at("run.sh")).unwrap();
    let collected = bench.collect().unwrap();
    let text = serde_json::to_string(&collected.taken).unwrap();
    let again: Vec<Taken> = serde_json::from_str(&text).unwrap();
    let mut overlay = before;
    for taken in &again {
        apply(&bench.it.repository, &mut overlay, taken).unwrap();
    }
    assert_eq!(overlay, bench.it.overlay);
    let hostile = r#"[{"path": "../a", "content": null}]"#;
    assert!(serde_json::from_str::<Vec<Taken>>(hostile).is_err());
}

#[test]
fn links_pipes_and_bad_names_are_left_out_in_words_and_taken_away() {
    use std::os::unix::ffi::OsStrExt;
    let mut bench = site();
    let outside = TempDir::new().unwrap();
    fs::write(outside.path().join("secret"), "secret\n").unwrap();
    symlink(outside.path().join("secret"), bench.at("link")).unwrap();
    symlink(outside.path(), bench.at("folder")).unwrap();
    fs::remove_file(bench.at("a.txt")).unwrap();
    symlink(outside.path().join("secret"), bench.at("a.txt")).unwrap();
    rustix::fs::mkfifoat(rustix::fs::CWD, bench.at("pipe"), rustix::fs::Mode::RUSR).unwrap();
    bench.write(".git/hooks/pre-commit", "#!/bin/sh\n");
    bench.write(".GIT/config", "x");
    bench.write("back\\slash", "x");
    fs::write(bench.folder.path().join(std::ffi::OsStr::from_bytes(b"bad\xff")), "x").unwrap();
    fs::create_dir_all(bench.at(&"d/".repeat(70))).unwrap();
    bench.write("good.txt", "good\n");
    let (mut taken, left_out) = bench.taken();
    taken.sort();
    assert_eq!(taken, ["a.txt", "good.txt"]);
    assert_eq!(bench.it.text("a.txt"), None, "the file that was there is gone");
    let all = left_out.join("\n");
    for words in [
        "link: a link",
        "folder: a link",
        "a.txt: a link",
        "pipe: no file",
        ".git",
        "backslash",
        "must be UTF-8",
        "too many folders",
    ] {
        assert!(all.contains(words), "{words}: {all}");
    }
    for gone in ["link", "folder", "a.txt", "pipe", ".git", ".GIT", "back\\slash"] {
        assert!(bench.at(gone).symlink_metadata().is_err(), "{gone}");
    }
    assert_eq!(fs::read_to_string(outside.path().join("secret")).unwrap(), "secret\n", "what links lead to stays");
    assert_eq!(bench.taken(), (vec![], vec![]));
}

#[test]
fn nothing_is_written_through_what_a_command_has_left() {
    let mut bench = Bench::new(&[("a.txt", "a\n"), ("css/site.css", "a {}\n"), (".gitignore", "kept\n")]);
    let outside = TempDir::new().unwrap();
    fs::write(outside.path().join("a.txt"), "theirs\n").unwrap();
    fs::create_dir(bench.at("kept")).unwrap();
    // In what is ignored, links may stand; and then the agent writes there.
    symlink(outside.path(), bench.at("kept/folder")).unwrap();
    symlink(outside.path().join("a.txt"), bench.at("kept/a.txt")).unwrap();
    assert_eq!(bench.taken(), (vec![], vec![]));
    for at in ["kept/folder/a.txt", "kept/a.txt"] {
        bench.it.done("write", serde_json::json!({ "path": at, "content": "ours\n" }));
    }
    bench.lay().unwrap();
    assert_eq!(fs::read_to_string(outside.path().join("a.txt")).unwrap(), "theirs\n");
    assert_eq!(fs::read_to_string(bench.at("kept/folder/a.txt")).unwrap(), "ours\n");
    assert!(!bench.at("kept/folder").is_symlink() && !bench.at("kept/a.txt").is_symlink());

    // A file of the branch becomes a folder, and a folder a file.
    fs::remove_file(bench.at("a.txt")).unwrap();
    bench.write("a.txt/inner.txt", "x");
    fs::remove_dir_all(bench.at("css")).unwrap();
    bench.write("css", "x");
    let (_, left_out) = bench.taken();
    assert_eq!(left_out.len(), 2, "{left_out:?}");
    bench.lay().unwrap();
    assert_eq!(bench.taken().1, Vec::<String>::new());
}

#[test]
fn what_the_repository_ignores_stays_in_the_folder_and_out_of_the_tree() {
    let mut bench = Bench::new(&[
        (".gitignore", "target/\n*.log\n!keep.log\nnode_modules\n"),
        ("target/kept.txt", "tracked\n"),
        ("sub/.gitignore", "local\n"),
    ]);
    for at in
        ["target/a.o", "x.log", "keep.log", "node_modules/m/index.js", "sub/local", "sub/x.log", "local", "sub/other"]
    {
        bench.write(at, "x\n");
    }
    symlink("/etc", bench.at("node_modules/etc")).unwrap();
    bench.write("target/kept.txt", "changed\n");
    let (mut taken, left_out) = bench.taken();
    taken.sort();
    assert_eq!(taken, ["keep.log", "local", "sub/other", "target/kept.txt"]);
    assert_eq!(left_out, Vec::<String>::new());
    bench.lay().unwrap();
    for at in ["target/a.o", "node_modules/m/index.js", "node_modules/etc/passwd"] {
        assert!(bench.at(at).exists(), "{at} is found again by the next command");
    }
}

#[test]
fn what_is_too_much_is_refused_as_a_whole() {
    let mut bench = site();
    let before = bench.it.overlay.clone();
    for n in 0..=crate::agent::overlay::FILES_MAX {
        bench.write(&format!("many/{n}"), "x");
    }
    let Err(Error::Refused(why)) = bench.collect() else { panic!("it is too much") };
    assert!(why.contains("1000 files") && why.contains("nothing of it"), "{why}");
    assert_eq!(bench.it.overlay, before);

    let mut bench = site();
    fs::File::create(bench.at("large")).unwrap().set_len(FILE_BYTES_MAX + 1).unwrap();
    bench.write("small", "x");
    let (taken, left_out) = bench.taken();
    assert_eq!((taken, left_out), (vec!["small".to_owned()], vec!["large: more than 8 MiB".to_owned()]));
    for n in 0..9 {
        let file = fs::File::create(bench.at(&format!("large-{n}"))).unwrap();
        file.set_len(FILE_BYTES_MAX).unwrap();
    }
    let Err(Error::Refused(why)) = bench.collect() else { panic!("it is too much") };
    assert!(why.contains("64 MiB"), "{why}");
    let tree = bench.tree();
    let small = collect(&bench.it.repository, &mut bench.it.overlay, (&tree, &bench.laid), 10);
    assert!(matches!(small, Err(Error::Refused(_))), "a repository has its bounds");
}

#[test]
fn a_link_in_place_of_a_folder_leads_nowhere() {
    let mut bench = site();
    fs::remove_dir_all(bench.at("css")).unwrap();
    let outside = TempDir::new().unwrap();
    fs::write(outside.path().join("site.css"), "theirs").unwrap();
    symlink(outside.path(), bench.at("css")).unwrap();
    let (taken, left_out) = bench.taken();
    assert_eq!((taken, left_out.len()), (vec!["css/site.css".to_owned()], 1), "what stands behind a link is not there");
    assert!(outside.path().join("site.css").exists());
}
