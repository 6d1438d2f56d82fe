#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| mindful_fuzz::check("callback_request", text));
