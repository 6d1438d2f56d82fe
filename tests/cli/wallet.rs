//! A real KWallet: one that was opened at login is used, and one that is closed is said to be in its own words.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::{Duration, Instant};

use webex_sandbox::Sandbox;

use crate::browser::{home, log_in};
use crate::home::Home;
use crate::real::{Part, own};

const SETTINGS: &str = "[Wallet]\nFirst Use=false\nEnabled=true\nDefault Wallet=kdewallet\nUse One Wallet=true\n\
    [org.freedesktop.secrets]\napiEnabled=true\n";

/// A session bus with a KWallet on it.
struct Wallet<'a> {
    home: &'a Home,
    address: String,
    daemon: Option<Part>,
    _bus: Part,
}

impl<'a> Wallet<'a> {
    fn start(home: &'a Home, bus: Part, address: String) -> Self {
        std::fs::create_dir_all(home.path().join(".config")).unwrap();
        std::fs::write(home.path().join(".config/kwalletrc"), SETTINGS).unwrap();
        let mut wallet = Self { home, address, daemon: None, _bus: bus };
        wallet.restart();
        // The first time this makes the wallet; the keyring service has it after a start.
        wallet.open_as_pam();
        wallet.restart();
        wallet
    }

    fn restart(&mut self) {
        if self.daemon.is_some() {
            self.wallet("sync", &["int32:0", "string:mindful"]);
            self.wallet("closeAllWallets", &[]); // Only then everything is on the disk.
        }
        self.daemon = None;
        let mut daemon = own("kwalletd5", self.home);
        daemon.env("DBUS_SESSION_BUS_ADDRESS", &self.address).env("QT_QPA_PLATFORM", "offscreen");
        self.daemon = Some(Part(daemon.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()));
        let deadline = Instant::now() + Duration::from_secs(20);
        let names = ["org.kde.kwalletd5", "org.freedesktop.secrets"].map(|name| format!("string:{name}"));
        let owned =
            |name: &str| self.call("org.freedesktop.DBus", "/", "org.freedesktop.DBus.NameHasOwner", &[name]);
        while !names.iter().all(|name| owned(name).contains("boolean true")) {
            assert!(Instant::now() < deadline, "KWallet does not start");
        }
    }

    /// Opens the wallet as the login manager does, without a client.
    fn open_as_pam(&self) {
        let hash: Vec<String> = (1..=56).map(|byte: u8| byte.to_string()).collect();
        let hash = format!("array:byte:{}", hash.join(","));
        self.wallet("pamOpen", &["string:kdewallet", &hash, "int32:0"]);
        assert!(self.wallet("isOpen", &["string:kdewallet"]).contains("boolean true"));
    }

    fn wallet(&self, method: &str, arguments: &[&str]) -> String {
        self.call("org.kde.kwalletd5", "/modules/kwalletd5", &format!("org.kde.KWallet.{method}"), arguments)
    }

    fn call(&self, to: &str, path: &str, method: &str, arguments: &[&str]) -> String {
        let mut call = own("dbus-send", self.home);
        call.args([format!("--bus={}", self.address), "--print-reply".into(), format!("--dest={to}")]);
        String::from_utf8(call.args([path, method]).args(arguments).output().unwrap().stdout).unwrap()
    }

    fn is_reported_as_locked(&self) -> bool {
        let path = "/org/freedesktop/secrets/collection/kdewallet";
        let property = ["string:org.freedesktop.Secret.Collection", "string:Locked"];
        let method = "org.freedesktop.DBus.Properties.Get";
        self.call("org.freedesktop.secrets", path, method, &property).contains("boolean true")
    }
}

#[test]
#[ignore = "needs dbus-daemon and kwalletd5"]
fn wallet_that_was_opened_at_login_is_used_and_one_that_is_closed_has_its_own_words() {
    let sandbox = Sandbox::start();
    let mut home = home(&sandbox);
    std::fs::create_dir(home.path().join("runtime")).unwrap();
    std::fs::set_permissions(
        home.path().join("runtime"),
        std::os::unix::fs::PermissionsExt::from_mode(0o700),
    )
    .unwrap();
    let mut bus = own("dbus-daemon", &home);
    bus.args(["--session", "--nofork", "--print-address=1"]).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut bus = Part(bus.spawn().unwrap());
    let mut address = String::new();
    BufReader::new(bus.0.stdout.take().unwrap()).read_line(&mut address).unwrap();
    let address = address.trim().to_owned();
    home.set("DBUS_SESSION_BUS_ADDRESS", &address);
    home.unset("MINDFUL_TOKEN_STORE");
    let home = home;
    let mut wallet = Wallet::start(&home, bus, address);
    wallet.open_as_pam();
    log_in(&home);
    assert!(!home.data("credentials.toml").exists());
    home.schedule(&["--to", "ada@example.com", "--at", "now", "--any-time", "hello"]);
    // A new session: nothing has the wallet open.
    wallet.restart();
    let ran = home.run(&["send-due"]);
    assert!(ran.code == 4 && ran.stderr.contains("the keyring is locked (KWallet)"), "{ran:?}");
    assert!(ran.stderr.contains("kwallet-query") && !ran.stderr.contains("gnome-keyring"), "{ran:?}");
    assert_eq!(home.run(&["doctor"]).code, 4);
    wallet.open_as_pam();
    assert!(wallet.is_reported_as_locked(), "this is what the test is about");
    let ran = home.run(&["send-due"]);
    assert_eq!((ran.code, sandbox.messages().len()), (0, 1), "{ran:?}");
}
