# The shell itself: bars, fields, marks. Every key here has its twin in km/shell.ftl.

number = { $value }
starting = One moment …
close = Close
back = Back
cancel = Cancel
undo = Undo
places = Places
skip-to-content = Go to the page

place-today = Today
place-families = Families
place-referrals = Referrals
place-more = More

# Fields
field-optional = if known
select-choose = Choose …
combo-type = Type a few letters
combo-nothing = Nothing like that was found. Try fewer letters, or the other script.
combo-choose-another = Choose another
date-day = Day
date-month = Month
date-year = Year
date-not-known = Not known
date-about = About
date-about-hint = Nobody remembers exactly
scale-before = Last time: { $value }

# Signing
signature-drawn = Signature
signature-thumb = Thumbprint
signature-here = Sign here with a finger
signature-given = Signed
signature-again = Once more
signature-thumb-press = Press here when the thumbprint has been given on paper
signature-thumb-given = Thumbprint given

# Keeping and sending
sync-kept = Kept on this phone
sync-sent = Everything is sent
sync-on-its-way = The server has it
sync-unsent = { $count ->
    [one] 1 not sent yet
   *[other] { $count } not sent yet
  }
sync-offline = no network now
sync-trouble = Something needs you
trouble-phone-full = The phone is full. What you wrote is still here, but cannot be kept safely: please free some space. We keep trying.
trouble-not-kept = The phone could not keep the last change. It is still here; do not close this page. We keep trying.
update-ready = A new version is ready
update-take = Use it now
tab-elsewhere-title = Open in another tab
tab-elsewhere-text = Kinkeeper works in one tab at a time, so that nothing is sent twice.
tab-elsewhere-take = Use it here

# Who can see a part of the page
section-seen-by = Seen by { $who }

# How soon somebody must act
risk-high = High risk
risk-medium = Medium risk
risk-low = Low risk

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

weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
