//! A window whose app is not installed any more: a session can bring it back, and its data is kept.

use actix_web::HttpResponse;

use crate::{
    activity::By,
    app::{self, InstanceKind},
    db::Tx,
    desk::{Context, Done},
    sprite,
    web::{
        answer::see_other,
        error::Result,
        extract::{Desk, PathId},
    },
};

/// `POST /apps/run/{id}/reinstall`: installs the app of a window again, as it was, with all that it keeps.
///
/// # Errors
/// 404 for a window that there isn't.
pub async fn reinstall(desk: Desk, id: PathId<InstanceKind>) -> Result<HttpResponse> {
    let instance = desk.sprite.look(move |tx| Ok(app::instance::find(tx, id.0)?)).await?;
    let of = instance.app;
    let verb = move |tx: &Tx, context: &Context<'_>| -> std::result::Result<Done, sprite::Error> {
        let text = app::current(tx, of)?;
        // A package is checked before it is installed; this version of the server may see it differently.
        let package = app::parse(&text).map_err(|_| app::Error::NotFound)?;
        app::registry::restore(tx, of, &package, context.now)?;
        Ok(Done::default())
    };
    desk.sprite.write(By::User, verb).await?;
    desk.apps.changed(&desk.sprite, of);
    Ok(see_other("/"))
}
