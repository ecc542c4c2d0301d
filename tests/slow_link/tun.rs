//! Network devices whose packets a program reads and writes (Linux's TUN), and namespaces with no other device.

use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::ioctl::{Opcode, Setter, ioctl};

/// Sets name and kind of a device (`linux/if_tun.h`).
const TUNSETIFF: Opcode = 0x4004_54CA;
/// Packets of IP, without a header of the kernel's before them.
const IFF_TUN: u16 = 0x0001;
const IFF_NO_PI: u16 = 0x1000;
/// Bytes of a packet, as on a mobile network.
pub const MTU: usize = 1_400;
/// The beginning of all our namespaces' names. The rest is the process that made them.
const OURS: &str = "kentongan-";

/// `struct ifreq` of `linux/if.h`, with the flags of its union.
#[repr(C)]
struct InterfaceRequest {
    name: [u8; 16],
    flags: u16,
    rest: [u8; 22],
}

/// A network namespace with one device. Dropping it deletes it with everything in it.
pub struct Namespace {
    name: String,
    device: File,
}

impl Namespace {
    /// A namespace whose only way out is a device with this address, to that of `peer`.
    pub fn new(name: &str, address: &str, peer: &str) -> io::Result<Self> {
        // Device names are short, and this one is in the machine's own namespace for a moment.
        let device_name = format!("kt{}{name}", std::process::id() % 1_000_000);
        let device = open(&device_name)?;
        let name = format!("{OURS}{}-{name}", std::process::id());
        ip(["netns", "add", &name])?;
        let made = Self { name, device };
        let name = made.name.as_str();
        ip(["link", "set", &device_name, "netns", name])?;
        ip(["-n", name, "address", "add", address, "peer", peer, "dev", &device_name])?;
        ip(["-n", name, "link", "set", "lo", "up"])?;
        ip(["-n", name, "link", "set", &device_name, "mtu", &MTU.to_string(), "up"])?;
        // Every kernel has Reno. On so small a link CUBIC, which phones have, does as Reno does (RFC 9438, section
        // 4.3). BBR would hardly notice the losses.
        run(made.command("sh").args(["-c", "echo reno > /proc/sys/net/ipv4/tcp_congestion_control"]))?;
        Ok(made)
    }

    /// Its device: reading takes a packet out, writing brings one in.
    pub fn device(&self) -> io::Result<File> {
        self.device.try_clone()
    }

    /// A program to run in here.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.name]).arg(program);
        command
    }

    /// A program to run in here, with this file as its list of known hosts.
    pub fn command_with_hosts(&self, hosts: &Path, program: impl AsRef<OsStr>) -> Command {
        // `ip netns exec` has given it mounts of its own.
        let mut command = self.command("sh");
        command.args(["-c", "mount --bind \"$0\" /etc/hosts && exec \"$@\""]).arg(hosts).arg(program);
        command
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        // The device goes with it, and its reader hears of it.
        if let Err(error) = ip(["netns", "delete", &self.name]) {
            eprintln!("{error}");
        }
    }
}

/// Deletes the namespaces of killed processes.
pub fn tidy() {
    let Ok(output) = Command::new("ip").args(["netns", "list"]).output() else { return };
    let names = String::from_utf8_lossy(&output.stdout).into_owned();
    for name in names.lines().filter_map(|line| line.split_whitespace().next()) {
        let maker = name.strip_prefix(OURS).and_then(|rest| rest.split('-').next());
        if maker.is_some_and(|maker| !Path::new("/proc").join(maker).exists()) {
            drop(ip(["netns", "delete", name]));
        }
    }
}

fn open(name: &str) -> io::Result<File> {
    let file = OpenOptions::new().read(true).write(true).open("/dev/net/tun")?;
    let mut request = InterfaceRequest { name: [0; 16], flags: IFF_TUN | IFF_NO_PI, rest: [0; 22] };
    request.name[..name.len()].copy_from_slice(name.as_bytes());
    #[expect(unsafe_code, reason = "the kernel's call has no safe form; the request is laid out as it asks")]
    // SAFETY: `TUNSETIFF` reads a `struct ifreq` of 40 bytes, which `InterfaceRequest` is.
    unsafe {
        ioctl(&file, Setter::<TUNSETIFF, InterfaceRequest>::new(request))?;
    }
    Ok(file)
}

fn ip<const N: usize>(arguments: [&str; N]) -> io::Result<()> {
    run(Command::new("ip").args(arguments))
}

fn run(command: &mut Command) -> io::Result<()> {
    let output = command.stdin(Stdio::null()).output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.success() { Ok(()) } else { Err(io::Error::other(format!("{command:?}: {}", said.trim()))) }
}
