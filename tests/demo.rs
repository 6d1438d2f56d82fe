//! `cargo run --release --example demo`: the main job, once through, against a Webex on loopback.
//!
//! Runs the real program in a home of its own and prints each command as typed with what it says.

#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a demo shows")]

use std::error::Error;
use std::io::{BufRead, BufReader, PipeReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use webex_sandbox::{Answer, Sandbox};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// How long Webex asks to be left alone in this demo.
const LIMITED: &str = "2";

struct Demo {
    program: PathBuf,
    home: tempfile::TempDir,
    sandbox: Sandbox,
}

fn main() -> Result<()> {
    let demo = Demo { program: program()?, home: tempfile::tempdir()?, sandbox: Sandbox::start() };
    demo.configure()?;
    say("1. Log in: the browser goes to Webex, the answer comes back to this machine.");
    demo.login()?;
    demo.run(&["whoami"])?;
    say("2. Write now, for when they are at work.");
    demo.schedule()?;
    demo.run(&["list"])?;
    say("3. What cron or a systemd timer does every minute. Webex limits one message and refuses another.");
    demo.run(&["-v", "send-due"])?;
    demo.run(&["list"])?;
    say("4. After the pause Webex asked for, the next run sends the rest.");
    std::thread::sleep(Duration::from_millis(2_100));
    demo.run(&["-v", "send-due"])?;
    demo.run(&["list", "--all"])?;
    demo.arrived();
    Ok(())
}

fn say(line: &str) {
    println!("\n{line}\n");
}

/// Builds the program as this demo was built, and finds it beside it.
fn program() -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--quiet", "--bin", "mindful"]).current_dir(env!("CARGO_MANIFEST_DIR"));
    if !cfg!(debug_assertions) {
        build.arg("--release");
    }
    if !build.status()?.success() {
        return Err("the program cannot be built".into());
    }
    let folder = std::env::current_exe()?.ancestors().nth(2).ok_or("no target folder")?.to_owned();
    Ok(folder.join(format!("mindful{}", std::env::consts::EXE_SUFFIX)))
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
        let limited = Answer::status(429).header("Retry-After", LIMITED).body("Too Many Requests");
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
            .env("MINDFUL_HOME", self.home.path())
            .env("MINDFUL_API_URL", self.sandbox.api_url())
            .env("MINDFUL_CLIENT_ID", "sandbox")
            .env("MINDFUL_CLIENT_SECRET", "sandbox-secret")
            .env("MINDFUL_TOKEN_STORE", "file")
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

    /// Reads the address the program prints and follows it as a browser would.
    fn login(&self) -> Result<()> {
        let (mut login, said) = together(self.command(&["login", "--no-browser"]))?;
        for line in BufReader::new(said).lines() {
            let line = line?;
            println!("{line}");
            if line.starts_with("http") {
                println!("(a browser follows it)");
                browse(&line)?;
            }
        }
        println!();
        if login.wait()?.success() { Ok(()) } else { Err("the login did not work".into()) }
    }

    fn schedule(&self) -> Result<()> {
        self.run(&["schedule", "--to", "ada@example.com", "--at", "now", "The build is green."])?;
        self.run(&["schedule", "--to", "grace", "--at", "tomorrow 9am", "--tz", "theirs", "Coffee?"])?;
        self.run(&["schedule", "--to", "nobody@example.com", "--at", "now", "Is anybody there?"])?;
        self.run(&["schedule", "--to", "alan@example.com", "--at", "now", "Can machines wait?"])
    }

    fn arrived(&self) {
        println!("What arrived at Webex:");
        for message in self.sandbox.messages() {
            println!("  {} <- {}", message.to, message.text.unwrap_or_default());
        }
    }
}

/// Starts a command whose words and remarks come in the order a terminal would show them.
fn together(mut command: Command) -> Result<(Child, PipeReader)> {
    let (reader, writer) = std::io::pipe()?;
    command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
    Ok((command.spawn()?, reader))
}

/// Goes from page to page until one is no redirect.
fn browse(address: &str) -> Result<()> {
    let http = mindful::context::Context::read()
        .and_then(|context| mindful::http::client(&context))
        .map_err(|failure| failure.what)?;
    mindful::http::runtime().map_err(|failure| failure.what)?.block_on(async {
        let mut next = address.to_owned();
        for _ in 0..5 {
            let page = http.get(&next).send().await?;
            match page.headers().get("location") {
                Some(location) => next = location.to_str()?.to_owned(),
                None => return Ok(()),
            }
        }
        Err("the pages go round in circles".into())
    })
}
