//! How a user appears to others beside their name: a sign on a colour, or a small picture.

use super::{Result, UserId, store::avatar as table, user};
use crate::{
    db::Tx,
    kit::Timestamp,
    stack::{Color, Icon},
};

/// Letters that stand for a name.
const INITIALS_MAX: usize = 2;

/// How a user appears.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Avatar {
    /// `None` is the first letters of the name.
    pub sign: Option<Icon>,
    /// `None` is one that goes with the user.
    pub color: Option<Color>,
    /// A small PNG or JPEG, made on this server.
    pub picture: Option<Vec<u8>>,
}

/// How the user appears, in all that can be shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Appearance {
    /// A sign, or up to two letters.
    pub sign: String,
    pub color: Color,
    pub picture: Option<Vec<u8>>,
}

/// What the user has chosen.
///
/// # Errors
/// Whatever the database refuses.
pub fn avatar(tx: &Tx, user: UserId) -> Result<Avatar> {
    Ok(table::find(tx, user)?.unwrap_or_default())
}

/// How the user appears to everybody.
///
/// # Errors
/// [`super::Error::NoSuchUser`].
pub fn appearance(tx: &Tx, user: UserId) -> Result<Appearance> {
    let name = user::find(tx, user)?.name;
    let Avatar { sign, color, picture } = avatar(tx, user)?;
    let sign = sign.map_or_else(|| initials(&name), |sign| sign.as_str().to_owned());
    Ok(Appearance { sign, color: color.unwrap_or_else(|| usual_color(user)), picture })
}

/// Chooses the sign and the colour; a picture stays as it is.
///
/// # Errors
/// [`super::Error::NoSuchUser`].
pub fn set_sign(tx: &Tx, id: UserId, sign: Option<Icon>, color: Option<Color>, now: Timestamp) -> Result<()> {
    user::find(tx, id)?;
    let avatar = Avatar { sign, color, ..avatar(tx, id)? };
    Ok(table::put(tx, id, &avatar, now)?)
}

/// Takes a picture, or goes back to the sign.
///
/// # Errors
/// [`super::Error::NoSuchUser`].
pub fn set_picture(tx: &Tx, id: UserId, picture: Option<Vec<u8>>, now: Timestamp) -> Result<()> {
    user::find(tx, id)?;
    let avatar = Avatar { picture, ..avatar(tx, id)? };
    Ok(table::put(tx, id, &avatar, now)?)
}

/// The first letters of the first word and of the last.
fn initials(name: &str) -> String {
    use unicode_segmentation::UnicodeSegmentation;
    let words: Vec<&str> = name.split_whitespace().collect();
    let ends = [words.first(), words.last()];
    let ends = if words.len() > 1 { &ends[..INITIALS_MAX] } else { &ends[..1] };
    let letters = ends.iter().copied().flatten().filter_map(|word| word.graphemes(true).next());
    letters.collect::<String>().to_uppercase()
}

/// The same for a user every time, and spread evenly over all.
fn usual_color(user: UserId) -> Color {
    let at = user.spread() % Color::ALL.len() as u64;
    usize::try_from(at).ok().and_then(|at| Color::ALL.get(at)).copied().unwrap_or(Color::Gray)
}
