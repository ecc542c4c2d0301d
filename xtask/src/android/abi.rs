//! The kinds of processor that we build for.

use clap::ValueEnum;

/// The kinds of processor that we build for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Abi {
    /// Phones of the last ten years
    #[value(name = "arm64-v8a")]
    Arm64,
    /// Older and very cheap phones, and those whose maker kept Android at 32 bits
    #[value(name = "armeabi-v7a")]
    Arm32,
    /// The emulator on a PC
    #[value(name = "x86_64")]
    Emulator,
}

impl Abi {
    /// As Android names it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Arm64 => "arm64-v8a",
            Self::Arm32 => "armeabi-v7a",
            Self::Emulator => "x86_64",
        }
    }

    /// As the NDK names the folder of its libraries.
    pub(super) fn folder(self) -> &'static str {
        match self {
            Self::Arm64 => "aarch64-linux-android",
            Self::Arm32 => "arm-linux-androideabi",
            Self::Emulator => "x86_64-linux-android",
        }
    }

    /// As Rust names it.
    pub(super) fn triple(self) -> &'static str {
        match self {
            Self::Arm64 => "aarch64-linux-android",
            Self::Arm32 => "armv7-linux-androideabi",
            Self::Emulator => "x86_64-linux-android",
        }
    }
}
