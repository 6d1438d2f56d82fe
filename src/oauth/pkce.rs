//! Proof Key for Code Exchange, S256 (RFC 7636), and the randomness of `state`.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::account::Secret;

/// Makes 32 random bytes in base64url: 43 unreserved signs, the least a verifier may have.
pub(super) fn random() -> std::io::Result<Secret> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(std::io::Error::from)?;
    Ok(Secret::new(BASE64_URL_SAFE_NO_PAD.encode(bytes)))
}

/// Returns the challenge of a verifier (RFC 7636, section 4.2).
pub(super) fn challenge(verifier: &Secret) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.expose()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_that_of_rfc_7636_appendix_b() {
        let verifier = Secret::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(challenge(&verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn a_verifier_has_43_signs_and_never_comes_twice() {
        let (a, b) = (random().unwrap(), random().unwrap());
        assert_eq!(a.expose().len(), 43);
        assert_ne!(a, b);
    }
}
