//! Background jobs: wakes whoever has one that is due, and runs it.
//!
//! Jobs stand in the users' own files, which sleep. When each user's next one is due is noted in the server's file
//! (`app_wakes`), so that looking costs one query however many users there are. A note that is wrong does no harm: a
//! Sprite that is woken too early has nothing due and is noted anew.

use std::time::Duration;

use super::{Apps, Command};
use crate::{
    account::UserId,
    activity::By,
    app::{self, Permission, job},
    db,
    desk::Done,
    sprite::{Error, SpriteHandle},
};

/// How often it is looked. A job is due within as long after its time.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Users that are woken at once; the others follow with the next look.
const WOKEN_MAX: u32 = 50;

impl Apps {
    /// Runs what is due, for as long as the server runs.
    pub async fn watch_jobs(self) {
        let mut every = tokio::time::interval(LOOK_EVERY);
        every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            every.tick().await;
            let now = self.inner.ambient.now();
            let due: db::Result<Vec<UserId>> =
                self.inner.platform.read(move |tx| app::wake::due(tx, now, WOKEN_MAX)).await;
            match due {
                Ok(users) => {
                    for user in users {
                        self.run_due(user).await;
                    }
                }
                Err(error) => tracing::error!("it could not be seen which jobs of apps are due: {error}"),
            }
        }
    }

    async fn run_due(&self, user: UserId) {
        let woken = match self.inner.directory.wake(user).await {
            Ok(sprite) => self.begin_due(&sprite).await,
            Err(error) => Err(error),
        };
        let put_off = match woken {
            Ok(()) => Ok(()),
            // Whoever can't be woken now is not asked every five seconds.
            Err(error) => {
                tracing::warn!(user.id = %user, "jobs of apps could not be run: {error}");
                let later = self.inner.ambient.now().plus_ms(10 * 60 * 1_000);
                self.inner.platform.write(move |tx| app::wake::note(tx, user, Some(later))).await
            }
        };
        if let Err(error) = put_off {
            tracing::error!("jobs of apps could not be put off: {error}");
        }
    }

    /// Takes up what is due. A job is taken up in a transaction of its own before it runs, so that it never runs twice
    /// for one due time.
    async fn begin_due(&self, sprite: &SpriteHandle) -> Result<(), Error> {
        let (sender, mut taken) = tokio::sync::mpsc::unbounded_channel();
        sprite
            .write(By::User, move |tx, context| {
                for job in job::due(tx, context.now).map_err(app::Error::from)? {
                    let may =
                        app::grant::granted(tx, job.app).map_err(app::Error::from)?.contains(&Permission::Background);
                    if job::ran(tx, &job, context.now).map_err(app::Error::from)? && may {
                        app::audit::note(tx, job.app, app::audit::What::Ran, &job.name, context.now)
                            .map_err(app::Error::from)?;
                        // The receiver waits for the answer to the write.
                        let _ = sender.send(job);
                    }
                }
                Ok(Done::default())
            })
            .await?;
        while let Ok(job) = taken.try_recv() {
            self.tell(sprite, job.app, Command::RunJob(job));
        }
        self.note_jobs(sprite).await
    }

    /// Notes when the user's next job is due.
    async fn note_jobs(&self, sprite: &SpriteHandle) -> Result<(), Error> {
        let user = sprite.user();
        let next = sprite.look(|tx| Ok(job::next_due(tx).map_err(app::Error::from)?)).await?;
        let noted: db::Result<()> = self.inner.platform.write(move |tx| app::wake::note(tx, user, next)).await;
        noted.map_err(|error| app::Error::from(error).into())
    }

    pub(super) fn note_jobs_soon(&self, sprite: &SpriteHandle) {
        let (apps, sprite) = (self.clone(), sprite.clone());
        tokio::task::spawn_local(async move {
            if let Err(error) = apps.note_jobs(&sprite).await {
                tracing::error!("it could not be noted when jobs of apps are due: {error}");
            }
        });
    }
}
