//! Tables in Markdown: lines with bars, the second one made of hyphens.

use super::Found;

pub(super) fn find(text: &str) -> Option<Found> {
    let lines: Vec<&str> = text.lines().collect();
    let ruler = (1..lines.len()).find(|at| is_ruler(lines[*at]) && lines[at - 1].contains('|'))?;
    let end = (ruler + 1..lines.len()).find(|at| !lines[*at].contains('|')).unwrap_or(lines.len());

    let body = lines[ruler + 1..end].iter();
    let records = std::iter::once(&lines[ruler - 1]).chain(body).map(|line| cells(line)).collect();
    let around = lines[..ruler - 1].iter().chain(&lines[end..]);
    let beside = around.map(|line| line.trim()).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    Some(Found { beside, records })
}

fn is_ruler(line: &str) -> bool {
    line.contains('-') && line.contains('|') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

/// The cells between the bars. A bar after a backslash is part of its cell.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').filter(|rest| !rest.ends_with('\\')).unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let last = cells.len() - 1;
        match c {
            '\\' if chars.peek() == Some(&'|') => cells[last].extend(chars.next()),
            '|' => cells.push(String::new()),
            other => cells[last].push(other),
        }
    }
    cells.into_iter().map(|cell| cell.trim().to_owned()).collect()
}
