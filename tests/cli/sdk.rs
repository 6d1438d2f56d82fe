//! Webex's own Python SDK against the sandbox: a sandbox it can use unchanged is one `mindful` may be tested with.

use std::process::Command;

use webex_sandbox::{Person, Sandbox};

#[test]
#[ignore = "needs Python and webexpythonsdk; tests/run sees to it"]
fn sdk_can_use_the_sandbox_unchanged() {
    let sandbox = Sandbox::start();
    for number in 1..=5 {
        let email = format!("person{number}@example.com");
        sandbox.add_person(Person::new(&format!("Person {number}"), &email, None));
    }
    let root = env!("CARGO_MANIFEST_DIR");
    let mut python = Command::new(format!("{root}/target/sdk/bin/python"));
    python.arg(format!("{root}/tests/sdk.py")).arg(sandbox.api_url()).env_clear();
    let ran = python.output().expect("a Python with the SDK");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert_eq!(sandbox.messages().len(), 4, "two to Ada, and two of three left in the space");
}
