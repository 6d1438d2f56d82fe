//! Tables: headings and fitted columns for a person, tabs for a pipe.

use comfy_table::{ColumnConstraint, ContentArrangement, Table, presets};
use unicode_width::UnicodeWidthStr;

use super::{escape, painted_out};

/// A row and what is said under it.
#[derive(Debug, Clone)]
pub struct Row {
    /// One cell for each column.
    pub cells: Vec<String>,
    /// What the cells after the second say, as a sentence, where there is no room for columns.
    pub sentence: String,
    /// Lines under the row.
    pub notes: Vec<String>,
    /// Colour of the last cell, as a "select graphic rendition" code; it repeats what the cell says.
    pub colour: &'static str,
}

/// Colour of headings: faint.
const FAINT: &str = "2";

/// The column that gives way when a terminal is narrow, and how narrow it may become.
const ELASTIC: usize = 1;
const NARROWEST: usize = 10;
/// Blanks between two columns.
const GAP: usize = 2;

/// Shows rows: fitted to `width` columns, or tab-separated and whole when there is no terminal.
#[must_use]
pub fn table(headings: &[&str], rows: &[Vec<String>], width: Option<u16>) -> String {
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| escape(cell)).collect()).collect();
    let Some(width) = width else {
        return rows.iter().map(|row| row.join("\t")).collect::<Vec<_>>().join("\n");
    };
    let mut table = plain(headings, width);
    table.add_rows(rows);
    trimmed(&table).join("\n")
}

/// Shows one line a row with its notes under it; where the terminal is too narrow for that, as paragraphs.
#[must_use]
pub fn annotated(headings: &[&str], rows: &[Row], width: u16) -> String {
    let rows: Vec<Row> = rows.iter().map(Row::escaped).collect();
    let widths = natural(headings, &rows);
    let others: usize =
        widths.iter().enumerate().filter(|(at, _)| *at != ELASTIC).map(|(_, width)| width).sum();
    let left = usize::from(width).saturating_sub(others + GAP * (widths.len() - 1));
    if left < NARROWEST.min(widths[ELASTIC]) {
        let paragraphs = rows.iter().flat_map(|row| row.paragraph(widths[0], usize::from(width)));
        return paragraphs.collect::<Vec<_>>().join("\n");
    }
    let mut table = plain(headings, width);
    for row in &rows {
        let cells = row.cells.iter().enumerate();
        table.add_row(cells.map(|(at, cell)| if at == ELASTIC { cut(cell, left) } else { cell.clone() }));
    }
    for column in table.column_iter_mut() {
        column.set_constraint(ColumnConstraint::ContentWidth);
    }
    let mut lines = trimmed(&table).into_iter();
    let mut shown: Vec<String> = lines.next().map(|line| painted_out(&line, FAINT)).into_iter().collect();
    for (line, row) in lines.zip(&rows) {
        shown.push(row.with_colour(&line));
        shown.extend(row.notes.iter().flat_map(|note| under(note, widths[0] + GAP, usize::from(width))));
    }
    shown.join("\n")
}

fn plain(headings: &[&str], width: u16) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    table.set_header(headings.iter().map(|heading| heading.to_uppercase()));
    for column in table.column_iter_mut() {
        column.set_padding((0, GAP as u16));
    }
    table
}

fn trimmed(table: &Table) -> Vec<String> {
    table.to_string().lines().map(|line| line.trim_end().to_owned()).collect()
}

/// Measures how wide each column would like to be.
fn natural(headings: &[&str], rows: &[Row]) -> Vec<usize> {
    let column = |at: usize| rows.iter().filter_map(move |row| row.cells.get(at)).map(|cell| cell.width());
    headings
        .iter()
        .enumerate()
        .map(|(at, heading)| column(at).max().unwrap_or(0).max(heading.width()))
        .collect()
}

/// Folds a note under its row.
fn under(note: &str, indent: usize, width: usize) -> Vec<String> {
    folded(&" ".repeat(indent), note, width)
}

/// Folds text after a label so that every line of it begins in the same column.
#[must_use]
pub fn folded(label: &str, text: &str, width: usize) -> Vec<String> {
    let indent = " ".repeat(label.width());
    let options = textwrap::Options::new(width).initial_indent(label).subsequent_indent(&indent);
    textwrap::wrap(text, options).into_iter().map(|line| line.into_owned()).collect()
}

/// Shows text behind a label, folded on a terminal and whole in a pipe.
#[must_use]
pub fn labelled(label: &str, text: &str, width: Option<u16>) -> String {
    match width {
        Some(width) => folded(label, &escape(text), usize::from(width)).join("\n"),
        None => format!("{label}{}", escape(text)),
    }
}

impl Row {
    fn escaped(&self) -> Self {
        let safe = |words: &[String]| words.iter().map(|word| escape(word)).collect();
        Self {
            cells: safe(&self.cells),
            sentence: escape(&self.sentence),
            notes: safe(&self.notes),
            colour: self.colour,
        }
    }

    /// Colours the last cell where it ends the line.
    fn with_colour(&self, line: &str) -> String {
        let last = self.cells.last().filter(|_| !self.colour.is_empty());
        match last.and_then(|last| Some((line.strip_suffix(last.as_str())?, last))) {
            Some((before, last)) => format!("{before}{}", painted_out(last, self.colour)),
            None => line.to_owned(),
        }
    }

    /// The first two cells, the sentence, the notes: each on lines of its own.
    fn paragraph(&self, first: usize, width: usize) -> Vec<String> {
        let blanks = " ".repeat(first.saturating_sub(self.cells[0].width()) + GAP);
        let label = format!("{}{blanks}", self.cells[0]);
        let mut lines = folded(&label, &self.cells[ELASTIC], width);
        for note in std::iter::once(&self.sentence).chain(&self.notes) {
            lines.extend(under(note, label.width(), width));
        }
        lines
    }
}

/// Cuts text that is wider than this.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut short = text.to_owned();
    while short.width() > width.saturating_sub(1) {
        short.pop();
    }
    format!("{}…", short.trim_end())
}

/// What a terminal that does not tell its width is taken for, and what any is at least.
const USUAL: u16 = 80;
const LEAST: u16 = 20;

/// Returns how wide the terminal on stdout is, or `None` where there is none.
#[must_use]
pub fn width(stdout_is_terminal: bool) -> Option<u16> {
    stdout_is_terminal.then(|| match columns(std::io::stdout()) {
        0 => USUAL,
        columns => columns.max(LEAST),
    })
}

/// Returns how wide the terminal on a stream is; none where there is none, or it does not say.
#[cfg(unix)]
pub(super) fn columns(stream: impl std::os::fd::AsFd) -> u16 {
    rustix::termios::tcgetwinsize(stream).map_or(0, |size| size.ws_col)
}

/// Returns how wide the terminal on a stream is: it is not asked here.
#[cfg(not(unix))]
pub(super) fn columns<T>(_stream: T) -> u16 {
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: [&str; 4], notes: &[&str]) -> Row {
        let notes = notes.iter().map(|note| (*note).to_owned()).collect();
        let sentence = cells[2..].join(" · ");
        Row { cells: cells.map(str::to_owned).to_vec(), sentence, notes, colour: "" }
    }

    fn rows() -> Vec<Row> {
        vec![
            row(["k3f9", "Ada Lovelace", "09:00", "scheduled"], &["Shall we look at the numbers?"]),
            row(["x7q2", "山田太郎 👩‍💻 of the far-away branch office", "10:00", "failed"], &["こんにちは"; 1]),
        ]
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_whatever_is_in_it() {
        for width in 20..120 {
            let shown = annotated(&["id", "to", "due", "state"], &rows(), width);
            for line in shown.lines() {
                assert!(line.width() <= usize::from(width), "{width}: {line}\n{shown}");
            }
            assert!(
                shown.contains("k3f9") && shown.contains("x7q2") && shown.contains("こんにちは"),
                "{shown}"
            );
        }
    }

    #[test]
    fn a_wide_name_is_cut_and_the_columns_behind_it_stay_in_line() {
        let shown = annotated(&["id", "to", "due", "state"], &rows(), 50);
        let column = |line: &str, word: &str| line.split(word).next().unwrap().width();
        let lines: Vec<_> = shown.lines().collect();
        assert_eq!(column(lines[1], "09:00"), column(lines[3], "10:00"), "{shown}");
        assert!(lines[3].contains('…'), "{shown}");
    }

    #[test]
    fn a_pipe_gets_everything_between_tabs() {
        let cells = vec![vec!["k3f9".to_owned(), "two\nlines".to_owned()]];
        assert_eq!(table(&["id", "text"], &cells, None), "k3f9\ttwo\\nlines");
    }
}
