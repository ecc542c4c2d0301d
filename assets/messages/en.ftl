# The words of the Kentongan app in English. Short sentences, and always the next step.

## Everywhere
home = Home
go-home = Go to home
back = Back
next = Next
cancel = Cancel
change = Change
more = More
erase = Erase
show-more = Show more
lock-now = Lock now
sealed = sealed
optional = may be empty
app-stopped = The app has stopped. This page opens again by itself when the app is back.
lost-title = No such page
lost-text = There is no such page. Your records are safe.

## Days and times
month = { $number ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
weekday-monday = Monday
weekday-tuesday = Tuesday
weekday-wednesday = Wednesday
weekday-thursday = Thursday
weekday-friday = Friday
weekday-saturday = Saturday
weekday-sunday = Sunday
date-at-time = { $date } at { $time }
at-time = at { $time }
yesterday-at = yesterday { $time }
today = Today
yesterday = Yesterday
now = Now

## Enrolling the phone
enrol-intro = Enrol this phone. Your coordinator gives you the address and the code.
enrol-address = Server address
enrol-address-hint = The enrolment link from your coordinator can be pasted here, too.
enrol-address-empty = The server's address is missing. Write the one from your coordinator.
enrol-code = Enrolment code
enrol-code-hint = Eight letters and digits. Valid for 10 minutes, for one phone only.
enrol-code-empty = The code is missing. Ask your coordinator for one.
enrol-go = Enrol this phone
enrol-busy = Contacting the server…

enrol-again = Connect again
enrol-again-hint = Only when your coordinator asks you to, with a new code.
enrol-again-intro = The server does not know this phone any more, or another one takes over? Ask your coordinator for a new enrolment code. Your drafts and records stay on the phone.
enrol-again-title = Who will be able to read the reports on this phone?
enrol-again-text = This phone now belongs to { $now }. From now on it belongs to { $new }. Drafts and records stay. What still waits is sent to the new server; what the old server has confirmed is not sent again.
enrol-again-yes = All words are the same: connect
keys-title = First compare with your coordinator
keys-whose = This phone will be enrolled with { $organisation } ({ $server }). The holder of the keys behind these eight words can read the names and contacts that you will write.
keys-how = Ask your coordinator to read the words out: in person, or over a telephone number that you already know. The same name proves nothing; anybody can use that name.
keys-same = All words are the same
keys-other = A word differs
keys-differ-title = Do not go on
keys-differ-text = These are not your coordinator’s keys. Cancel, tell your coordinator, then ask for a new code.
keys-discard = Cancel the enrolment
keys-again = Compare again
keys-unchanged = The keys are the same as now
keys-unchanged-text = Only the holders of the present keys can read what waits.
keys-changed = The keys are others
keys-changed-text = { $count ->
    [0] No record waits. The holders of the new keys can read later reports.
    [one] { $count } waiting record is sealed again. The holders of the new keys will be able to read names and contacts in it.
   *[other] { $count } waiting records are sealed again. The holders of the new keys will be able to read names and contacts in them.
}
keys-other-cancel = A word differs: cancel

## Practice
practice-title = Practice
practice-before-enrolling = Try it without enrolling
practice-hint = Practice uses made-up data. Nothing is sent, and everything is erased when you leave.
practice-busy = Preparing the practice…
practice-banner = PRACTICE – nothing is sent
practice-nothing-sent = This is practice: nothing is sent. Do not write names or numbers of real people.
practice-leave = Leave
practice-leave-title = Leave the practice?
practice-leave-text = All practice data is erased from this phone.
practice-leave-yes = Yes, leave
practice-over = The practice is locked. In the real app you enter your PIN here. All practice data is erased when you leave.
practice-end = Leave the practice

## Guide
guide-again = Open the guide
guide-card = Card { $number } of { $count }
guide-skip = Skip
guide-close = Close
guide-begin = Begin
guide-purpose = What this app is for
guide-purpose-refer = To refer children safely to services, and to record education activities.
guide-purpose-investigate = You do not investigate. Do not ask the child for details.
guide-purpose-pictures = Do not photograph a child who was harmed. Do not open, copy or send images of abuse, not even as evidence.
guide-purpose-names = A child’s name and contact belong in the sealed section alone. Nowhere else, and not in WhatsApp.
guide-recording = Recording
guide-recording-choose = At home, choose “Report an incident” or “Record an education activity”.
guide-recording-saved = Every answer is saved at once. You may stop and go on later.
guide-recording-finish = Check all answers, then press “Finish”. Note the code, not a name.
guide-sending = Sending
guide-sending-offline = Everything can be filled in without a signal.
guide-sending-waiting = “Waiting”: kept safely on the phone. Sent by itself as soon as there is a network.
guide-sending-delivered = “Delivered”: the server gave its receipt. Do not remove the app while something waits.
guide-danger = When there is danger
guide-danger-call = Is the child in danger now? First call police 110 or SAPA 129, fill in later.
guide-danger-sees = Only case managers read names and contacts. Coordinators see codes and counts.
guide-danger-alone = You are not alone. The report stays open until somebody accepts it.

## PIN
pin-choose = Choose a PIN of six digits
pin-choose-hint = This PIN opens the app. Nobody can see it or change it for you, so remember it well.
pin-repeat = Type the same PIN once more
pin-repeat-hint = To be sure there was no slip.
pin-busy = Locking your records with your PIN…
pin-different = The two PINs differ. Start again with the first one.
pin-not-six-digits = The PIN must have six digits.
pin-one-digit = One repeated digit is easy to guess. Choose another PIN.
pin-in-a-row = Digits in a row are easy to guess. Choose another PIN.
pin-pattern = A repeated pattern is easy to guess. Choose another PIN.
pin-change = Change the PIN
pin-present = Type the present PIN
pin-checking = Checking the PIN…
pin-changed = The PIN is changed. From now on only the new PIN opens the app.
pin-digits-typed = { $count } of { $total } digits
unlock-intro = Enter your PIN to open
unlock-busy = Opening…
unlock-wrong = Wrong PIN. { $tries ->
    [1] One more try before you have to wait.
   *[other] { $tries } more tries before you have to wait.
}
unlock-wait = Too many wrong PINs. Wait until you can try again.
unlock-wait-left = Try again in { $time }
unlock-waiting-shut-out = { $count ->
    [one] { $count } record is waiting, but the server rejects this phone. Call the coordinator.
   *[other] { $count } records are waiting, but the server rejects this phone. Call the coordinator.
}
unlock-waiting = { $count ->
    [1] 1 sealed record is still being sent although locked.
   *[other] { $count } sealed records are still being sent although locked.
}

## Home
facilitator = Facilitator { $code }
report-incident = Report an incident
report-incident-more = A safe referral for a child. No photos, no detailed account.
record-activity = Record an education activity
record-activity-more = Participants, topics, outcome. You can do it on the go.
clock-wrong = This phone's clock is wrong
clock-wrong-text = It is now { $time }. Set date and time in the phone's settings: records carry the phone's time.
clock-past-text = The phone shows { $shown }, but { $since } has passed. Set date and time in the phone's settings: records carry the phone's time.
clock-zone = Times here are in { $zone }
clock-zone-text = This phone is set to another time zone. Enter the time of an incident as in Blora, too.
home-waiting = { $count ->
    [1] 1 record waits to be sent
   *[other] { $count } records wait to be sent
}
home-waiting-more = Sent by itself when there is a network.
home-refused = { $count ->
    [1] The server refused 1 record
   *[other] The server refused { $count } records
}
home-refused-more = Open to see why, and what to do next.

## Filling in
section-line = { $position } of { $count } · saved { $saved }
to-review = Review
not-saved = Not saved. { $reason }
fill-in-later = Go on first
show-open = Show me
open-unanswered = { $count ->
    [one] 1 question not answered yet
   *[other] { $count } questions not answered yet
}
open-wrong = { $count ->
    [one] 1 answer to correct
   *[other] { $count } answers to correct
}
open-both = { $unanswered }, { $count } to correct
own-village = your village
more-choices = { $count ->
    [one] { $count } other choice
   *[other] { $count } other choices
}
fewer-choices = Fewer
explain-choice = What does “{ $choice }” mean?
which-month = Which month?
another-month = Another month
unknown-day = Don’t know (kept as { $date })
unknown-day-kept = Kept: the day you learnt of it, today
call-local = { $name }, call { $number }
edit-title = Change an answer
back-to-review = Back to the review
it-was = It was: { $answer }
changes-too = { $what } changes too
was = was
is-now = now
clear-answer = Clear the answer
search-list = Search the list
list-more = Show { $count } more
list-shown = { $shown } of { $total } shown
characters-left = { $left } characters left
characters-over = Too long: take { $over } characters away
characters-full = This field is full. Nothing after { $cap } characters is saved.
not-computed-yet = Answer the questions above first
adjusted-from = Changed by you. Computed: { $computed }
undo-change = Undo the change
acknowledged = Read
tally-total = Participants
tally-rows = Age group
one-more = One more: { $what }
one-less = One less: { $what }
discard = Discard this draft
discard-title = Discard this draft?
discard-text = Everything entered in this draft is deleted from the phone and cannot be brought back.
discard-yes = Yes, discard
draft-gone-title = The draft does not open

## Problems with answers
problem-missing = Not answered yet
problem-constraint = This answer breaks a rule of the form.
problem-wrong-type = This cannot be read. For a number, type digits only.
problem-not-a-date = There is no such date. Choose a date whose year has four digits, such as 2026.
problem-not-a-time = There is no such time. Choose a time between 00.00 and 23.59.
problem-year-not-whole = Write the year with four digits: it was read as the year { $year }. For example 2025, not 25.
problem-not-a-choice = This choice no longer exists. Choose another.
problem-too-long = Too long. At most { $limit } characters.
problem-too-many-digits = Too many digits. At most { $limit }.
problem-not-asked = This question cannot be answered.
conduct-national-id = This looks like a national ID number (NIK). Delete it: it is never needed.
conduct-phone-number = This looks like a phone number. No number may stand in this answer.
whose-number = Whose number is it?
number-of-suspect = The suspect's number
number-of-contact = The child's safe contact
number-moved = Moved to “{ $question }”.
number-no-room = There is no room in “{ $question }”. Move it yourself, then delete it here.
conduct-looks-like-name = This looks like a person's name. Coordinators read this answer: write the role instead, such as “a teacher”.
conduct-looks-like-account = This looks like an account or an e-mail address. Coordinators read this answer: delete it, or write it in a sealed answer.
conduct-blaming = “{ $phrase }” blames the child. Better: { $suggestion }

## Reviewing and finishing
review-title = Check before finishing
review-intro = Touch an answer to change it. Once finished, the record is sent.
review-sealed = Answers marked “sealed” are locked on this phone. Only case managers can read them.
not-answered = left empty
finish = Finish
finished-title = Record finished
finished-code-hint = Use this code when you talk about this record. Never a name.

## My records
records-title = My records
records-search = Search a code, such as 7K3Q
records-which = Which records
records-all = All
records-waiting = Waiting
records-delivered = Delivered
records-empty = No records here yet.
records-none-found = No record has that code. Check the letters.
draft-line = { $code } · section { $position } of { $count } · { $saved }
finished-line = { $form } · finished { $finished }
delivered-line = { $form } · finished { $finished } · receipt { $receipt }
state-draft = Draft
state-waiting = Waiting
state-delivered = Delivered
state-refused = Refused
progress-accepted = Accepted by a service
progress-in-handling = Being handled
progress-needs-information = More information needed
progress-closed = Closed
record-receipt = Receipt
record-receipt-hint = Read it out over the telephone: the coordinator sees the same code. 0 and 1 are always digits here.
sealed-until-accepted = Sealed answers stay on this phone until a service accepts the report
sealed-until-accepted-more = { $count ->
    [one] Nobody has accepted it yet. They stay for { $count } day at most, then they are erased.
   *[other] Nobody has accepted it yet. They stay for { $count } days at most, then they are erased.
}
sealed-erased-in-days = { $count ->
    [one] Sealed answers are erased from this phone in { $count } day
   *[other] Sealed answers are erased from this phone in { $count } days
}
sealed-erased-in-hours = { $count ->
    [one] Sealed answers are erased from this phone in { $count } hour
   *[other] Sealed answers are erased from this phone in { $count } hours
}
sealed-erased-soon = Sealed answers are erased from this phone shortly
sealed-kept-more = The server has them for the case managers. Counted while the phone is on.
sealed-erased = The sealed answers were erased from this phone
sealed-erased-more = Erased { $when }. Case managers can still read them on the server.
erase-sealed = Erase now
erase-sealed-busy = Erasing…
erase-sealed-title = Erase the sealed answers?
erase-sealed-text = Name, contact and the other sealed answers leave this phone and cannot be brought back here. The server keeps them for the case managers.
erase-sealed-yes = Yes, erase
pictures-erased-in-days = { $count ->
    [one] Small photos are erased from this phone in { $count } day
   *[other] Small photos are erased from this phone in { $count } days
}
pictures-erased-in-hours = { $count ->
    [one] Small photos are erased from this phone in { $count } hour
   *[other] Small photos are erased from this phone in { $count } hours
}
pictures-erased-soon = Small photos are erased from this phone shortly
pictures-kept-more = Only those that the server has received. The others stay until they are sent. Counted while the phone is on.
pictures-erased = The small photos were erased from this phone
pictures-erased-more = Erased { $when }. Case managers can still see the photos on the server.
erase-pictures-title = Erase the small photos?
erase-pictures-text = The small photos leave this phone and cannot be brought back here. The server keeps the photos for the case managers. Photos that are not sent yet are not erased.

## Outbox
outbox-title = Outbox
outbox-waiting = { $count ->
    [1] 1 record waits
   *[other] { $count } records wait
}
outbox-shut-out = The server accepts nothing from this phone
outbox-retries = Tried again by itself.
outbox-sending = Sending { $done } of { $total }
outbox-may-close = What is not sent yet stays stored.
outbox-tried = { $attempts ->
    [1] Tried once.
   *[other] Tried { $attempts } times.
} Next: { $next }.
outbox-receipt = { $form } · receipt { $receipt }
outbox-refused = Read below why, and what to do next. The records are safe on the phone.
outbox-delivered = Received by the server
photos-waiting = { $count ->
    [1] 1 photo waits to be sent
   *[other] { $count } photos wait to be sent
}
photos-sending = Sending photos
photos-title = Photos
photos-count = { $count ->
    [1] 1 photo
   *[other] { $count } photos
}
photos-of-more = Photos of other records wait, too. Open “My records” to see them.
photos-network = Send photos over
photos-network-hint = For photos of records that you finish from now on. Photos that wait already are set in the outbox.
photos-any-network = Any network
photos-wifi-only = Wi-Fi only
photos-not-now = Not now
photos-wait-record = Their record is sent first.
photos-wait-person = You are holding them back. Choose a network when they may be sent.
photos-wait-wifi = Waiting for Wi-Fi. If they must go now, choose “Any network”.
photos-wait-unknown-wifi = This phone does not tell whether its network is Wi-Fi, so photos wait. To send them, choose “Any network”.
photo-delivered = Sent, with receipt
photo-waiting = Waiting · { $size }
photo-damaged = Damaged, cannot be sent
photo-given-up = Damaged and given up, not sent
photos-damaged = { $count ->
    [1] 1 photo is damaged
   *[other] { $count } photos are damaged
}
photos-damaged-open = Its record is safe. Open the record for what to do next.
photos-damaged-more = Damaged in the phone's storage, and cannot be sent any more. The record itself is safe. Tell the coordinator its code, then give the photo up.
give-up-photos = Give the damaged photos up
give-up-photos-title = Give the damaged photos up?
give-up-photos-text = Damaged photos are sent no more. The record and other photos stay as they are. Tell the coordinator the code of this record, so that nobody waits for them.
give-up-photos-yes = Yes, give them up
photo-partly = Sent { $part }
bytes-of = { $sent } of { $total }
left-under-a-minute = less than a minute left
left-minutes = about { $minutes } minutes left
left-hours = about { $hours ->
    [1] 1 hour
   *[other] { $hours } hours
} left
outbox-empty = The outbox is empty. Finished records wait here until they are sent.
send-now = Send now
sending-now = Sending…

## Carrying for a neighbour
carry-title = Send with a neighbour
carry-open = Send with another phone
carry-open-more = No signal? Give your records to a neighbour who goes to town.
carry-intro = Give records to somebody who goes where there is a signal. They are sealed: whoever carries them cannot read them. Your records stay on this phone until their receipt has come home.
carry-out-title = Give records along
carry-out-count = { $count ->
    [1] One record waits on this phone and can be given along.
   *[other] { $count } records wait on this phone and can be given along.
}
carry-out-none = No record waits. Nothing needs to be given along.
carry-out = Make a carry file
carry-out-hint = Send that file to the neighbour’s phone, for example by Bluetooth. Photos do not go with it: this phone sends them itself. A file holds at most 2,000 records and 32 MB.
carry-in-title = Take a file in
carry-in-hint = A neighbour’s carry file, or a file with receipts for your records. Its name ends in .kentongan.
carry-in = Open a file
carry-busy = Working on the file…
carry-mark = This phone’s mark: { $mark }. By it whoever carries knows whose records they are.
carry-given = { $count ->
    [1] One record saved in the downloads: { $name }
   *[other] { $count } records saved in the downloads: { $name }
}
carry-given-next = Send that file to the neighbour’s phone. There: Outbox → Send with another phone → Open a file.
carry-given-left-out = { $count } more found no room. Make another file once these receipts are home.
receipts-given = { $count ->
    [1] One receipt saved in the downloads: { $name }
   *[other] { $count } receipts saved in the downloads: { $name }
}
receipts-given-next = Send that file to the phone that gave the records along. There: Outbox → Send with another phone → Open a file.
carry-file-unreadable = That file cannot be read: it may have been moved or deleted, or the app may not open it. Copy it to the Downloads folder, then open it again.
carry-not-given = The file could not be saved. Check the storage, then try again. The records are safe.
carry-nothing = Nothing waits, so no file was made.
carry-not-one = This file does not hold carried records of Kentongan, or it was damaged on the way. Check that it is the right file, or ask for it again.
carry-newer-app = A newer version of the app made this file. Update the app, then open it again.
carry-too-large = This file has more than 2,000 records or 32 MB. Ask for a smaller one.
carry-another-central = This file is for another server, so this phone cannot carry it. Ask the coordinator.
carry-taken-from = { $count ->
    [1] One record from phone { $mark } is carried by this phone and sent when there is a network.
   *[other] { $count } records from phone { $mark } are carried by this phone and sent when there is a network.
}
carry-taken-delivered = { $count ->
    [1] One of your records has reached the server.
   *[other] { $count } of your records have reached the server.
}
carry-taken-receipts = { $count ->
    [1] One receipt is carried home for another phone.
   *[other] { $count } receipts are carried home for other phones.
}
carry-taken-known = { $count ->
    [1] One record was carried by this phone before.
   *[other] { $count } records were carried by this phone before.
}
carry-taken-own = { $count ->
    [1] One record is this phone’s own and need not be carried.
   *[other] { $count } records are this phone’s own and need not be carried.
}
carry-taken-no-room = { $count ->
    [1] One record found no room: this phone carries at most 2,000 records and 32 MB. Send what is carried first, then open this file again.
   *[other] { $count } records found no room: this phone carries at most 2,000 records and 32 MB. Send what is carried first, then open this file again.
}
carry-taken-not-valid = { $count ->
    [1] One receipt is not valid and was not used. The record goes on waiting. Ask for a new file, or call the coordinator.
   *[other] { $count } receipts are not valid and were not used. The records go on waiting. Ask for a new file, or call the coordinator.
}
carry-taken-not-waited = { $count ->
    [1] One receipt is for nothing that waits on this phone.
   *[other] { $count } receipts are for nothing that waits on this phone.
}
carry-taken-unreadable = { $count ->
    [1] One line is damaged, cut off, or for another server. Ask for that file once more.
   *[other] { $count } lines are damaged, cut off, or for another server. Ask for that file once more.
}
carry-taken-empty = This file is empty. Ask for a new one.
carried-title = Carried by this phone
carried-none = Nothing is carried yet. What you carry for a neighbour shows here.
carried-count = { $count ->
    [1] One record of others
   *[other] { $count } records of others
}
carried-waiting = { $count ->
    [1] One record of others waits. It sends itself when there is a network.
   *[other] { $count } records of others wait. They send themselves when there is a network.
}
carried-next = Tried again at { $next }.
carried-receipts = { $count ->
    [1] One receipt to bring home
   *[other] { $count } receipts to bring home
}
carried-elsewhere = { $count ->
    [1] One record is for another server. This phone cannot send it: give it back to whoever gave it along.
   *[other] { $count } records are for another server. This phone cannot send them: give them back to whoever gave them along.
}
carried-refused = { $count ->
    [1] The server refused one record of others. It is tried again once a day.
   *[other] The server refused { $count } records of others. They are tried again once a day.
}
carried-refused-why = Phone { $mark }: { $reason }
carried-shut-out = The server accepts nothing from this neighbour's phone. The record is still on it. The neighbour calls the coordinator.
carried-unknown-form = The server does not have this form's version yet. It is tried again by itself.
carried-not-taken = The server will not take this record as it is. It is still on the neighbour's phone. The neighbour calls the coordinator and gives the record's code.
carried-discard = Throw away what cannot be sent
carried-discard-title = Throw these away?
carried-discard-text = Carried records that were refused or are for another server are thrown away from this phone. The phone that made them has them still.
carried-discard-yes = Yes, throw away
receipts-out = Make a file with receipts
receipts-home = They are home
receipts-home-title = Are they home?
receipts-home-text = { $count ->
    [1] 1 receipt that was put into a file leaves the list of this phone.
   *[other] { $count } receipts that were put into a file leave the list of this phone.
} Should they not have arrived, nothing is lost: the phone that handed the records over keeps them and sends them again, and the server gives receipts again.
receipts-home-yes = Yes, they are
receipts-out-hint = Bring it home to the phone that gave the records along. Only then do its records say “Delivered”. After { $days } days receipts leave this list by themselves.

## Important numbers
directory-title = Important numbers
directory-intro = Always on the phone, even without a signal.
in-danger-call = In danger, call the police at 110 or SAPA at 129.
directory-empty = No numbers yet. In danger, call the police at 110 or SAPA at 129.
verified-on = Verified on { $date }
verified-long-ago = Last verified on { $date }. The number may have changed.
verified-never = This number was never verified. It may have changed.

## Settings
settings-title = Settings
settings-language = Language
settings-text-size = Text size
text-size-now = Text size: { $size }. Change
text-usual = usual
text-big = big
text-very-big = very big
lock-hint = Lock before somebody else uses the phone. What was saved stays.
settings-lock-after = Lock by itself when nobody touches the phone
lock-after-minutes = { $minutes ->
    [1] after 1 minute
   *[other] after { $minutes } minutes
}
settings-keep-days = Once a service has accepted, erase sealed answers from the phone
keep-days = { $count ->
    [1] one day later
   *[other] { $count } days later
}
settings-keep-hint = What no service has accepted stays, for 90 days after sending at most. Small photos of activities count from sending. What the server has not received is never erased.
about-title = About
about-version = Version
about-device = Phone code
about-area = Village
about-organisation = Run by
about-server = Server
about-app = Kentongan: when the drum is struck, neighbours come to help.

## Trouble with the phone
phone-locked = The app is locked. Open it with your PIN.
phone-not-enrolled = This phone is not enrolled yet. Close and reopen the app, then enrol it.
phone-pin-chosen-before = A PIN was chosen before. Close and reopen the app, then enter that PIN.
phone-no-such-record = This record is not on this phone. Look in “My records”.
phone-not-a-draft = This record is finished and cannot be changed any more. Look in “My records”.
phone-not-delivered = The server has not received this record yet, so nothing is erased. Wait until it says “Delivered”.
phone-not-accepted = Nobody has accepted this report yet, so its sealed answers stay. Wait until it says “Accepted by a service”.
phone-no-such-form = This form is not on the phone. Call your coordinator.
phone-damaged = The data on this phone cannot be read. Do not delete the app. Call your coordinator.
phone-disk-full = The phone's storage is full. Delete photos or other apps, then try again. What was saved is safe.
phone-newer-app = This data was written by a newer version of the app. Update the app.
phone-failed = Something went wrong on the phone. Close and reopen the app. What was saved is safe.
dial-by-hand = The app cannot call from this device. Dial it yourself: { $number }
finish-too-large = The record is too large to be sent. Shorten the long answers, then finish again.

## Trouble with enrolment
address-empty = Enter the server address from your coordinator.
address-not-one = This is not a server address. Check it, for example kentongan.example.org
address-link-not-whole = This enrolment link is not whole. Copy all of it again, or type only address and code.
address-not-encrypted = An http:// address is not safe: others can read along. Use the https:// address from your coordinator.
enrolment-not-a-code = A code has eight letters and digits, such as 7K3Q-M2XA. Check it.
enrolment-unusable = This app cannot read the server's answer. Update the app, then ask for a new code.
enrolment-enrolled-before = This phone is enrolled already. Close and reopen the app.

## Trouble with sending
trouble-no-network = No network.
trouble-no-internet = There is a network, but no internet: the server’s address cannot be found. Check your data plan, or use another network.
trouble-server-not-reachable = The server cannot be reached. The signal may be weak, or the server may be off.
trouble-cut-off = The connection broke while sending; the signal may be weak.
trouble-timeout = The server took too long to answer; the signal may be weak.
trouble-captive-portal = This Wi-Fi asks you to sign in first. Sign in with a browser, or use another network.
trouble-not-kentongan = There is no Kentongan server at that address. Check it with your coordinator.
trouble-certificate = The connection to the server cannot be trusted. Use another network. If it stays so, call your coordinator.
trouble-certificate-not-pinned = What answers is not your server: its certificate is not the one of the enrolment link. Use another network. If it stays so, contact your coordinator. Nothing was sent.
trouble-clock-wrong = The phone's clock seems wrong, so the connection was refused. Set the phone's date and time.
trouble-too-large = What was sent is too large for this network. It is sent again in smaller parts.
trouble-not-proven = The server answered without a valid receipt. The record is kept and sent again.
trouble-photo-not-proven = The server answered without a valid receipt. The photo is kept and sent again.
trouble-unknown = It did not work yet.
tried-again = Tried again by itself.
enrolment-server-not-reachable = The server cannot be reached. Check the signal and the address.
enrolment-try-again = Try again.

## The server refused
refusal-conflict = The server has another content under this code. Both are kept. Call your coordinator and give the code.
refusal-app-too-old = This app is too old for the server. Update the app, then try again.
refusal-too-large = The record is too large. Call your coordinator and give its code.
refusal-not-enrolled = The server does not know this phone. Your records are safe on the phone. Ask your coordinator for a new enrolment code, then open Settings → Connect again.
refusal-device-revoked = The coordinator withdrew this phone's access. Finished records are still sent; no news come any more. Call your coordinator.
refusal-code-wrong = Wrong code. Check its letters and digits.
refusal-code-spent = This code was used already. Ask your coordinator for a new one.
refusal-code-expired = This code's 10 minutes are over. Ask your coordinator for a new one.
refusal-too-many-tries = Too many tries. Wait ten minutes, then try again. If it stays like this, ask your coordinator for a new code.
refusal-wrong-server = This record was made for another server. Call your coordinator and give its code.
refusal-bad-signature = This phone's signature does not match. Call your coordinator and give the record's code.
refusal-unreadable = The server cannot read this record. Call your coordinator and give its code.
refusal-unknown-form = The server does not have this form's version yet. Call your coordinator. The record is sent again by itself.
refusal-invalid-answers = An answer breaks a rule of the form. Call your coordinator and give the record's code.
refusal-unknown-attachment = The server does not have this photo's record. Call your coordinator and give its code.
refusal-not-the-named-bytes = The photo was damaged on the way. It is sent again by itself from the start.
refusal-photo-too-large = This photo is too large for the server. Call your coordinator and give the record's code.
refusal-unavailable = The server cannot store now.
refusal-internal = Something went wrong at the server.

photo-sealed = Photo, sealed
photo-camera = Camera
photo-camera-named = { $photo }: camera
photo-gallery = Gallery
photo-gallery-named = { $photo }: gallery
photo-choosing = The camera or the gallery is open…
photo-busy = The photo is being made smaller and sealed…
photo-alt = { $photo }, small
photo-remove = Remove photo
photo-remove-named = Remove { $photo }
photo-remove-title = Remove this photo?
photo-remove-text = The photo is deleted from the draft and cannot be brought back.
photo-remove-yes = Yes, remove
photo-not-opened = Neither camera nor gallery opened. Try again, or choose the other way.
photo-no-camera = No photo was taken. If the camera did not open, allow it in the phone's settings, or choose from the gallery.
photo-unreadable = This picture cannot be read. Take the photo again or choose another picture.
photo-too-large = This picture is too large. Take a smaller one or choose another picture.
photo-not-asked = No photo can be added here. Go back to the home screen and open this draft again.
photo-lost-title = The photo was not kept
photo-lost-text = The phone closed Kentongan while the camera was open, so the photo could not be kept. Open that draft and take the photo again. What you filled in is still there.
photo-lost-seen = I understand

# The back button
leave-title = Close Kentongan?
leave-text = The app locks. Everything that was recorded stays on this phone.
leave-yes = Close
phone-no-keeper = This phone's key store does not open. Restart the phone, then try again. If that does not help, call the coordinator; do not delete the app.

# Help
support-title = Help
support-intro = Read this out to whoever helps you by telephone.
support-phone = This phone
support-model = Make and model
support-system = System
support-free = Free room
support-waiting = Records waiting
support-refused = Records refused
support-nothing-recorded = Nothing of what was recorded stands on this page.
little-room = Little room left on the phone
little-room-next = Delete old photos or videos from the phone. Do not delete this app: what waits would be lost.
background-free = Sends while the app is closed
background-free-next = What waits is sent as soon as there is a network.
background-held = The phone may put sending off
background-held-next = To save battery, the phone may put sending off for hours while the app is closed.
background-never = Sends while the app is open
background-never-next = On this device records are sent while the app is open.
battery-title = So that nothing is held back
battery-open = Open battery settings
battery-not-opened = The settings did not open. Open the phone's settings yourself and look for "battery".
battery-xiaomi = Xiaomi, Redmi, Poco: Settings → Apps → Manage apps → Kentongan → Battery saver → No restrictions. Switch Autostart on too.
battery-oppo = Oppo, Realme, OnePlus: Settings → Battery → Kentongan → Allow background activity. Switch Auto launch on too.
battery-vivo = Vivo, iQOO: Settings → Battery → High background power consumption → switch Kentongan on. Switch Autostart on too.
battery-samsung = Samsung: Settings → Apps → Kentongan → Battery → Unrestricted. See that Kentongan is not among the Sleeping apps.
battery-other = Settings → Apps → Kentongan → Battery → Unrestricted.

## Words that are true
dial-name = { $shown }, call
emergency-numbers = Emergency calls
other-numbers = Other numbers
copy = Copy
copied = Copied
call-now = Call { $name } now
call-whom = Call { $name }
whatsapp-now = WhatsApp { $name } now
whatsapp-whom = WhatsApp { $name }
link-by-hand = The app cannot open this on this device. Open it yourself: { $address }
way-call = Call
way-whatsapp = WhatsApp
way-open = Open link
directory-services = Services with a number
directory-links = Reporting on the internet
directory-without = { $count ->
    [one] { $count } service has no number yet
   *[other] { $count } services have no number yet
}
forgot-pin = Forgot PIN?
forgot-nobody = Nobody can open or replace your PIN, not even the coordinator. That is what keeps the child’s secret.
forgot-safe-here = Finished records stay sealed on this phone.
forgot-safe = Finished records are safe and are sent by themselves.
forgot-lost = Unfinished drafts cannot be opened any more.
forgot-try = Rest for a while, then try to remember.
forgot-ask = Still forgotten? Ask the coordinator for a new enrolment code.
forgot-enrol = Enrol this phone again with that code.
forgot-begin = Enrol this phone again
forgot-begin-title = Erase this phone’s records and enrol again?
forgot-begin-text = Drafts and records on this phone are erased and cannot be brought back. What was sent stays on the server. Have a new enrolment code ready.
forgot-begin-yes = Yes, erase and enrol
forgot-waiting-shut-out = { $count ->
    [one] { $count } record cannot be sent now, because the server rejects this phone. Call the coordinator first, and do not delete the app.
   *[other] { $count } records cannot be sent now, because the server rejects this phone. Call the coordinator first, and do not delete the app.
}
forgot-waiting = { $count ->
    [one] Opens once { $count } record is sent.
   *[other] Opens once { $count } records are sent.
}
forgot-photos = { $count ->
    [one] Opens once { $count } photo is sent.
   *[other] Opens once { $count } photos are sent.
}
forgot-refused = { $count ->
    [one] { $count } record was refused by the server and is only on this phone. Call the coordinator first.
   *[other] { $count } records were refused by the server and are only on this phone. Call the coordinator first.
}
phone-still-waiting = Some records are not sent yet. Wait until they are.
unlock-danger = Danger? Call at once, no PIN needed.
your-coordinator = Your coordinator
coordinator-unknown = The coordinator’s number has not been entered yet. Ask for it and keep it.
help-not-sent = Records are not sent
help-not-sent-text = Open the outbox: it says why. Records are safe on the phone and are sent by themselves once there is a network. No signal for days? Send them with a neighbour’s phone.
help-pin = Forgotten PIN
help-pin-text = The lock screen has a button for a forgotten PIN, with the steps.
help-lost-phone = Phone lost or replaced
help-lost-phone-text = Call the coordinator at once: its access can be closed. Its contents are locked by your PIN. For a new phone ask for a new enrolment code.
support-copy = Copy this phone’s facts
update-needed = There is news that cannot be read yet
update-needed-more = It is kept on the phone. Update the app to read it.
month-title = My month
month-before = Month before
month-after = Month after
month-empty = No finished records in this month.
month-activities = Activities of this month
month-reports = Reports of this month
month-reports-short = reports
month-activities-short = activities
month-count-reports = incident reports
month-count-activities = education activities
month-count-people = participants
month-accepted = { $accepted } accepted by a service, { $open } not yet
month-villages = { $count ->
    [one] in { $count } village
   *[other] in { $count } villages
}
month-people = { $female } female, { $male } male, { $first } for the first time
month-persons = { $count ->
    [one] { $count } person
   *[other] { $count } people
}
month-copy = Copy the numbers of activities
month-copy-hint = The number of incident reports is not copied.
tasks-title = Your tasks
tasks-count = { $count ->
    [one] { $count } task
   *[other] { $count } tasks
}
records-tasks = Tasks
practice-nothing-sent-short = Nothing is sent
practice-records = { $count ->
    [one] { $count } practice record
   *[other] { $count } practice records
}
home-drafts = { $count ->
    [one] { $count } unfinished draft
   *[other] { $count } unfinished drafts
}
home-drafts-more = Not sent yet. Go on below.
home-needs-information = { $count ->
    [one] { $count } record needs information
   *[other] { $count } records need information
}
home-below = See “Your tasks” below.
home-all-sent = All records are sent
home-last-sent = Last one { $when }.
home-nothing-yet = Nothing recorded yet
home-nothing-yet-more = Begin with one of these buttons.
needs-information-task = Open to see whom to call.
needs-information-next = A service or the coordinator needs information about this record. Call them.
say-the-code = Say the code { $code }, not the child’s name. The record stays on this phone.
outcome-practice = Practice record filled in
outcome-waiting = Not sent yet
outcome-waiting-more = Safe on this phone. It is sent by itself once there is a network.
outcome-refused = Refused by the server
outcome-sent = Sent to the server
outcome-needs-information = Information needed
truth-not-accepted = Nobody has accepted it yet.
truth-not-sent = Do not wait. A call to 110 or 129 needs no internet.
finished-not-alone = You are not alone. The report stays open until somebody accepts it.
way-saved = Saved on the phone
way-sent = Received by the server
way-sent-at = { $time } · receipt { $receipt }
way-not-sent = Not yet. It is sent by itself once there is a network.
way-not-accepted = Not yet. This page will say so.
outbox-carried-waiting = { $count ->
    [one] { $count } carried record is waiting to be sent
   *[other] { $count } carried records are waiting to be sent
}
outbox-nothing-waits = Nothing is waiting to be sent
