//! Settings taken along as a file, taken over from one, and set back to the usual ones: each is shown before it is done,
//! and can be taken back once.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header::CONTENT_DISPOSITION},
    web::{Data, Query},
};
use serde::Deserialize;

use super::{
    back, look,
    view::{Done, Fresh, PreviewPage, SettingsPage},
};
use crate::{
    account::SignedIn,
    activity::By,
    db::Tx,
    desk::{self, Context},
    settings::{self, Edit, FILE_BYTES_MAX, File, Plan, Section, Settings},
    web::{
        answer::{disposition, html, html_with},
        error::{Error, Result},
        extract::{Desk, Form, SmallFile},
        page::Page,
        state::State,
    },
};

/// The file that was looked at, as it was sent.
#[derive(Deserialize)]
pub struct FileField {
    file: String,
}

#[derive(Deserialize)]
pub struct SectionField {
    section: Section,
}

/// `GET /settings/export`.
///
/// # Errors
/// Whatever the Sprite answers.
pub async fn export(desk: Desk) -> Result<HttpResponse> {
    let file = desk.read(|tx| Ok(settings::export(tx)?)).await?;
    let text = serde_json::to_string_pretty(&file).map_err(Error::internal)?;
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((CONTENT_DISPOSITION, disposition("stackhouse-settings", "json")))
        .body(text))
}

/// `POST /settings/import`: shows what the file would change. What is wrong with it stands on the page.
///
/// # Errors
/// When the request itself is wrong.
pub async fn look_at(
    state: Data<State>,
    desk: Desk,
    page: Page,
    signed_in: SignedIn,
    SmallFile(sent): SmallFile<FILE_BYTES_MAX>,
) -> Result<HttpResponse> {
    let text = sent.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let read = match text {
        Some(text) => settings::parse(&text).map(|file| (file, text)),
        None => Err(settings::Error::TooLarge),
    };
    match read {
        Ok((file, text)) => {
            let plan = planned(&desk, move |tx| settings::plan(tx, &file)).await?;
            html(&PreviewPage::of_file(page, &plan, text))
        }
        Err(error) => refuse(&state, page, &signed_in, &error).await,
    }
}

/// `POST /settings/import/confirm`: takes the file over.
///
/// # Errors
/// When the file is another one than was looked at, and can't be read.
pub async fn import(
    state: Data<State>,
    desk: Desk,
    page: Page,
    signed_in: SignedIn,
    Form(field): Form<FileField>,
) -> Result<HttpResponse> {
    match settings::parse(&field.file) {
        Ok(file) => {
            take_over(&desk, file).await?;
            answered(&state, &desk, Done::SettingsImported).await
        }
        Err(error) => refuse(&state, page, &signed_in, &error).await,
    }
}

/// `GET /settings/reset`: shows what would go back to its usual value.
///
/// # Errors
/// Whatever the Sprite answers.
pub async fn look_at_reset(desk: Desk, page: Page, Query(field): Query<SectionField>) -> Result<HttpResponse> {
    let section = field.section;
    let plan = planned(&desk, move |tx| settings::plan_reset(tx, section)).await?;
    html(&PreviewPage::of_reset(page, &plan, section))
}

/// `POST /settings/reset`.
///
/// # Errors
/// Whatever the Sprite answers.
pub async fn reset(state: Data<State>, desk: Desk, Form(field): Form<SectionField>) -> Result<HttpResponse> {
    set_back(&desk, field.section).await?;
    answered(&state, &desk, Done::SettingsReset).await
}

/// `POST /settings/undo`: takes the last of these back.
///
/// # Errors
/// 409 when there is nothing to take back.
pub async fn undo(state: Data<State>, desk: Desk) -> Result<HttpResponse> {
    take_back(&desk).await?;
    answered(&state, &desk, Done::SettingsUndone).await
}

/// What `plan` answers for the user of the desk.
///
/// # Errors
/// Whatever the Sprite answers.
pub(in crate::web) async fn planned(
    desk: &Desk,
    plan: impl FnOnce(&Tx) -> std::result::Result<Plan, settings::Error> + Send + 'static,
) -> Result<Plan> {
    Ok(desk.sprite.look(move |tx| Ok(plan(tx)?)).await?)
}

/// Takes a file over, and waits until that is durable.
///
/// # Errors
/// Whatever the Sprite answers.
pub(in crate::web) async fn take_over(desk: &Desk, file: File) -> Result<()> {
    write(desk, move |tx, context| settings::adopt(tx, settings::plan(tx, &file)?, context)).await
}

/// Sets a part of the settings back to what is usual.
///
/// # Errors
/// Whatever the Sprite answers.
pub(in crate::web) async fn set_back(desk: &Desk, section: Section) -> Result<()> {
    write(desk, move |tx, context| settings::adopt(tx, settings::plan_reset(tx, section)?, context)).await
}

/// Takes the last file, or the last reset, back.
///
/// # Errors
/// 409 when there is nothing to take back.
pub(in crate::web) async fn take_back(desk: &Desk) -> Result<()> {
    write(desk, settings::undo).await
}

/// Has the browser look as its user's settings say now.
///
/// # Errors
/// Whatever the Sprite answers.
pub(in crate::web) async fn with_look(state: &State, desk: &Desk, answer: HttpResponse) -> Result<HttpResponse> {
    let Settings { theme, language, .. } = desk.read(|tx| Ok(settings::read(tx)?)).await?;
    look::keep(state, answer, &Edit { theme: Some(theme), language: Some(language), ..Edit::default() })
}

async fn answered(state: &State, desk: &Desk, done: Done) -> Result<HttpResponse> {
    with_look(state, desk, back(done)).await
}

async fn write(
    desk: &Desk,
    verb: impl FnOnce(&Tx, &Context<'_>) -> std::result::Result<desk::Done, settings::Error> + Send + 'static,
) -> Result<()> {
    let verb = move |tx: &Tx, context: &Context<'_>| Ok(verb(tx, context)?);
    Ok(desk.sprite.write(By::User, verb).await.map(drop)?)
}

/// Shows the settings again with the sentence about what is wrong.
async fn refuse(state: &State, page: Page, signed_in: &SignedIn, error: &settings::Error) -> Result<HttpResponse> {
    let fresh = Fresh { import_error: Some(super::view::file_trouble(&page, error)), ..Fresh::default() };
    html_with(StatusCode::UNPROCESSABLE_ENTITY, &SettingsPage::load(state, page, signed_in, fresh).await?)
}
