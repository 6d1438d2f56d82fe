//! A name in the queue: only what is written exactly so is read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mindful::queue::Name;

fuzz_target!(|text: &str| {
    if let Some(name) = Name::parse(text) {
        assert_eq!(name.to_string(), text);
    }
});
