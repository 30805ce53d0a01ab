//! A stream of the status, as a tab holds it.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An open stream, and what it has said.
pub struct Stream {
    pub socket: TcpStream,
    said: Vec<u8>,
}

impl Stream {
    /// Opens one, as somebody when there is a token; returns with its first event.
    pub async fn opens(url: &str, token: Option<&str>) -> Self {
        let address = url.trim_start_matches("http://");
        let socket = TcpStream::connect(address).await.unwrap();
        let mut stream = Self { socket, said: Vec::new() };
        let who = token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
        let call = format!("GET /api/v1/status/events HTTP/1.1\r\nHost: {address}\r\n{who}\r\n");
        stream.socket.write_all(call.as_bytes()).await.unwrap();
        // The end of its data.
        stream.says("}\n\n").await;
        assert!(stream.said().starts_with("HTTP/1.1 200"), "{}", stream.said());
        stream
    }

    /// Reads on until it says this.
    pub async fn says(&mut self, words: &str) {
        while !self.said().contains(words) {
            assert!(self.socket.read_buf(&mut self.said).await.unwrap() > 0, "it was cut: {}", self.said());
        }
    }

    /// What it has said since it was opened.
    pub fn said(&self) -> String {
        String::from_utf8_lossy(&self.said).into_owned()
    }
}
