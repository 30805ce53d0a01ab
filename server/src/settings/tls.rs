//! The certificate and its key, read before anything starts.

use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::BadSetting;
use super::source::Source;

/// TLS, ready to serve with.
#[derive(Clone)]
pub struct Tls(pub Arc<rustls::ServerConfig>);

pub(super) fn load(source: &Source) -> Result<Option<Tls>, BadSetting> {
    let (cert, key) = match (source.text("tls_cert"), source.text("tls_key")) {
        (None, None) => return Ok(None),
        (Some(_), None) => {
            return Err(source.bad("tls_key", "LULL_TLS_CERT is set, so this must be set too"));
        }
        (None, Some(_)) => {
            return Err(source.bad("tls_cert", "LULL_TLS_KEY is set, so this must be set too"));
        }
        (Some(cert), Some(key)) => (cert, key),
    };
    let chain: Vec<CertificateDer<'static>> =
        CertificateDer::pem_file_iter(cert).and_then(Iterator::collect).map_err(|error| {
            source.bad("tls_cert", format!("{cert} is not a readable PEM certificate: {error}"))
        })?;
    if chain.is_empty() {
        return Err(source.bad("tls_cert", format!("{cert} holds no certificate")));
    }
    let key_der = PrivateKeyDer::from_pem_file(key)
        .map_err(|error| source.bad("tls_key", format!("{key} is not a readable PEM key: {error}")))?;
    let mut config =
        rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key_der))
            .map_err(|error| {
                source.bad("tls_key", format!("certificate and key do not go together: {error}"))
            })?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Some(Tls(Arc::new(config))))
}
