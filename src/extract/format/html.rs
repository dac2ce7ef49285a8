//! HTML: what a reader would see of it, and its tables. Nothing is fetched, run or unfolded.

use std::cell::RefCell;

use html5ever::{
    LocalName,
    tendril::StrTendril,
    tokenizer::{
        BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts, states::RawKind,
    },
};

use crate::extract::{
    Cell,
    child::{
        flow::Flow,
        out::{Found, Out},
        sheet::Sheet,
    },
};

pub(super) fn read(text: &str, out: &mut Out<'_>) -> Found {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(text));
    let seen = Seen { page: RefCell::new(Page::default()) };
    let tokenizer = Tokenizer::new(seen, TokenizerOpts::default());
    // It stops at each script to let it run; none does.
    while !input.is_empty() {
        let _ = tokenizer.feed(&input);
    }
    tokenizer.end();
    tokenizer.sink.page.take().tell(out)
}

/// Takes in what a reader would see.
struct Seen {
    page: RefCell<Page>,
}

#[derive(Default)]
struct Page {
    blocks: Vec<Block>,
    words: String,
    mark: &'static str,
    /// Inside of what nobody sees: a script, a style.
    unseen: Option<LocalName>,
    /// The rows of the outermost table.
    table: Option<Vec<Vec<String>>>,
    tables_deep: usize,
}

enum Block {
    Paragraph(String),
    Table(Vec<Vec<String>>),
}

impl TokenSink for Seen {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut page = self.page.borrow_mut();
        match token {
            Token::CharacterTokens(words) if page.unseen.is_none() => page.words.push_str(&words),
            Token::TagToken(Tag { kind: TagKind::StartTag, name, .. }) => return page.open(name),
            Token::TagToken(Tag { kind: TagKind::EndTag, name, .. }) => page.close(&name),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Page {
    fn open(&mut self, name: LocalName) -> TokenSinkResult<()> {
        if self.unseen.is_some() {
            return TokenSinkResult::Continue;
        }
        match &*name {
            "script" | "style" | "noscript" | "iframe" | "template" | "svg" => {
                let raw = match &*name {
                    "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                    "style" | "iframe" => TokenSinkResult::RawData(RawKind::Rawtext),
                    _ => TokenSinkResult::Continue,
                };
                self.unseen = Some(name);
                return raw;
            }
            "title" | "textarea" => return TokenSinkResult::RawData(RawKind::Rcdata),
            "br" => self.words.push('\n'),
            "table" => {
                self.end_block();
                self.tables_deep += 1;
                self.table.get_or_insert_default();
            }
            "tr" if self.tables_deep == 1 => {
                self.end_cell();
                self.table.iter_mut().for_each(|table| table.push(Vec::new()));
            }
            "td" | "th" if self.tables_deep == 1 => {
                self.end_cell();
                if let Some(row) = self.table.as_mut().and_then(|table| table.last_mut()) {
                    row.push(String::new());
                }
            }
            other => self.begin_block(other),
        }
        TokenSinkResult::Continue
    }

    fn close(&mut self, name: &LocalName) {
        if let Some(unseen) = &self.unseen {
            if unseen == name {
                self.unseen = None;
            }
            return;
        }
        match &**name {
            "table" => {
                self.tables_deep = self.tables_deep.saturating_sub(1);
                if self.tables_deep == 0 {
                    self.end_cell();
                    self.blocks.extend(self.table.take().map(Block::Table));
                }
            }
            "td" | "th" | "tr" if self.tables_deep == 1 => self.end_cell(),
            other => self.begin_block(other),
        }
    }

    fn begin_block(&mut self, name: &str) {
        let mark = match name {
            "h1" => "# ",
            "h2" => "## ",
            "h3" | "h4" | "h5" | "h6" => "### ",
            "li" => "- ",
            "p" | "div" | "section" | "article" | "header" | "footer" | "main" | "ul" | "ol" | "pre" | "blockquote"
            | "dt" | "dd" | "title" | "body" | "head" | "caption" | "figure" | "form" | "hr" | "nav" | "aside" => "",
            _ => return,
        };
        self.end_block();
        self.mark = mark;
    }

    /// The words so far are a paragraph, or a line of the cell that is being written.
    fn end_block(&mut self) {
        if self.table.is_some() {
            return self.words.push('\n');
        }
        let words = tidy(&std::mem::take(&mut self.words));
        if !words.is_empty() {
            self.blocks.push(Block::Paragraph(format!("{}{words}", self.mark)));
        }
        self.mark = "";
    }

    fn end_cell(&mut self) {
        let words = tidy(&std::mem::take(&mut self.words));
        if let Some(cell) = self.table.as_mut().and_then(|table| table.last_mut()?.last_mut()) {
            cell.push_str(&words);
        }
    }

    fn tell(mut self, out: &mut Out<'_>) -> Found {
        self.end_cell();
        self.blocks.extend(self.table.take().map(Block::Table));
        self.end_block();
        let mut flow = Flow::new(out);
        let mut tables = 0;
        for block in self.blocks {
            match block {
                Block::Paragraph(text) if text.starts_with("- ") => flow.line(&text)?,
                Block::Paragraph(text) => flow.paragraph(&text)?,
                Block::Table(rows) => {
                    for (at, row) in rows.iter().enumerate() {
                        let line = row.join("\t").replace('\n', " ");
                        if at == 0 { flow.paragraph(&line)? } else { flow.line(&line)? }
                    }
                    tables += 1;
                    let mut sheet = Sheet::new(&format!("Table {tables}"), Some(flow.number()));
                    for row in rows {
                        sheet.row(flow.out, row.iter().map(|text| Cell::read(text)).collect())?;
                    }
                    sheet.finish(flow.out)?;
                }
            }
        }
        flow.end_portion()
    }
}

/// Blanks as a browser shows them: one between words, lines where there is a break.
fn tidy(text: &str) -> String {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}
