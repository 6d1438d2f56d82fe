//! Whom TLS trusts: `SSL_CERT_FILE` and `SSL_CERT_DIR`, else the system's store.

use std::sync::Once;

use reqwest::ClientBuilder;
use rustls::{ClientConfig, RootCertStore};
use url::Url;

use crate::context::Context;
use crate::failure::{Failure, Kind};

use super::proxy::is_loopback;

static PROVIDER: Once = Once::new();

/// Sets whom TLS trusts. The plain address of a sandbox on loopback needs no TLS, and so no store.
///
/// # Errors
/// A certificate file that cannot be used; a system without a store.
pub(super) fn set(builder: ClientBuilder, api: &Url, context: &Context) -> Result<ClientBuilder, Failure> {
    PROVIDER.call_once(|| {
        // Fails only when a provider is installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    if api.scheme() == "http" && is_loopback(api) {
        return Ok(builder.tls_backend_preconfigured(config(RootCertStore::empty())));
    }
    by_system(builder, context)
}

fn config(roots: RootCertStore) -> ClientConfig {
    let mut config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config
}

/// Says that TLS cannot be set up.
pub(super) fn failure(error: &reqwest::Error) -> Failure {
    Failure::new(Kind::Unreachable, "cannot set up TLS").because(error)
}

/// macOS and Windows verify certificates themselves.
#[cfg(any(target_os = "macos", windows))]
fn by_system(builder: ClientBuilder, _context: &Context) -> Result<ClientBuilder, Failure> {
    Ok(builder)
}

/// Elsewhere the store is files. They are read here and not by reqwest, which takes an empty variable for a file.
#[cfg(not(any(target_os = "macos", windows)))]
fn by_system(builder: ClientBuilder, context: &Context) -> Result<ClientBuilder, Failure> {
    Ok(builder.tls_backend_preconfigured(config(files::roots(context)?)))
}

#[cfg(not(any(target_os = "macos", windows)))]
mod files {
    use std::path::{Path, PathBuf};

    use rustls::RootCertStore;
    use rustls_native_certs::{CertificateResult, load_certs_from_paths};

    use super::{Context, Failure, Kind};

    const FILE: &str = "SSL_CERT_FILE";
    const DIR: &str = "SSL_CERT_DIR";

    pub(super) fn roots(context: &Context) -> Result<RootCertStore, Failure> {
        let file = context.variable(FILE).map(PathBuf::from);
        let folders: Vec<PathBuf> =
            context.variable(DIR).into_iter().flat_map(std::env::split_paths).collect();
        let roots = match (file, folders.is_empty()) {
            (None, true) => return system(),
            (file, _) => named(file.as_deref(), &folders)?,
        };
        Ok(roots)
    }

    /// Reads what the variables name. What they name has to be there: a typing error isn't passed over.
    fn named(file: Option<&Path>, folders: &[PathBuf]) -> Result<RootCertStore, Failure> {
        let mut roots = RootCertStore::empty();
        let files = file.map(|file| (FILE, file, load_certs_from_paths(Some(file), None)));
        let folders =
            folders.iter().map(|folder| (DIR, folder.as_path(), load_certs_from_paths(None, Some(folder))));
        for (name, path, found) in files.into_iter().chain(folders) {
            let what =
                || Failure::usage(format!("{name} names `{}`, which holds no certificates", path.display()));
            let hint = format!("set {name} to a file or folder of PEM certificates, or unset it");
            if found.certs.is_empty() {
                return Err(found
                    .errors
                    .iter()
                    .fold(what(), |failure, error| failure.because(error))
                    .hint(hint));
            }
            if add(&mut roots, found) == 0 {
                return Err(what().hint(hint));
            }
        }
        Ok(roots)
    }

    fn system() -> Result<RootCertStore, Failure> {
        let known = openssl_probe::probe();
        let mut roots = RootCertStore::empty();
        add(&mut roots, load_certs_from_paths(known.cert_file.as_deref(), None));
        for folder in &known.cert_dir {
            // The bundle usually holds all of them.
            if roots.is_empty() {
                add(&mut roots, load_certs_from_paths(None, Some(folder)));
            }
        }
        if roots.is_empty() { Err(without_a_store()) } else { Ok(roots) }
    }

    fn without_a_store() -> Failure {
        Failure::new(Kind::Unreachable, "this system has no certificates to check Webex's by")
            .hint("install the package `ca-certificates`")
            .hint("or set SSL_CERT_FILE to a file of PEM certificates")
    }

    fn add(roots: &mut RootCertStore, found: CertificateResult) -> usize {
        roots.add_parsable_certificates(found.certs).0
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_system_without_a_store_names_the_package_and_the_variable() {
            let failure = without_a_store();
            assert_eq!(failure.kind.code(), 6);
            assert!(
                failure.hints[0].contains("ca-certificates") && failure.hints[1].contains("SSL_CERT_FILE")
            );
        }

        #[test]
        fn a_folder_without_certificates_is_named() {
            let empty = tempfile::tempdir().unwrap();
            let failure = named(None, &[empty.path().to_owned()]).unwrap_err();
            assert!(failure.what.contains(DIR) && failure.what.contains(empty.path().to_str().unwrap()));
        }
    }
}
