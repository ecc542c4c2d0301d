# Basa Jawa (krama madya), sebagian: main actions, headings, states. What is not here is said in Bahasa Indonesia, and so
# is everything on conduct, law and danger, and every question of a form. See docs/decisions/0035.

home = Kaca ngajeng
go-home = Dhateng kaca ngajeng
back = Wangsul
next = Lajengaken
cancel = Mboten sios
change = Gantos
more = Sanesipun
erase = Busek
show-more = Ketingalaken malih
lock-now = Kunci sakniki
today = Dinten niki
yesterday = Kala wingi
now = Sakniki
date-at-time = { $date } jam { $time }
at-time = jam { $time }
yesterday-at = kala wingi { $time }

pin-choose = Pilih PIN enem angka
pin-repeat = Ketik malih PIN ingkang sami
pin-different = PIN kekalih mboten sami. Dibaleni saking wiwitan.
pin-not-six-digits = PIN kedah enem angka.
unlock-intro = Lebetaken PIN kangge mbikak
unlock-busy = Mbikak…
unlock-wrong = PIN klentu. { $tries ->
    [1] Kantun sepisan sakderenge kedah nengga.
   *[other] Taksih saged { $tries } kali sakderenge kedah nengga.
}
unlock-wait-left = Saged dicobi malih { $time } malih

report-incident = Laporaken kedadosan
record-activity = Cathet kegiatan edukasi
drafts-title = Kedah dilajengaken
home-nothing-waits = Sedaya cathetan sampun kekirim
home-waiting = { $count } cathetan nengga dikirim
home-waiting-more = Dikirim piyambak menawi wonten jaringan.
home-refused = { $count } cathetan ditolak server

to-review = Priksa
fill-in-later = Lajeng rumiyin
clear-answer = Kosongaken jawaban
discard = Bucal draf niki
discard-title = Bucal draf niki?
discard-yes = Nggih, bucal
review-title = Dipriksa rumiyin
not-answered = mboten diisi
finish = Rampung
finished-title = Cathetan sampun rampung
finished-next = Salajengipun
finished-step-receipt = Server ngirim tandha tampi. Sasampunipun niku cathetan dados “Kekirim”.

records-all = Sedaya
records-drafts = Draf
records-waiting = Nengga
records-refused = Ditolak
records-delivered = Kekirim
state-draft = Draf
state-waiting = Nengga
state-delivered = Kekirim
state-refused = Ditolak
outbox-waiting = { $count } cathetan nengga
outbox-delivered = Sampun ditampi server
send-now = Kirim sakniki
sending-now = Nembe ngirim…
receipts-out-hint = Dibeta wangsul dhateng HP ingkang nitipaken. Sasampunipun niku cathetan wonten mrika dados “Kekirim”. Sasampunipun { $days } dinten tandha tampi ical piyambak saking mriki.
phone-not-delivered = Cathetan niki dereng ditampi server, dados mboten wonten ingkang dibusek. Nengga ngantos dados “Kekirim”.

guide-skip = Liwati
guide-close = Tutup
guide-begin = Wiwiti
guide-recording = Nyathet
guide-recording-choose = Wonten kaca ngajeng, pilih “Laporaken kedadosan” utawi “Cathet kegiatan edukasi”.
guide-recording-saved = Saben jawaban langsung kesimpen. Angsal mandheg, lajeng dilajengaken mangke.
guide-recording-finish = Priksa sedaya jawaban, lajeng pencet “Rampung”. Cathet kodenipun, sanes asma.
guide-sending = Ngirim
guide-sending-offline = Sedaya saged diisi tanpa sinyal.
guide-sending-waiting = “Nengga”: aman kesimpen wonten HP. Dikirim piyambak salebetipun aplikasi kabikak lan wonten jaringan.
guide-sending-delivered = “Kekirim”: server sampun maringi tandha tampi. Aplikasi ampun dibusek menawi taksih wonten ingkang nengga.
settings-language = Basa
settings-text-size = Agenging aksara
