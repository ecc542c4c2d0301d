//! A library as Android's linker sees it. Read from the file itself, for 32 and 64 bits.

use std::collections::BTreeSet;

use object::Endianness;
use object::elf::{
    DF_TEXTREL, DT_ANDROID_RELR, DT_FLAGS, DT_RELR, DT_TEXTREL, FileHeader32, FileHeader64, PT_LOAD, PT_TLS, SHT_DYNSYM,
};
use object::read::elf::{Dyn, FileHeader, ProgramHeader, Sym};

/// What the linker asks of a library and finds in it.
#[derive(Debug)]
pub struct Library {
    /// The smallest page for which its parts are laid out.
    pub alignment: u64,
    /// Has a thread-local segment. Android 10 is the first that loads one.
    pub has_tls: bool,
    /// Its code is changed while it is loaded, which Android refuses from 6 on.
    pub has_text_relocations: bool,
    /// Has relocations in the format RELR. Android 9 is the first that reads it; older ones skip it and crash later.
    pub has_relr: bool,
    /// `None` if it has no table of symbols.
    pub symbols: Option<Symbols>,
}

/// The table that the linker reads.
#[derive(Debug, Default)]
pub struct Symbols {
    /// What the library gives out.
    pub exported: BTreeSet<String>,
    /// What it needs of other libraries. Weak symbols are left out: it works without them.
    pub needed: BTreeSet<String>,
}

impl Library {
    /// `None` if it is no library.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        read::<FileHeader64<Endianness>>(bytes).or_else(|| read::<FileHeader32<Endianness>>(bytes))
    }
}

fn read<H: FileHeader<Endian = Endianness>>(bytes: &[u8]) -> Option<Library> {
    let header = H::parse(bytes).ok()?;
    let endian = header.endian().ok()?;
    let parts = header.program_headers(endian, bytes).ok()?;
    let alignment = parts.iter().filter(|part| part.p_type(endian) == PT_LOAD).map(|part| part.p_align(endian).into());
    let mut library = Library {
        alignment: alignment.min()?,
        has_tls: parts.iter().any(|part| part.p_type(endian) == PT_TLS),
        has_text_relocations: false,
        has_relr: false,
        symbols: symbols::<H>(header, endian, bytes),
    };
    for entry in parts.iter().filter_map(|part| part.dynamic(endian, bytes).ok().flatten()).flatten() {
        let tag = entry.tag(endian);
        library.has_relr |= tag == DT_RELR || tag == DT_ANDROID_RELR;
        let is_flagged = tag == DT_FLAGS && entry.val(endian) & DF_TEXTREL.0 != 0;
        library.has_text_relocations |= tag == DT_TEXTREL || is_flagged;
    }
    Some(library)
}

fn symbols<H: FileHeader<Endian = Endianness>>(header: &H, endian: Endianness, bytes: &[u8]) -> Option<Symbols> {
    let table = header.sections(endian, bytes).ok()?.symbols(endian, bytes, SHT_DYNSYM).ok()?;
    let mut symbols = Symbols::default();
    for symbol in table.iter() {
        let name = String::from_utf8_lossy(table.symbol_name(endian, symbol).ok()?).into_owned();
        if !symbol.is_undefined(endian) {
            symbols.exported.insert(name);
        } else if !symbol.is_weak() && !name.is_empty() {
            symbols.needed.insert(name);
        }
    }
    Some(symbols)
}
