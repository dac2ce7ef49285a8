//! Text and Markdown: as it stands, in portions.

use crate::extract::child::{
    flow::Flow,
    out::{Found, Out},
};

pub(super) fn read(text: &str, out: &mut Out<'_>) -> Found {
    let mut flow = Flow::new(out);
    let text = text.replace("\r\n", "\n");
    for (at, page) in text.split('\x0c').enumerate() {
        if at > 0 {
            flow.end_portion()?;
        }
        let mut is_next_to_other = false;
        for line in page.split('\n') {
            match (line.trim().is_empty(), is_next_to_other) {
                (true, _) => {}
                (false, true) => flow.line(line)?,
                (false, false) => flow.paragraph(line)?,
            }
            is_next_to_other = !line.trim().is_empty();
        }
    }
    flow.end_portion()
}
