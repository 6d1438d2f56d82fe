//! `mindful login --device`: the code, the address and the picture a person takes to another device.

use std::time::Duration;

use crate::account::Account;
use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::oauth::{self, Client, DeviceCode};
use crate::terminal;

use super::login::{keep, nobody_came, not_finished, welcome};

/// The device grant: the person uses the browser of another machine.
pub(super) async fn log_in(
    client: Client,
    account: &Account,
    timeout: Duration,
    context: &Context,
) -> Result<(), Failure> {
    let http = crate::http::client()?;
    let base = &context.config.api_url;
    let code =
        oauth::device_code(&http, &format!("{base}/device/authorize"), &client, &context.config.scopes)
            .await
            .map_err(|error| no_device_code(&error))?;
    show_code(&code);
    let endpoint = format!("{base}/device/token");
    let asking = oauth::device_token(&http, &endpoint, &client, &code);
    let grant = tokio::time::timeout(timeout, asking).await.map_err(|_| nobody_came(timeout))?;
    let grant = grant.map_err(|error| not_finished(&error))?;
    let facts = keep(&http, &client, &grant, account, context).await?;
    welcome(&facts, account, context);
    Ok(())
}

fn show_code(code: &DeviceCode) {
    let complete = code.verification_uri_complete.as_ref().unwrap_or(&code.verification_uri);
    terminal::must_see(&format!("Open {} on any device", terminal::escape(&code.verification_uri)));
    terminal::must_see(&format!("and enter the code {}", terminal::escape(&code.user_code)));
    if let Ok(picture) = qrcode::QrCode::new(complete) {
        let lines = picture.render::<qrcode::render::unicode::Dense1x2>().build();
        terminal::say(&format!("or scan this:\n\n{lines}\n"));
    }
    terminal::say(&format!("The code lasts {} minutes.", code.expires_in / 60));
}

fn no_device_code(error: &oauth::Error) -> Failure {
    let kind = if matches!(error, oauth::Error::Unreachable(_)) { Kind::Unreachable } else { Kind::Other };
    let failure = Failure::new(kind, "Webex gives no code for another device").because(error);
    if error.to_string().contains("redirect") {
        let hosts = ["a", "r", "k", "d"].map(|region| {
            format!("https://oauth-helper-{region}.wbx2.com/helperservice/v1/actions/device/callback")
        });
        return failure
            .hint(format!("register these redirect URIs with your integration: {}", hosts.join(" ")));
    }
    failure.hint("check client id and scopes with your integration")
}
