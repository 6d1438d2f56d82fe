//! Tables: headings and fitted columns for a person, tabs for a pipe.

use comfy_table::{ContentArrangement, Table, presets};

use super::escape;

/// Shows rows: fitted to `width` columns, or tab-separated and whole when there is no terminal.
#[must_use]
pub fn table(headings: &[&str], rows: &[Vec<String>], width: Option<u16>) -> String {
    let safe = |row: &Vec<String>| row.iter().map(|cell| escape(cell)).collect::<Vec<_>>();
    let Some(width) = width else {
        return rows.iter().map(|row| safe(row).join("\t")).collect::<Vec<_>>().join("\n");
    };
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    table.set_header(headings.iter().map(|heading| heading.to_uppercase()));
    table.add_rows(rows.iter().map(safe));
    let lines = table.to_string();
    lines.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// Returns how wide the terminal on stdout is, or `None` where there is none.
#[must_use]
pub fn width(stdout_is_terminal: bool) -> Option<u16> {
    if !stdout_is_terminal {
        return None;
    }
    #[cfg(unix)]
    let columns = rustix::termios::tcgetwinsize(std::io::stdout()).map_or(80, |size| size.ws_col);
    #[cfg(not(unix))]
    let columns = 80;
    Some(if columns == 0 { 80 } else { columns.max(20) })
}
