//! A small plot: time and memory by the number of messages, on logarithmic axes.

use std::fmt::Write;

const COLORS: [&str; 5] = ["#1b6ca8", "#d1495b", "#66a182", "#b8860b", "#7a5195"];
/// Size of one panel, and where its axes begin.
const PANEL: (f64, f64) = (300.0, 200.0);
const MARGIN: (f64, f64) = (56.0, 30.0);

/// One command.
pub(crate) struct Line {
    pub(crate) name: String,
    /// Messages, milliseconds, kB.
    pub(crate) points: Vec<(f64, f64, f64)>,
}

impl Line {
    pub(crate) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), points: Vec::new() }
    }
}

/// Draws both panels and the names of the commands.
pub(crate) fn svg(lines: &[Line]) -> String {
    let (width, height) = ((PANEL.0 + MARGIN.0) * 2.0 + 20.0, PANEL.1 + MARGIN.1 * 2.0 + 24.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" \
         font-size=\"11\">\n<rect width=\"{width}\" height=\"{height}\" fill=\"white\"/>\n"
    );
    panel(&mut svg, MARGIN.0, "milliseconds", lines, |point| (point.0, point.1));
    panel(&mut svg, MARGIN.0 * 2.0 + PANEL.0, "megabytes", lines, |point| (point.0, point.2 / 1024.0));
    for (index, (line, color)) in lines.iter().zip(COLORS).enumerate() {
        let (x, y) = (MARGIN.0 + 130.0 * index as f64, height - 8.0);
        let _ = writeln!(svg, "<text x=\"{x}\" y=\"{y}\" fill=\"{color}\">{}</text>", line.name);
    }
    svg + "</svg>\n"
}

fn panel(
    svg: &mut String,
    left: f64,
    unit: &str,
    lines: &[Line],
    of: impl Fn(&(f64, f64, f64)) -> (f64, f64),
) {
    let values = || lines.iter().flat_map(|line| &line.points).map(&of);
    let decade = |value: f64, up: bool| if up { value.log10().ceil() } else { value.log10().floor() };
    let x = Axis {
        low: decade(values().map(|value| value.0).fold(f64::MAX, f64::min), false),
        high: decade(values().map(|value| value.0).fold(1.0, f64::max), true),
        begin: left,
        end: left + PANEL.0,
    };
    let y = Axis {
        low: decade(values().map(|value| value.1).fold(f64::MAX, f64::min), false),
        high: decade(values().map(|value| value.1).fold(1.0, f64::max), true),
        begin: MARGIN.1 + PANEL.1,
        end: MARGIN.1,
    };
    let _ = writeln!(svg, "<text x=\"{left}\" y=\"{}\">{unit}, by messages</text>", MARGIN.1 - 12.0);
    x.ticks(|at, label| {
        let _ =
            writeln!(svg, "<text x=\"{at}\" y=\"{}\" text-anchor=\"middle\">{label}</text>", y.begin + 14.0);
    });
    y.ticks(|at, label| {
        let _ = writeln!(
            svg,
            "<path d=\"M{} {at}H{}\" stroke=\"#ddd\"/><text x=\"{}\" y=\"{}\" text-anchor=\"end\">{label}</text>",
            x.begin,
            x.end,
            x.begin - 5.0,
            at + 4.0
        );
    });
    for (line, color) in lines.iter().zip(COLORS) {
        let points: Vec<_> =
            line.points.iter().map(&of).map(|(a, b)| format!("{:.1},{:.1}", x.at(a), y.at(b))).collect();
        let _ = writeln!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2\"/>",
            points.join(" ")
        );
    }
}

/// One axis: from which power of ten to which, and where these are drawn.
struct Axis {
    low: f64,
    high: f64,
    begin: f64,
    end: f64,
}

impl Axis {
    fn at(&self, value: f64) -> f64 {
        let share = (value.log10() - self.low) / (self.high - self.low).max(1.0);
        self.begin + share * (self.end - self.begin)
    }

    fn ticks(&self, mut draw: impl FnMut(f64, String)) {
        for power in self.low as i32..=self.high as i32 {
            let value = 10_f64.powi(power);
            let label = if value >= 1_000.0 { format!("{} k", value / 1_000.0) } else { value.to_string() };
            draw(self.at(value), label);
        }
    }
}
