# English. The keys are those of id.ftl; a test holds both to it.
site = Kentongan
skip = Skip to content
nav = Main menu
nav-summary = Summary
nav-records = Records
nav-phones = Phones
nav-carry = Carried
signed-in-as = Signed in as { $login }
role-viewer = viewer
role-coordinator = coordinator
role-case-manager = case manager
role-administrator = administrator
sign-out = Sign out
language = Language
language-id = Bahasa Indonesia
language-en = English

sign-in-title = Sign in
sign-in-lead = For coordinators, case managers and readers of summaries. Facilitators use the app on their phone.
login = User name
password = Password
sign-in = Sign in
sign-in-wrong = User name or password is wrong. Check both and try again.
sign-in-wait = Too many wrong tries. Wait { $time }, then try again. If you forgot the password, ask your administrator.
sign-in-busy = Too many people are signing in right now. Wait a few seconds, then try again.
sign-in-expired = This page was open for too long, or the browser refuses cookies. Allow cookies for this address, then sign in again.
sign-in-https = Signing in works only at the secure address (https). If your address differs, open this one; if it is the same, allow cookies for it:
seconds = { $count ->
    [one] { $shown } second
   *[other] { $shown } seconds
}
minutes = { $count ->
    [one] { $shown } minute
   *[other] { $shown } minutes
}

enrol-title = Enrol a phone
enrol-lead = This is a Kentongan server. A phone is enrolled in the app, not in the browser.
enrol-open-app = Open in the Kentongan app
enrol-open = Open the Kentongan app on the phone.
enrol-address = Type this address:
enrol-address-here = Type this server’s address: the one at the top of the browser, up to “/enrol”.
enrol-code = Type the eight letters and digits of the code that you were given. In a link they stand behind the “#”.
enrol-no-code = A code is valid for ten minutes and for one phone. If you have none, or it is too old, ask your coordinator for a new one.

period = Time
period-everything = All time
period-quarter = Quarter { $quarter }, { $year }
period-group-months = Months
period-group-quarters = Quarters
period-group-years = Years
area = Village
all-areas = All villages
show = Show
updated = Updated { $time }
date-time = { $date }, { $time } { $zone }

kpi-incidents = Incidents reported
kpi-compared = { $earlier }: { $before } · { $year }: { $ago }
kpi-compared-once = { $earlier }: { $before }
kpi-activities = Education activities
kpi-activities-in = { $count ->
    [one] in { $shown } village
   *[other] in { $shown } villages
}
kpi-participants = Participants
kpi-first-time = { $shown } for the first time · { $disability } with a disability
kpi-on-phones = Still on facilitators’ phones
kpi-on-phones-oldest = { $count ->
    [one] { $phones } phone · oldest { $age }
   *[other] { $phones } phones · oldest { $age }
}
kpi-on-phones-none = by each phone’s last contact
kpi-villages = Villages with activities
kpi-villages-of = in this time
age-minutes = less than 1 hour
age-hours = { $count ->
    [one] { $shown } hour
   *[other] { $shown } hours
}
age-days = { $count ->
    [one] { $shown } day
   *[other] { $shown } days
}

incidents = Incidents
activities = Activities
participants = Participants
month = Month
months-title = Incidents and activities by month
months-chart = Chart of incidents and activities by month, { $from } to { $to }
see-table = See as a table
legend-incidents = incidents
legend-activities = activities
legend-hidden = not shown
few-explained = Numbers from 1 to { $most } are written “{ $few }” so that no child can be recognised. “–” means that a number is not shown so that small numbers cannot be computed from differences.
few-read = fewer than { $threshold }
withheld-read = not shown
whole-numbers = You see whole numbers as a case manager. Do not pass on numbers from 1 to { $most }.
too-few = Too few incidents to break down without a child being recognised.
by-year-only = Answers of a single village are shown by year. Choose a year, or all villages.
unanswered = Not answered
none-chosen = None in this time.
zero-choices = Zero: { $choices }
incident-answers = Incidents in detail
answer = Answer
count = Count
several = One incident may have several answers.
villages-title = By village
activities-title = Education activities
participants-title = Participants by age and sex
total = Total
phones-title = Facilitators’ phones
phone = Phone
phone-waiting = Not sent yet
phone-oldest = Oldest
phone-contact = Last contact
phone-photos = Photos waiting
phone-app = App
phone-forms = Forms
phone-revoked = Access withdrawn
phone-had = Not sent at last
phone-silent = silent for { $age }
phone-perhaps-enrolled-again = Perhaps enrolled again as { $code }.
outdated = outdated
no-phones = No phone is enrolled yet. Ask the person who looks after the server for an enrolment code for each facilitator.
no-phones-here = There is no phone in this village. Choose another village, or all of them.
phones-all = See all phones
phones-count = { $count ->
    [one] { $shown } phone
   *[other] { $shown } phones
}
photos-count = { $count ->
    [one] { $shown } photo
   *[other] { $shown } photos
}
phones-lead = { $count ->
    [one] { $phones } · { $shown } record not sent yet · updated { $time }
   *[other] { $phones } · { $shown } records not sent yet · updated { $time }
}
phones-keys-title = Words to compare
phones-keys-text = A phone that is being enrolled shows these eight words, the mark of the keys that can read its reports. Read them to the facilitator over the telephone, one by one. If a single word differs, stop. The same words are in the case key file; compare with it when you doubt this server.
phones-enrolled-again-title = Phones that were enrolled again
phones-enrolled-again-text = A phone that is enrolled again gets a new code. Its old code goes on counting here, with what it had not sent at last, until its access is withdrawn. Records that were not sent go along to the new code. Make sure with the facilitator, then withdraw the old code’s access.
phones-revoked = Access withdrawn
phone-revoked-now = Access of phone { $code } is withdrawn. What it still sends is marked for somebody to look at.
sort = Sort by
sort-contact = Silent for the longest
sort-waiting = Most not sent
sort-oldest = Oldest record
sort-village = Village
sort-code = Phone code
revoke-short = Withdraw
revoke = Withdraw access
revoke-not = Leave it as it is
revoke-title = Withdraw access of phone { $code }?
revoke-enrolled-again = Phone { $code } of the same village was enrolled after this one’s last contact. If it is the same phone, this old code may go.
revoke-still-there = { $count ->
    [one] { $shown } record and { $photos } have not arrived yet. If the phone sends them later, or another phone carries them, all are taken, marked that its access was withdrawn.
   *[other] { $shown } records and { $photos } have not arrived yet. If the phone sends them later, or another phone carries them, all are taken, marked that its access was withdrawn.
}
revoke-sends-nothing = This phone receives no news any more, and what it sends is marked for somebody to look at. Do this when it is lost, stolen, in other hands, or enrolled again.
revoke-keeps = What the server has received stays stored and counted. Nothing is erased on the phone.
revoke-enrolled-again-needed = This cannot be undone. To use the phone again, enrol it again with a new code.
empty-title = No records yet
empty-text = The summary fills by itself once a facilitator’s phone sends its first record.
choose-village-title = Choose one village
choose-village-text = Figures are counted by village, or for all villages. Choose one village of this area, or all villages.
empty-period = No records in this time and village. Choose another time, or all villages.

records-title = Records
records-lead = Coded answers only. A child’s identity is sealed and cannot be read here.
form = Form
all-forms = All forms
code = Code
search-code = Find code
received = Received
revision = Version { $revision }
older = Older
newest = Back to the newest
no-records-in-village = No records from { $village } yet. They appear after a facilitator’s phone in that village sends them.
no-records-in-area = Records are kept by village, not for all of { $area }. Choose one village in it.
no-records-receipt = No record has this receipt code. Check it, or search with the record’s code, such as TMP-26-7K3Q; the phone that made it shows both.
no-records = No record fits. Change the choices above.
conflicts = { $count ->
    [one] { $shown } record with conflicting versions
   *[other] { $shown } records with conflicting versions
}
conflicts-text = One phone sent two versions of the same record with different answers. All versions are kept; the one that came first counts until somebody decides. Open each record, compare, and ask the facilitator which version is right.
conflicts-show = Show these records
conflicts-all = Show all records
conflict-title = Conflict: version { $revision } with other content, not counted
other-version-title = Version { $revision }, not counted
conflict-counted = Counted version
conflict-this = This version
conflict-same = Its coded answers are the same; what is sealed, or when it was filled in, differs.
conflict-unreadable = This version cannot be shown here. It is kept.
record-title = Record { $code }
record-back = Back to the list
record-receipt = Receipt code, the same as on the phone that made the record:
record-sealed = Sealed answers (name, contact, address, note) can be opened only by case managers with the case key.
question = Question
from-phone = From phone
yes-ticked = Yes
unknown-day = not known (recorded { $date })
photo-sealed = Photo, sealed for the case managers
list-caption = List of records, newest first

carry-title = Upload a carry file
carry-lead = A carry file (ending in .kentongan) is made on a phone without signal. What is in it is sealed: neither you nor this computer can read it. Uploading it twice doubles nothing.
carry-file = File .kentongan
carry-send = Upload
carry-another = Upload another file
carry-taken = The file was looked through
carry-stored = { $count ->
    [one] { $shown } new record is stored
   *[other] { $shown } new records are stored
}
carry-known = { $count ->
    [one] { $shown } record was here before
   *[other] { $shown } records were here before
}
carry-refused = { $count ->
    [one] { $shown } record was refused
   *[other] { $shown } records were refused
}
carry-unreadable = { $count ->
    [one] { $shown } line could not be read: the file is damaged or cut off. Its record is still on the phone that made it: ask for a new file.
   *[other] { $shown } lines could not be read: the file is damaged or cut off. Their records are still on the phone that made them: ask for a new file.
}
carry-receipts-why = Take the receipts back to the phone that handed the file over. Without them it goes on keeping and sending its records.
carry-receipts = Download the receipts
carry-receipts-file = receipts
carry-no-file = No file was chosen. Choose a file that ends in .kentongan, then upload.
carry-too-large = The file is too large. Ask the phone that made it for a smaller one.
carry-not-one = This is no carry file of Kentongan, or it is damaged from the start. Choose another file, or ask for a new one.
carry-newer = Made by an app that is newer than this server. Have the server updated, then upload it again.
carry-elsewhere = This file is for another server. Upload it where the phone that made it is enrolled.
carry-nothing = There is no record in this file. Receipts are read on the phone, not here.
carry-conflict = It conflicts with a record that is here already. Both are kept; compare them among the records.
carry-revoked = Access of the phone that made it was withdrawn. If that phone is still in use, enrol it again; its records then go by themselves.
carry-not-signed = Not from a phone that is enrolled here, or changed on the way. Ask for a new file from the phone that made it.
carry-unknown-form = The server does not have this version of the form yet. Have it added, then upload the file again.
carry-invalid = Its answers do not fit the form. Ask the facilitator to send it from the own phone, which shows the reason.
carry-damaged = Damaged on the way. Ask for a new file from the phone that made it.
carry-trouble = Trouble at the server. Upload the file again in a few minutes.

too-often-title = Too many requests
too-often-text = Too many pages were asked for from your internet address. Wait { $time }, then load this page again.
crowded-text = The server is serving too many people at once. Wait { $time }, then load this page again.
not-found-title = Page not found
not-found-text = There is nothing at this address. Start again from the summary.
forbidden-title = Not allowed
forbidden-text = Your account may not open this page. Ask your administrator if you need it.
form-expired-title = The form has expired
form-expired-text = The page before was open for too long, or the browser refuses cookies. Nothing has changed. Open it again and send once more.
form-open-again = Open the page again
form-unreadable-title = The form could not be read
form-unreadable-text = Something in it is missing or too long. Nothing was changed. Go back, check what you typed, and send it once more.
form-slow-title = Sending took too long
form-slow-text = The connection is slow or broke off. Nothing was changed. Go back and send it once more.
not-now-title = Not possible right now
not-now-text = The server cannot store anything now; its disk may be full, or it is restarting. No record is lost: what has not arrived stays on the phones. Try again in a few minutes. If this stays, tell the person who looks after the server.
trouble-title = Something is wrong
trouble-text = This page cannot be made now. No record is lost. Try again in a moment.
go-home = To the summary

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
month-short-1 = Jan
month-short-2 = Feb
month-short-3 = Mar
month-short-4 = Apr
month-short-5 = May
month-short-6 = Jun
month-short-7 = Jul
month-short-8 = Aug
month-short-9 = Sep
month-short-10 = Oct
month-short-11 = Nov
month-short-12 = Dec

row-conflicting = conflict
row-flagged = to look at
flags-title = Somebody should look at this
flag-breaks-rules = Answers break rules of the form. The record is kept and counted; ask the facilitator.
flag-unreadable = Some answers cannot be read here, perhaps because of another version of the form. All of them are kept.
flag-unknown-form = This server does not have the form or its version yet. The record is kept; its answers appear once the form is added.
flag-unknown-area = The village that it names is not in the list of areas. The record counts in the village of its phone.
flag-revoked-device = Access of the phone that made it was withdrawn when this record came. Ask the facilitator whether the record is hers.
flag-hidden = A text may identify somebody. It is hidden and sealed to the case managers; it is not lost.
flag-same-id = Another phone sent a record with the same number. Both are kept and counted; check whether one is a copy.
answer-hidden = hidden
