# The data-protection officer's desk: plain facts, never an accusation.
protection-title = What to look at
protection-short = To look at
protection-sub = Unusual reading, consents that end, who may see a file
protection-text = These are facts from the log and the calendar. Nobody has done wrong because something is listed here: ask first, then say what it was.
protection-find = Who may see a file, and why?
protection-find-sub = By the number on the family’s papers
protection-find-number = File number
protection-find-hint = Twelve digits and letters, on every paper of the family, for example
protection-find-do = Find the file
protection-find-bad = A file number has twelve digits and letters from A to F
protection-find-none = No file has this number
protection-find-none-text = Look once more at the paper. A file of another organisation is not found here; ask its own data-protection officer.
protection-file = File
protection-lead = { $name } answers for this family.
protection-lead-none = Nobody answers for this family.
protection-see-access = Who may see it
protection-call = Call { $phone }

# Reading
protection-readings = Reading to look at
protection-readings-count = Reading to look at ({ $count })
protection-readings-none = No unusual reading in the last { $days } days
protection-when = { $day }, { $from }–{ $until }
protection-when-once = { $day }, { $from }
protection-kind-kept_out = A file that is closed to her
protection-kind-own_name = Her own family name
protection-kind-hour_files = Many files within an hour
protection-kind-day_files = Many files in a day
protection-kind-night = Reading at night
protection-kind-closed_files = Closed files
protection-kind-searches = Many searches, nothing opened
protection-kind-too_many_questions = More questions than a day allows
protection-kind-refused = Many refused requests
protection-fact-kept_out = { $count ->
    [one] Once wanted to open a file that she is kept out of. It stayed closed.
   *[other] { $count } times wanted to open a file that she is kept out of. It stayed closed.
}
protection-fact-own_name = { $count ->
    [one] Opened a file in which somebody has her family name.
   *[other] Opened { $count } files in which somebody has her family name.
}
protection-fact-hour_files = Opened { $count } different files within an hour.
protection-fact-day_files = Opened { $count } different files in a day.
protection-fact-day_files-usual = Opened { $count } different files in a day; usually about { $usual }.
protection-fact-night = { $count ->
    [one] Opened a file at night, between { $from } and { $until } o’clock.
   *[other] Opened { $count } files at night, between { $from } and { $until } o’clock.
}
protection-fact-closed_files = Opened { $count } closed files in a day.
protection-fact-searches = Looked for people { $count } times and opened nothing afterwards.
protection-fact-too_many_questions = { $count ->
    [one] Once more asked other organisations about a child than a day allows.
   *[other] { $count } times more asked other organisations about a child than a day allows.
}
protection-fact-refused = { $count } requests were refused in a day.
protection-why-kept_out = Listed from the first time on: the family is her own, or must be kept safe from her.
protection-why-own_name = Listed because the name is rare here, or because she does not work with the family.
protection-why-number = Listed from { $threshold } on.
protection-why-first = Listed from the first time on.
protection-next-kept_out = Ask how it came about. Often somebody sends a link, or the family asked her.
protection-next-own_name = Ask whether they are relatives. If they are, her supervisor keeps her out of the file and somebody else takes the family on.
protection-next-hour_files = Ask what she was looking for. A report or a hand-over often explains it.
protection-next-day_files = Ask what was different on that day. A report or a hand-over often explains it.
protection-next-night = Ask whether there was an emergency, and whether somebody else had her phone.
protection-next-closed_files = Ask what she needed them for. A family that comes back explains it.
protection-next-searches = Look at the search together: perhaps it does not find whom she needs.
protection-next-too_many_questions = Ask for whom she is looking, and help her ask.
protection-next-refused = Look with her supervisor whether she lacks a right that her work needs.
protection-files = { $count ->
    [one] The file:
   *[other] The files:
}
protection-files-more = and { $count } more
protection-judge = Say what it was
protection-was = What was it?
protection-was-needed = Choose one
protection-verdict-explained = It is explained
protection-verdict-explained-hint = You have asked, and there is a good reason.
protection-verdict-follow_up = To be followed up
protection-verdict-follow_up-hint = Somebody must still ask, or something must change. It stays in the list.
protection-note = What you found, and what follows from it
protection-note-hint = No names of children or families
protection-note-needed = Write a few words
protection-keep = Keep
protection-kept = Kept. It cannot be changed any more, only added to.
protection-own = It is your own reading: somebody else says what it was.
protection-explained-show = Show what is explained ({ $count })
protection-explained-hide = Without what is explained
protection-said = { $name }, { $when }

# Consents
protection-consents = Consents that end
protection-consents-text = What has ended while the work goes on comes first; then what ends within { $days } days.
protection-consents-none = No consent needs anybody
protection-consents-none-text = None has ended while the work goes on, and none ends within { $days } days.
protection-consent-over = { $days ->
    [one] Ended yesterday
   *[other] Ended { $days } days ago
}
protection-consent-today = Ends today
protection-consent-left = { $days ->
    [one] Ends tomorrow
   *[other] Ends in { $days } days
}
protection-consent-until = Last day: { $day }
protection-consent-to = For { $name }
protection-use-work = The work with the family goes on.
protection-use-sharing = The other organisation read the file on it.
protection-use-referral = A service was told on it and has not finished.
protection-use-consultation = Somebody of another organisation gives advice on it.
protection-use-transfer = The family is being handed over on it.
protection-consent-ask = Ask { $name } to speak with the family: go on, or stop?
protection-consent-ask-nobody = Ask the supervisor who speaks with the family.
protection-more = Show more

# Who may see a file
protection-access-title = Who may see this file
protection-access-text = The rules were asked just now about { $asked } people. { $closed } of them may not see this file.
protection-access-none = Nobody may see this file now
protection-group-lead = Answers for the family
protection-group-specialist = Visits the family too
protection-group-supervisor = Answers for that work
protection-group-anyone = Answers for the organisation
protection-group-consulted = Was asked for advice
protection-group-shared = Another organisation, because the family agreed
protection-group-partner = Works with the family for another organisation
protection-group-partner_supervisor = Answers for that work there
protection-packets = Told to services
protection-packets-text = What left this file for a service. It can be read there while the family agrees.
protection-packets-outside = A service outside the network
protection-packets-until = Until { $day }
protection-packets-link = With a link and its code, until { $when }
protection-group-break_glass = Opened it in an emergency
protection-through = Because of the work of { $names }
protection-whole = Reads the whole file
protection-parts = Reads:
protection-until = Until { $when }
protection-rule = Read all the rules
protection-kept-out = Kept out
protection-kept-out-text = These people never see the file, not even in an emergency.
protection-kept-out-none = Nobody is kept out of this file.
protection-kept-out-own_relative = A relative, or somebody from whom the family must be kept safe
protection-sealed = Sealed sections: { $sections }. They are open to nobody without special clearance.
protection-access-wrong = Something looks wrong?
protection-access-wrong-text = Whoever answers for the family, or her supervisor, changes who works with it and keeps relatives out. The rules themselves are changed by two people.
