//! A Webex on loopback for trying things out by hand.

use std::time::Duration;

use clap::{Parser, ValueEnum};
use webex_sandbox::{Consent, Sandbox};

/// A Webex on loopback
#[derive(Parser)]
struct Args {
    /// Port to listen on
    #[arg(long, default_value_t = 8990)]
    port: u16,
    /// What happens to those who ask for consent
    #[arg(long, value_enum, default_value = "now")]
    consent: Choice,
    /// How long every answer takes, in milliseconds
    #[arg(long, default_value_t = 0, value_name = "MS")]
    latency: u64,
}

#[derive(Clone, Copy, ValueEnum)]
enum Choice {
    /// The redirect comes at once
    Now,
    /// A page with buttons asks first
    Page,
    /// The redirect says no
    Deny,
}

fn main() -> std::io::Result<()> {
    let args = Args::parse();
    let consent = match args.consent {
        Choice::Now => Consent::Now,
        Choice::Page => Consent::Page,
        Choice::Deny => Consent::Deny("access_denied".into(), "The resource owner denied the request".into()),
    };
    let sandbox = Sandbox::builder()
        .port(args.port)
        .consent(consent)
        .latency(Duration::from_millis(args.latency))
        .verbose()
        .start()?;
    println!("A Webex on loopback. To point mindful at it, log in:");
    println!("  export MINDFUL_API_URL={}", sandbox.api_url());
    println!("  export MINDFUL_CLIENT_ID=sandbox MINDFUL_CLIENT_SECRET=sandbox-secret");
    println!("  mindful login");
    println!("or use a token that is always good:");
    println!("  export MINDFUL_ACCESS_TOKEN=sandbox-token");
    println!(
        "People: ada@example.com, grace@example.com, alan@example.com. Spaces: room-1, room-2. Ctrl-C ends."
    );
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(tokio::signal::ctrl_c())
}
