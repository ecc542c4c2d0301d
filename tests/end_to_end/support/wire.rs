//! A wire between a phone and central. Like a listener, it remembers every byte that it carried.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use kentongan_exchange::gzip::gunzip;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

use super::central::Central;

/// The wire; it ends with the test's runtime.
pub struct Wire {
    address: SocketAddr,
    carried: Carried,
}

/// A stream for each direction of each connection, so that bytes going the other way never split a word.
type Carried = Arc<Mutex<Vec<Stream>>>;

/// One direction of one connection.
#[derive(Clone)]
pub struct Stream {
    /// Whether the phone sent it.
    pub from_phone: bool,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Wire {
    /// Leads to this central for as long as the test runs, whether central listens or not.
    pub async fn to(central: &Central) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, carried) = (listener.local_addr().unwrap(), Carried::default());
        let (kept, there) = (Arc::clone(&carried), central.address().replace("http://", ""));
        tokio::spawn(async move {
            while let Ok((phone, _)) = listener.accept().await {
                // Nothing listens there: the phone's connection ends here.
                let Ok(central) = TcpStream::connect(&there).await else { continue };
                let ((from_phone, to_phone), (from_central, to_central)) = (phone.into_split(), central.into_split());
                tokio::spawn(carry(from_phone, to_central, Arc::clone(&kept), true));
                tokio::spawn(carry(from_central, to_phone, Arc::clone(&kept), false));
            }
        });
        Self { address, carried }
    }

    /// What the facilitator types instead of central's own address.
    pub fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many bytes went from the phone and to it.
    pub fn carried_bytes(&self) -> [usize; 2] {
        let carried = self.carried.lock().unwrap();
        [true, false].map(|way| carried.iter().filter(|one| one.from_phone == way).map(|one| one.bytes.len()).sum())
    }

    /// How many times the phone connected.
    pub fn connections(&self) -> usize {
        self.carried.lock().unwrap().iter().filter(|stream| stream.from_phone).count()
    }

    /// Everything carried so far: as it went, and behind it each packed body, unpacked.
    pub fn carried(&self) -> Vec<Stream> {
        let mut carried = self.carried.lock().unwrap().clone();
        for stream in &mut carried {
            let begins = |bytes: &[u8]| bytes.starts_with(&[0x1F, 0x8B, 8]);
            let places = (0..stream.bytes.len()).filter(|place| begins(&stream.bytes[*place..]));
            let bodies: Vec<_> = places.filter_map(|place| gunzip(&stream.bytes[place..], 16 << 20).ok()).collect();
            stream.bytes.extend(bodies.concat());
        }
        carried
    }
}

/// Remembers first, then passes on.
async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, carried: Carried, from_phone: bool) {
    let place = {
        let mut carried = carried.lock().unwrap();
        carried.push(Stream { from_phone, bytes: Vec::new() });
        carried.len() - 1
    };
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        carried.lock().unwrap()[place].bytes.extend_from_slice(&buffer[..read]);
        if to.write_all(&buffer[..read]).await.is_err() {
            break;
        }
    }
    // When one side hangs up, the other hears of it.
    let _told_before = to.shutdown().await;
}
