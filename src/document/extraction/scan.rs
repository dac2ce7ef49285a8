//! Values by their form: days, amounts, account numbers, addresses. Each answers the value as it is written elsewhere,
//! and, where its form leaves doubt, how sure it is.

use jiff::civil::Date;

/// Lengths of IBANs by country, from the registry of ISO 13616.
const IBANS: [(&str, usize); 34] = [
    ("AT", 20),
    ("BE", 16),
    ("BG", 22),
    ("CH", 21),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DK", 18),
    ("EE", 20),
    ("ES", 24),
    ("FI", 18),
    ("FR", 27),
    ("GB", 22),
    ("GR", 27),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IS", 26),
    ("IT", 27),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("MC", 27),
    ("MT", 31),
    ("NL", 18),
    ("NO", 15),
    ("PL", 28),
    ("PT", 25),
    ("RO", 24),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
];

/// The beginnings of months, in English and German.
const MONTHS: [(&str, i8); 17] = [
    ("jan", 1),
    ("feb", 2),
    ("mar", 3),
    ("mär", 3),
    ("maer", 3),
    ("apr", 4),
    ("may", 5),
    ("mai", 5),
    ("jun", 6),
    ("jul", 7),
    ("aug", 8),
    ("sep", 9),
    ("oct", 10),
    ("okt", 10),
    ("nov", 11),
    ("dec", 12),
    ("dez", 12),
];

/// Signs and codes of currencies, and the code of each.
const CURRENCIES: [(&str, &str); 12] = [
    ("eur", "EUR"),
    ("€", "EUR"),
    ("usd", "USD"),
    ("us$", "USD"),
    ("gbp", "GBP"),
    ("£", "GBP"),
    ("chf", "CHF"),
    ("sfr", "CHF"),
    ("jpy", "JPY"),
    ("¥", "JPY"),
    ("pln", "PLN"),
    ("$", "USD"),
];

/// The number of an invoice: the first word with a digit.
pub(super) fn number_of(text: &str) -> Option<(String, f64)> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '/' | '.' | '_');
    let word = text.split(|c: char| !is_part(c)).find(|word| word.chars().any(|c| c.is_ascii_digit()))?;
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    (2..=30).contains(&word.chars().count()).then(|| (word.to_owned(), 1.0))
}

/// The first day, as `2026-03-15`.
pub(super) fn date(text: &str) -> Option<(String, f64)> {
    let words: Vec<&str> = text.split([' ', ',', ':', '(', ')', '\t']).filter(|word| !word.is_empty()).collect();
    (0..words.len()).find_map(|at| in_digits(words[at]).or_else(|| in_words(&words[at..])))
}

/// `2026-03-15`, `15.03.2026`, `03/15/2026`.
fn in_digits(word: &str) -> Option<(String, f64)> {
    let sign = ['-', '.', '/'].into_iter().find(|sign| word.contains(*sign))?;
    let parts: Vec<&str> = word.trim_end_matches('.').split(sign).collect();
    let numbers: Vec<i16> = parts.iter().map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [first, second, third] = numbers[..] else { return None };
    if parts[0].len() == 4 {
        return day(first, second, third).map(|day| (day, 1.0));
    }
    let year = if parts[2].len() == 2 { 2_000 + third } else { third };
    match sign {
        '/' if first > 12 => day(year, second, first).map(|day| (day, 1.0)),
        '/' if second > 12 => day(year, first, second).map(|day| (day, 1.0)),
        // Half of the world writes the month first.
        '/' => day(year, second, first).map(|day| (day, 0.5)),
        _ => day(year, second, first).map(|day| (day, 1.0)),
    }
}

/// `15 March 2026`, `15. März 2026`, `March 15 2026`.
fn in_words(words: &[&str]) -> Option<(String, f64)> {
    let [one, two, three, ..] = words else { return None };
    let number = |word: &str| word.trim_end_matches(['.', 't', 'h', 's', 'n', 'd', 'r']).parse::<i16>().ok();
    let (month, of_month) = match month(two) {
        Some(month) => (month, number(one)?),
        None => (month(one)?, number(two)?),
    };
    day(number(three)?, month.into(), of_month).map(|day| (day, 1.0))
}

fn month(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.').to_lowercase();
    MONTHS.into_iter().filter(|(name, _)| word.starts_with(name)).map(|(_, number)| number).next()
}

fn day(year: i16, month: i16, day: i16) -> Option<String> {
    let small = |number: i16| i8::try_from(number).ok();
    let date = Date::new(year, small(month)?, small(day)?).ok()?;
    (1990..=2100).contains(&year).then(|| date.to_string())
}

/// The last amount, as `1234.50 EUR`; without a currency it is less sure.
pub(super) fn amount(text: &str) -> Option<(String, f64)> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | '’');
    let value = text.split(|c: char| !is_part(c)).rev().find_map(decimal)?;
    let small = text.to_lowercase();
    match CURRENCIES.into_iter().find(|(sign, _)| small.contains(sign)) {
        Some((_, code)) => Some((format!("{value} {code}"), 1.0)),
        None => Some((value, 0.7)),
    }
}

/// `1.234,50`, `1,234.50` and `1'234.50` as `1234.50`. Only an amount has exactly two digits behind its mark.
fn decimal(word: &str) -> Option<String> {
    /// More than any bill.
    const DIGITS_MAX: usize = 12;
    let word = word.trim_matches(|c: char| !c.is_ascii_digit());
    let at = word.rfind(['.', ','])?;
    let (whole, cents) = (&word[..at], &word[at + 1..]);
    let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
    let groups: Vec<&str> = whole.split(|c: char| !c.is_ascii_digit()).collect();
    let is_grouped = groups.iter().skip(1).all(|group| group.len() == 3) && groups[0].len() <= 3 || groups.len() == 1;
    let is_amount = cents.len() == 2 && is_grouped && !digits.is_empty() && digits.len() <= DIGITS_MAX;
    is_amount.then(|| format!("{digits}.{cents}"))
}

/// The first account number whose check digits are right, in groups of four.
pub(super) fn iban(text: &str) -> Option<String> {
    let starts = text.char_indices().filter(|(at, _)| !text[..*at].ends_with(char::is_alphanumeric));
    starts.map(|(at, _)| &text[at..]).find_map(|rest| {
        let (_, length) = IBANS.into_iter().find(|(country, _)| rest.starts_with(country))?;
        let letters = rest.chars().filter(|c| !matches!(c, ' ' | '\u{a0}')).take(length);
        let number: Vec<char> = letters.take_while(char::is_ascii_alphanumeric).collect();
        (number.len() == length && is_checked(&number)).then(|| {
            let groups: Vec<String> = number.chunks(4).map(|group| group.iter().collect()).collect();
            groups.join(" ")
        })
    })
}

/// Whether the check digits are right (ISO 7064, mod 97-10).
fn is_checked(number: &[char]) -> bool {
    let turned = number[4..].iter().chain(&number[..4]);
    let digits = turned.filter_map(|c| c.to_digit(36));
    digits.fold(0, |rest, digit| (rest * if digit > 9 { 100 } else { 10 } + digit) % 97) == 1
}

/// The first e-mail address.
pub(super) fn email(text: &str) -> Option<String> {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | '|' | '"'));
    let words = words.map(|word| word.rsplit_once(':').map_or(word, |(_, rest)| rest).trim_matches(['.', '\'']));
    words.into_iter().find(|word| is_email(word)).map(str::to_owned)
}

fn is_email(word: &str) -> bool {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '%');
    let is_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let Some((name, host)) = word.split_once('@') else { return false };
    let ending = host.rsplit_once('.').map_or("", |(_, ending)| ending);
    let has_ending = ending.chars().count() >= 2 && ending.chars().all(char::is_alphabetic);
    !name.is_empty() && name.chars().all(is_name) && host.chars().all(is_host) && has_ending && !host.starts_with('.')
}

/// A number to call, as it is written.
pub(super) fn phone(text: &str) -> Option<(String, f64)> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '+' | '(' | ')' | '-' | '/' | '\u{a0}');
    let start = text.find(|c: char| c.is_ascii_digit() || matches!(c, '+' | '('))?;
    let number: String = text[start..].chars().take_while(|c| is_part(*c)).collect();
    let number = number.trim_end_matches(|c: char| !c.is_ascii_digit());
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let lead = text[..start].chars().any(char::is_alphanumeric);
    (!lead && (6..=15).contains(&digits)).then(|| (number.to_owned(), 1.0))
}
