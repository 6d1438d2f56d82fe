//! Settings: read or refused, and a span is what it says.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = mindful::config::check("config.toml".as_ref(), text);
    let _ = mindful::config::duration("delivery.grace", text);
});
