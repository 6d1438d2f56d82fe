#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| mindful_fuzz::check("recurrence_rule", text));
