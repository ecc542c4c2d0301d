# English. The keys are those of id.ftl; a test holds both to it.
site = Kentongan
skip = Skip to content
nav = Main menu
nav-summary = Summary
nav-records = Records
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
date-time = { $date }, { $time }

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
kpi-on-phones-none = every record has arrived
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
no-phones = No phone is enrolled yet.
empty-title = No records yet
empty-text = The summary fills by itself once a facilitator’s phone sends its first record.
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
no-records = No record fits. Change the choices above.
conflicts = { $count ->
    [one] { $shown } version conflicts
   *[other] { $shown } versions conflict
}
conflicts-text = A record arrived a second time with other answers, or from a phone that did not make it. All versions are kept; the conflicting ones are not counted. Open each record, compare, and ask the facilitators of both phones which version is right. A new version from the phone that made the record settles it.
conflicts-show = Show these records
conflicts-all = Show all records
conflict-title = Conflict: version { $revision } from phone { $device }, not counted
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
photo-sealed = Photo, sealed for the case managers
list-caption = List of records, newest first

not-found-title = Page not found
not-found-text = There is nothing at this address. Start again from the summary.
forbidden-title = Not allowed
forbidden-text = Your account may not open this page. Ask your administrator if you need it.
form-expired-title = The form has expired
form-expired-text = The page before was open for too long, or the browser refuses cookies. Reload it and send once more.
form-unreadable-title = The form could not be read
form-unreadable-text = Something in it is missing or too long. Nothing was changed. Go back, check what you typed, and send it once more.
form-slow-title = Sending took too long
form-slow-text = The connection is slow or broke off. Nothing was changed. Go back and send it once more.
not-now-title = Not possible right now
not-now-text = The server cannot store anything now; its disk may be full, or it is restarting. No record is lost: what has not arrived stays on the phones. Try again in a few minutes. If this stays, tell whoever looks after the server.
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
