//! Apps and the catalogue, in the document.

use schemars::SchemaGenerator;

use super::{
    super::{
        apps::{
            AppPage, AppView, Apps, AuditPage, Check, Checked, Consent, DataView, Launch, LaunchedView, RollBack,
            SaveApp, SetApp, VersionList,
        },
        catalog::{OfferPage, OfferView, Offers, Rate, Reject, SubmissionView, Submissions, Submit},
    },
    Operation, plain, shape,
};
use crate::web::apps::startup::StartupApps;

/// What a list can be asked for.
const FILTER: &[&str] = &["category", "q", "tag", "sort"];

pub(super) fn operations(schemas: &mut SchemaGenerator) -> Vec<Operation> {
    let mut all = of_apps(schemas);
    all.extend(of_the_catalogue(schemas));
    all
}

fn of_apps(schemas: &mut SchemaGenerator) -> Vec<Operation> {
    let app = Some(shape::<AppView>(schemas));
    let page = Some(shape::<AppPage>(schemas));
    let (list, save) = (Some(shape::<Apps>(schemas)), Some(shape::<SaveApp>(schemas)));
    let (launch, launched) = (Some(shape::<Launch>(schemas)), Some(shape::<LaunchedView>(schemas)));
    let data = Some(shape::<DataView>(schemas));
    let startup = Some(shape::<StartupApps>(schemas));
    vec![
        Operation {
            query: FILTER,
            answer: list.clone(),
            ..plain("get", "/api/apps", "Lists the apps that are installed")
        },
        Operation {
            body: save.clone(),
            answer: app.clone(),
            ..plain("post", "/api/apps", "Saves a package: a new app, or the next version of one")
        },
        Operation {
            query: &["id", "permissions"],
            answer: app.clone(),
            ..plain("post", "/api/apps/import", "Takes in a package as it was exported")
        },
        plain("get", "/api/apps/schema", "Answers the JSON Schema of packages"),
        Operation {
            body: Some(shape::<Check>(schemas)),
            answer: Some(shape::<Checked>(schemas)),
            ..plain("post", "/api/apps/check", "Checks the text of a package and runs its tests; installs nothing")
        },
        Operation {
            answer: page.clone(),
            ..plain("get", "/api/apps/{id}", "Shows an app with its permissions, windows and jobs")
        },
        Operation {
            body: Some(shape::<SetApp>(schemas)),
            answer: page.clone(),
            ..plain("put", "/api/apps/{id}", "Changes an app")
        },
        Operation {
            query: &["data"],
            answer: app.clone(),
            ..plain("delete", "/api/apps/{id}", "Archives an app; data=erase forgets what it kept")
        },
        Operation {
            body: launch.clone(),
            answer: launched.clone(),
            ..plain("post", "/api/apps/{id}/launch", "Opens an app on a stack")
        },
        Operation {
            answer: startup.clone(),
            ..plain("get", "/api/stacks/{id}/apps", "Lists the apps that open by themselves on a stack")
        },
        Operation {
            body: startup.clone(),
            answer: startup,
            ..plain("put", "/api/stacks/{id}/apps", "Chooses the apps that open by themselves on a stack")
        },
        plain("get", "/api/apps/{id}/export", "Hands out the package as a file"),
        Operation {
            body: Some(shape::<Consent>(schemas)),
            answer: app.clone(),
            ..plain("post", "/api/apps/{id}/update", "Brings an app to the version of the catalogue")
        },
        Operation {
            answer: Some(shape::<VersionList>(schemas)),
            ..plain("get", "/api/apps/{id}/versions", "Lists the versions that are kept")
        },
        Operation {
            body: Some(shape::<RollBack>(schemas)),
            answer: app.clone(),
            ..plain("post", "/api/apps/{id}/rollback", "Runs another of the versions that are kept")
        },
        Operation {
            answer: data.clone(),
            ..plain("get", "/api/apps/{id}/data", "Hands out everything that an app keeps")
        },
        Operation { answer: data, ..plain("delete", "/api/apps/{id}/data", "Forgets everything that an app keeps") },
        Operation {
            answer: Some(shape::<AuditPage>(schemas)),
            ..plain("get", "/api/apps/{id}/audit", "Lists what an app was allowed and did")
        },
        Operation {
            answer: page.clone(),
            ..plain("post", "/api/apps/{id}/jobs/{name}/stop", "Stops a background job")
        },
        Operation { answer: page, ..plain("post", "/api/apps/{id}/jobs/{name}/continue", "Lets a stopped job go on") },
        Operation { query: FILTER, answer: list, ..plain("get", "/apps/registry", "The same as GET /api/apps") },
        Operation { body: save, answer: app, ..plain("post", "/apps/save", "The same as POST /api/apps") },
        Operation {
            body: launch,
            answer: launched,
            ..plain("post", "/apps/launch/{id}", "The same as POST /api/apps/{id}/launch")
        },
    ]
}

fn of_the_catalogue(schemas: &mut SchemaGenerator) -> Vec<Operation> {
    let submission = Some(shape::<SubmissionView>(schemas));
    vec![
        Operation {
            query: FILTER,
            answer: Some(shape::<Offers>(schemas)),
            ..plain("get", "/api/catalog", "Lists what this server offers")
        },
        Operation {
            answer: Some(shape::<OfferPage>(schemas)),
            ..plain("get", "/api/catalog/{id}", "Shows an app that is offered, with its reviews")
        },
        Operation {
            body: Some(shape::<Consent>(schemas)),
            answer: Some(shape::<AppView>(schemas)),
            ..plain("post", "/api/catalog/{id}/install", "Installs an app that is offered")
        },
        Operation {
            body: Some(shape::<Rate>(schemas)),
            answer: Some(shape::<OfferView>(schemas)),
            ..plain("post", "/api/catalog/{id}/rating", "Says what one thinks of an app")
        },
        Operation {
            body: Some(shape::<Submit>(schemas)),
            answer: submission.clone(),
            ..plain("post", "/api/catalog/submit", "Offers an app to everybody on this server")
        },
        Operation {
            answer: Some(shape::<Submissions>(schemas)),
            ..plain("get", "/api/catalog/submissions", "Lists what one has offered; for admins, what waits")
        },
        Operation {
            answer: submission.clone(),
            ..plain("post", "/api/catalog/submissions/{id}/approve", "Puts what waits into the catalogue; for admins")
        },
        Operation {
            body: Some(shape::<Reject>(schemas)),
            answer: submission,
            ..plain("post", "/api/catalog/submissions/{id}/reject", "Keeps what waits out of the catalogue; for admins")
        },
    ]
}
