//! Which certificates the phone accepts as central's.
//!
//! Without a pin: a chain to one of Mozilla's roots, which are built in. The platform's own verifier panics on Android
//! without Java's help. With the pin of the enrolment link (decision 0026): a chain with the pinned key, either
//! central's own or its signer's. A pinned certificate needs no other authority, so an office may run central with a
//! certificate of its own. The phone then refuses every other certificate, whatever its signer.

use std::sync::Arc;

use kentongan_exchange::CertificatePin;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::VerifierBuilderError;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

/// The TLS settings for talking with central.
///
/// # Errors
/// When the built-in cipher suites cannot be used at all.
pub(super) fn tls(pin: Option<CertificatePin>) -> Result<ClientConfig, Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions()?;
    Ok(match pin {
        None => config.with_root_certificates(built_in()).with_no_client_auth(),
        Some(pin) => config
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Pinned { pin, provider }))
            .with_no_client_auth(),
    })
}

fn built_in() -> RootCertStore {
    RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() }
}

/// Accepts only chains with the pinned key. Name, time and signatures are checked as always.
#[derive(Debug)]
struct Pinned {
    pin: CertificatePin,
    provider: Arc<CryptoProvider>,
}

impl Pinned {
    fn is_pinned(&self, certificate: &CertificateDer<'_>) -> bool {
        webpki::EndEntityCert::try_from(certificate)
            .is_ok_and(|read| CertificatePin::of(&read.subject_public_key_info()) == self.pin)
    }

    /// The roots for this chain.
    fn roots(&self, own: &CertificateDer<'_>, others: &[CertificateDer<'_>]) -> Result<RootCertStore, Error> {
        if self.is_pinned(own) {
            let mut roots = built_in();
            roots.add(own.clone().into_owned())?;
            return Ok(roots);
        }
        // Anybody can send along a certificate of another. So the chain must end in the pinned one.
        let signer = others.iter().find(|certificate| self.is_pinned(certificate));
        let signer = signer.ok_or(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure))?;
        let mut roots = RootCertStore::empty();
        roots.add(signer.clone().into_owned())?;
        Ok(roots)
    }
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let roots = Arc::new(self.roots(own, others)?);
        let judge = WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(&self.provider)).build();
        let judge = judge.map_err(|error: VerifierBuilderError| Error::General(error.to_string()))?;
        judge.verify_server_cert(own, others, name, ocsp, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
