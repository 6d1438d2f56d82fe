//! What comes back to the listener: without the right state it never ends a login.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mindful::oauth::{Asked, Authorization, Judgement, Redirect};

fuzz_target!(|asked: (&str, Vec<&str>, &str, &str)| {
    let (method, hosts, path, query) = asked;
    let redirect = Redirect::new("http://127.0.0.1:17321/callback").expect("an address");
    let judge = Authorization::begin(redirect).expect("randomness").judge();
    let judged = judge.judge(&Asked { method, hosts, path, query });
    assert!(matches!(judged, Judgement::Ignored { .. }), "{judged:?}");
    assert!(matches!(judge.judge_pasted(query), Judgement::Ignored { .. }));
});
