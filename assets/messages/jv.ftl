# Basa Jawa (krama madya): the lock, the choice of the PIN, two cards of the guide. Each of these screens is here whole;
# everything else is said in Bahasa Indonesia, so that no screen mixes languages. See docs/decisions/0035.

back = Wangsul
next = Lajengaken
erase = Busek
text-size-now = Agenging aksara: { $size }. Gantos
text-usual = limrah
text-big = ageng
text-very-big = ageng sanget

pin-choose = Pilih PIN enem angka
pin-choose-hint = PIN niki mbikak aplikasi. Mboten wonten ingkang saged ningali utawi nggantos, dados dipunemut-emut.
pin-repeat = Ketik malih PIN ingkang sami
pin-repeat-hint = Supados mesthi mboten klentu ketik.
pin-busy = Ngunci cathetan ngangge PIN panjenengan…
pin-different = PIN kekalih mboten sami. Dibaleni saking wiwitan.
pin-not-six-digits = PIN kedah enem angka.
pin-one-digit = Angka sami terus gampil dibadhe. Pilih PIN sanesipun.
pin-in-a-row = Angka urut gampil dibadhe. Pilih PIN sanesipun.
pin-pattern = Pola bola-bali gampil dibadhe. Pilih PIN sanesipun.
pin-digits-typed = { $count } saking { $total } angka
unlock-intro = Lebetaken PIN kangge mbikak
unlock-busy = Mbikak…
unlock-wrong = PIN klentu. { $tries ->
    [1] Kantun sepisan sakderenge kedah nengga.
   *[other] Taksih saged { $tries } kali sakderenge kedah nengga.
}
unlock-wait = PIN klentu kathah sanget. Nengga ngantos angsal nyobi malih.
unlock-wait-left = Saged dicobi malih { $time } malih
unlock-waiting-shut-out = { $count } cathetan nengga, nanging server nolak HP niki. Telpon koordinator.
unlock-waiting = { $count } cathetan segelan tetep dikirim sanajan dikunci.
unlock-danger = Wonten bebaya? Telpon langsung, tanpa PIN.
forgot-pin = Kesupen PIN?
emergency-numbers = Telpon darurat
dial-name = { $shown }, telpon
dial-by-hand = Aplikasi mboten saged nelpon saking piranti niki. Telpon piyambak: { $number }

guide-card = Kertu { $number } saking { $count }
guide-skip = Liwati
guide-close = Tutup
guide-begin = Wiwiti
guide-recording = Nyathet
guide-recording-choose = Wonten beranda, pilih “Laporkan kejadian” utawi “Catat kegiatan edukasi”.
guide-recording-saved = Saben jawaban langsung kesimpen. Angsal mandheg, lajeng dilajengaken mangke.
guide-recording-finish = Priksa sedaya jawaban, lajeng pencet “Selesai”. Cathet kodenipun, sanes asma.
guide-sending = Ngirim
guide-sending-offline = Sedaya saged diisi tanpa sinyal.
guide-sending-waiting = “Menunggu”: aman kesimpen wonten HP. Dikirim piyambak menawi wonten jaringan.
guide-sending-delivered = “Terkirim”: server sampun maringi tandha tampi. Aplikasi ampun dibusek menawi taksih wonten ingkang nengga.
