# Kata-kata aplikasi Kentongan dalam Bahasa Indonesia. Kalimat pendek, sapaan "Anda", dan selalu langkah berikutnya.

## Umum
home = Beranda
go-home = Ke beranda
back = Kembali
next = Lanjut
cancel = Batal
change = Ubah
more = Lainnya
erase = Hapus
show-more = Tampilkan lagi
lock-now = Kunci sekarang
sealed = tersegel
optional = boleh kosong
app-stopped = Aplikasi berhenti. Halaman ini terbuka lagi sendiri setelah aplikasi menyala.
lost-title = Halaman tidak ada
lost-text = Halaman yang dicari tidak ada. Catatan Anda tetap aman.

## Tanggal dan waktu
month = { $number ->
    [1] Januari
    [2] Februari
    [3] Maret
    [4] April
    [5] Mei
    [6] Juni
    [7] Juli
    [8] Agustus
    [9] September
    [10] Oktober
    [11] November
   *[12] Desember
}
weekday-monday = Senin
weekday-tuesday = Selasa
weekday-wednesday = Rabu
weekday-thursday = Kamis
weekday-friday = Jumat
weekday-saturday = Sabtu
weekday-sunday = Minggu
date-at-time = { $date } pukul { $time }
at-time = pukul { $time }
yesterday-at = kemarin { $time }
today = Hari ini
yesterday = Kemarin
now = Sekarang

## Mendaftarkan HP
enrol-intro = Daftarkan HP ini. Alamat dan kode Anda terima dari koordinator.
enrol-address = Alamat server
enrol-address-hint = Tautan pendaftaran dari koordinator juga boleh ditempel di sini.
enrol-address-empty = Alamat server belum diisi. Tulis alamat dari koordinator.
enrol-code = Kode pendaftaran
enrol-code-hint = Delapan huruf dan angka. Berlaku 10 menit, hanya untuk satu HP.
enrol-code-empty = Kode belum diisi. Minta kode kepada koordinator.
enrol-go = Daftarkan HP ini
enrol-busy = Menghubungi server…

enrol-again = Sambungkan lagi
enrol-again-hint = Hanya bila diminta koordinator, dengan kode baru.
enrol-again-intro = Server tidak mengenal HP ini lagi, atau diganti server lain? Minta kode pendaftaran baru kepada koordinator. Draf dan catatan Anda tetap di HP.
enrol-again-title = Siapa yang nanti dapat membaca laporan di HP ini?
enrol-again-text = HP ini sekarang milik { $now }. Mulai sekarang milik { $new }. Draf dan catatan tetap ada. Yang masih menunggu dikirim ke server baru; yang sudah diterima server lama tidak dikirim lagi.
enrol-again-yes = Semua kata sama: sambungkan
keys-title = Cocokkan dulu dengan koordinator
keys-whose = HP ini akan didaftarkan pada { $organisation } ({ $server }). Pemegang kunci di balik delapan kata ini dapat membaca nama dan kontak yang nanti Anda tulis.
keys-how = Minta koordinator membacakan kata-katanya: bertemu langsung, atau lewat nomor telepon yang sudah Anda kenal. Nama yang sama tidak membuktikan apa pun; siapa saja dapat memakai nama itu.
keys-same = Semua kata sama
keys-other = Ada kata yang berbeda
keys-differ-title = Jangan lanjutkan
keys-differ-text = Kunci ini bukan kunci koordinator Anda. Batalkan, beri tahu koordinator, lalu minta kode baru.
keys-discard = Batalkan pendaftaran
keys-again = Cocokkan lagi
keys-unchanged = Kuncinya sama dengan sekarang
keys-unchanged-text = Yang menunggu tetap hanya dapat dibaca oleh pemegang kunci yang sekarang.
keys-changed = Kuncinya lain
keys-changed-text = { $count ->
    [0] Tidak ada catatan yang menunggu. Laporan berikutnya dapat dibaca oleh pemegang kunci baru.
   *[other] { $count } catatan yang menunggu disegel ulang. Pemegang kunci baru akan dapat membaca nama dan kontak di dalamnya.
}
keys-other-cancel = Ada kata yang berbeda: batal

## Latihan
practice-title = Latihan
practice-before-enrolling = Coba dulu tanpa mendaftar
practice-hint = Latihan memakai data buatan. Tidak ada yang dikirim, dan semuanya dihapus saat Anda keluar.
practice-busy = Menyiapkan latihan…
practice-banner = LATIHAN – tidak dikirim
practice-nothing-sent = Ini latihan: tidak ada yang dikirim. Jangan tulis nama atau nomor orang sungguhan.
practice-leave = Keluar
practice-leave-title = Keluar dari latihan?
practice-leave-text = Semua data latihan dihapus dari HP ini.
practice-leave-yes = Ya, keluar
practice-over = Latihan terkunci. Di aplikasi sebenarnya, di sini Anda memasukkan PIN. Semua data latihan dihapus saat Anda keluar.
practice-end = Keluar dari latihan

## Panduan
guide-again = Buka panduan
guide-card = Kartu { $number } dari { $count }
guide-skip = Lewati
guide-close = Tutup
guide-begin = Mulai
guide-purpose = Untuk apa aplikasi ini
guide-purpose-refer = Merujuk anak dengan aman ke layanan, dan mencatat kegiatan edukasi.
guide-purpose-investigate = Anda tidak menyelidiki. Jangan meminta anak bercerita rinci.
guide-purpose-pictures = Jangan memotret anak korban. Jangan membuka, menyalin, atau mengirim gambar kekerasan, juga untuk bukti.
guide-purpose-names = Nama dan kontak anak hanya di bagian yang tersegel. Jangan di isian lain, jangan di WhatsApp.
guide-recording = Mencatat
guide-recording-choose = Di beranda, pilih “Laporkan kejadian” atau “Catat kegiatan edukasi”.
guide-recording-saved = Setiap jawaban langsung tersimpan. Boleh berhenti, lalu lanjut nanti.
guide-recording-finish = Periksa semua jawaban, lalu tekan “Selesai”. Catat kodenya, bukan nama.
guide-sending = Mengirim
guide-sending-offline = Semua bisa diisi tanpa sinyal.
guide-sending-waiting = “Menunggu”: aman tersimpan di HP. Terkirim sendiri begitu ada jaringan.
guide-sending-delivered = “Terkirim”: server sudah memberi tanda terima. Jangan hapus aplikasi selama masih ada yang menunggu.
guide-danger = Bila ada bahaya
guide-danger-call = Anak dalam bahaya sekarang? Telepon dulu polisi 110 atau SAPA 129, isi nanti.
guide-danger-sees = Hanya manajer kasus yang membaca nama dan kontak. Koordinator melihat kode dan angka.
guide-danger-alone = Anda tidak sendirian. Laporan tetap terbuka sampai petugas menerimanya.

## PIN
pin-choose = Pilih PIN enam angka
pin-choose-hint = PIN ini membuka aplikasi. Tidak ada yang dapat melihat atau menggantinya untuk Anda, jadi ingatlah baik-baik.
pin-repeat = Ketik PIN yang sama sekali lagi
pin-repeat-hint = Supaya pasti tidak salah ketik.
pin-busy = Mengunci catatan dengan PIN Anda…
pin-different = Kedua PIN tidak sama. Mulai lagi dari yang pertama.
pin-not-six-digits = PIN harus enam angka.
pin-one-digit = Satu angka berulang mudah ditebak. Pilih PIN lain.
pin-in-a-row = Angka berurutan mudah ditebak. Pilih PIN lain.
pin-pattern = Pola berulang mudah ditebak. Pilih PIN lain.
pin-change = Ganti PIN
pin-present = Ketik PIN yang sekarang
pin-checking = Memeriksa PIN…
pin-changed = PIN sudah diganti. Mulai sekarang hanya PIN baru yang membuka aplikasi.
pin-digits-typed = { $count } dari { $total } angka
unlock-intro = Masukkan PIN untuk membuka
unlock-busy = Membuka…
unlock-wrong = PIN salah. { $tries ->
    [1] Tinggal satu kesempatan sebelum harus menunggu.
   *[other] Masih { $tries } kesempatan sebelum harus menunggu.
}
unlock-wait = PIN salah terlalu sering. Tunggu sampai boleh mencoba lagi.
unlock-wait-left = Coba lagi dalam { $time }
unlock-waiting-shut-out = { $count } catatan menunggu, tetapi server menolak HP ini. Telepon koordinator.
unlock-waiting = { $count } catatan tersegel tetap dikirim walau terkunci.

## Beranda
facilitator = Fasilitator { $code }
report-incident = Laporkan kejadian
report-incident-more = Rujukan aman untuk anak. Tanpa foto, tanpa cerita rinci.
record-activity = Catat kegiatan edukasi
record-activity-more = Peserta, topik, hasil. Bisa sambil berjalan.
clock-wrong = Jam HP ini salah
clock-wrong-text = Sekarang { $time }. Betulkan tanggal dan jam di pengaturan HP: catatan memakai jam HP.
clock-past-text = HP menunjukkan { $shown }, padahal { $since } sudah lewat. Betulkan tanggal dan jam di pengaturan HP: catatan memakai jam HP.
clock-zone = Jam di sini memakai { $zone }
clock-zone-text = HP ini memakai zona waktu lain. Isi jam kejadian juga menurut waktu Blora.
home-waiting = { $count } catatan menunggu dikirim
home-waiting-more = Terkirim sendiri saat ada jaringan.
home-refused = { $count } catatan ditolak server
home-refused-more = Buka untuk melihat sebab dan langkah berikutnya.

## Mengisi
section-line = { $position } dari { $count } · tersimpan { $saved }
to-review = Periksa
not-saved = Belum tersimpan. { $reason }
fill-in-later = Lanjut dulu
show-open = Tunjukkan
open-unanswered = { $count } pertanyaan belum dijawab
open-wrong = { $count } jawaban perlu diperbaiki
open-both = { $unanswered }, { $count } perlu diperbaiki
own-village = desa Anda
more-choices = { $count } pilihan lain
fewer-choices = Lebih sedikit
explain-choice = Apa artinya “{ $choice }”?
which-month = Bulan apa?
another-month = Bulan lain
unknown-day = Tidak tahu (dicatat { $date })
unknown-day-kept = Dicatat: tanggal Anda mengetahuinya, hari ini
call-local = { $name }, telepon { $number }
edit-title = Mengubah jawaban
back-to-review = Kembali ke pemeriksaan
it-was = Tadinya: { $answer }
changes-too = { $what } ikut berubah
was = tadinya
is-now = sekarang
clear-answer = Kosongkan jawaban
search-list = Cari dalam daftar
list-more = Tampilkan { $count } lagi
list-shown = { $shown } dari { $total } ditampilkan
characters-left = Sisa { $left } huruf
characters-over = Terlalu panjang: kurangi { $over } huruf
characters-full = Kolom ini penuh. Huruf setelah { $cap } tidak tersimpan.
not-computed-yet = Jawab dulu pertanyaan di atas
adjusted-from = Anda ubah. Hasil hitungan: { $computed }
undo-change = Batalkan ubahan
acknowledged = Sudah dibaca
tally-total = Jumlah peserta
tally-rows = Kelompok usia
one-more = Tambah satu: { $what }
one-less = Kurangi satu: { $what }
discard = Buang draf ini
discard-title = Buang draf ini?
discard-text = Semua isian draf ini dihapus dari HP dan tidak dapat dikembalikan.
discard-yes = Ya, buang
draft-gone-title = Draf tidak terbuka

## Masalah pada isian
problem-missing = Belum dijawab
problem-constraint = Jawaban ini tidak sesuai aturan formulir.
problem-wrong-type = Tidak terbaca. Untuk jumlah, ketik angka saja.
problem-not-a-date = Tanggal ini tidak ada. Pilih tanggal dengan tahun empat angka, misalnya 2026.
problem-not-a-time = Jam ini tidak ada. Pilih jam antara 00.00 dan 23.59.
problem-year-not-whole = Tulis tahun dengan empat angka: yang terbaca tahun { $year }. Misalnya 2025, bukan 25.
problem-not-a-choice = Pilihan ini tidak ada lagi. Pilih yang lain.
problem-too-long = Terlalu panjang. Paling banyak { $limit } huruf.
problem-too-many-digits = Angka terlalu panjang. Paling banyak { $limit } angka.
problem-not-asked = Pertanyaan ini tidak dapat diisi.
conduct-national-id = Terlihat seperti NIK. Hapus nomor itu: NIK tidak pernah diperlukan.
conduct-phone-number = Terlihat seperti nomor telepon. Isian ini tidak boleh memuat nomor.
whose-number = Nomor siapa ini?
number-of-suspect = Nomor terduga pelaku
number-of-contact = Kontak aman anak
number-moved = Dipindahkan ke “{ $question }”.
number-no-room = Tidak muat di “{ $question }”. Pindahkan sendiri, lalu hapus di sini.
conduct-looks-like-name = Terlihat seperti nama orang. Isian ini dibaca koordinator: ganti dengan peran, misalnya “seorang guru”.
conduct-looks-like-account = Terlihat seperti akun atau alamat surel. Isian ini dibaca koordinator: hapus, atau tulis di kolom yang tersegel.
conduct-blaming = “{ $phrase }” menyalahkan anak. Lebih baik: { $suggestion }

## Memeriksa dan menyelesaikan
review-title = Periksa dahulu
review-intro = Sentuh jawaban untuk mengubahnya. Setelah selesai, catatan dikirim.
review-sealed = Jawaban bertanda “tersegel” dikunci di HP ini. Hanya manajer kasus yang dapat membacanya.
not-answered = tidak diisi
finish = Selesai
finished-title = Catatan selesai
finished-code-hint = Pakai kode ini bila berbicara tentang catatan ini. Jangan pakai nama.

## Catatan saya
records-title = Catatan saya
records-search = Cari kode, misalnya 7K3Q
records-which = Catatan mana
records-all = Semua
records-waiting = Menunggu
records-delivered = Terkirim
records-empty = Belum ada catatan di sini.
records-none-found = Tidak ada catatan dengan kode itu. Periksa hurufnya.
draft-line = { $code } · bagian { $position } dari { $count } · { $saved }
finished-line = { $form } · selesai { $finished }
delivered-line = { $form } · selesai { $finished } · tanda terima { $receipt }
state-draft = Draf
state-waiting = Menunggu
state-delivered = Terkirim
state-refused = Ditolak
progress-accepted = Diterima layanan
progress-in-handling = Ditangani
progress-needs-information = Perlu info
progress-closed = Selesai
record-receipt = Tanda terima
record-receipt-hint = Bacakan lewat telepon: koordinator melihat kode yang sama. 0 dan 1 di sini selalu angka.
sealed-until-accepted = Jawaban tersegel tetap di HP ini sampai laporan diterima layanan
sealed-until-accepted-more = Belum ada petugas yang menerima. Paling lama { $count } hari lagi, lalu dihapus.
sealed-erased-in-days = Jawaban tersegel dihapus dari HP ini dalam { $count } hari
sealed-erased-in-hours = Jawaban tersegel dihapus dari HP ini dalam { $count } jam
sealed-erased-soon = Jawaban tersegel segera dihapus dari HP ini
sealed-kept-more = Server sudah menyimpannya untuk manajer kasus. Dihitung selama HP menyala.
sealed-erased = Jawaban tersegel sudah dihapus dari HP ini
sealed-erased-more = Dihapus { $when }. Manajer kasus tetap dapat membacanya di server.
erase-sealed = Hapus sekarang
erase-sealed-busy = Menghapus…
erase-sealed-title = Hapus jawaban tersegel?
erase-sealed-text = Nama, kontak, dan jawaban tersegel lain hilang dari HP ini dan tidak dapat dikembalikan di sini. Server tetap menyimpannya untuk manajer kasus.
erase-sealed-yes = Ya, hapus
pictures-erased-in-days = Foto kecil dihapus dari HP ini dalam { $count } hari
pictures-erased-in-hours = Foto kecil dihapus dari HP ini dalam { $count } jam
pictures-erased-soon = Foto kecil segera dihapus dari HP ini
pictures-kept-more = Hanya foto yang sudah diterima server. Yang lain tetap ada sampai terkirim. Dihitung selama HP menyala.
pictures-erased = Foto kecil sudah dihapus dari HP ini
pictures-erased-more = Dihapus { $when }. Manajer kasus tetap dapat melihat fotonya di server.
erase-pictures-title = Hapus foto kecil?
erase-pictures-text = Foto kecil hilang dari HP ini dan tidak dapat dikembalikan di sini. Server tetap menyimpan fotonya untuk manajer kasus. Foto yang belum terkirim tidak dihapus.

## Kotak kirim
outbox-title = Kotak kirim
outbox-waiting = { $count } catatan menunggu
outbox-shut-out = Server tidak menerima kiriman HP ini
outbox-retries = Dicoba lagi sendiri.
outbox-sending = Mengirim { $done } dari { $total }
outbox-may-close = Yang belum terkirim tetap tersimpan.
outbox-tried = Sudah { $attempts } kali. Berikutnya: { $next }.
outbox-receipt = { $form } · tanda terima { $receipt }
outbox-refused = Baca sebab dan langkah berikutnya di bawah. Catatan tetap aman di HP.
outbox-delivered = Sudah diterima server
photos-waiting = { $count } foto menunggu dikirim
photos-sending = Mengirim foto
photos-title = Foto
photos-count = { $count } foto
photos-of-more = Foto dari catatan lain juga menunggu. Buka “Catatan saya” untuk melihatnya.
photos-network = Kirim foto lewat
photos-network-hint = Berlaku untuk foto catatan yang Anda selesaikan mulai sekarang. Foto yang sudah menunggu diatur di kotak kirim.
photos-any-network = Jaringan apa saja
photos-wifi-only = Wi-Fi saja
photos-not-now = Jangan dulu
photos-wait-record = Catatannya dikirim lebih dahulu.
photos-wait-person = Anda menahannya. Pilih jaringan bila sudah boleh dikirim.
photos-wait-wifi = Menunggu Wi-Fi. Bila perlu sekarang, pilih “Jaringan apa saja”.
photos-wait-unknown-wifi = HP ini tidak memberi tahu apakah jaringannya Wi-Fi, jadi foto menunggu. Untuk mengirim, pilih “Jaringan apa saja”.
photo-delivered = Terkirim, ada tanda terima
photo-waiting = Menunggu · { $size }
photo-partly = Terkirim { $part }
photo-damaged = Rusak, tidak dapat dikirim
photo-given-up = Rusak dan dilepaskan, tidak terkirim
photos-damaged = { $count } foto rusak
photos-damaged-open = Catatannya tetap aman. Buka catatannya untuk langkah berikutnya.
photos-damaged-more = Foto ini rusak di penyimpanan HP dan tidak dapat dikirim lagi. Catatannya tetap aman. Beri tahu koordinator dan sebutkan kodenya, lalu lepaskan fotonya.
give-up-photos = Lepaskan foto yang rusak
give-up-photos-title = Lepaskan foto yang rusak?
give-up-photos-text = Foto yang rusak tidak dikirim lagi. Catatan dan foto lain tidak berubah. Sebutkan kode catatan ini kepada koordinator agar tidak ditunggu.
give-up-photos-yes = Ya, lepaskan
bytes-of = { $sent } dari { $total }
left-under-a-minute = kurang dari satu menit lagi
left-minutes = kira-kira { $minutes } menit lagi
left-hours = kira-kira { $hours } jam lagi
outbox-empty = Kotak kirim kosong. Catatan yang selesai menunggu di sini sampai terkirim.
send-now = Kirim sekarang
sending-now = Sedang mengirim…

## Titip kirim
carry-title = Titip kirim
carry-open = Titip kirim lewat HP lain
carry-open-more = Tidak ada sinyal? Titipkan pada tetangga yang pergi ke kota.
carry-intro = Titipkan catatan pada orang yang pergi ke tempat bersinyal. Isinya tersegel: pembawa tidak dapat membacanya. Catatan Anda tetap di HP ini sampai tanda terimanya pulang.
carry-out-title = Titipkan catatan
carry-out-count = { $count } catatan menunggu di HP ini dan dapat dititipkan.
carry-out-none = Tidak ada catatan yang menunggu. Tidak ada yang perlu dititipkan.
carry-out = Buat berkas titipan
carry-out-hint = Kirim berkas itu ke HP tetangga, misalnya lewat Bluetooth. Foto tidak ikut: foto dikirim dari HP ini sendiri. Satu berkas memuat paling banyak 2.000 catatan dan 32 MB.
carry-in-title = Terima berkas
carry-in-hint = Berkas titipan dari tetangga, atau berkas tanda terima untuk catatan Anda. Namanya berakhir dengan .kentongan.
carry-in = Buka berkas
carry-busy = Sedang mengerjakan berkas…
carry-mark = Tanda HP ini: { $mark }. Dengan tanda ini pembawa tahu titipan siapa yang dibawanya.
carry-given = { $count } catatan disimpan di unduhan: { $name }
carry-given-next = Kirim berkas itu ke HP tetangga. Di sana: Kotak kirim → Titip kirim → Buka berkas.
carry-given-left-out = { $count } catatan lain tidak muat. Buat berkas lagi setelah tanda terima ini pulang.
receipts-given = { $count } tanda terima disimpan di unduhan: { $name }
receipts-given-next = Kirim berkas itu ke HP yang menitipkan. Di sana: Kotak kirim → Titip kirim → Buka berkas.
carry-file-unreadable = Berkas itu tidak dapat dibaca: mungkin sudah dipindahkan atau dihapus, atau aplikasi belum diizinkan membukanya. Salin berkas ke folder Unduhan, lalu buka lagi.
carry-not-given = Berkas tidak dapat disimpan. Periksa ruang penyimpanan, lalu coba lagi. Catatan tetap aman.
carry-nothing = Tidak ada yang menunggu, jadi tidak ada berkas yang dibuat.
carry-not-one = Isi berkas ini bukan titipan Kentongan, atau rusak di jalan. Periksa apakah berkasnya benar, atau minta dikirim sekali lagi.
carry-newer-app = Berkas ini dibuat versi aplikasi yang lebih baru. Perbarui aplikasi, lalu buka lagi.
carry-too-large = Berkas ini melebihi 2.000 catatan atau 32 MB. Minta berkas yang lebih kecil.
carry-another-central = Berkas ini untuk server lain, jadi HP ini tidak dapat membawanya. Tanyakan kepada koordinator.
carry-taken-from = { $count } catatan dari HP { $mark } dibawa HP ini dan dikirim saat ada jaringan.
carry-taken-delivered = { $count } catatan Anda sudah diterima server.
carry-taken-receipts = { $count } tanda terima dibawa pulang untuk HP lain.
carry-taken-known = { $count } catatan sudah pernah dibawa HP ini.
carry-taken-own = { $count } catatan milik HP ini sendiri. Tidak perlu dibawa.
carry-taken-no-room = { $count } catatan tidak muat: HP ini membawa paling banyak 2.000 catatan dan 32 MB. Kirim dahulu yang dibawa, lalu buka berkas ini lagi.
carry-taken-not-valid = { $count } tanda terima tidak sah dan tidak dipakai. Catatan tetap menunggu. Minta berkas baru, atau hubungi koordinator.
carry-taken-not-waited = { $count } tanda terima bukan untuk yang menunggu di HP ini.
carry-taken-unreadable = { $count } baris rusak, terpotong, atau untuk server lain. Minta berkas itu sekali lagi.
carry-taken-empty = Berkas ini kosong. Minta berkas baru.
carried-title = Titipan di HP ini
carried-none = Belum ada titipan. Yang Anda bawa untuk tetangga terlihat di sini.
carried-count = { $count } catatan titipan
carried-waiting = { $count } catatan titipan menunggu. Terkirim sendiri saat ada jaringan.
carried-next = Dicoba lagi pukul { $next }.
carried-receipts = { $count } tanda terima untuk dibawa pulang
carried-elsewhere = { $count } catatan titipan untuk server lain. HP ini tidak dapat mengirimnya: kembalikan kepada yang menitipkan.
carried-refused = { $count } catatan titipan ditolak server. Dicoba lagi sekali sehari.
carried-refused-why = HP { $mark }: { $reason }
carried-shut-out = Server tidak menerima kiriman dari HP tetangga ini. Catatannya tetap ada di HP itu. Tetangga menghubungi koordinator.
carried-unknown-form = Server belum punya versi formulir ini. Dicoba lagi sendiri.
carried-not-taken = Server tidak dapat menerima catatan ini. Catatannya tetap ada di HP tetangga. Tetangga menghubungi koordinator dan menyebut kode catatannya.
carried-discard = Buang yang tidak dapat dikirim
carried-discard-title = Buang titipan ini?
carried-discard-text = Titipan yang ditolak atau untuk server lain dibuang dari HP ini. Catatannya tetap ada di HP yang membuatnya.
carried-discard-yes = Ya, buang
receipts-out = Buat berkas tanda terima
receipts-home = Sudah dibawa pulang
receipts-home-title = Sudah dibawa pulang?
receipts-home-text = { $count } tanda terima yang sudah dibuatkan berkas hilang dari daftar HP ini. Bila ternyata belum sampai, tidak ada yang hilang: HP yang menitipkan tetap menyimpan catatannya dan mengirim lagi, lalu server memberi tanda terima lagi.
receipts-home-yes = Ya, sudah
receipts-out-hint = Bawa pulang ke HP yang menitipkan. Baru dengan itu catatan di sana bertanda “Terkirim”. Setelah { $days } hari tanda terima hilang sendiri dari sini.

## Nomor penting
directory-title = Nomor penting
directory-intro = Selalu ada di HP, juga tanpa sinyal.
in-danger-call = Dalam bahaya, telepon polisi 110 atau SAPA 129.
directory-empty = Belum ada nomor. Dalam bahaya, telepon polisi 110 atau SAPA 129.
verified-on = Diperiksa { $date }
verified-long-ago = Terakhir diperiksa { $date }. Nomor mungkin sudah berubah.
verified-never = Nomor ini belum pernah diperiksa. Mungkin sudah berubah.

## Pengaturan
settings-title = Pengaturan
settings-language = Bahasa
settings-text-size = Ukuran huruf
text-size-now = Ukuran huruf: { $size }. Ubah
text-usual = biasa
text-big = besar
text-very-big = sangat besar
lock-hint = Kunci sebelum HP dipakai orang lain. Yang sudah tersimpan tetap ada.
settings-lock-after = Kunci sendiri bila HP tidak disentuh
lock-after-minutes = setelah { $minutes } menit
settings-keep-days = Setelah diterima layanan, hapus jawaban tersegel dari HP
keep-days = { $count } hari kemudian
settings-keep-hint = Yang belum diterima layanan tetap ada, paling lama 90 hari setelah terkirim. Foto kecil kegiatan dihitung sejak terkirim. Yang belum diterima server tidak pernah dihapus.
about-title = Tentang aplikasi
about-version = Versi
about-device = Kode HP
about-area = Desa/kelurahan
about-organisation = Pengelola
about-server = Server
about-app = Kentongan: saat dipukul, tetangga datang menolong.

## HP bermasalah
phone-locked = Aplikasi terkunci. Buka dengan PIN.
phone-not-enrolled = HP ini belum didaftarkan. Tutup dan buka lagi aplikasi, lalu daftarkan.
phone-pin-chosen-before = PIN sudah pernah dipilih. Tutup dan buka lagi aplikasi, lalu masukkan PIN itu.
phone-no-such-record = Catatan ini tidak ada di HP ini. Lihat di “Catatan saya”.
phone-not-a-draft = Catatan ini sudah selesai dan tidak dapat diubah lagi. Lihat di “Catatan saya”.
phone-not-delivered = Catatan ini belum diterima server, jadi tidak ada yang dihapus. Tunggu sampai bertanda “Terkirim”.
phone-not-accepted = Belum ada petugas yang menerima laporan ini, jadi jawaban tersegel belum dihapus. Tunggu sampai bertanda “Diterima layanan”.
phone-no-such-form = Formulir ini tidak ada di HP. Hubungi koordinator.
phone-damaged = Data di HP tidak terbaca. Jangan hapus aplikasi. Hubungi koordinator.
phone-disk-full = Penyimpanan HP penuh. Hapus foto atau aplikasi lain, lalu coba lagi. Yang sudah tersimpan tetap aman.
phone-newer-app = Data ini dibuat versi aplikasi yang lebih baru. Perbarui aplikasi.
phone-failed = Ada gangguan di HP. Tutup dan buka lagi aplikasi. Yang sudah tersimpan tetap aman.
dial-by-hand = Aplikasi tidak dapat menelepon dari perangkat ini. Telepon sendiri: { $number }
finish-too-large = Catatan terlalu besar untuk dikirim. Pendekkan isian yang panjang, lalu selesaikan lagi.

## Pendaftaran bermasalah
address-empty = Isi alamat server dari koordinator.
address-not-one = Ini bukan alamat server. Periksa lagi, misalnya kentongan.example.org
address-link-not-whole = Tautan pendaftaran ini tidak lengkap. Salin lagi seluruhnya, atau ketik alamat dan kode saja.
address-not-encrypted = Alamat http:// tidak aman karena dapat dibaca orang lain. Pakai alamat https:// dari koordinator.
enrolment-not-a-code = Kode terdiri dari delapan huruf dan angka, misalnya 7K3Q-M2XA. Periksa lagi.
enrolment-unusable = Jawaban server tidak terbaca aplikasi ini. Perbarui aplikasi, lalu minta kode baru.
enrolment-enrolled-before = HP ini sudah terdaftar. Tutup dan buka lagi aplikasi.

## Pengiriman bermasalah
trouble-no-network = Tidak ada jaringan.
trouble-no-internet = Ada jaringan, tetapi internet tidak jalan: alamat server tidak ditemukan. Periksa paket data, atau pakai jaringan lain.
trouble-server-not-reachable = Server tidak terjangkau. Mungkin sinyal lemah, atau server sedang mati.
trouble-cut-off = Sambungan terputus saat mengirim, mungkin sinyal lemah.
trouble-timeout = Server terlalu lama menjawab, mungkin sinyal lemah.
trouble-captive-portal = Wi-Fi ini meminta masuk dahulu. Masuk lewat peramban, atau pakai jaringan lain.
trouble-not-kentongan = Alamat itu bukan server Kentongan. Periksa alamatnya dengan koordinator.
trouble-certificate = Sambungan ke server tidak dapat dipercaya. Pakai jaringan lain. Jika tetap begitu, hubungi koordinator.
trouble-certificate-not-pinned = Yang menjawab bukan server Anda: sertifikatnya lain dari yang ada di tautan pendaftaran. Pakai jaringan lain. Jika tetap begitu, hubungi koordinator. Tidak ada yang terkirim.
trouble-clock-wrong = Jam HP tampaknya salah, sehingga sambungan ditolak. Betulkan tanggal dan jam HP.
trouble-too-large = Kiriman terlalu besar untuk jaringan ini. Dikirim lagi dalam bagian lebih kecil.
trouble-not-proven = Server menjawab tanpa tanda terima yang sah. Catatan tetap disimpan dan dikirim lagi.
trouble-photo-not-proven = Server menjawab tanpa tanda terima yang sah. Foto tetap disimpan dan dikirim lagi.
trouble-unknown = Belum berhasil.
tried-again = Dicoba lagi sendiri.
enrolment-server-not-reachable = Server tidak terjangkau. Periksa sinyal dan alamatnya.
enrolment-try-again = Coba lagi.

## Server menolak
refusal-conflict = Server sudah punya isi lain untuk kode ini. Keduanya disimpan. Hubungi koordinator dan sebutkan kodenya.
refusal-app-too-old = Aplikasi ini terlalu lama untuk server. Perbarui aplikasi, lalu coba lagi.
refusal-too-large = Catatan terlalu besar. Hubungi koordinator dan sebutkan kodenya.
refusal-not-enrolled = Server tidak mengenal HP ini. Catatan Anda aman di HP. Minta kode pendaftaran baru kepada koordinator, lalu buka Pengaturan → Sambungkan lagi.
refusal-device-revoked = Koordinator menutup akses HP ini. Catatan yang sudah selesai tetap terkirim; kabar tidak datang lagi. Hubungi koordinator.
refusal-code-wrong = Kode salah. Periksa lagi huruf dan angkanya.
refusal-code-spent = Kode ini sudah dipakai. Minta kode baru kepada koordinator.
refusal-code-expired = Kode ini sudah lewat 10 menit. Minta kode baru kepada koordinator.
refusal-too-many-tries = Terlalu banyak percobaan. Tunggu sepuluh menit, lalu coba lagi. Bila tetap begini, minta kode baru kepada koordinator.
refusal-wrong-server = Catatan ini dibuat untuk server lain. Hubungi koordinator dan sebutkan kodenya.
refusal-bad-signature = Tanda tangan HP ini tidak cocok. Hubungi koordinator dan sebutkan kodenya.
refusal-unreadable = Server tidak dapat membaca catatan ini. Hubungi koordinator dan sebutkan kodenya.
refusal-unknown-form = Server belum punya versi formulir ini. Hubungi koordinator. Catatan dikirim lagi sendiri.
refusal-invalid-answers = Ada jawaban yang tidak sesuai aturan formulir. Hubungi koordinator dan sebutkan kodenya.
refusal-unknown-attachment = Server tidak punya catatan dari foto ini. Hubungi koordinator dan sebutkan kodenya.
refusal-not-the-named-bytes = Foto rusak di perjalanan. Dikirim lagi sendiri dari awal.
refusal-photo-too-large = Foto ini terlalu besar untuk server. Hubungi koordinator dan sebutkan kodenya.
refusal-unavailable = Server sedang tidak dapat menyimpan.
refusal-internal = Ada gangguan di server.

photo-sealed = Foto, tersegel
photo-camera = Kamera
photo-camera-named = { $photo }: kamera
photo-gallery = Galeri
photo-gallery-named = { $photo }: galeri
photo-choosing = Kamera atau galeri sedang terbuka…
photo-busy = Foto sedang dikecilkan dan disegel…
photo-alt = { $photo }, kecil
photo-remove = Hapus foto
photo-remove-named = Hapus { $photo }
photo-remove-title = Hapus foto ini?
photo-remove-text = Foto ini dihapus dari draf dan tidak dapat dikembalikan.
photo-remove-yes = Ya, hapus
photo-not-opened = Kamera atau galeri tidak terbuka. Coba lagi, atau pilih cara yang lain.
photo-no-camera = Tidak ada foto yang diambil. Jika kamera tidak terbuka, izinkan kamera di pengaturan HP atau pilih dari galeri.
photo-unreadable = Gambar ini tidak dapat dibaca. Ambil foto lagi atau pilih gambar lain.
photo-too-large = Gambar ini terlalu besar. Ambil dengan ukuran lebih kecil atau pilih gambar lain.
photo-not-asked = Foto tidak dapat ditambahkan di sini. Kembali ke beranda lalu buka draf ini lagi.
photo-lost-title = Foto tidak tersimpan
photo-lost-text = HP menutup Kentongan saat kamera terbuka, jadi fotonya tidak dapat disimpan. Buka draf tadi dan ambil fotonya lagi. Yang sudah Anda isi tetap ada.
photo-lost-seen = Mengerti

# Tombol kembali
leave-title = Tutup Kentongan?
leave-text = Aplikasi akan terkunci. Semua yang dicatat tetap tersimpan di HP ini.
leave-yes = Tutup
phone-no-keeper = Kunci keamanan di HP ini tidak dapat dibuka. Mulai ulang HP, lalu coba lagi. Jika tetap gagal, hubungi koordinator; jangan hapus aplikasi.

# Bantuan
support-title = Bantuan
support-intro = Bacakan bagian ini kepada yang membantu lewat telepon.
support-phone = HP ini
support-model = Merek dan tipe
support-system = Sistem
support-free = Ruang kosong
support-waiting = Catatan menunggu
support-refused = Catatan ditolak
support-nothing-recorded = Halaman ini tidak memuat isi catatan.
little-room = Ruang HP hampir penuh
little-room-next = Hapus foto atau video lama dari HP. Jangan hapus aplikasi ini: catatan yang menunggu akan hilang.
background-free = Mengirim walau aplikasi ditutup
background-free-next = Catatan yang menunggu terkirim begitu ada jaringan.
background-held = HP dapat menunda pengiriman
background-held-next = Untuk menghemat baterai, HP dapat menunda pengiriman berjam-jam saat aplikasi ditutup.
background-never = Mengirim saat aplikasi terbuka
background-never-next = Di perangkat ini catatan terkirim selama aplikasi terbuka.
battery-title = Agar tidak ditahan
battery-open = Buka pengaturan baterai
battery-not-opened = Pengaturan tidak terbuka. Buka sendiri lewat Pengaturan HP, lalu cari "baterai".
battery-xiaomi = Xiaomi, Redmi, Poco: Pengaturan → Aplikasi → Kelola aplikasi → Kentongan → Penghemat baterai → Tanpa pembatasan. Nyalakan juga Mulai otomatis.
battery-oppo = Oppo, Realme, OnePlus: Pengaturan → Baterai → Kentongan → Izinkan aktivitas latar belakang. Nyalakan juga Buka otomatis.
battery-vivo = Vivo, iQOO: Pengaturan → Baterai → Pemakaian daya latar belakang tinggi → nyalakan Kentongan. Nyalakan juga Mulai otomatis.
battery-samsung = Samsung: Pengaturan → Aplikasi → Kentongan → Baterai → Tidak dibatasi. Pastikan Kentongan tidak ada di daftar Aplikasi tidur.
battery-other = Pengaturan → Aplikasi → Kentongan → Baterai → Tanpa pembatasan.

## Layar kedua: kata yang benar
dial-name = { $shown }, telepon
emergency-numbers = Telepon darurat
other-numbers = Nomor lain
copy = Salin
copied = Tersalin
call-now = Telepon { $name } sekarang
call-whom = Telepon { $name }
whatsapp-now = WhatsApp { $name } sekarang
whatsapp-whom = WhatsApp { $name }
link-by-hand = Aplikasi tidak dapat membuka ini di perangkat ini. Buka sendiri: { $address }
way-call = Telepon
way-whatsapp = WhatsApp
way-open = Buka tautan
directory-services = Layanan dengan nomor
directory-links = Melaporkan lewat internet
directory-without = { $count } layanan belum punya nomor
forgot-pin = Lupa PIN?
forgot-nobody = Tidak ada yang dapat membuka atau mengganti PIN Anda, koordinator pun tidak. Itulah yang menjaga rahasia anak.
forgot-safe-here = Catatan yang sudah selesai tetap tersegel di HP ini.
forgot-safe = Catatan yang sudah selesai aman dan terkirim sendiri.
forgot-lost = Draf yang belum selesai tidak dapat dibuka lagi.
forgot-try = Istirahat sebentar, lalu coba ingat lagi.
forgot-ask = Tetap lupa? Minta kode pendaftaran baru kepada koordinator.
forgot-enrol = Daftarkan HP ini lagi dengan kode itu.
forgot-begin = Daftarkan HP ini lagi
forgot-begin-title = Hapus isi HP ini dan daftarkan lagi?
forgot-begin-text = Draf dan catatan di HP ini dihapus dan tidak dapat dikembalikan. Yang sudah terkirim tetap ada di server. Siapkan kode pendaftaran baru.
forgot-begin-yes = Ya, hapus dan daftarkan
forgot-waiting-shut-out = { $count } catatan belum dapat terkirim, sebab server menolak HP ini. Telepon koordinator dahulu, dan jangan hapus aplikasi.
forgot-waiting = Terbuka setelah { $count } catatan terkirim.
forgot-photos = Terbuka setelah { $count } foto terkirim.
forgot-refused = { $count } catatan ditolak server dan hanya ada di HP ini. Telepon koordinator dulu.
phone-still-waiting = Masih ada catatan yang belum terkirim. Tunggu sampai terkirim.
unlock-danger = Ada bahaya? Telepon langsung, tanpa PIN.
your-coordinator = Koordinator Anda
coordinator-unknown = Nomor kantor koordinator belum diisi. Tanyakan nomornya, lalu simpan.
help-not-sent = Catatan tidak terkirim
help-not-sent-text = Buka Kotak kirim: di sana ada sebabnya. Catatan aman di HP dan terkirim sendiri saat ada jaringan. Tidak ada sinyal berhari-hari? Titipkan lewat HP tetangga.
help-pin = Lupa PIN
help-pin-text = Di layar kunci ada tombol untuk yang lupa PIN, dengan langkahnya.
help-lost-phone = HP hilang atau diganti
help-lost-phone-text = Segera telepon koordinator: aksesnya dapat ditutup. Isinya terkunci dengan PIN Anda. Untuk HP baru, minta kode pendaftaran baru.
support-copy = Salin info HP ini
update-needed = Ada kabar yang belum dapat dibaca
update-needed-more = Kabar itu tersimpan di HP. Perbarui aplikasi untuk membacanya.
month-title = Bulan saya
month-before = Bulan sebelumnya
month-after = Bulan berikutnya
month-empty = Tidak ada catatan selesai di bulan ini.
month-activities = Kegiatan bulan ini
month-reports = Laporan bulan ini
month-reports-short = laporan
month-activities-short = kegiatan
month-count-reports = laporan kejadian
month-count-activities = kegiatan edukasi
month-count-people = peserta
month-accepted = { $accepted } diterima layanan, { $open } belum
month-villages = di { $count } desa
month-people = { $female } perempuan, { $male } laki-laki, { $first } baru pertama kali
month-persons = { $count } orang
month-copy = Salin angka kegiatan
month-copy-hint = Jumlah laporan kejadian tidak ikut disalin.
tasks-title = Tugas Anda
tasks-count = { $count } tugas
records-tasks = Tugas
practice-nothing-sent-short = Tidak ada yang dikirim
practice-records = { $count } catatan latihan
home-drafts = { $count } draf belum selesai
home-drafts-more = Belum terkirim. Lanjutkan di bawah.
home-needs-information = { $count } catatan perlu info
home-below = Lihat di “Tugas Anda” di bawah.
home-all-sent = Semua catatan terkirim
home-last-sent = Terakhir { $when }.
home-nothing-yet = Belum ada catatan
home-nothing-yet-more = Mulai dengan salah satu tombol ini.
needs-information-task = Buka untuk melihat siapa yang dihubungi.
needs-information-next = Layanan atau koordinator perlu info tentang catatan ini. Telepon mereka.
say-the-code = Sebutkan kodenya { $code }, bukan nama anak. Catatan tetap tersimpan di HP ini.
outcome-practice = Latihan selesai diisi
outcome-waiting = Belum terkirim
outcome-waiting-more = Aman di HP ini. Terkirim sendiri saat ada jaringan.
outcome-refused = Ditolak server
outcome-sent = Terkirim ke server
outcome-needs-information = Perlu info
truth-not-accepted = Belum ada petugas yang menerima.
truth-not-sent = Jangan menunggu. Telepon 110 atau 129 tidak perlu internet.
finished-not-alone = Anda tidak sendirian. Laporan tetap terbuka sampai petugas menerimanya.
way-saved = Tersimpan di HP
way-sent = Diterima server
way-sent-at = { $time } · tanda terima { $receipt }
way-not-sent = Belum. Terkirim sendiri saat ada jaringan.
way-not-accepted = Belum. Nanti dikabari di sini.
outbox-carried-waiting = { $count } catatan titipan menunggu dikirim
outbox-nothing-waits = Tidak ada yang menunggu dikirim
