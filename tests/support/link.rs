//! A link between a phone and central. Tests can cut it, or let something answer in central's place. It remembers what
//! went over it.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

type Rule = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// One request, as far as it went over.
#[derive(Debug, Clone)]
pub struct Request {
    /// Request line and headers.
    pub head: String,
    /// Bytes of its body that reached central.
    pub body: usize,
}

impl Request {
    pub fn is_upload(&self) -> bool {
        self.head.contains(" /v1/attachments")
    }

    /// Method and path.
    pub fn line(&self) -> &str {
        self.head.lines().next().unwrap().trim_end_matches(" HTTP/1.1")
    }
}

/// The link; it ends with the test's runtime.
#[derive(Clone)]
pub struct Link(Arc<Inner>);

struct Inner {
    address: SocketAddr,
    central: String,
    /// A connection is cut after so many bytes from the phone.
    cut_after: AtomicUsize,
    /// Milliseconds that each request is on its way.
    way: AtomicU64,
    rule: Mutex<Option<Rule>>,
    requests: Mutex<Vec<Request>>,
}

impl Link {
    /// Leads to this address.
    pub async fn to(central: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let link = Self(Arc::new(Inner {
            address: listener.local_addr().unwrap(),
            central: central.replace("http://", ""),
            cut_after: AtomicUsize::new(usize::MAX),
            way: AtomicU64::new(0),
            rule: Mutex::default(),
            requests: Mutex::default(),
        }));
        let accepting = link.clone();
        tokio::spawn(async move {
            while let Ok((phone, _)) = listener.accept().await {
                tokio::spawn(accepting.clone().carry(phone));
            }
        });
        link
    }

    pub fn address(&self) -> String {
        format!("http://{}", self.0.address)
    }

    /// Cuts every new connection after so many bytes from the phone.
    pub fn cut_after(&self, bytes: usize) {
        self.0.cut_after.store(bytes, Ordering::SeqCst);
    }

    /// Sets how long each request is on its way.
    pub fn is_as_long_as(&self, way: Duration) {
        self.0.way.store(way.as_millis().try_into().unwrap(), Ordering::SeqCst);
    }

    /// Sees every request's head; answers it in central's place, or lets it through.
    pub fn answer(&self, rule: impl Fn(&str) -> Option<String> + Send + Sync + 'static) {
        *self.0.rule.lock().unwrap() = Some(Arc::new(rule));
    }

    pub fn let_all_through(&self) {
        *self.0.rule.lock().unwrap() = None;
    }

    pub fn requests(&self) -> Vec<Request> {
        self.0.requests.lock().unwrap().clone()
    }

    /// Bytes of photos that went over. Bytes that went twice count twice.
    pub fn uploaded(&self) -> usize {
        self.requests().iter().filter(|request| request.is_upload()).map(|request| request.body).sum()
    }

    /// Forgets what went over so far.
    pub fn forget(&self) {
        self.0.requests.lock().unwrap().clear();
    }

    async fn carry(self, phone: TcpStream) {
        let Ok(central) = TcpStream::connect(&self.0.central).await else { return };
        let ((from_phone, mut to_phone), (mut from_central, to_central)) = (phone.into_split(), central.into_split());
        let back = async {
            drop(tokio::io::copy(&mut from_central, &mut to_phone).await);
            None
        };
        // When either ends, both are over: phones ask one thing after another on a connection.
        let answer = tokio::select! {
            answer = back => answer,
            answer = self.forward(from_phone, to_central) => answer,
        };
        if let Some(answer) = answer {
            drop(to_phone.write_all(answer.as_bytes()).await);
        }
    }

    /// Passes requests on, one after another, until the connection ends or is cut, or something else answers. Returns
    /// that answer.
    async fn forward(&self, mut phone: OwnedReadHalf, mut central: OwnedWriteHalf) -> Option<String> {
        let mut left = self.0.cut_after.load(Ordering::SeqCst);
        let mut buffer = Vec::new();
        loop {
            let end = loop {
                if let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                    break end + 4;
                }
                if phone.read_buf(&mut buffer).await.ok()? == 0 {
                    return None;
                }
            };
            let head = String::from_utf8(buffer.drain(..end).collect()).unwrap();
            tokio::time::sleep(Duration::from_millis(self.0.way.load(Ordering::SeqCst))).await;
            let number = {
                let mut requests = self.0.requests.lock().unwrap();
                requests.push(Request { head: head.clone(), body: 0 });
                requests.len() - 1
            };
            let rule = self.0.rule.lock().unwrap().clone();
            let mut body = content_length(&head);
            if let Some(answer) = rule.and_then(|rule| rule(&head)) {
                // If the body stayed unread, the connection's end would overtake the answer.
                while buffer.len() < body && phone.read_buf(&mut buffer).await.ok()? > 0 {}
                return Some(answer);
            }
            let sent = head.len().min(left);
            central.write_all(&head.as_bytes()[..sent]).await.ok()?;
            left -= sent;
            while body > 0 && left > 0 {
                if buffer.is_empty() && phone.read_buf(&mut buffer).await.ok()? == 0 {
                    return None;
                }
                let sent = buffer.len().min(body).min(left);
                central.write_all(&buffer[..sent]).await.ok()?;
                buffer.drain(..sent);
                (body, left) = (body - sent, left - sent);
                if let Some(request) = self.0.requests.lock().unwrap().get_mut(number) {
                    request.body += sent;
                }
            }
            if left == 0 {
                return None;
            }
        }
    }
}

fn content_length(head: &str) -> usize {
    let lines = head.lines().filter_map(|line| line.split_once(':'));
    let mut lengths = lines.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    lengths.next().map_or(0, |(_, length)| length.trim().parse().unwrap())
}
