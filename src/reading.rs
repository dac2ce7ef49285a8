//! Has documents read: starts the child for each, stores what it finds, and keeps the document's card up to date.
//!
//! A reading belongs to the server and not to whoever sent the file: it goes on when the page is closed, and one that
//! was cut short by the server's end is begun again at its next start. Storing the same thing twice does no harm.

mod add;

use std::{path::PathBuf, sync::Arc, time::Duration};

use crate::{
    account::UserId,
    activity::By,
    card::{self, block::Body},
    config::Config,
    db::Tx,
    desk::{self, Context, Done},
    document::{self, Document, DocumentId, Found, Marker, Shelf, Status},
    extract::{Limits, Note, Reader, Refusal, Trouble},
    sprite::{self, Directory, SpriteHandle},
};

/// What is found is stored when it has about so many bytes: one transaction of some milliseconds, indexes included.
const TOGETHER_BYTES: usize = 128 << 10;
/// Pages of one document whose pictures are looked at for writing. Each takes seconds.
const RECOGNISED_MAX: usize = 50;
/// The program that is running, also when its file has been replaced since.
const ITSELF: &str = "/proc/self/exe";

/// Has documents read. Cheap to clone.
#[derive(Clone)]
pub struct Readings {
    reader: Arc<Reader>,
    shelf: Arc<Shelf>,
    directory: Directory,
    /// What the documents of a user may have together.
    quota_bytes: u64,
}

pub use add::add_with_card;

/// Why a reading ended before its time.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Sprite(#[from] sprite::Error),
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

impl Readings {
    #[must_use]
    pub fn new(config: &Config, shelf: Shelf, directory: Directory) -> Self {
        let settings = &config.documents;
        let limits = Limits {
            memory_bytes: settings.read_memory_mib << 20,
            cpu_s: settings.read_cpu_s,
            wall: Duration::from_secs(settings.read_s),
            at_once: settings.read_at_once,
        };
        let program = config.program.clone().unwrap_or_else(|| PathBuf::from(ITSELF));
        let reader = Reader::new(program, limits, &settings.ocr, &settings.ocr_languages);
        let quota_bytes = settings.user_mib_max << 20;
        Self { reader: Arc::new(reader), shelf: Arc::new(shelf), directory, quota_bytes }
    }

    /// Where the users are whose documents are read.
    #[must_use]
    pub const fn directory(&self) -> &Directory {
        &self.directory
    }

    /// Where the files lie.
    #[must_use]
    pub fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// Tells what files are.
    #[must_use]
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Has the document read, in its own time.
    pub fn begin(&self, user: UserId, document: DocumentId) {
        let (readings, marker) = (self.clone(), Marker { user, document });
        // A Sprite may have to be woken, and its actor stays on the thread that wakes it.
        tokio::task::spawn_local(async move {
            match readings.run(marker).await {
                Ok(()) => readings.shelf.unmark(marker),
                // It stays marked: what could not be stored now is read again at the next start.
                Err(error) => tracing::error!(document.id = %document, "a document could not be read: {error}"),
            }
        });
    }

    /// Begins again what the end of the server has cut short.
    pub fn resume(&self) {
        match self.shelf.marked() {
            Ok(markers) => markers.into_iter().for_each(|marker| self.begin(marker.user, marker.document)),
            Err(error) => tracing::error!("it could not be seen which documents are unread: {error}"),
        }
    }

    async fn run(&self, marker: Marker) -> Result<(), Error> {
        let id = marker.document;
        let find = move |tx: &Tx| match document::find(tx, id) {
            Ok(document) => Ok(Some(document)),
            // The server ended before it was stored that there is one.
            Err(document::Error::NotFound) => Ok(None),
            Err(error) => Err(desk::Error::from(error)),
        };
        let found = self.directory.wake(marker.user).await?.read(find).await?;
        let Some(document) = found.filter(|document| !matches!(document.status, Status::Completed | Status::Failed))
        else {
            return Ok(());
        };
        match self.read(marker.user, &document).await {
            Err(Error::Trouble(Trouble::Refused(refusal))) => {
                let sprite = self.directory.wake(marker.user).await?;
                settle(&sprite, &document, Status::Failed, Some(refusal), Vec::new()).await
            }
            other => other,
        }
    }

    /// Reads the file, then the pictures in it.
    async fn read(&self, user: UserId, document: &Document) -> Result<(), Error> {
        let path = self.shelf.file(user, &document.hash);
        let mut pieces = self.reader.read(&path, document.kind).await?;
        let sprite = self.directory.wake(user).await?;
        let mut found = Found::default();
        while let Some(piece) = pieces.next().await? {
            found.add(piece);
            if found.bytes() >= TOGETHER_BYTES {
                store(&sprite, document.id, found.take()).await?;
            }
        }
        drop(pieces);
        store(&sprite, document.id, found.take()).await?;
        if document.kind.is_picture() && !found.thumbnail.is_empty() {
            self.keep_small(user, document, std::mem::take(&mut found.thumbnail)).await;
        }
        let mut notes = found.notes.clone();
        if !found.scanned.is_empty() {
            settle(&sprite, document, Status::Extracted, None, notes.clone()).await?;
            notes.extend(self.recognise(&sprite, document, &path, &found.scanned).await?);
        }
        settle(&sprite, document, Status::Completed, None, notes).await
    }

    /// Keeps the small picture for the card, which shows the large one without it.
    async fn keep_small(&self, user: UserId, document: &Document, bytes: Vec<u8>) {
        let (shelf, hash) = (self.shelf.clone(), document.hash.clone());
        let kept = tokio::task::spawn_blocking(move || shelf.keep_small(user, &hash, &bytes)).await;
        if let Ok(Err(error)) = kept {
            tracing::warn!(document.id = %document.id, "a small picture could not be kept: {error}");
        }
    }

    /// Reads the writing in the pictures on `pages`, where this machine can.
    async fn recognise(
        &self,
        sprite: &SpriteHandle,
        document: &Document,
        path: &std::path::Path,
        pages: &[u32],
    ) -> Result<Option<Note>, Error> {
        let mut note = (pages.len() > RECOGNISED_MAX).then_some(Note::PagesLeftOut);
        for page in pages.iter().copied().take(RECOGNISED_MAX) {
            match self.reader.recognise(path, document.kind, page).await {
                Ok(Some(text)) => {
                    let mut found = Found::default();
                    found.add(crate::extract::Piece::Page { number: page, text });
                    store(sprite, document.id, found).await?;
                }
                Ok(None) => return Ok(Some(Note::OcrMissing)),
                Err(trouble) => {
                    tracing::warn!(document.id = %document.id, "a page could not be recognised: {trouble}");
                    note = Some(Note::OcrFailed);
                }
            }
        }
        Ok(note)
    }
}

async fn store(sprite: &SpriteHandle, id: DocumentId, found: Found) -> Result<(), Error> {
    let take_in = move |tx: &Tx, _: &Context<'_>| -> Result<Done, sprite::Error> {
        document::take_in(tx, id, &found).map_err(desk::Error::from)?;
        Ok(Done::default())
    };
    sprite.write(By::User, take_in).await?;
    Ok(())
}

/// Stores how the reading stands, and shows it on the document's card.
async fn settle(
    sprite: &SpriteHandle,
    document: &Document,
    status: Status,
    refusal: Option<Refusal>,
    notes: Vec<Note>,
) -> Result<(), Error> {
    let (id, card) = (document.id, document.card);
    let settle = move |tx: &Tx, context: &Context<'_>| -> Result<Done, sprite::Error> {
        Ok(show(tx, id, card, status, refusal, &notes, context)?)
    };
    sprite.write(By::User, settle).await?;
    Ok(())
}

fn show(
    tx: &Tx,
    id: DocumentId,
    card: Option<card::CardId>,
    now_is: Status,
    refusal: Option<Refusal>,
    notes: &[Note],
    context: &Context<'_>,
) -> Result<Done, desk::Error> {
    document::set_status(tx, id, now_is, refusal, notes)?;
    if now_is == Status::Completed {
        document::extraction::look(tx, id)?;
    }
    let words = Some(document::preview(tx, id)?).filter(|words| !words.is_empty());
    let Some(card) = card else { return Ok(Done::default()) };
    let bring_up_to_date = |block: &mut card::Block| {
        if let Body::Document { document_id, status, preview, .. } = &mut block.body
            && *document_id == id
        {
            *status = Some(now_is);
            preview.clone_from(&words);
        }
    };
    let change = card::refresh(tx, card, bring_up_to_date, context.by, context.now)?;
    Ok(Done { changes: change.into_iter().map(Into::into).collect(), ..Done::default() })
}
