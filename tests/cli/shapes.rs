//! Whatever is read from outside - files, settings, answers, phrases - is read or refused, never brings the program
//! down, and is never taken for what it is not. Here are inputs; what must hold of them stands beside the fuzz targets.

use std::path::Path;

use proptest::prelude::*;
use proptest::sample::select;

#[path = "../../fuzz/src/lib.rs"]
#[allow(unreachable_pub, reason = "to the fuzz targets it is a library")]
mod properties;

use properties::{TARGETS, check};

type Rows = &'static [(&'static [&'static str], &'static [&'static str])];

const MESSAGE: Rows = &[
    (&["version = 1"], &["version = 2", "version = -1", ""]),
    (&["id = \"k3f9x2ab7m\""], &["id = \"../../x\"", "id = 7"]),
    (
        &["created = \"2026-11-23T17:00:00Z\""],
        &["created = \"+262142-12-31T23:59:59Z\"", "created = \"soon\""],
    ),
    (
        &["due = \"2026-11-24T09:00:00Z\"", "due = \"2026-11-24T09:00:00.25+05:45\""],
        &["due = \"+262142-12-31T23:59:59Z\"", "due = \"0000-01-01T00:00:00Z\""],
    ),
    (
        &["", "wall_time = \"2027-03-28T02:30:00\"\nwall_zone = \"Europe/Berlin\""],
        &["wall_time = \"+262142-12-31T23:59:59\"\nwall_zone = \"UTC\"", "wall_zone = \"UTC\""],
    ),
    (&["at_given = true", "at_given = false"], &["at_given = 1"]),
    (
        &["to_email = \"ada@example.com\"", "to_space = \"Y2lz\"", "to_person_id = \"p\"\nto_name = \"Ada\""],
        &["to_email = \"\"", "to_space = \" \"", "to_email = \"a@b.c\"\nto_space = \"x\""],
    ),
    (&["their_zone = \"Europe/London\"\ntheir_zone_assumed = false"], &["their_zone = \"\""]),
    (&["any_time = false"], &["anytime = false"]),
    (&["", "not_after = \"2026-11-25T09:00:00Z\""], &["not_after = \"-1000-01-01T00:00:00Z\""]),
    (&["", "hold_while = [\"DoNotDisturb\"]\nunless_reply = true"], &["hold_while = \"DoNotDisturb\""]),
    (&["", "account = \"me\"\nkey = \"daily\"\nreply_to = \"m\""], &["keys = 1"]),
    (
        &[
            "",
            "series = [\"id k3f9x2ab7m\", \"number 3\", \"day 2026-12-07\", \"every mon\", \"first 2026-11-23\", \"zone UTC\"]",
        ],
        &[
            "series = [\"id k3f9x2ab7m\", \"number 0\", \"day 2026-12-07\", \"every mon\", \"first 2026-11-23\", \"zone UTC\"]",
            "series = [\"id k3f9x2ab7m\", \"number 1\", \"day +262142-12-31\", \"every week\", \"first 2026-11-23\", \"zone UTC\"]",
            "series = [\"every mon\"]",
        ],
    ),
    (&["", "attachment_name = \"a.pdf\"\nattachment_bytes = 9"], &["attachment_bytes = 9"]),
    (&["", "card = \"{}\""], &["card = \"{\"", "card = \"[]\""]),
    (&["format = \"text\"", "format = \"markdown\"\nplaceholders = true"], &["format = \"html\""]),
    (
        &["text = \"Hi {name}\"", "text = '''\ntwo\nlines'''"],
        &["text = \" \"", "text = \"\\u0000\"", "text = "],
    ),
];

const MARKED: Rows = &[
    (&["version = 2"], &["version = 1", "version = 3", ""]),
    (&["[message]\nid = \"k3f9x2ab7m\""], &["[message]\nid = \"../../x\"", "id = \"k3f9x2ab7m\""]),
    (&["created = \"2026-11-23T17:00:00.5Z\""], &["created = \"+262142-12-31T23:59:59Z\""]),
    (
        &["due = \"2026-11-24T09:00:00Z\"", "due = \"2026-11-24T09:00:00.25+05:45\""],
        &["due = \"+262142-12-31T23:59:59Z\"", "due = \"0000-01-01T00:00:00Z\""],
    ),
    (&["at_given = true\nany_time = false"], &["anytime = false"]),
    (
        &["", "account = \"me\"\nkey = \"daily\"\nhold_while = [\"DoNotDisturb\"]\nunless_reply = true"],
        &["keys = 1"],
    ),
    (
        &["", "[message.wall]\ntime = \"2027-03-28T02:30:00.75\"\nzone = \"Europe/Berlin\""],
        &["[message.wall]\ntime = \"+262142-12-31T23:59:59\"\nzone = \"UTC\""],
    ),
    (&["[message.to]\nzone = \"Europe/London\"\nzone_assumed = false"], &["[message.to]\nzone = \"\""]),
    (
        &[
            "address = { email = \"ada@example.com\" }",
            "address = { person_id = \"p\" }",
            "address.space = \"Y2lz\"",
        ],
        &["address = { email = \"\" }", "address = {}", "address = { email = \"a@b.c\", space = \"x\" }"],
    ),
    (
        &[
            "",
            "[message.series]\nid = \"k3f9x2ab7m\"\nnumber = 3\nday = \"2026-12-07\"\nstands = false\n[message.series.recurrence]\nrule = \"mon\"\nfirst = \"2026-11-23\"\nzone = \"UTC\"\nany_time = false\nwithin_hours = false",
        ],
        &[
            "[message.series]\nid = \"k3f9x2ab7m\"\nnumber = 0\nday = \"2026-12-07\"\nstands = false\n[message.series.recurrence]\nrule = \"mon\"\nfirst = \"2026-11-23\"\nzone = \"UTC\"\nany_time = false\nwithin_hours = false",
            "[message.series]\nrule = \"mon\"",
        ],
    ),
    (
        &["[message.body]\nformat = \"text\"", "[message.body]\nformat = \"markdown\"\nplaceholders = true"],
        &["[message.body]\nformat = \"html\""],
    ),
    (&["text = \"Hi {name}\"", "text = \"[end]\""], &["text = \" \"", "text = \"\\u0000\"", "text = "]),
    (
        &["", "card = \"{}\"", "attachment = { name = \"a.pdf\", bytes = 9 }"],
        &["card = \"[]\"", "attachment = { bytes = 9 }"],
    ),
    (&["[end]"], &["", "[end", "[end]\nmore = 1", "end = {}"]),
];

const SETTINGS: Rows = &[
    (&["[webex]", "[webex]\nclient_id = \"C0ffee\""], &["[webx]", "client_id = 1"]),
    (
        &[
            "",
            "redirect_uri = \"http://127.0.0.1:17321/callback\"",
            "redirect_uri = [\"http://localhost:1/\"]",
        ],
        &[
            "redirect_uri = \"http://127.0.0.1:0/callback\"",
            "redirect_uri = \"http://127.0.0.1:17321/callback#x\"",
            "redirect_uri = \"http://a:b@127.0.0.1:17321/\"",
            "redirect_uri = \" http://127.0.0.1:17321/\"",
            "redirect_uri = \"http://0.0.0.0:17321/\"",
            "redirect_uri = []",
        ],
    ),
    (&["", "scopes = [\"spark:messages_write\"]"], &["scopes = \"all\""]),
    (
        &["", "api_url = \"https://webexapis.com/v1/\"", "api_url = \"http://[::1]:1/v1\""],
        &[
            "api_url = \"https://webexapis.com/v1#x\"",
            "api_url = \"https://webexapis.com/\\tv1\"",
            "api_url = \"HTTPS://WebexApis.com:443/v1\"",
            "api_url = \"http://webexapis.com/v1\"",
        ],
    ),
    (&["[me]", "[me]\ntimezone = \"Europe/Berlin\""], &["[me]\ntimezone = \"IST\""]),
    (&["[hours]", "[hours]\nwork = \"Mon-Fri 09:00-17:00\""], &["[hours]\nwork = \"Monkey 09:00-17:00\""]),
    (&["[delivery]", "[delivery]\noff_hours = \"move\""], &["[delivery]\noff_hours = \"never\""]),
    (
        &["", "grace = \"1h30m\"", "give_up = \"2w\""],
        &["grace = \"-1m\"", "grace = \"9999999w\"", "grace = 15"],
    ),
    (&["", "hold_while = [\"donotdisturb\"]"], &["hold_while = [\"Busy\"]"]),
    (&["", "concurrency = 8"], &["concurrency = 0", "concurrency = 65", "concurrency = -1"]),
    (&["", "[login]\ntoken_store = \"file\""], &["[login]\ntoken_store = \"paper\""]),
];

const BOOK: Rows = &[
    (&["[ada]", "[ada]\nname = \"Ada\""], &["[ada", "[\"\"]"]),
    (
        &["email = \"ada@example.com\"", "space = \"Y2lz\"", "person_id = \"p\""],
        &["email = \"ada@\"", "space = \"\"", "person_id = \" \"", "email = \"a b@example.com\""],
    ),
    (&["", "timezone = \"Europe/London\""], &["timezone = \"London\"", "timezone = \"../x\""]),
    (
        &[
            "",
            "hours = \"Mon-Thu 08:30-12:00 13:00-17:30, Fri 09:00-14:00\"",
            "hours = \"Sun-Thu 22:00-24:00\"",
        ],
        &["hours = \"Monkey 09:00-17:00\"", "hours = \"Mon 17:00-09:00\"", "hours = \"Mon 09:00-09:60\""],
    ),
    (
        &["", "off = [\"2026-12-24..2027-01-02\", \"2027-03-17\"]"],
        &["off = [\"2026-02-30\"]", "off = [\"2027-01-02..2026-12-24\"]", "off = [\"+262142-12-31\"]"],
    ),
    (&["", "any_time = true"], &["any_time = \"yes\"", "anytime = true"]),
    (
        &["", "[groups]\nteam = [\"ada\", \"grace@example.com\"]"],
        &["[groups]\nteam = \"ada\"", "[groups]\nx = [1]"],
    ),
];

const HOLIDAYS: Rows = &[
    (&["BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nSUMMARY:Off"], &["BEGIN:VEVENT", "BEGIN:VCALENDAR"]),
    (
        &["DTSTART;VALUE=DATE:20261224", "DTSTART:20261224T000000", "DTSTART;VALUE=DATE:19700101"],
        &["DTSTART;VALUE=DATE:20261345", "DTSTART:20261224T090000Z", "DTSTART;VALUE=DATE:00010101"],
    ),
    (
        &["", "DTEND;VALUE=DATE:20270103", "DURATION:P2D"],
        &["DTEND;VALUE=DATE:soon", "DTEND;VALUE=DATE:20200101", "DURATION:P99999W", "DURATION:PÖ"],
    ),
    (
        &[
            "",
            "RRULE:FREQ=YEARLY",
            "RRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=9",
            "RRULE:FREQ=WEEKLY;UNTIL=20270101",
        ],
        &["RRULE:FREQ=HOURLY", "RRULE:FREQ=YEARLY;UNTIL=20271231x", "RRULE:FREQ=DAILY;INTERVAL=0"],
    ),
    (&["", "EXDATE;VALUE=DATE:20261224", "STATUS:CANCELLED"], &["RDATE:1", "EXDATE;VALUE=DATE:never"]),
    (&["END:VEVENT\nEND:VCALENDAR\n"], &["END:VEVENT", "END:VCALENDAR"]),
];

const PHRASE: &str = "now in at on this the of a 2 20 half an hour minutes days weeks workdays today tonight tomorrow day \
    after next friday tue week month workday 9am 12pm 21:30 0930 24:00 9 noon morning eod start end dec \
    1 31 +1 2026-12-01 2027-03-28 02:30 2026-12-01T09:00 1.12.2026 12/25/2026 @1796115600 20m 1h30m +3d \
    theirs UTC Europe/Berlin London EST am 2028";
const RULE: &str = "every each other on the of and day days daily weekday workday week weeks fortnight month months \
    quarter year 2 3 31 0 two 2nd 5th first last mon thursdays mon-fri fri-mon mon,thu weekend 2w \
    99999999999";

/// Rows, nearly all of them good.
fn nearly(rows: Rows) -> impl Strategy<Value = String> {
    let row = |(good, odd): &(&'static [&'static str], &'static [&'static str])| prop_oneof![30 => select(*good), 1 => select(*odd)];
    rows.iter().map(row).collect::<Vec<_>>().prop_map(|rows| rows.join("\n"))
}

/// The same with a few signs exchanged for others.
fn spoiled(text: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    (text, any::<prop::sample::Index>(), 0..4_usize, "\\PC{0,4}").prop_map(|(text, at, cut, signs)| {
        let kept: Vec<char> = text.chars().collect();
        let at = at.index(kept.len() + 1);
        let (before, after) = (&kept[..at], &kept[(at + cut).min(kept.len())..]);
        before.iter().copied().chain(signs.chars()).chain(after.iter().copied()).collect()
    })
}

fn either(rows: Rows) -> impl Strategy<Value = String> {
    prop_oneof![nearly(rows), spoiled(nearly(rows))]
}

fn words(of: &'static str) -> impl Strategy<Value = String> {
    let word = select(of.split(' ').collect::<Vec<_>>());
    prop::collection::vec(word, 0..5).prop_map(|words| words.join(" "))
}

fn answer() -> impl Strategy<Value = String> {
    let body = prop_oneof![
        Just("{\"id\":\"m\",\"roomId\":\"r\"}".to_owned()),
        Just(
            "{\"access_token\":\"t\",\"expires_in\":1e300,\"refresh_token\":\"\",\"scope\":\" \"}".to_owned()
        ),
        "[\\[{]\"(id|roomId|access_token)\"[:,](\"[a-z]?\"|null|7)(,\"(id|roomId)\":\"[a-z]?\")?[}\\]]",
        "\\[\"[a-z]?\",\"[a-z]?\"\\]",
        "\\PC{0,20}",
    ];
    let header = "(Retry-After: ([0-9]{1,12}|soon|-1|1e3|Tue, 24 Nov 2026 09:00:30 GMT)\n)?";
    (100..600_u16, header, body).prop_map(|(status, header, body)| {
        let status = if status % 3 == 0 { 200 } else { status };
        format!("{status}\n{header}\n{body}")
    })
}

fn listed() -> impl Strategy<Value = String> {
    let word = select(vec!["\"me\"", "null", "7", "\"\"", "\"the words that are looked for\""]);
    let id = prop_oneof![Just("\"m\""), word.clone()];
    let created = "(2026-11-24T0[89]:[05][09]:[0-9]{2}Z|[0-9TZ:-]{0,20})";
    let item = (id, word.clone(), word.clone(), word, created, any::<u8>());
    let item = item.prop_map(|(id, person, text, errors, created, shape)| match shape % 8 {
        0 => format!("[{id},{person},{text},null,\"{created}\"]"),
        _ => format!(
            "{{\"id\":{id},\"personId\":{person},\"text\":{text},\"errors\":{errors},\"created\":\"{created}\"}}"
        ),
    });
    prop::collection::vec(item, 0..4).prop_map(|items| format!("[{}]", items.join(",")))
}

fn callback() -> impl Strategy<Value = String> {
    let pair = select(vec![
        "state=STATE",
        "code=c",
        "state=wrong",
        "error=access_denied",
        "error_description=No+%C3%b6",
        "code=",
        "x",
        "%63ode=d",
        "state=",
        "error=%",
        "&",
    ]);
    let query = prop::collection::vec(pair, 0..5).prop_map(|pairs| pairs.join("&"));
    let query = prop_oneof![4 => query, 1 => Just("code=c&state=STATE".to_owned())];
    let host =
        select(vec!["127.0.0.1:17321", "127.0.0.1:17321", "LOCALHOST:17321", "127.0.0.1:17321,evil", ""]);
    let path = prop_oneof![4 => Just("/callback".to_owned()), 1 => "/[a-z/.%]{0,9}"];
    let asked = (select(vec!["GET", "GET", "GET", "HEAD", "POST"]), host, path, query, any::<bool>());
    asked.prop_map(|(method, host, path, query, pasted)| match pasted {
        true => format!("PASTE\nhttp://{host}{path}?{query}"),
        false => format!("{method}\n{host}\n{path}\n{query}"),
    })
}

proptest! {
    #[test]
    fn a_message_file_is_refused_or_one_message_that_can_be_sent(text in either(MESSAGE)) {
        check("message_file", &text);
    }

    #[test]
    fn a_message_file_with_an_end_mark_is_refused_or_one_message_that_can_be_sent(text in either(MARKED)) {
        check("message_file", &text);
    }

    #[test]
    fn settings_are_refused_or_work_and_are_written_the_same(text in either(SETTINGS)) {
        check("config_toml", &text);
    }

    #[test]
    fn an_address_book_is_refused_or_has_people_who_can_be_written_to(text in either(BOOK)) {
        check("people_toml", &text);
    }

    #[test]
    fn a_holiday_calendar_is_refused_or_has_the_days_it_says(text in either(HOLIDAYS)) {
        check("holiday_calendar", &text);
    }

    #[test]
    fn a_name_in_the_queue_is_ours_exactly_or_not_at_all(
        text in "[0-2][0-9]{3}[01][0-9][0-3][0-9]T[0-2][0-9][0-5][0-9][0-6][0-9]Z\\.[a-z0-9]{10}\\.a[0-9]{1,2}(\\.n[0-9]\\.t20261124T090000Z)?(\\.from-(held|sent|x)-20261124T090000Z)?\\.toml",
        mark in "[+-_. 0]?", at in any::<prop::sample::Index>(),
    ) {
        check("queue_file_name", &text);
        let at = at.index(text.len());
        check("queue_file_name", &format!("{}{mark}{}", &text[..at], &text[at..]));
    }

    #[test]
    fn a_phrase_is_refused_or_the_moment_that_its_words_say(
        text in words(PHRASE), other in "\\PC{0,20}",
        date in "[+-]?[0-9]{1,2}(st|th)? (dec|march|jan)( [+]?20[23][0-9])?( at)?( [0-9]{1,2}(am|pm|:[0-9]{2}))?( theirs| UTC)?",
    ) {
        check("time_phrase", &text);
        check("time_phrase", &other);
        check("time_phrase", &date);
    }

    #[test]
    fn a_rule_is_refused_or_shown_as_it_is_read(
        text in words(RULE), other in "\\PC{0,20}",
        counted in "(every )?([1-9]{0,2} (days|weeks|months|quarters) (on )?)?((the )?(first|2nd|3rd|4th|last) (mon|fri|work)?(day)?|[0-9]{1,2}|(mon|tue|sun)[-,](fri|sat))",
    ) {
        check("recurrence_rule", &text);
        check("recurrence_rule", &other);
        check("recurrence_rule", &counted);
    }

    #[test]
    fn any_retry_after_is_waited_for_as_it_says_and_within_bounds(
        text in "[-+0-9.eE]{0,6}|[0-9]{1,25}(\\.[0-9])?|[MT]ue, 2[0-9] Nov 20[2-9][0-9] [01][0-9]:[0-6][0-9]:30 (GMT|UTC)|\\PC{0,20}",
    ) {
        check("retry_after", &text);
        check("config_toml", &text);
    }

    #[test]
    fn an_answer_without_an_id_is_never_a_message_that_was_sent(text in answer()) {
        check("api_answer", &text);
    }

    #[test]
    fn any_conversation_holds_only_what_is_there(text in listed()) {
        check("conversation", &text);
    }

    #[test]
    fn only_its_own_state_ends_a_login(text in prop_oneof![callback(), spoiled(callback())]) {
        check("callback_request", &text);
    }

    #[test]
    fn no_text_steers_a_terminal(text in "[a-zö日👩\u{0}-\u{20}\u{7f}-\u{9f}\u{ad}\u{200b}-\u{2069}\u{feff}\\\\{}]{0,30}") {
        check("terminal_text", &text);
    }
}

#[test]
fn every_check_has_a_fuzz_target_and_every_target_a_check() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let files = |folder: &str| {
        let listing = std::fs::read_dir(fuzz.join(folder)).unwrap();
        listing.map(|entry| entry.unwrap().path()).collect::<std::collections::BTreeSet<_>>()
    };
    let named = |folder: &str, ending: &str| {
        TARGETS.map(|(target, _)| fuzz.join(folder).join(format!("{target}{ending}"))).into_iter().collect()
    };
    assert_eq!(files("fuzz_targets"), named("fuzz_targets", ".rs"));
    assert_eq!(files("dictionaries"), named("dictionaries", ".dict"));
    assert_eq!(files("corpus"), named("corpus", ""));
    let manifest = std::fs::read_to_string(fuzz.join("Cargo.toml")).unwrap();
    for (target, _) in TARGETS {
        let text = std::fs::read_to_string(fuzz.join(format!("fuzz_targets/{target}.rs"))).unwrap();
        assert!(text.contains(&format!("check(\"{target}\", text)")), "{target} checks something else");
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{target}.rs\"")), "{target} is not built");
    }
}

#[test]
fn what_fuzzing_kept_still_holds() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    for (target, check) in TARGETS {
        let kept =
            std::fs::read_dir(corpus.join(target)).unwrap_or_else(|_| panic!("{target} has no corpus"));
        let paths: Vec<_> = kept.map(|entry| entry.unwrap().path()).collect();
        assert!((1..=60).contains(&paths.len()), "{target} has {} inputs", paths.len());
        for path in paths {
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(text.len() < 4096, "{}", path.display());
            let read = std::panic::catch_unwind(|| check(&text));
            assert!(read.is_ok(), "{}", path.display());
        }
    }
}
