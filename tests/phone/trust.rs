//! Which server a phone takes for central: a real TLS server in front of it, with one certificate or another.

use std::sync::{Arc, Mutex};

use crate::support::{self, Central, Facilitator};
use kentongan::phone::{EnrolmentError, SendTrouble};
use kentongan_exchange::CertificatePin;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

const HOST: &str = "localhost";

/// What a server shows: its own certificate first, and the key of that certificate.
struct Shown {
    chain: Vec<CertificateDer<'static>>,
    key: KeyPair,
}

impl Shown {
    /// A certificate that only itself vouches for.
    fn by_itself() -> Self {
        Self::with_key(KeyPair::generate().unwrap(), own())
    }

    fn with_key(key: KeyPair, parameters: CertificateParams) -> Self {
        let certificate = parameters.self_signed(&key).unwrap();
        Self { chain: vec![certificate.der().clone()], key }
    }

    /// A certificate that an office of its own has signed, with that office's certificate.
    fn by(office: &CertifiedIssuer<'static, KeyPair>) -> Self {
        let key = KeyPair::generate().unwrap();
        let certificate = own().signed_by(&key, office).unwrap();
        Self { chain: vec![certificate.der().clone(), office.der().clone()], key }
    }

    fn pin(&self) -> CertificatePin {
        CertificatePin::of(&self.key.subject_public_key_info())
    }

    fn configured(self) -> Arc<ServerConfig> {
        let key = PrivateKeyDer::try_from(self.key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        Arc::new(config.with_no_client_auth().with_single_cert(self.chain, key).unwrap())
    }
}

fn own() -> CertificateParams {
    CertificateParams::new([HOST.to_owned()]).unwrap()
}

/// An office that signs certificates and that no browser knows.
fn office() -> CertifiedIssuer<'static, KeyPair> {
    let mut parameters = CertificateParams::new([]).unwrap();
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(parameters, KeyPair::generate().unwrap()).unwrap()
}

trait PublicKeyInfo {
    fn subject_public_key_info(&self) -> Vec<u8>;
}

impl PublicKeyInfo for KeyPair {
    fn subject_public_key_info(&self) -> Vec<u8> {
        rcgen::PublicKeyData::subject_public_key_info(self)
    }
}

/// Ends TLS in front of central, as its proxy does.
struct Tls {
    port: u16,
    shown: Arc<Mutex<Arc<ServerConfig>>>,
}

impl Tls {
    async fn before(central: &Central, shown: Shown) -> Self {
        let listener = TcpListener::bind((HOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let shown = Arc::new(Mutex::new(shown.configured()));
        let (behind, now) = (central.address().trim_start_matches("http://").to_owned(), Arc::clone(&shown));
        tokio::spawn(async move {
            while let Ok((outside, _)) = listener.accept().await {
                let acceptor = TlsAcceptor::from(Arc::clone(&now.lock().unwrap()));
                let behind = behind.clone();
                tokio::spawn(async move {
                    // A phone that does not trust the certificate hangs up here.
                    let Ok(mut outside) = acceptor.accept(outside).await else { return };
                    let mut inside = TcpStream::connect(behind).await.unwrap();
                    let _hung_up = tokio::io::copy_bidirectional(&mut outside, &mut inside).await;
                });
            }
        });
        Self { port, shown }
    }

    fn show(&self, shown: Shown) {
        *self.shown.lock().unwrap() = shown.configured();
    }

    fn link(&self, pin: CertificatePin) -> String {
        format!("https://{HOST}:{}/enrol#7K3QM2XA.{pin}", self.port)
    }

    fn address(&self) -> String {
        format!("https://{HOST}:{}", self.port)
    }
}

async fn enrol(address: &str, f: &Facilitator) -> Result<(), EnrolmentError> {
    f.phone.enrol(address, "7K3Q-M2XA").await
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_taken_when_the_link_has_its_pin_and_else_not() {
    let f = Facilitator::with_phone_out_of_the_box().await;
    let shown = Shown::by_itself();
    let pin = shown.pin();
    let tls = Tls::before(&f.central, shown).await;
    assert_eq!(enrol(&tls.address(), &f).await, Err(EnrolmentError::Trouble(SendTrouble::CertificateProblem)));
    let others = tls.link(Shown::by_itself().pin());
    assert_eq!(enrol(&others, &f).await, Err(EnrolmentError::Trouble(SendTrouble::CertificateNotPinned)));
    enrol(&tls.link(pin), &f).await.unwrap();
    f.phone.choose_pin(&support::pin(support::PIN)).unwrap();
    f.finished("incident");
    assert_eq!(f.send_now().await.delivered, 1);
    assert_eq!(f.phone.facilitator().unwrap().server, tls.address(), "what is shown has no pin in it");
}

#[tokio::test]
async fn nothing_is_sent_to_a_server_whose_certificate_has_another_key() {
    let mut f = Facilitator::with_phone_out_of_the_box().await;
    let shown = Shown::by_itself();
    let (pin, same_key) = (shown.pin(), KeyPair::try_from(shown.key.serialize_der()).unwrap());
    let tls = Tls::before(&f.central, shown).await;
    enrol(&tls.link(pin), &f).await.unwrap();
    f.phone.choose_pin(&support::pin(support::PIN)).unwrap();
    f.finished("incident");

    tls.show(Shown::by_itself());
    // Locked and started again: the pin is stored, also where only the outbox is open.
    f.start_again();
    let report = f.send_now().await;
    assert_eq!((report.delivered, report.trouble), (0, Some(SendTrouble::CertificateNotPinned)));
    assert!(f.central.requests().is_empty(), "none reached central");

    // Renewed with the same key, it is central again.
    tls.show(Shown::with_key(same_key, own()));
    assert_eq!(f.send_now().await.delivered, 1);
}

#[tokio::test]
async fn a_pinned_office_vouches_for_what_it_signed_and_not_for_what_is_sent_along_with_it() {
    let office = office();
    let pin = CertificatePin::of(&office.key().subject_public_key_info());
    let f = Facilitator::with_phone_out_of_the_box().await;
    let tls = Tls::before(&f.central, Shown::by_itself()).await;
    let mut stranger = Shown::by_itself();
    stranger.chain.push(office.der().clone());
    tls.show(stranger);
    assert_eq!(enrol(&tls.link(pin), &f).await, Err(EnrolmentError::Trouble(SendTrouble::CertificateProblem)));
    tls.show(Shown::by(&office));
    enrol(&tls.link(pin), &f).await.unwrap();
}

#[tokio::test]
async fn a_pinned_certificate_of_another_time_says_that_the_clock_is_wrong() {
    let f = Facilitator::with_phone_out_of_the_box().await;
    let mut parameters = own();
    (parameters.not_before, parameters.not_after) = (date_time_ymd(2001, 1, 1), date_time_ymd(2002, 1, 1));
    let shown = Shown::with_key(KeyPair::generate().unwrap(), parameters);
    let pin = shown.pin();
    let tls = Tls::before(&f.central, shown).await;
    assert_eq!(enrol(&tls.link(pin), &f).await, Err(EnrolmentError::Trouble(SendTrouble::ClockWrong)));
}

#[tokio::test]
async fn a_name_that_is_not_found_says_that_there_is_no_internet() {
    let f = Facilitator::with_phone_out_of_the_box().await;
    // This name never exists (RFC 6761, section 6.4).
    let nowhere = enrol("kentongan.invalid", &f).await;
    assert_eq!(nowhere, Err(EnrolmentError::Trouble(SendTrouble::NoInternet)));
}
