//! Screens of a terminal as an animated SVG: one group a frame, shown in turn.

use std::fmt::Write;
use std::time::Duration;

use unicode_width::UnicodeWidthChar;

/// A screen as tmux captures it, colours included, and for how long it is shown.
pub(crate) struct Frame {
    pub(crate) screen: String,
    pub(crate) shown_for: Duration,
}

const CELL: (f64, f64) = (8.4, 18.0);
const MARGIN: f64 = 12.0;
/// The eight colours of a terminal, on dark ground.
const COLOURS: [&str; 8] =
    ["#45475a", "#f38ba8", "#a6e3a1", "#f9e2af", "#89b4fa", "#cba6f7", "#94e2d5", "#cdd6f4"];

/// Draws the frames one after another, in a loop. With reduced motion, and where nothing moves, the last one is shown.
pub(crate) fn drawn(frames: &[Frame], columns: usize, lines: usize) -> String {
    let (width, height) = (at(columns, CELL.0) + MARGIN, at(lines, CELL.1) + MARGIN);
    let whole: Duration = frames.iter().map(|frame| frame.shown_for).sum();
    let (mut style, mut groups, mut begun) = (String::new(), String::new(), Duration::ZERO);
    for (number, frame) in frames.iter().enumerate() {
        let percent = |moment: Duration| moment.as_secs_f64() / whole.as_secs_f64() * 100.0;
        let (from, until) = (percent(begun), percent(begun + frame.shown_for));
        // Each value holds until the next key.
        let _ = write!(
            style,
            "@keyframes f{number}{{0%{{opacity:0}}{from:.2}%{{opacity:1}}{until:.2}%,100%{{opacity:0}}}}"
        );
        begun += frame.shown_for;
        let _ = writeln!(
            groups,
            "<g class=\"f\" style=\"animation-name:f{number}\">{}</g>",
            screen(&frame.screen)
        );
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" xml:space=\"preserve\" role=\"img\" \
         aria-label=\"mindful in a terminal\">\n\
         <style>text{{font:14px ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;white-space:pre;fill:{}}}\
         .f{{opacity:0;animation:{}s step-end infinite}}.f:last-of-type{{opacity:1}}\
         @media(prefers-reduced-motion:reduce){{.f{{animation:none}}}}{style}</style>\n\
         <title>Schedule a message for their nine o'clock, list what is pending in both time zones, send one now</title>\n\
         <rect x=\"0.5\" y=\"0.5\" width=\"{inner_width:.0}\" height=\"{inner_height:.0}\" rx=\"8\" fill=\"#1e1e2e\" stroke=\"#6c7086\"/>\n{groups}</svg>\n",
        COLOURS[7],
        whole.as_secs_f64(),
        inner_width = width - 1.0,
        inner_height = height - 1.0,
    )
}

fn at(cells: usize, size: f64) -> f64 {
    MARGIN + f64::from(u32::try_from(cells).unwrap_or_default()) * size
}

fn screen(captured: &str) -> String {
    let mut drawn = String::new();
    let mut style = Style::default();
    for (line, text) in captured.lines().enumerate() {
        for (column, run, style) in runs(&typed(text), &mut style) {
            let (x, y) = (at(column, CELL.0), at(line + 1, CELL.1) - 5.0);
            let _ = write!(
                drawn,
                "<text x=\"{x:.1}\" y=\"{y:.1}\"{}>{}</text>",
                style.attributes(),
                escaped(&run)
            );
        }
    }
    drawn
}

/// Makes a prompt green and what is typed behind it bold.
fn typed(line: &str) -> String {
    match line.strip_prefix("$ ") {
        Some(command) => format!("\u{1b}[32m$\u{1b}[0m \u{1b}[1m{command}\u{1b}[0m"),
        None => line.to_owned(),
    }
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Style {
    colour: Option<usize>,
    bold: bool,
    faint: bool,
}

impl Style {
    /// Follows "select graphic rendition" as far as mindful uses it.
    fn select(&mut self, codes: &str) {
        for code in codes.split(';').map(|code| code.parse().unwrap_or(0)) {
            match code {
                0 => *self = Self::default(),
                1 => self.bold = true,
                2 => self.faint = true,
                22 => (self.bold, self.faint) = (false, false),
                30..=37 => self.colour = Some(code - 30),
                39 => self.colour = None,
                _ => {}
            }
        }
    }

    fn attributes(self) -> String {
        let colour =
            self.colour.map(|colour| format!(" style=\"fill:{}\"", COLOURS[colour])).unwrap_or_default();
        let bold = if self.bold { " font-weight=\"bold\"" } else { "" };
        let faint = if self.faint { " opacity=\"0.7\"" } else { "" };
        format!("{colour}{bold}{faint}")
    }
}

/// Splits a line where the style changes or a wide character would shift what follows.
fn runs(line: &str, style: &mut Style) -> Vec<(usize, String, Style)> {
    let (mut runs, mut column, mut from, mut run) = (Vec::new(), 0, 0, String::new());
    let mut rest = line.chars();
    while let Some(sign) = rest.next() {
        if sign == '\u{1b}' {
            let codes: String = rest.by_ref().skip(1).take_while(|sign| *sign != 'm').collect();
            runs.push((from, std::mem::take(&mut run), *style));
            style.select(&codes);
            from = column;
            continue;
        }
        let width = sign.width().unwrap_or(0);
        run.push(sign);
        column += width;
        if width == 2 {
            runs.push((from, std::mem::take(&mut run), *style));
            from = column;
        }
    }
    runs.push((from, run, *style));
    runs.retain(|(_, run, _)| !run.trim().is_empty());
    runs
}

fn escaped(text: &str) -> String {
    text.trim_end().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
