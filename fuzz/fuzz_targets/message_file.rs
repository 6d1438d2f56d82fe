//! A message file: what is read is written and read again as the same message.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mindful::message::{parse, render};

fuzz_target!(|text: &str| {
    if let Ok(message) = parse(text) {
        let written = render(&message).expect("what was read can be written");
        assert_eq!(parse(&written).expect("what was written can be read"), message);
    }
});
