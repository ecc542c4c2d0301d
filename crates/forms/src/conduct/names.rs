//! Text that looks like a person's full name.
//!
//! Indonesian capitalises names and the first word of a sentence, and people capitalise important words. So this is a
//! guess. It finds two capitalised words in a row, if none is a word of places, offices, topics or months. It finds a
//! form of address before a capitalised word (`Bu`, `Pak`), and `bin`/`binti` between two words. These texts often name
//! villages and offices, so the list is long: nobody reads a warning that comes too often.

use crate::plain::folded_text;

/// Words that are in no name. One of them in a row of capitalised words means that the row is no name.
const COMMON: &str = "
    desa kelurahan kecamatan kabupaten kota dusun dukuh kampung provinsi rt rw jalan jl gang gg pasar balai aula
    gedung kantor rumah sakit pos ruang lapangan pendopo masjid musala mushola gereja pondok pesantren langgar
    sd sdn smp smpn sma sman smk smkn mi mts ma tk paud sekolah madrasah kelas universitas
    puskesmas pustu posyandu polindes rsud klinik dinas sosial polres polsek polda kepolisian unit satgas
    yayasan setara lembaga forum karang taruna komunitas kelompok organisasi program tim panitia kader pkk
    pemerintah kementerian bupati camat lurah kepala kepolisian badan komisi mas arif gardu lapor mbak silpa
    blora jati randublatung kradenan kedungtuban cepu sambong jiken jepon tunjungan banjarejo ngawen kunduran
    todanan bogorejo japah mlangsen tempelan kamolan ngloram jipang jawa tengah timur barat utara selatan
    semarang rembang pati grobogan bojonegoro tuban indonesia jakarta nusantara
    januari februari maret april mei juni juli agustus september oktober november desember
    senin selasa rabu kamis jumat sabtu minggu ahad hari tanggal bulan tahun pagi siang sore malam jam
    kegiatan sesi acara materi topik judul pertemuan rapat sosialisasi penyuluhan diskusi pelatihan kampanye
    kunjungan pengenalan edukasi belajar bermain nonton bersama cara tips ayo mari stop cegah lindungi lawan kenali
    internet aman sehat cerdas digital daring online medsos media hp gawai gadget privasi data pribadi jejak konten
    intim grooming sextortion doxing deepfake ocsea kbg ksbe hoaks siber perundungan kekerasan seksual eksploitasi
    pengasuhan positif kesehatan mental jiwa hak perlindungan keselamatan keamanan anak remaja orang tua wali ibu-ibu
    bapak-bapak guru siswa murid peserta warga masyarakat perempuan laki-laki keluarga tokoh agama perangkat umum
    poster video modul permainan leaflet buku lagu kartu pra pasca tes lainnya rencana tindak lanjut kendala
    facebook instagram tiktok telegram whatsapp wa youtube google zoom mobile legends free fire roblox discord
    the and of for in at with our your safe safety school village children parents teachers community session
    tidak belum sudah ada akan perlu saat karena ketika setelah sebelum untuk dengan dari dan atau yang di ke pada
    para semua beberapa sebagian banyak kami kita mereka saya ini itu juga hanya masih mohon tolong agar supaya
    hujan listrik sinyal waktu tempat undangan hadir datang minta tanya jawab lanjutan
";

/// Forms of address: a capitalised word after one is a name.
const ADDRESS: [&str; 14] =
    ["ibu", "bu", "bapak", "pak", "mbak", "mas", "mbah", "bunda", "ustaz", "ustadz", "kyai", "adik", "dik", "sdr"];

pub(super) fn has_full_name(text: &str) -> bool {
    // Punctuation ends a row: "Kode, Ngloram" is a list, not a name.
    let ends_row = |c: char| matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '(' | ')' | '/' | '"' | '\n' | '\r');
    text.split(ends_row).any(|clause| clause_has_name(&folded_text(clause)))
}

fn clause_has_name(clause: &str) -> bool {
    // Quotation marks and the stars of WhatsApp's bold text are not part of a word.
    let words: Vec<&str> =
        clause.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).collect();
    let joined = |[before, word, after]: &[&str; 3]| {
        matches!(word.to_lowercase().as_str(), "bin" | "binti") && is_word(before) && is_word(after)
    };
    let addressed = |[address, name]: &[&str; 2]| {
        ADDRESS.contains(&address.to_lowercase().as_str()) && is_capitalised(name) && !is_common(name)
    };
    words.array_windows().any(joined)
        || words.array_windows().any(addressed)
        || words
            .split(|word| !is_capitalised(word))
            .any(|row| row.len() >= 2 && !row.iter().any(|word| is_common(word)) && !names_a_place(&words, row))
}

/// Whether the word before the row names a kind of place: "di desa Sumber Agung".
fn names_a_place(words: &[&str], row: &[&str]) -> bool {
    let before = words.windows(row.len() + 1).find(|window| window.get(1..) == Some(row));
    before.and_then(<[&str]>::first).is_some_and(|word| is_common(word) && !is_verbal(word))
}

/// Common words that often precede a name: "oleh", "dengan", "peserta", "anak".
fn is_verbal(word: &str) -> bool {
    const BEFORE_NAMES: [&str; 22] = [
        "dengan", "dari", "dan", "atau", "untuk", "ke", "pada", "karena", "ketika", "saat", "anak", "siswa", "murid",
        "peserta", "guru", "warga", "yang", "with", "and", "for", "hadir", "datang",
    ];
    BEFORE_NAMES.contains(&word.to_lowercase().as_str())
}

fn is_word(word: &str) -> bool {
    word.chars().count() >= 2 && word.chars().all(char::is_alphabetic)
}

/// One capital and then small letters, in each part of a word with hyphens. So abbreviations such as UPTD are no names.
fn is_capitalised(word: &str) -> bool {
    let small = |letters: &str| letters.chars().all(|letter| letter.is_lowercase() || letter == '\'');
    let part = |part: &str| {
        let rest = part.strip_prefix(|first: char| first.is_alphabetic());
        rest.is_some_and(|rest| small(rest) || rest.split_once('\'').is_some_and(|(before, _)| small(before)))
    };
    word.starts_with(char::is_uppercase) && word.chars().count() >= 2 && word.split('-').all(part)
}

/// Whether the word or a part of it is on the list, or is a doubled word, an Indonesian plural: `Kupu-kupu`.
fn is_common(word: &str) -> bool {
    let word = word.to_lowercase();
    let listed = |word: &str| COMMON.split_whitespace().any(|common| common == word);
    listed(&word) || word.split_once('-').is_some_and(|(one, two)| one == two || listed(one) || listed(two))
}

#[cfg(test)]
mod tests {
    use super::has_full_name;

    #[test]
    fn two_capitalised_words_may_be_a_name() {
        for text in [
            "Kode Alfa hadir",
            "peserta bernama Kode Alfa",
            "dibantu Bu Kode",
            "kode binti alfa",
            "bersama anak Kode Alfa sampai sore",
            "*Kode Alfa*",
            "“Kode Alfa”",
            "‘Kode Alfa’ hadir",
            "Kode-Beta Alfa",
            "Kode\u{a0}Alfa",
            "Kode\u{200b} Alfa",
            // An accent after its letter (NFD): iOS and file names use this form.
            "Kode\u{301} Alfa",
        ] {
            assert!(has_full_name(text), "{text}");
        }
    }

    #[test]
    fn a_name_with_an_apostrophe_may_be_a_name_whichever_apostrophe_it_is() {
        for apostrophe in
            "'\u{2019}\u{2018}\u{201b}\u{2bc}\u{2bb}\u{2b9}\u{2bd}\u{2be}\u{2bf}\u{2c8}`\u{b4}\u{2032}\u{2035}\u{ff07}\u{a78c}".chars()
        {
            for text in
                [format!("Ko{apostrophe}de Alfa"), format!("Ko{apostrophe}De Alfa"), format!("anak Kode Al{apostrophe}fa")]
            {
                assert!(has_full_name(&text), "{}", text.escape_unicode());
            }
        }
    }

    #[test]
    fn places_offices_titles_and_months_are_no_names() {
        for text in [
            "Penyuluhan Internet Aman",
            "Balai Desa Ngloram",
            "di desa Sumber Agung",
            "UPTD PPA dan Dinsos PPPA",
            "Puskesmas Cepu, Polres Blora",
            "Karang Taruna Jipang",
            "bulan November 2026",
            "Mati lampu, sesi dipindah",
            "Kode, Alfa",
            "Ibu Guru SMP",
            "SMP Negeri 1 Cepu",
            "peserta bertanya tentang Instagram",
            "Anak-anak Hebat",
            "Kupu-kupu Malam",
            "“Internet Aman” di sekolah",
        ] {
            assert!(!has_full_name(text), "{text}");
        }
    }
}
