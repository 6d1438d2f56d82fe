//! `cargo run --release --example demo`: the main job, once through, against a fake Webex server on localhost.
//!
//! Runs the program in a temporary directory and prints each command with its output. The demo links the whole program
//! and starts itself again as `mindful`, so that one build is enough.

#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a demo shows")]

use std::error::Error;
use std::io::{BufRead, BufReader, PipeReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use webex_sandbox::{Answer, Sandbox};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// `Retry-After` in this demo, in seconds.
const RETRY_AFTER: &str = "2";
/// Set for the processes that are to be `mindful`.
const AS_PROGRAM: &str = "MINDFUL_DEMO_AS_PROGRAM";

struct Demo {
    program: PathBuf,
    home: tempfile::TempDir,
    sandbox: Sandbox,
}

fn main() -> Result<()> {
    if std::env::var_os(AS_PROGRAM).is_some() {
        std::process::exit(mindful::commands::main().into());
    }
    let program = std::env::current_exe()?;
    let demo = Demo { program, home: tempfile::tempdir()?, sandbox: Sandbox::start() };
    println!(
        "A fake Webex server listens on {}. Everything is kept in {}.",
        demo.sandbox.api_url(),
        demo.home.path().display()
    );
    demo.configure()?;
    say("1. Log in: the browser opens Webex, and Webex redirects it back to this machine.");
    demo.login()?;
    demo.run(&["whoami"])?;
    say("2. Write messages now, for when their recipients are at work.");
    demo.schedule()?;
    demo.run(&["list"])?;
    say("3. Run what the timer runs every minute. Webex rate-limits one message and rejects another.");
    demo.run(&["-v", "send-due"])?;
    demo.run(&["list"])?;
    say("4. After the time in Retry-After, the next run sends the rest.");
    std::thread::sleep(Duration::from_millis(2_100));
    demo.run(&["-v", "send-due"])?;
    demo.run(&["list", "--all"])?;
    demo.arrived();
    Ok(())
}

fn say(line: &str) {
    println!("\n{line}\n");
}

impl Demo {
    fn configure(&self) -> Result<()> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let redirect = format!("http://127.0.0.1:{port}/callback");
        std::fs::write(
            self.home.path().join("config.toml"),
            format!("[webex]\nredirect_uri = \"{redirect}\"\n[me]\ntimezone = \"Europe/Berlin\"\n"),
        )?;
        std::fs::write(
            self.home.path().join("people.toml"),
            "[grace]\nemail = \"grace@example.com\"\nname = \"Grace Hopper\"\ntimezone = \"America/New_York\"\n\
             hours = \"Mon-Fri 09:00-17:00\"\n",
        )?;
        self.sandbox.set(|settings| settings.redirect_uris.push(redirect));
        let limited = Answer::status(429).header("Retry-After", RETRY_AFTER).body("Too Many Requests");
        self.sandbox.script_to("alan@example.com", limited);
        Ok(())
    }

    fn command(&self, args: &[&str]) -> Command {
        let shown: Vec<String> = args
            .iter()
            .map(|arg| if arg.contains(' ') { format!("\"{arg}\"") } else { (*arg).to_owned() })
            .collect();
        println!("$ mindful {}", shown.join(" "));
        let mut command = Command::new(&self.program);
        command
            .args(args)
            .env(AS_PROGRAM, "1")
            .env("MINDFUL_HOME", self.home.path())
            .env("MINDFUL_API_URL", self.sandbox.api_url())
            .env("MINDFUL_CLIENT_ID", "sandbox")
            .env("MINDFUL_CLIENT_SECRET", "sandbox-secret")
            .env("MINDFUL_TOKEN_STORE", "file")
            // Neither the keyring nor the desktop of the person who runs this.
            .env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}/no-bus", self.home.path().display()))
            .env_remove("MINDFUL_ACCESS_TOKEN")
            .env_remove("WEBEX_ACCESS_TOKEN");
        command
    }

    fn run(&self, args: &[&str]) -> Result<()> {
        let (mut child, mut said) = together(self.command(args))?;
        std::io::copy(&mut said, &mut std::io::stdout())?;
        match child.wait()?.code() {
            Some(0) => {}
            code => {
                println!("[exit code {}]", code.map_or_else(|| "none".to_owned(), |code| code.to_string()))
            }
        }
        println!();
        Ok(())
    }

    /// Follows the URL that the program prints, as a browser would.
    fn login(&self) -> Result<()> {
        let (mut login, said) = together(self.command(&["login", "--no-browser"]))?;
        for line in BufReader::new(said).lines() {
            let line = line?;
            println!("{line}");
            if line.starts_with("http") {
                println!("(the demo opens it, as a browser would)");
                browse(&line)?;
            }
        }
        println!();
        if login.wait()?.success() { Ok(()) } else { Err("the login failed".into()) }
    }

    fn schedule(&self) -> Result<()> {
        self.run(&["schedule", "--to", "ada@example.com", "--at", "now", "The build is green."])?;
        self.run(&["schedule", "--to", "grace", "--at", "tomorrow 9am", "--tz", "theirs", "Coffee?"])?;
        self.run(&["schedule", "--to", "nobody@example.com", "--at", "now", "Is anybody there?"])?;
        self.run(&["schedule", "--to", "alan@example.com", "--at", "now", "Can machines wait?"])
    }

    fn arrived(&self) {
        println!("Messages that arrived at Webex:");
        for message in self.sandbox.messages() {
            println!("  {} <- {}", message.to, message.text.unwrap_or_default());
        }
    }
}

/// Starts a command whose stdout and stderr share one pipe, in the order a terminal would show them.
fn together(mut command: Command) -> Result<(Child, PipeReader)> {
    let (reader, writer) = std::io::pipe()?;
    command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
    Ok((command.spawn()?, reader))
}

/// Follows redirects to the last page.
fn browse(address: &str) -> Result<()> {
    let http = mindful::context::Context::read()
        .and_then(|context| mindful::http::client(&context))
        .map_err(|failure| failure.what)?;
    mindful::http::runtime().map_err(|failure| failure.what)?.block_on(async {
        let mut next = address.to_owned();
        for _ in 0..5 {
            let page = mindful::http::send(http.get(&next)).await?;
            match page.headers().get("location") {
                Some(location) => next = location.to_str()?.to_owned(),
                None => return Ok(()),
            }
        }
        Err("too many redirects".into())
    })
}
