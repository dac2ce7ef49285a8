//! The templates of repositories, rendered from samples in every language, with names and texts that mean harm.

use askama::Template;
use serde_json::json;

use super::{
    super::{
        NewFields,
        code::Fields,
        compare::{Found as Compared, MergeFields},
        github,
        import::Sent,
        look::{Draft, Seen, What},
        manage::BranchFields,
        media::Listed,
        open::{Chosen, OpenFields},
        scenes::verbs::Found,
    },
    branches::BranchesPage,
    chat::ChatPage,
    code::{ConflictPage, EditPage, FilePage, FolderPage},
    compare::{CommitPage, ComparePage},
    github::GitHubPage,
    history::HistoryPage,
    images::{ImagePage, ImagesPage, PaintPage},
    import::{ImportPage, ImportingPage, Offer},
    index::IndexPage,
    look::LookPage,
    missing::{EmptyPage, GonePage},
    open::OpenPage,
    preview::{ListPage, MissingPage, PreviewPage},
    pulls::{PullPage, PullsPage},
    review::ReviewPage,
    settings::{SettingsFields, SettingsPage},
    settle::SettlePage,
    sounds::{SoundPage, SoundsPage},
    *,
};
use crate::{
    account,
    agent::State,
    assistant::Status,
    git::{
        self, Author, Branch, Comparison, Conflict, Content, Delta, Diff, DiffLine, Entry, FileDiff, FileKind,
        HistoryEntry, LineKind, MergedText, ObjectId, Past, TreePath,
    },
    github::{Page as Remotes, Permissions, RemoteRepo},
    kit::{Ambient, Timestamp},
    livechat::Turn,
    repo::{
        Member, Origin, Protection, Pull, PullState, RepoName, Visit,
        import::{Brought, Import, Stage},
        mirror::{Account, Way},
    },
    talking::{Shown, Told},
    web::{
        agents,
        samples::{EVIL, check_page, for_each_language},
    },
};

const NOW: Timestamp = Timestamp(1_795_269_720_000);

fn object() -> ObjectId {
    "0123456789abcdef0123456789abcdef01234567".parse().unwrap()
}

fn repo(role: Role) -> Repo {
    let ambient = Ambient::system();
    Repo {
        origin: None,
        id: ambient.id(),
        owner: ambient.id(),
        owner_name: account::Name::new("<b>Ada & Co</b>").unwrap(),
        name: RepoName::new("site").unwrap(),
        description: EVIL.to_owned(),
        visibility: Visibility::Private,
        protection: Protection::parse("main\nrelease/*").unwrap(),
        created_at: NOW,
        changed_at: NOW,
        archived_at: (role == Role::Read).then_some(NOW),
        role,
    }
}

fn account(way: Way) -> Account {
    Account { login: EVIL.to_owned(), added_at: NOW, way, has_run_out: false }
}

/// What may stand at a place of a repository on GitHub, and whether that one is empty.
fn seen() -> [(fn() -> What, bool); 6] {
    use crate::github::EntryKind;
    let folder = || {
        let kinds = [EntryKind::Dir, EntryKind::File, EntryKind::Symlink, EntryKind::Unknown];
        What::Folder(kinds.into_iter().map(github_entry).collect())
    };
    [
        (folder, false),
        (|| What::Text { blob: object(), text: EVIL.to_owned() }, false),
        (|| What::Bytes(5), false),
        (|| What::TooLarge(1 << 20), false),
        (|| What::Other, false),
        (|| What::Nothing, true),
    ]
}

fn github_entry(kind: crate::github::EntryKind) -> crate::github::Entry {
    crate::github::Entry { name: EVIL.to_owned(), kind, blob: object(), size: 7 }
}

fn remote_branch(name: &str) -> crate::github::Branch {
    crate::github::Branch { name: name.parse().unwrap(), commit: object(), is_protected: false }
}

fn mirror() -> Repo {
    let ambient = Ambient::system();
    Repo { id: ambient.id(), origin: Some(Origin::new("octo", "site").unwrap()), ..repo(Role::Write) }
}

fn head(role: Role) -> Head {
    let branch = "feature/<i>x</i>&".parse().unwrap();
    Head::of(
        &repo(role),
        Ambient::system().id(),
        &Place { branch, head: Some(object()), tab: Tab::Code, path: format!("a/{EVIL}") },
        Some(format!("http://x/{EVIL}")),
    )
}

fn entry(kind: FileKind) -> Entry {
    Entry { path: format!("a/{EVIL}"), kind, id: object(), bytes: kind.is_file().then_some(1_234) }
}

fn commit() -> HistoryEntry {
    let author = Author { name: EVIL.to_owned(), email: EVIL.to_owned() };
    HistoryEntry { commit: object(), parents: vec![], summary: EVIL.to_owned(), body: EVIL.to_owned(), author, at: NOW }
}

fn notice() -> Option<Notice> {
    Some(Notice { kind: "danger", text: EVIL.to_owned() })
}

#[test]
fn lists_and_settings_are_whole_and_clean() {
    for_each_language(|page, _| {
        let repos = [repo(Role::Admin), repo(Role::Read), repo(Role::Write)];
        let visit = Visit { repo: repo(Role::Read), branch: "a/<b>".parse().unwrap(), at: NOW };
        let fields = NewFields { name: EVIL.to_owned(), ..NewFields::default() };
        check_page(
            &IndexPage::new(page.clone(), &repos, &[visit], (Some("http://x"), true), fields, notice(), NOW)
                .render()
                .unwrap(),
        );
        let empty = IndexPage::new(page.clone(), &[], &[], (None, false), NewFields::default(), None, NOW);
        check_page(&empty.render().unwrap());

        let branches = [Branch { name: "main".parse().unwrap(), head: object() }];
        let default = branches[0].name.clone();
        let with_commits = [(branches[0].clone(), commit())];
        for role in Role::ALL {
            let repo = repo(role);
            let member = Member { user: repo.owner, name: repo.owner_name.clone(), role };
            let fields = SettingsFields::of(&repo, &default);
            let view = SettingsPage::new(page.clone(), &repo, repo.owner, &[member], &branches, fields, notice());
            check_page(&view.render().unwrap());
            let fields = BranchFields { name: EVIL.to_owned(), ..BranchFields::default() };
            let view = BranchesPage::new(page.clone(), &repo, &default, &with_commits, fields, notice(), NOW);
            check_page(&view.render().unwrap());
            check_page(&EmptyPage::new(page.clone(), &repo, Some(EVIL.to_owned()), notice()).render().unwrap());
            let gone = GonePage::new(page.clone(), &repo, EVIL.to_owned(), Some(EVIL.to_owned()));
            check_page(&gone.render().unwrap());
        }
    });
}

fn import(stage: Stage) -> Import {
    Import { id: Ambient::system().id(), name: RepoName::new("site").unwrap(), begun_at: NOW, stage }
}

fn remote(name: &str) -> RemoteRepo {
    RemoteRepo {
        id: 1,
        name: Origin::new("octo", name).unwrap(),
        is_private: true,
        is_archived: name == "other",
        default_branch: None,
        description: EVIL.to_owned(),
        permissions: Permissions::default(),
        pushed_at: None,
        size_kib: 0,
        clone_url: String::new(),
        page_url: String::new(),
    }
}

#[test]
fn imports_and_choices_are_whole_and_clean() {
    for_each_language(|page, _| {
        let brought = Brought { repo: Box::new(mirror()), branches: 1, tags: 2, left_out: vec![EVIL.to_owned()] };
        let stages = [
            Stage::Waiting,
            Stage::Receiving { bytes: 5_000_000 },
            Stage::Checking { files: 0 },
            Stage::Checking { files: 9 },
            Stage::Done(brought),
            Stage::Failed(EVIL.to_owned()),
        ];
        for has_git in [true, false] {
            let imports = stages.iter().cloned().map(import).collect();
            let offer = Offer { sites: vec![EVIL.to_owned()], bytes_max: 512 << 20, has_git, imports };
            check_page(&ImportPage::new(page.clone(), offer, Sent::default(), notice()).render().unwrap());
        }
        for connected in [None, Some(account(Way::Token)), Some(account(Way::App))] {
            let list =
                connected.is_some().then(|| Remotes { items: vec![remote("site"), remote("other")], next: Some(2) });
            for has_app in [false, true] {
                let (account, list) = (connected.clone(), list.clone());
                let offer = github::Offer { account, has_app, is_shut: has_app, list, mirrors: vec![mirror()] };
                check_page(&GitHubPage::new(page.clone(), offer, EVIL.to_owned(), notice()).render().unwrap());
            }
        }
        for (what, is_empty) in seen() {
            let theirs = Some(EVIL.to_owned());
            for draft in [
                None,
                Some(Draft {
                    expect: object(),
                    content: EVIL.to_owned(),
                    has_carriage_returns: true,
                    message: EVIL.to_owned(),
                    to: EVIL.to_owned(),
                    theirs,
                }),
            ] {
                let what = what();
                let branch = (!is_empty).then(|| "a/<b>".parse().unwrap());
                let path = (!matches!(what, What::Folder(_))).then(|| TreePath::new("src/<b>.txt").unwrap());
                let branches = vec![remote_branch("main")];
                let seen = Seen { repo: remote("site"), branches, has_more_branches: is_empty, branch, path, what };
                check_page(&LookPage::new(page.clone(), seen, draft, notice()).render().unwrap());
            }
        }
        for stage in stages {
            check_page(&ImportingPage::new(page.clone(), import(stage)).render().unwrap());
        }
        for (role, branches) in [(Role::Write, 2), (Role::Read, 1), (Role::Admin, 0)] {
            let names = ["main", "a/<b>"].iter().take(branches);
            let branches = names.map(|name| Branch { name: name.parse().unwrap(), head: object() }).collect();
            let repo = repo(role);
            let chosen = Some(Chosen { repo: repo.clone(), default: "main".parse().unwrap(), branches });
            let fields = OpenFields { name: EVIL.to_owned(), prefix: EVIL.to_owned(), ..OpenFields::default() };
            let view = OpenPage::new(page.clone(), &[repo], chosen, role != Role::Read, fields, notice());
            check_page(&view.render().unwrap());
        }
        check_page(&OpenPage::new(page.clone(), &[], None, false, OpenFields::default(), None).render().unwrap());
    });
}

#[test]
fn files_are_whole_and_clean() {
    for_each_language(|page, _| {
        let kinds = [FileKind::Folder, FileKind::File, FileKind::Executable, FileKind::Link, FileKind::Submodule];
        let entries: Vec<git::Entry> = kinds.into_iter().map(entry).collect();
        let data = format!("# {EVIL}\n\n<script>alert(1)</script>").into_bytes();
        let readme = Content { id: object(), kind: FileKind::File, bytes: 9, is_binary: false, data };
        for role in Role::ALL {
            let folder = FolderPage::new(page.clone(), head(role), &entries, Some(readme.clone()), notice());
            check_page(&folder.render().unwrap());
            for entry in &entries[1..] {
                let text = (entry.kind == FileKind::File).then(|| EVIL.to_owned());
                check_page(&FilePage::new(page.clone(), head(role), entry, text, None).render().unwrap());
            }
        }
        let mut fields = Fields::default();
        (fields.path, fields.content) = (EVIL.to_owned(), EVIL.to_owned());
        for expect in [None, Some(object())] {
            let edit = EditPage::new(page.clone(), head(Role::Write), &fields, expect, notice());
            check_page(&edit.render().unwrap());
        }
        let merged = |has_conflicts| Some(MergedText { text: EVIL.to_owned(), has_conflicts });
        let theirs = || Some((object(), Some(EVIL.to_owned())));
        for (theirs, merged) in [(theirs(), merged(true)), (theirs(), merged(false)), (theirs(), None), (None, None)] {
            let view = ConflictPage::new(page.clone(), head(Role::Write), &fields, theirs, merged);
            check_page(&view.render().unwrap());
        }
        let past = Past { entries: vec![commit()], next: Some(object()) };
        check_page(&HistoryPage::new(page.clone(), head(Role::Read), &past, NOW).render().unwrap());
    });
}

#[test]
fn chats_are_whole_and_clean() {
    for_each_language(|page, _| {
        let shown = |tool: &str, is_error| Shown { tool: tool.to_owned(), about: EVIL.to_owned(), is_error };
        let turn = |status| Turn {
            id: Ambient::system().id(),
            chat: Ambient::system().id(),
            number: 7,
            text: EVIL.to_owned(),
            status,
            answer: format!("# {EVIL}"),
            error: (status == Status::Failed).then(|| EVIL.to_owned()),
            model: Some(EVIL.to_owned()),
            base: None,
            made: (status == Status::Completed).then(object),
            created_at: NOW,
            ended_at: None,
        };
        let all = [
            Status::Queued,
            Status::Running,
            Status::Interrupted,
            Status::Completed,
            Status::Failed,
            Status::Cancelled,
        ];
        let steps = || vec![shown("write", false), shown("edit", true), shown(EVIL, false)];
        for role in Role::ALL {
            let none = ChatPage::new(page.clone(), head(role), Vec::new(), EVIL.to_owned(), None, NOW);
            check_page(&none.render().unwrap());
            let told = all.map(|status| Told { turn: turn(status), steps: steps() });
            let html =
                ChatPage::new(page.clone(), head(role), told.into(), String::new(), notice(), NOW).render().unwrap();
            check_page(&html);
            assert_eq!(html.matches(r#"value="cancel""#).count(), 3);
            assert_eq!(html.matches(r#"value="continue""#).count(), 1);
        }
    });
}

#[test]
fn pictures_and_sounds_are_whole_and_clean() {
    for_each_language(|page, _| {
        let entry = Entry { path: format!("a/{EVIL}.png"), ..entry(FileKind::File) };
        for role in Role::ALL {
            for files in [vec![], vec![entry.clone(), Entry { path: "b.wav".to_owned(), ..entry.clone() }]] {
                let listed = Listed { is_cut: !files.is_empty(), files };
                check_page(&ImagesPage::new(page.clone(), head(role), &listed, EVIL.to_owned()).render().unwrap());
                check_page(&SoundsPage::new(page.clone(), head(role), &listed, String::new()).render().unwrap());
            }
            check_page(&ImagePage::new(page.clone(), head(role), &entry).render().unwrap());
            check_page(&SoundPage::new(page.clone(), head(role), &entry).render().unwrap());
            check_page(&PaintPage::new(page.clone(), head(role), Some(&entry)).render().unwrap());
            check_page(&PaintPage::new(page.clone(), head(role), None).render().unwrap());
        }
    });
}

#[test]
fn scenes_are_whole_and_clean() {
    use scenes::{Listed, ScenePage, ScenesPage};

    let text = json!({ "format": "scene", "version": 1, "entities": {
        "000000aa": { "kind": "group", "name": EVIL, "parent": "000000bb" },
        "000000cc": { "kind": "text", "text": EVIL, "parent": "000000aa", "custom": { "tag": EVIL } },
        "000000dd": { "kind": "image", "image": "a/b.png", "at": [1, 2.5] },
    } })
    .to_string();
    for_each_language(|page, _| {
        for (role, text) in [(Role::Write, &text), (Role::Read, &text), (Role::Write, &"{".to_owned())] {
            let found = Found { commit: object(), blob: object(), read: crate::scene::read(text) };
            let view = ScenePage::new(page.clone(), head(role), &found, vec![EVIL.to_owned()]);
            check_page(&view.render().unwrap());
        }
        let listed = |scene, is_broken| Listed { path: format!("{EVIL}.scene.json"), blob: object(), scene, is_broken };
        let scenes = [listed(Some(crate::scene::Scene::empty()), false), listed(None, true), listed(None, false)];
        for (role, scenes) in [(Role::Write, &scenes[..]), (Role::Read, &scenes[..]), (Role::Write, &[])] {
            let undo = Some((EVIL.to_owned(), object()));
            let view = ScenesPage::new(page.clone(), head(role), scenes, EVIL.to_owned(), notice(), undo);
            check_page(&view.render().unwrap());
        }
    });
}

#[test]
fn previews_are_whole_and_clean() {
    for_each_language(|page, _| {
        check_page(&PreviewPage::new(page.clone(), head(Role::Read), format!("/preview/x/{EVIL}")).render().unwrap());
        let kinds = [FileKind::Folder, FileKind::File, FileKind::Link];
        let entries: Vec<git::Entry> = kinds.into_iter().map(entry).collect();
        let list = ListPage::new(page.clone(), EVIL, &entries).render().unwrap();
        assert!(!list.contains("<img") && list.contains("&#60;img"), "{list}");
        let missing = MissingPage::new(page.clone(), EVIL.to_owned()).render().unwrap();
        assert!(!missing.contains("<img"), "{missing}");
    });
}

fn diff() -> Diff {
    let line = |kind| DiffLine { kind, old: Some(1), new: None, text: EVIL.to_owned() };
    let lines = [LineKind::Kept, LineKind::Added, LineKind::Removed].map(line).to_vec();
    let file = |delta| FileDiff {
        path: EVIL.to_owned(),
        old_path: (delta == Delta::Renamed).then(|| EVIL.to_owned()),
        delta,
        is_binary: delta == Delta::Added,
        added: 1,
        removed: 1,
        hunks: if delta == Delta::Changed { vec![lines.clone(), lines.clone()] } else { Vec::new() },
        is_cut: delta == Delta::Changed,
    };
    let files = [Delta::Added, Delta::Deleted, Delta::Changed, Delta::Renamed].map(file).to_vec();
    Diff { files, file_count: 9, added: 4, removed: 4 }
}

fn pull(state: PullState) -> Pull {
    let name = account::Name::new("<b>Ada & Co</b>").unwrap();
    let is_over = state != PullState::Open;
    Pull {
        number: 7,
        title: EVIL.to_owned(),
        body: format!("# {EVIL}\n\n<script>alert(1)</script>"),
        from: "a/<b>".parse().unwrap(),
        into: "main".parse().unwrap(),
        state,
        opened_by: Ambient::system().id(),
        opened_by_name: name.clone(),
        opened_at: NOW,
        closed_by_name: is_over.then_some(name),
        closed_at: is_over.then_some(NOW),
        merged_commit: (state == PullState::Merged).then(object),
    }
}

fn found(ahead: usize, behind: usize) -> Compared {
    Compared {
        branches: vec!["main".parse().unwrap(), "a/<b>".parse().unwrap()],
        into: "main".parse().unwrap(),
        into_head: object(),
        from: "a/<b>".parse().unwrap(),
        from_head: object(),
        comparison: Comparison { base: Some(object()), ahead, behind, diff: diff() },
    }
}

#[test]
fn requests_are_whole_and_clean() {
    for_each_language(|page, _| {
        let pulls: Vec<Pull> = PullState::ALL.into_iter().map(pull).collect();
        for (is_open, pulls) in [(true, &pulls[..]), (false, &pulls[..]), (true, &[]), (false, &[])] {
            check_page(&PullsPage::new(page.clone(), &repo(Role::Write), pulls, is_open, NOW).render().unwrap());
        }
        let none = found(0, 0);
        for (pull, found) in pulls.iter().zip([Some(&found(2, 1)), Some(&none), None]) {
            for role in [Role::Read, Role::Write] {
                check_page(&PullPage::new(page.clone(), &repo(role), pull, found, notice(), NOW).render().unwrap());
            }
        }
        let text = || Some(MergedText { text: format!("</textarea>{EVIL}"), has_conflicts: true });
        let path = |name: &str| TreePath::new(name).unwrap();
        let conflicts = vec![
            Conflict { path: path("a<b>.txt"), ours: Some(object()), theirs: Some(object()), text: text() },
            Conflict { path: path("b.txt"), ours: None, theirs: Some(object()), text: None },
            Conflict { path: path("c.png"), ours: Some(object()), theirs: Some(object()), text: None },
        ];
        let fields: MergeFields = serde_json::from_value(serde_json::json!({
            "into": "main", "from": "a/<b>", "expect_into": object(), "expect_from": object(), "kind": "squash",
            "message": EVIL, "pull": 7,
        }))
        .unwrap();
        check_page(&SettlePage::new(page.clone(), &repo(Role::Write), &fields, conflicts).render().unwrap());
    });
}

#[test]
fn differences_are_whole_and_clean() {
    for_each_language(|page, _| {
        check_page(&CommitPage::new(page.clone(), &repo(Role::Read), &commit(), diff(), NOW).render().unwrap());
        for (role, ahead, behind) in [(Role::Write, 2, 0), (Role::Write, 1, 1), (Role::Admin, 0, 0), (Role::Read, 1, 0)]
        {
            let found = found(ahead, behind);
            let html = ComparePage::new(page.clone(), &repo(role), &found, notice()).render().unwrap();
            check_page(&html);
            assert_eq!(html.contains("/-/merge"), role == Role::Write && ahead > 0);
        }
    });
}

#[test]
fn a_review_is_whole_and_clean_with_the_branch_and_without() {
    for_each_language(|page, _| {
        for (state, found) in
            [(State::Running, Some(found(2, 1))), (State::Done, Some(found(2, 0))), (State::Done, None)]
        {
            let agent = agents::samples::agent(state);
            let html =
                ReviewPage::new(page.clone(), &repo(Role::Write), &agent, found.as_ref(), notice()).render().unwrap();
            check_page(&html);
            assert_eq!(html.contains("/finish"), state == State::Done && found.is_some());
        }
    });
}
