//! Where a request comes from: behind proxies, and as a network rather than a single address.

use crate::tls::TlsListener;
use axum::extract::connect_info::Connected;
use axum::http::HeaderMap;
use axum::serve::IncomingStream;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;
use tokio::net::TcpListener;

/// A network: an address and how many of its bits count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

/// It is not a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a network such as `10.0.0.0/8`, `fd00::/8` or `192.0.2.7`")]
pub struct BadNetwork;

impl Network {
    fn new(address: IpAddr, bits: u8) -> Self {
        let address = match address {
            IpAddr::V4(v4) => {
                let mask = u32::MAX.checked_shl(u32::from(32_u8.saturating_sub(bits))).unwrap_or(0);
                IpAddr::V4(Ipv4Addr::from_bits(v4.to_bits() & mask))
            }
            IpAddr::V6(v6) => {
                let mask = u128::MAX.checked_shl(u32::from(128_u8.saturating_sub(bits))).unwrap_or(0);
                IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & mask))
            }
        };
        Self { address, bits }
    }

    /// The network that an address is counted with: what one customer of a telephone company gets, or more.
    pub fn around(address: IpAddr) -> Self {
        let address = address.to_canonical();
        match address {
            IpAddr::V4(_) => Self::new(address, 24),
            IpAddr::V6(_) => Self::new(address, 56),
        }
    }

    /// Whether an address lies in it.
    pub fn holds(self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_ipv4() == self.address.is_ipv4() && Self::new(address, self.bits).address == self.address
    }
}

impl FromStr for Network {
    type Err = BadNetwork;
    fn from_str(text: &str) -> Result<Self, BadNetwork> {
        let (address, bits) =
            text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.trim().parse().map_err(|_| BadNetwork)?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.trim().parse().map_err(|_| BadNetwork))?;
        if bits > most { Err(BadNetwork) } else { Ok(Self::new(address, bits)) }
    }
}

impl TryFrom<String> for Network {
    type Error = BadNetwork;
    fn try_from(text: String) -> Result<Self, BadNetwork> {
        text.parse()
    }
}

impl From<Network> for String {
    fn from(network: Network) -> Self {
        network.to_string()
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.bits)
    }
}

/// Who is connected: as the listener, with or without TLS, tells it.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

impl Connected<IncomingStream<'_, TcpListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, TcpListener>) -> Self {
        Self(*stream.remote_addr())
    }
}

impl Connected<IncomingStream<'_, TlsListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, TlsListener>) -> Self {
        Self(*stream.remote_addr())
    }
}

/// Who asks. `X-Forwarded-For` is believed from right to left for as long as the address to the right of it is one
/// of our proxies; whatever stands further left anybody could have written.
pub fn client(
    connected: Option<IpAddr>,
    headers: &HeaderMap,
    behind_proxy: bool,
    proxies: &[Network],
) -> Option<IpAddr> {
    let ours = |address: IpAddr| proxies.iter().any(|network| network.holds(address));
    let mut address = connected?;
    let mut believed = ours(address) || (behind_proxy && proxies.is_empty());
    // Several headers of the same name are one list.
    let lines: Vec<&str> =
        headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok()).collect();
    for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        if !believed {
            break;
        }
        let Some(hop) = address_of(hop.trim()) else { break };
        address = hop;
        believed = ours(hop);
    }
    Some(address.to_canonical())
}

/// An address as proxies write it: with or without a port, IPv6 with or without brackets.
fn address_of(hop: &str) -> Option<IpAddr> {
    if let Ok(address) = hop.parse() {
        return Some(address);
    }
    if let Ok(socket) = hop.parse::<SocketAddr>() {
        return Some(socket.ip());
    }
    hop.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn ask(connected: &str, lines: &[&str], behind_proxy: bool, proxies: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        let proxies: Vec<Network> = proxies.iter().map(|text| text.parse().unwrap()).collect();
        client(Some(ip(connected)), &headers, behind_proxy, &proxies).unwrap().to_string()
    }

    #[test]
    fn a_header_is_believed_from_our_proxies_only() {
        assert_eq!(ask("203.0.113.9", &["1.1.1.1"], false, &[]), "203.0.113.9");
        assert_eq!(ask("203.0.113.9", &["1.1.1.1"], false, &["10.0.0.0/8"]), "203.0.113.9");
        assert_eq!(ask("10.0.0.1", &["1.1.1.1, 203.0.113.9"], false, &["10.0.0.0/8"]), "203.0.113.9");
        // Two proxies of ours in a row; what the client wrote itself stands left of both.
        let lines = ["6.6.6.6, 203.0.113.9, 10.0.0.2"];
        assert_eq!(ask("10.0.0.1", &lines, false, &["10.0.0.0/8"]), "203.0.113.9");
        // A header line of the client's own before the proxy's.
        assert_eq!(ask("10.0.0.1", &["6.6.6.6", "203.0.113.9"], true, &[]), "203.0.113.9");
        assert_eq!(ask("10.0.0.1", &["6.6.6.6, 203.0.113.9"], true, &[]), "203.0.113.9");
        // Somebody who reaches the server past the proxy.
        assert_eq!(ask("203.0.113.9", &["6.6.6.6"], true, &["10.0.0.0/8"]), "203.0.113.9");
        // Rubbish is not an address.
        assert_eq!(ask("10.0.0.1", &["6.6.6.6, rubbish"], true, &[]), "10.0.0.1");
        assert_eq!(ask("10.0.0.1", &["[2001:db8::1]:443"], true, &[]), "2001:db8::1");
        assert_eq!(ask("::ffff:203.0.113.9", &[], false, &[]), "203.0.113.9");
    }

    #[test]
    fn neighbours_are_counted_together() {
        assert_eq!(Network::around(ip("203.0.113.9")), Network::around(ip("203.0.113.200")));
        assert_eq!(Network::around(ip("::ffff:203.0.113.9")), Network::around(ip("203.0.113.200")));
        assert_ne!(Network::around(ip("203.0.114.9")), Network::around(ip("203.0.113.9")));
        assert_eq!(Network::around(ip("2001:db8:0:1::1")), Network::around(ip("2001:db8:0:ff::2")));
        assert_ne!(Network::around(ip("2001:db8:0:100::1")), Network::around(ip("2001:db8:0:1::1")));
    }

    #[test]
    fn a_network_is_read_and_written() {
        for (text, as_written) in
            [("10.1.2.3/8", "10.0.0.0/8"), ("192.0.2.7", "192.0.2.7/32"), ("::/0", "::/0")]
        {
            assert_eq!(text.parse::<Network>().unwrap().to_string(), as_written);
        }
        for bad in ["10.0.0.0/33", "ten", "10.0.0.0/x", ""] {
            assert_eq!(bad.parse::<Network>(), Err(BadNetwork), "{bad}");
        }
    }
}
