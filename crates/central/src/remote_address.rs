//! The address that a request comes from, behind the proxy.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;

/// The address of a request. Only a proxy on this machine may say for whom it asks, and only the part that it wrote
/// itself counts: the last part of the last line. The client may have invented everything before that.
pub(crate) fn address(peer: SocketAddr, headers: &HeaderMap) -> IpAddr {
    let mut lines = headers.get_all("x-forwarded-for").iter();
    let last = lines.next_back().and_then(|line| line.to_str().ok()).and_then(|line| line.rsplit(',').next());
    let forwarded = last.and_then(|address| address.trim().parse::<IpAddr>().ok());
    match forwarded {
        Some(forwarded) if peer.ip().is_loopback() => forwarded.to_canonical(),
        Some(_) | None => peer.ip().to_canonical(),
    }
}

/// The source that an address counts as: in IPv6 the network, because an address there comes with all of its /64.
pub(crate) fn source(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_a_proxy_on_this_machine_may_say_for_whom_it_speaks() {
        let from = |peer: SocketAddr, lines: &[&[u8]]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", HeaderValue::from_bytes(line).unwrap());
            }
            address(peer, &headers).to_string()
        };
        let local = SocketAddr::from(([127, 0, 0, 1], 4000));
        let remote = SocketAddr::from(([192, 0, 2, 9], 4000));
        assert_eq!(from(local, &[b"198.51.100.1, 203.0.113.7"]), "203.0.113.7");
        assert_eq!(from(local, &[b"198.51.100.1", b"198.51.100.2,203.0.113.7"]), "203.0.113.7", "several lines");
        assert_eq!(from(local, &[b"198.51.100.1", b"2001:db8::7"]), "2001:db8::7");
        assert_eq!(from(local, &[b"::ffff:203.0.113.7"]), "203.0.113.7", "one address, one spelling");
        for rubbish in
            [&b"unknown"[..], b"", b"203.0.113.7, ", b"203.0.113.7, <script>", b"\xff\xfe", b"203.0.113.7:80"]
        {
            assert_eq!(from(local, &[b"198.51.100.1", rubbish]), "127.0.0.1", "{rubbish:?}");
        }
        assert_eq!(from(remote, &[b"198.51.100.1, 203.0.113.7"]), "192.0.2.9");
        assert_eq!(from(local, &[]), "127.0.0.1");
    }

    #[test]
    fn all_addresses_of_one_network_are_one_source() {
        let of = |text: &str| source(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }
}
