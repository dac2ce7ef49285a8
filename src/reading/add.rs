//! Adding documents: with the card that shows how their reading goes.

use super::Readings;
use crate::{
    activity::By,
    card::{
        self, NewCard, Size, Title,
        block::{Block, BlockId, Body},
    },
    db::Tx,
    desk::{self, Context, Done},
    document::{self, Added, DocumentId, Marker, Name, NewDocument, Status},
    kit::Ambient,
    sprite::{Error, SpriteHandle},
    stack::{self, StackId},
};

/// How high the card of a document is from the beginning, so that it doesn't grow over its neighbours once there is
/// something to show: a picture with its name, or a name with eight lines.
const CARD_HEIGHT_PX: u32 = 312;

impl Readings {
    /// Makes a document of a text, as if its user had sent it, and has it read.
    ///
    /// # Errors
    /// When there is no room for it.
    pub async fn write_text(
        &self,
        ambient: &Ambient,
        sprite: &SpriteHandle,
        name: &str,
        content: &str,
    ) -> Result<DocumentId, Error> {
        let user = sprite.user();
        let (shelf, within, bytes) = (self.shelf().clone(), ambient.clone(), content.as_bytes().to_vec());
        let kept = tokio::task::spawn_blocking(move || {
            let mut incoming = shelf.begin(&within)?;
            incoming.write(&bytes)?;
            shelf.keep(user, &incoming)
        });
        let (hash, bytes) = kept.await.map_err(|_| Error::Internal)?.map_err(|error| disk(&error))?;
        let name = Name::lossy(name, "text.txt");
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let kind = self.reader().check(&self.shelf().file(user, &hash), ending).await;
        let kind = kind.map_err(|trouble| desk::Error::from(document::Error::Unreadable(trouble.to_string())))?;
        let (id, card) = (ambient.id(), ambient.id());
        let new = NewDocument { id, name, kind, hash: hash.clone(), bytes, card, quota_bytes: self.quota_bytes };
        let marker = Marker { user, document: id };
        // Before the document is stored: one that is stored is read, whatever happens to this process.
        self.shelf().mark(marker).map_err(|error| disk(&error))?;
        let written = sprite.write(By::User, move |tx, context| Ok(add_with_card(tx, &new, None, context)?)).await;
        let known = match written {
            Ok(_) => sprite.read(move |tx| Ok(document::known(tx, &hash)?)).await?,
            Err(error) => {
                self.shelf().unmark(marker);
                return Err(error);
            }
        };
        match known {
            Some(known) if known != id => self.shelf().unmark(marker),
            _ => self.begin(user, id),
        }
        Ok(known.unwrap_or(id))
    }
}

/// Adds the document, and, when it is new, its card: to the stack, or to the one that was used last.
///
/// # Errors
/// When there is no room for it, or no such stack.
pub fn add_with_card(
    tx: &Tx,
    new: &NewDocument,
    stack: Option<StackId>,
    context: &Context<'_>,
) -> std::result::Result<Done, desk::Error> {
    if let Added::Known(_) = document::add(tx, new, context.now)? {
        return Ok(Done::default());
    }
    let stack = match stack {
        Some(stack) => stack,
        None => desk::active_stack(tx)?.ok_or(stack::Error::NotFound)?,
    };
    let card = NewCard {
        id: new.card,
        stack,
        title: Title::lossy(&new.name, new.kind.as_str()),
        size: Size::Medium,
        color: None,
        blocks: blocks(new),
        place: None,
    };
    let change = card::create_with_height(tx, card, CARD_HEIGHT_PX, context.by, context.now)?;
    Ok(Done { receipt: desk::Receipt::of_card(&change.card), changes: vec![change.into()] })
}

fn blocks(new: &NewDocument) -> Vec<Block> {
    let name = Some(new.name.to_string());
    let picture = Body::Image { document_id: new.id, alt: new.name.to_string() };
    let document = Body::Document { document_id: new.id, name, status: Some(Status::Processing), preview: None };
    let block = |id: &str, body: Body| BlockId::new(id).map(|id| Block { id, body });
    let picture = block("picture", picture).filter(|_| new.kind.is_picture());
    picture.into_iter().chain(block("document", document)).collect()
}

fn disk(error: &std::io::Error) -> Error {
    if error.kind() == std::io::ErrorKind::StorageFull { Error::DiskFull } else { Error::NotSaved }
}
