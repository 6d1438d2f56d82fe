//! The events of a calendar file (RFC 5545, section 3.1): bytes become text, folded lines one, and lines properties.

/// What is read of an event; lines of any other property are passed over.
const READ: [&str; 12] = [
    "UID",
    "SUMMARY",
    "STATUS",
    "SEQUENCE",
    "RECURRENCE-ID",
    "DTSTART",
    "DTEND",
    "DURATION",
    "RRULE",
    "EXRULE",
    "RDATE",
    "EXDATE",
];

/// One property: `DTSTART;VALUE=DATE:20261224`.
#[derive(Debug, Clone)]
pub(super) struct Property {
    /// In capitals.
    pub(super) name: String,
    parameters: Vec<(String, String)>,
    /// `None` where the line has no colon.
    pub(super) value: Option<String>,
}

impl Property {
    /// Returns the value of a parameter, without its quotes.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// An event, and what its calendar says for all events.
#[derive(Debug, Clone, Default)]
pub(super) struct Event {
    pub(super) properties: Vec<Property>,
    /// Which of the calendars of the file it is in.
    pub(super) calendar: usize,
}

/// What a calendar says for all its events.
#[derive(Debug, Clone, Default)]
pub(super) struct Calendar {
    /// It takes its events back (RFC 5546, section 3.2.5).
    pub(super) cancels: bool,
    /// The zone of dates that name none.
    pub(super) zone: Option<String>,
}

/// Everything in a file: several calendars may follow each other.
#[derive(Debug, Default)]
pub(super) struct Calendars {
    pub(super) calendars: Vec<Calendar>,
    pub(super) events: Vec<Event>,
}

impl Calendars {
    /// Reads a file of which nothing is missing: each part that begins has its end.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        let text = text(bytes);
        let mut found = Self::default();
        let mut begun: Vec<String> = Vec::new();
        let mut lines = text.split('\n').map(str::trim_end).filter(|line| !line.is_empty()).peekable();
        if lines.peek().is_none_or(|line| !line.eq_ignore_ascii_case("BEGIN:VCALENDAR")) {
            return Err("it does not begin with BEGIN:VCALENDAR".to_owned());
        }
        for line in lines {
            match part(line) {
                Some((true, name)) => {
                    begun.push(name);
                    found.begin(&begun);
                }
                Some((false, name)) if begun.pop().as_ref() != Some(&name) => {
                    return Err(format!("`{line}` ends what was not begun; a part of it may be missing"));
                }
                Some((false, _)) => {}
                None => found.line(&begun, line),
            }
        }
        match begun.pop() {
            Some(name) => Err(format!("`BEGIN:{name}` has no end; a part of it may be missing")),
            None => Ok(found),
        }
    }

    fn begin(&mut self, begun: &[String]) {
        match begun {
            [calendar] if calendar == "VCALENDAR" => self.calendars.push(Calendar::default()),
            [calendar, event] if calendar == "VCALENDAR" && event == "VEVENT" => {
                let calendar = self.calendars.len().saturating_sub(1);
                self.events.push(Event { calendar, ..Event::default() });
            }
            _ => {}
        }
    }

    /// Keeps a line of a calendar or an event; alarms and rules of zones, which lie deeper, have lines of the same names.
    fn line(&mut self, begun: &[String], line: &str) {
        match begun {
            [calendar] if calendar == "VCALENDAR" => self.of_calendar(line),
            [calendar, event] if calendar == "VCALENDAR" && event == "VEVENT" => {
                let kept = property(line).filter(is_read);
                if let (Some(event), Some(property)) = (self.events.last_mut(), kept) {
                    event.properties.push(property);
                }
            }
            _ => {}
        }
    }

    fn of_calendar(&mut self, line: &str) {
        let (Some(calendar), Some(property)) = (self.calendars.last_mut(), property(line)) else { return };
        match (property.name.as_str(), property.value) {
            ("METHOD", Some(value)) => calendar.cancels = value.trim().eq_ignore_ascii_case("CANCEL"),
            ("X-WR-TIMEZONE", Some(value)) => calendar.zone = Some(value.trim().to_owned()),
            _ => {}
        }
    }
}

/// Tells whether a property matters; one that has lost its colon may run into its value.
fn is_read(property: &Property) -> bool {
    match property.value {
        Some(_) => READ.contains(&property.name.as_str()),
        None => READ[4..].iter().any(|name| property.name.starts_with(name)),
    }
}

/// Reads `BEGIN:…` as true and `END:…` as false, with the name in capitals.
fn part(line: &str) -> Option<(bool, String)> {
    let (word, name) = line.split_once(':')?;
    let begins = word.eq_ignore_ascii_case("BEGIN");
    (begins || word.eq_ignore_ascii_case("END")).then(|| (begins, name.trim().to_ascii_uppercase()))
}

/// Takes a line apart; a quoted parameter may hold `:` and `;`.
fn property(line: &str) -> Option<Property> {
    let mut quoted = false;
    let mut cuts = Vec::new();
    let mut value = None;
    for (place, sign) in line.char_indices() {
        match sign {
            '"' => quoted = !quoted,
            ';' if !quoted => cuts.push(place),
            ':' if !quoted => {
                value = Some(place);
                break;
            }
            _ => {}
        }
    }
    let head = &line[..value.unwrap_or(line.len())];
    let starts = cuts.iter().map(|cut| cut + 1);
    let ends = cuts.iter().copied().skip(1).chain([head.len()]);
    let parameters = starts.zip(ends).map(|(start, end)| {
        let (name, value) = head[start..end].split_once('=').unwrap_or((&head[start..end], ""));
        (name.trim().to_owned(), value.trim().trim_matches('"').to_owned())
    });
    let name = head[..cuts.first().copied().unwrap_or(head.len())].trim().to_ascii_uppercase();
    let value = value.map(|place| line[place + 1..].to_owned());
    (!name.is_empty()).then(|| Property { name, parameters: parameters.collect(), value })
}

/// Returns the text of a file with its folded lines joined: UTF-8, UTF-16, or else Latin-1.
fn text(bytes: &[u8]) -> String {
    let wide = |bytes: &[u8], read: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units).into_bytes()
    };
    let bytes = match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [first, 0, ..] if first.is_ascii() => wide(bytes, u16::from_le_bytes),
        [0, second, ..] if second.is_ascii() => wide(bytes, u16::from_be_bytes),
        _ => bytes.to_vec(),
    };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    match String::from_utf8(unfolded(bytes)) {
        Ok(text) => text.trim_start().to_owned(),
        Err(error) => error
            .into_bytes()
            .iter()
            .map(|byte| char::from(*byte))
            .collect::<String>()
            .trim_start()
            .to_owned(),
    }
}

/// Joins folded lines, before the bytes are text: a fold may part the bytes of a letter.
fn unfolded(bytes: &[u8]) -> Vec<u8> {
    let old_mac = !bytes.contains(&b'\n');
    let mut joined: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut ended = false;
    for byte in bytes.iter().map(|byte| if old_mac && *byte == b'\r' { b'\n' } else { *byte }) {
        if ended && matches!(byte, b' ' | b'\t') {
            joined.pop();
            ended = false;
            continue;
        }
        if byte == b'\n' {
            while joined.last() == Some(&b'\r') {
                joined.pop();
            }
        }
        ended = byte == b'\n';
        joined.push(byte);
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(bytes: &[u8]) -> Vec<String> {
        let found = Calendars::read(bytes).unwrap();
        let properties = found.events.into_iter().flat_map(|event| event.properties);
        properties
            .map(|property| format!("{}={}", property.name, property.value.unwrap_or_default()))
            .collect()
    }

    #[test]
    fn a_file_is_read_in_each_encoding_and_with_any_line_ends() {
        let text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Für\r\n  alle\r\nDTST\r\n\tART:20261224\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let expected = ["SUMMARY=Für alle", "DTSTART=20261224"];
        let units: Vec<u16> = text.encode_utf16().collect();
        let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        let latin: Vec<u8> = text.chars().map(|sign| u8::try_from(u32::from(sign)).unwrap()).collect();
        for bytes in [
            text.as_bytes().to_vec(),
            text.replace("\r\n", "\n").into_bytes(),
            text.replace("\r\n", "\r").into_bytes(),
            text.replace("\r\n", "\r\r\n").into_bytes(),
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            [b"\xff\xfe", little.as_slice()].concat(),
            [b"\xfe\xff", big.as_slice()].concat(),
            little,
            big,
            latin,
            text.to_lowercase().replace("summary", "Summary").into_bytes(),
        ] {
            assert_eq!(values(&bytes).map_lower(), expected.map(str::to_lowercase), "{:?}", &bytes[..4]);
        }
        let parted = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:F\xc3\n \xbcr\nEND:VEVENT\nEND:VCALENDAR";
        assert_eq!(values(parted), ["SUMMARY=Für"], "a fold inside a letter");
    }

    trait Lower {
        fn map_lower(self) -> Vec<String>;
    }
    impl Lower for Vec<String> {
        fn map_lower(self) -> Vec<String> {
            self.iter().map(|text| text.to_lowercase()).collect()
        }
    }

    #[test]
    fn only_lines_of_the_event_itself_are_read_however_deep_others_lie() {
        let deep = 8_000;
        let text = format!(
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\n{}DURATION:P9D\n{}DURATION;X=\"a:b;c\":P1D\nEND:VEVENT\nEND:VCALENDAR",
            "BEGIN:VALARM\n".repeat(deep),
            "END:VALARM\n".repeat(deep)
        );
        assert_eq!(values(text.as_bytes()), ["DURATION=P1D"]);
    }

    #[test]
    fn a_file_that_is_cut_or_mixed_up_is_refused() {
        for (text, why) in [
            ("", "begin with"),
            ("hello", "begin with"),
            ("BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "`BEGIN:VEVENT` has no end"),
            ("BEGIN:VCALENDAR\nEND:VEVENT\n", "`END:VEVENT` ends what was not begun"),
        ] {
            assert!(Calendars::read(text.as_bytes()).unwrap_err().contains(why), "{text}");
        }
    }
}
