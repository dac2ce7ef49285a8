//! Who may not follow any more.
//!
//! Members, visibility, accounts and sign-ins all stand in the server's own file, which this process and the command
//! line write; whenever it has changed, everybody who follows something is looked at again.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use super::{Live, Message, MessageKind, Reason, message::GoneView};
use crate::{
    account::{self, SignInId, UserId},
    db::Tx,
    repo::{self, RepoId},
};

/// How often the accounts are looked at.
const WATCH: Duration = Duration::from_millis(250);

/// A sign-in that expires writes nothing, so that the watch can't notice: everybody is looked at this often anyway.
const LOOK_ANYWAY: u32 = 40;

/// What somebody follows, and by which sign-in; those who are here without a stream have none.
type Pass = (RepoId, UserId, Option<SignInId>);

impl Live {
    /// Watches the accounts and the members until the server stops.
    pub(super) async fn watch_access(self) {
        let Ok(mut watch) = self.inner.platform.watch() else {
            return tracing::error!("can't watch the accounts: whoever may not follow any more is told late");
        };
        let mut stopping = self.inner.stopping.clone();
        let mut looks: u32 = 0;
        loop {
            tokio::select! {
                () = tokio::time::sleep(WATCH) => {}
                _ = stopping.wait_for(|is_stopping| *is_stopping) => return,
            }
            let passes = self.passes();
            if passes.is_empty() {
                continue;
            }
            looks = looks.wrapping_add(1);
            let Ok((changed, same)) = tokio::task::spawn_blocking(move || (watch.changed(), watch)).await else {
                return;
            };
            watch = same;
            if (changed.unwrap_or(true) || looks.is_multiple_of(LOOK_ANYWAY))
                && let Err(error) = self.look_at(passes).await
            {
                tracing::error!("could not look at who may still follow: {error}");
            }
        }
    }

    fn passes(&self) -> BTreeSet<Pass> {
        let open = self.open();
        let mut passes = BTreeSet::new();
        for (place, followed) in &open.places {
            let followers = followed.followers.iter().map(|follower| &follower.who);
            passes.extend(followers.map(|who| (place.repository, who.user, Some(who.sign_in))));
            passes.extend(followed.hub.users().map(|user| (place.repository, user, None)));
        }
        passes
    }

    async fn look_at(&self, passes: BTreeSet<Pass>) -> Result<(), account::Error> {
        let now = self.now();
        let read = move |tx: &Tx| -> Result<_, account::Error> {
            let mut ended = BTreeMap::new();
            for (repository, user, sign_in) in passes {
                let is_in = match sign_in {
                    Some(sign_in) => !account::still_live(tx, &[sign_in], now)?.is_empty(),
                    None => true,
                };
                let reason = match repo::find_by_id(tx, user, repository) {
                    _ if !is_in => Some(Reason::SignedOut),
                    Err(repo::Error::NotFound) => Some(Reason::Access),
                    Err(repo::Error::Db(error)) => return Err(error.into()),
                    Ok(_) | Err(_) => None,
                };
                ended.extend(reason.map(|reason| ((repository, user, sign_in), reason)));
            }
            Ok(ended)
        };
        let ended = self.inner.platform.read(read).await?;
        if !ended.is_empty() {
            self.end(&ended);
        }
        Ok(())
    }

    /// Ends the streams of those who may not follow any more, and shows them to nobody.
    fn end(&self, ended: &BTreeMap<Pass, Reason>) {
        let mut open = self.open();
        for (place, followed) in &mut open.places {
            for follower in &followed.followers {
                if let Some(reason) = ended.get(&(place.repository, follower.who.user, Some(follower.who.sign_in))) {
                    let last = Message::new(MessageKind::Gone, None, &GoneView { reason: *reason });
                    follower.outbox.close(Some(Arc::new(last)));
                }
            }
            let gone = ended
                .iter()
                .filter(|((repository, ..), reason)| *repository == place.repository && **reason == Reason::Access);
            gone.for_each(|((_, user, _), _)| followed.hub.expel(*user));
            self.tell_later(place, followed);
        }
    }
}
