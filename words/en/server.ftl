# What the server itself writes, above all onto paper.

paper-family-of = Family of { $name }
paper-age = { $years } years
paper-age-about = about { $years } years
paper-died = has died
paper-caregiver = caregiver
paper-unchecked = { $name } (number not yet checked)
paper-goal-open = still open
paper-goal-reached = reached
paper-goal-handed-over = { $to } goes on with it
paper-goal-dropped = no longer needed

paper-role-village_social_worker = village social worker
paper-role-senior_social_worker = senior social worker
paper-role-specialist = specialist
paper-role-programme_manager = programme manager
paper-role-me_officer = monitoring officer
paper-role-administrator = administrator

paper-erased-family_asked = the family asked for it
paper-erased-court_order = a court ordered it
paper-erased-opened_by_mistake = the file was opened by mistake
paper-erased-kept_long_enough = it had been kept as long as the rules ask

paper-reader-receiver = The service it was sent to
paper-manner-opened = opened the file
paper-manner-on_device = opened the file on her phone
paper-manner-copied = took what was new onto her phone
paper-manner-printed = printed a paper
paper-manner-packet = read what was sent to a service
paper-manner-by_link = opened what was sent to it, with link and code
paper-manner-listed = saw the family's name in a list
paper-manner-counted = counted the family, without its name
paper-manner-compared = asked whether a family is known already
paper-manner-enquired = asked whether another organisation knows the child; was told nothing
paper-manner-answered = decided whether to answer that question
paper-manner-asked = looked at who opened the file
paper-manner-asked_who = looked at who may see the file
paper-manner-watched = saw the number of the file while watching over the protection of data
paper-manner-erased = had the file erased
paper-manner-tried = wanted to open the file
paper-manner-other = did something else with the file

paper-purpose-casework = to work with the family
paper-purpose-supervision = to support and check that work
paper-purpose-management = to answer for the programme
paper-purpose-sync = to have it along without a network
paper-purpose-offline = to work with the family
paper-purpose-referral = because the family was referred to it
paper-purpose-print = to have it on paper
paper-purpose-erasure = as decided by two people
paper-purpose-emergency = because somebody was in danger
paper-purpose-transfer = to decide about taking the family on
paper-purpose-joint = to decide about working with the family together
paper-purpose-review = to look whether an emergency was one
paper-purpose-consultation = to give advice, as she was asked
paper-purpose-elsewhere = because another organisation asked about the child
paper-purpose-protection = to protect what is written about the family

section-identity = Who the people are
section-narrative = The work together
section-health = Health and disability
section-protection = Worries about safety
section-legal = Papers and legal matters
section-safe_address = Where the family lives
section-media = Photographs and recordings

language-km = Khmer
language-en = English
language-vi = Vietnamese
language-cham = Cham
language-jarai = Jarai

# Who may see a file
paper-sight-lead = Answers for the family
paper-sight-specialist = Visits the family too
paper-sight-supervisor = Answers for that work
paper-sight-anyone = Answers for the organisation
paper-sight-consulted = Was asked for advice
paper-sight-shared = Another organisation, because the family agreed
paper-sight-break_glass = Opened it in an emergency
paper-sight-whole = Reads the whole file

# Answers to a form-filling app, and what a record says that it sent.
form-sent-placed = Received. It is in the family's file.
form-sent-waits = Received. It waits in Kinkeeper, under Forms, to be put into a file.
form-sent-discarded = This form was thrown away before in Kinkeeper. Nothing was changed.
form-corrected = Corrected in the form-filling app
