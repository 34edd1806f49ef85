//! A server that says over TLS that it is well, with a certificate made for it.

use std::path::PathBuf;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, KeyUsagePurpose, date_time_ymd};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};

const WELL: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: 33\r\n\r\n{\"status\":\"ok\",\"version\":\"0.1.0\"}";

/// What is wrong with the certificate.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Certificate {
    Good,
    WrongHost,
    Expired,
    /// The one of the authority itself.
    Authority,
}

pub(crate) struct TlsServer {
    pub(crate) port: u16,
    /// The file of the authority that signed the certificate.
    pub(crate) authority: PathBuf,
}

impl TlsServer {
    /// Lives as long as the test's runtime.
    pub(crate) async fn start(kind: Certificate) -> Self {
        let authority_key = KeyPair::generate().unwrap();
        let mut params = params("localhost");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let authority = params.self_signed(&authority_key).unwrap();
        let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("doctor-{kind:?}.pem"));
        std::fs::write(&file, authority.pem()).unwrap();

        let (certificate, key) = if kind == Certificate::Authority {
            (authority.der().clone(), authority_key.serialize_der())
        } else {
            let key = KeyPair::generate().unwrap();
            (signed(kind, &key, &Issuer::new(params, authority_key)), key.serialize_der())
        };
        let config = ServerConfig::builder_with_provider(aws_lc_rs::default_provider().into()).with_safe_default_protocol_versions();
        let key = PrivatePkcs8KeyDer::from(key).into();
        let config = config.unwrap().with_no_client_auth().with_single_cert(vec![certificate], key).unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                tokio::spawn(answer(acceptor.clone(), connection));
            }
        });
        Self { port, authority: file }
    }
}

fn params(host: &str) -> CertificateParams {
    let mut params = CertificateParams::new(vec![host.to_owned(), "127.0.0.1".to_owned()]).unwrap();
    params.not_before = date_time_ymd(2020, 1, 1);
    params
}

fn signed(kind: Certificate, key: &KeyPair, issuer: &Issuer<'_, KeyPair>) -> CertificateDer<'static> {
    let mut params = params("localhost");
    match kind {
        Certificate::WrongHost => params = CertificateParams::new(vec!["elsewhere.invalid".to_owned()]).unwrap(),
        Certificate::Expired => params.not_after = date_time_ymd(2021, 1, 1),
        Certificate::Good | Certificate::Authority => {}
    }
    params.signed_by(key, issuer).unwrap().der().clone()
}

async fn answer(acceptor: TlsAcceptor, connection: TcpStream) -> std::io::Result<()> {
    let mut tls = acceptor.accept(connection).await?;
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") && tls.read_buf(&mut request).await? > 0 {}
    tls.write_all(WELL).await?;
    tls.shutdown().await
}
