//! `mindful login --device`: the code, the address and the picture a person takes to another device.

use std::time::Duration;

use qrcode::render::unicode::Dense1x2;
use qrcode::{EcLevel, QrCode};

use crate::account::{Account, Facts};
use crate::context::Context;
use crate::failure::Failure;
use crate::oauth::{self, Client, DeviceCode};
use crate::terminal::{self, table};

use super::refusal;

/// The device grant: the person uses the browser of another machine.
pub(super) async fn log_in(
    client: &Client,
    account: &Account,
    timeout: Duration,
    context: &Context,
) -> Result<Facts, Failure> {
    let http = crate::http::client(context)?;
    let (base, scopes) = (&context.config.api_url, &context.config.scopes);
    let code = oauth::device_code(&http, &format!("{base}/device/authorize"), client, scopes).await.map_err(
        |error| {
            if refusal::is_about_integration(&error) {
                account.forget_typed();
            }
            refusal::no_device_code(&error, client, scopes)
        },
    )?;
    show(&code, context);
    let endpoint = format!("{base}/device/token");
    let asking = oauth::device_token(&http, &endpoint, client, &code);
    let grant = tokio::time::timeout(timeout, asking).await.map_err(|_| refusal::nobody_came(timeout))?;
    let grant = grant.map_err(|error| refusal::no_device_token(&error, client))?;
    super::keep(&http, client, &grant, account, context).await
}

fn show(code: &DeviceCode, context: &Context) {
    let complete = code.verification_uri_complete.as_ref().unwrap_or(&code.verification_uri);
    terminal::must_see(&format!("Open {} on any device", terminal::escape(&code.verification_uri)));
    terminal::must_see(&format!("and enter the code {}", terminal::escape(&code.user_code)));
    let width = table::width(context.stdout_is_terminal).unwrap_or(80);
    match picture(complete, width.into()) {
        Some(picture) => terminal::say(&format!("or scan this:\n\n{picture}\n")),
        None => terminal::say("(the terminal is too narrow for a QR code)"),
    }
    terminal::say(&format!("The code lasts {} minutes.", code.lasts().as_secs().div_ceil(60)));
}

/// Draws a QR code in half blocks, bright on dark as terminals are, with the quiet zone it needs.
fn picture(address: &str, width: usize) -> Option<String> {
    let code = QrCode::with_error_correction_level(address, EcLevel::L).ok()?;
    let (dark, light) = (Dense1x2::Light, Dense1x2::Dark);
    let lines = code.render::<Dense1x2>().dark_color(dark).light_color(light).build();
    let fits = lines.lines().all(|line| line.chars().count() <= width);
    // Where there is colour, a terminal that is dark on bright shows it right as well.
    fits.then(|| lines.lines().map(|line| terminal::painted(line, "97;40")).collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str =
        "https://oauth-helper-r.wbx2.com/verify?userCode=8a1c20bb6b6d48ae9b5d3b31b0cbd0de8a1c20bb6b6d48ae";

    #[test]
    fn the_picture_fits_80_columns_has_a_bright_rim_and_gives_way_to_a_narrow_terminal() {
        let picture = picture(ADDRESS, 80).unwrap();
        let lines: Vec<_> = picture.lines().collect();
        assert!(lines[..2].iter().all(|line| line.chars().all(|sign| sign == '█')), "{picture}");
        assert!(lines[..lines.len() - 1].iter().all(|line| line.starts_with("████")), "{picture}");
        assert_eq!(super::picture(ADDRESS, 20), None);
    }
}
