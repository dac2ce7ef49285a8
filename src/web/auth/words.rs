//! What is wrong with a name or a password, in the reader's language.

use crate::{account::BadPassword, kit::BadText, web::page::Page};

pub(in crate::web) fn bad_name(page: &Page, bad: BadText) -> String {
    match bad {
        BadText::Empty => page.say("name-empty"),
        BadText::TooLong { max } => page.say_with("name-too-long", &[("max", max.to_string())]),
        BadText::Control => page.say("name-control"),
    }
}

pub(in crate::web) fn bad_password(page: &Page, bad: BadPassword) -> String {
    match bad {
        BadPassword::TooShort => page.say("password-too-short"),
        BadPassword::TooLong => page.say("password-too-long"),
        BadPassword::Common => page.say("password-common"),
        BadPassword::Name => page.say("password-name"),
    }
}
