# A family's file: the page, the form about a person, who is what to whom. Every key here has its twin in
# km/family.ftl.

family-of = Family of { $name }
family-list-comma = { ", " }
family-count = { $count ->
    [0] nothing yet
   *[other] { $count }
  }
family-all = All { $count }
family-fewer = Fewer
family-change = Change
family-keep = Keep
family-kept = Kept
family-ready = Done
family-say-something = Please write a few words here
family-choose-one = Please choose
family-form-look = Something is still missing. Look at the fields marked in red; everything you wrote is kept.
family-date-incomplete = Please give day, month and year
family-date-past = This day has passed. Choose today or later.
family-until = by { $day }
family-unsent = not sent yet
family-late = { $days ->
    [one] 1 day late
   *[other] { $days } days late
  }
family-not-known = not known
family-about = about { $what }

# Not here
family-gone = This family is not on this phone
family-gone-text = It may be with somebody else now, or it has not been fetched yet. If you work with this family, fetch it.
family-gone-offline = There is no network now. When you are connected again, open it once more; until then nothing of yours is lost.
family-fetch = Fetch it
family-remote = This file is shown from the server and is not kept on this phone.

# Who can see a part
family-who-sees = Who can see this
family-section-identity = Who the people are
family-section-narrative = The work together
family-section-health = Health and disability
family-section-protection = Worries about safety
family-section-legal = Papers and legal matters
family-section-safe_address = Where the family lives
family-section-media = Photographs and recordings
family-speaks-km = Khmer
family-speaks-vi = Vietnamese
family-speaks-cham = Cham
family-speaks-jarai = Jarai
family-speaks-en = English
family-seen-identity = Whoever works with this family, their supervisors and the programme manager.
family-seen-narrative = Whoever works with this family, their supervisors and the programme manager.
family-seen-health = Whoever works with this family, their supervisors and the programme manager. Nobody who only counts or keeps the system running.
family-seen-protection = Whoever works with this family, their supervisors and the programme manager. Nobody who only counts or keeps the system running.
family-seen-legal = Who leads the work, her supervisors and the programme manager.
family-seen-safe_address = Who leads the work and her supervisors only.
family-seen-media = Whoever works with this family and their supervisors. The programme manager does not see pictures.
family-readers = Who has opened this file
family-readers-not-now = This can be seen when you are connected.
family-readers-refused = was not let in
family-readers-print = Print it for the family
family-readers-nobody = Nobody has opened this file yet.
family-readers-lists = Show lists as well ({ $count })
family-readers-fewer = Without lists
family-readers-older = Earlier days
family-readers-promise = Nobody can change this record, not even who looks after the system. The family may always ask for it.
family-reading-nobody = The system itself
family-reading-receiver = The service it was sent to
family-reading-parts = Parts of the file:
family-reading-opened = opened the file
family-reading-on_device = opened the file on her phone
family-reading-copied = took what was new onto her phone
family-reading-printed = printed a paper
family-reading-packet = read what was sent to a service
family-reading-by_link = opened what was sent to it, with link and code
family-reading-listed = saw the family's name in a list
family-reading-counted = counted the family, without its name
family-reading-compared = asked whether a family is known already
family-reading-enquired = asked whether another organisation knows the child; was told nothing
family-reading-answered = decided whether to answer that question
family-reading-asked = looked at who opened the file
family-reading-asked_who = looked at who may see the file
family-reading-watched = saw the number of the file while watching over the protection of data
family-reading-erased = had the file erased
family-reading-tried = wanted to open the file
family-reading-other = did something else with the file
family-reading-for-casework = to work with the family
family-reading-for-supervision = to support and check that work
family-reading-for-management = to answer for the programme
family-reading-for-referral = because the family was referred to it
family-reading-for-sync = to have it along without a network
family-reading-for-offline = to work with the family
family-reading-for-emergency = because somebody was in danger
family-reading-for-transfer = to decide about taking the family on
family-reading-for-joint = to decide about working with the family together
family-reading-for-review = to look whether an emergency was one
family-reading-for-consultation = to give advice, as she was asked
family-reading-for-elsewhere = because another organisation asked about the child
family-reading-for-protection = to protect what is written about the family
family-sealed = You may not read this part ({ $section }). It is there; it is only closed to you.
family-sealed-ask = If you need something from it, ask { $name }.
family-sealed-ask-supervisor = If you need something from it, ask your supervisor.
family-address-guarded = Only who leads the work can see where they live.
family-health-guarded = What is known of health and disability is closed to you.
family-concerns-guarded = Worries about safety are closed to you. If you fear for somebody, raise a worry: it is always taken.

# At a glance
family-led-by = { $name } works with this family
family-led-by-nobody = Nobody works with this family yet
family-stage-since = since { $day }
family-respond-by = To be met by { $when }
family-risk-why = Why:
family-risk-change = Change the risk
family-risk-level = How soon must somebody act?
family-risk-reason = Why do you think so?
family-risk-reason-hint = What you saw or heard, and from whom
family-closed-text = The work with this family has ended. Everything stays readable.
family-reopen = Work with them again
family-reopen-text = The file opens again where it stopped. Plan the next visit afterwards.
family-reopen-why = What has happened?
family-print = Print this page
draft-note = A few words about a family, begun
family-print-consent = The latest consent as a paper
family-print-closing = The summary at the end as a paper
family-print-plan = The plan as a paper to sign

# Who they are
family-people = Who they are
family-people-count = { $count ->
    [0] nobody yet
    [one] 1 person
   *[other] { $count } people
  }
family-people-none = Nobody is in this file yet
family-people-none-text = Begin with the child you are worried about, then who cares for the child.
family-drawing = The family drawn
family-drawing-large = See it large
family-drawing-small = Smaller
family-relations = Who is what to whom
family-homes = Who lives together
family-home-unnamed = A household without a name
family-home-empty = nobody now
family-facts = Home and papers
family-address = How to find them
family-address-hint = House, path, landmark. Only who leads the work and her supervisors can read it.
family-phone = Telephone
family-language = Language at home
family-book = Family book
family-idpoor = IDPoor card
family-idpoor-hint = As printed on the card
family-idpoor-none = No card
family-idpoor-level_1 = Level 1 (very poor)
family-idpoor-level_2 = Level 2 (poor)
family-idpoor-at_risk = At risk
family-idpoor-unknown = Not known
family-idpoor-card = Number on the card
family-idpoor-until = Valid until
family-import-note = Brought along from before
family-known-yes = Yes
family-known-no = No
family-known-unknown = Not known

# A person
family-age = { $years ->
    [one] 1 year
   *[other] { $years } years
  }
family-age-about = about { $years ->
    [one] 1 year
   *[other] { $years } years
  }
family-age-baby = under 1 year
family-has-died = has died
family-kin-of = { $kin } of { $name }
family-in-focus = The work is about this child
family-about-whom = About { $name }
family-sex = Sex
family-sex-female = Female
family-sex-male = Male
family-sex-unknown = Nobody said
family-born = Born
family-died = Died
family-died-hint = If nobody knows the day, give the likeliest and say so in the note.
family-is-dead = Has died
family-lives = Where they live
family-lives-where = Lives with
family-whereabouts = Where to?
family-whereabouts-hint = For example: to Thailand for work
family-since = Since when?
family-until-when = Until when?
family-home-new = Another household …
family-home-away = Has gone away
family-home-name = What the family calls it
family-home-name-hint = For example: grandmother's house
family-daily = Every day
family-school = School
family-school-attending = Goes to school
family-school-irregular = Goes now and then
family-school-dropped_out = Has left school
family-school-never = Never went
family-school-too_young = Still too young
family-school-finished = Has finished
family-school-not_for_adult = Adult, no longer at school
family-school-name = Name of the school
family-school-grade = Grade
family-school-grade-is = grade { $grade }
family-occupation = What they do for a living
family-health = Health and disability
family-difficulties = Has great difficulty, even with help, …
family-difficulties-hint = Ask as it is written; do not guess.
family-difficulty-seeing = Seeing, even with glasses
family-difficulty-hearing = Hearing, even with a hearing aid
family-difficulty-walking = Walking or climbing steps
family-difficulty-remembering = Remembering or concentrating
family-difficulty-self_care = Washing or dressing
family-difficulty-communicating = Understanding or being understood
family-difficulty-none = We asked: none of these
family-health-note = Health, in words
family-papers = Papers
family-birth-certificate = Birth certificate
family-in-book = In the family book
family-note = What everybody who works here should know
family-note-hint = A fact, and who said so
family-cared-by = Cared for by
family-cares-for = Cares for
family-parents = Parents
family-partners = Couples
family-person-add = Add a person
family-person-remove = Added by mistake
family-person-remove-text = { $name } is taken out of this file. What was written stays in the history.
family-person-remove-why = What was the mistake?
family-name-km = Name in Khmer
family-name-latin = Name in Latin letters
family-name-hint = Family name first
family-name-needed = One of the two names is needed
family-birth-incomplete = Give the whole day, or choose “About” and the year
family-age-or = Or: how old, about?
family-age-or-hint = The year follows from it
family-focus = The work is about this child
family-focus-hint = Assessments and goals are made for these children

# Who is what to whom
family-relations-alone = A family begins with two
family-relations-alone-text = Add the child and who cares for the child. Then say here what they are to each other.
family-bond = Who is who to whom?
family-bonds = What we know so far
family-bond-one = Who
family-bond-whom = To whom
family-bond-what = { $one } is …
family-bond-parent = a parent of { $name }
family-bond-child = a child of { $name }
family-bond-couple = husband or wife of { $name }
family-bond-elder = an elder brother or sister of { $name }
family-bond-younger = a younger brother or sister of { $name }
family-bond-carer = who cares for { $name }
family-bond-other = something else to { $name }
family-bond-kept = Kept. The drawing above shows it.
family-bond-word = { $one } is { $other }’s { $kin }.
family-relation-plain = { $one } is a relative of { $other }.
family-quality = By …
family-quality-birth = birth
family-quality-step = marriage (step-parent)
family-quality-adoptive = adoption
family-quality-foster = fostering
family-quality-ritual = a vow (thoa)
family-couple = As a couple they are
family-couple-married = married
family-couple-cohabiting = living together unmarried
family-couple-now = And now?
family-union-together = together
family-union-separated = separated
family-union-divorced = divorced
family-union-widowed = widowed
family-care-how = How?
family-care-parental = as a parent
family-care-kinship = as a relative
family-care-foster = as a foster family
family-care-informal = as a neighbour or friend
family-care-child_headed = as elder brother or sister, still a child
family-care-main = cares most
family-care-main-hint = One person for each child
family-cares = Who cares for whom
family-care-line = { $one } cares for { $other }
family-care-ends = This care has ended
family-care-ends-text = { $one } no longer cares for { $other }, from today on.
family-care-ends-why = What has happened?
family-end = It has ended
family-wrong = Not so
family-parent-line = { $one } is a parent of { $other }
family-elder-line = { $one } is older than { $other }
family-other-relations = Other relatives
family-path = How are they related?
family-path-hint = Step by step, the way by blood, not how people call each other. For “mother’s elder brother”: mother, then elder brother.
family-path-back = Take the last step away
family-path-older = Is { $one } older or younger than { $other }?
family-older = Older
family-younger = Younger
family-step-mother = mother
family-step-father = father
family-step-elder-brother = elder brother
family-step-elder-sister = elder sister
family-step-younger-brother = younger brother
family-step-younger-sister = younger sister
family-step-sibling = brother or sister
family-step-husband = husband
family-step-wife = wife
family-step-son = son
family-step-daughter = daughter
family-step-step-mother = step-mother
family-step-step-father = step-father
family-step-ritual-mother = mother by vow
family-step-ritual-father = father by vow
family-home-first = Name the first household
family-home-another = Another household
family-home-add = Add this household

# What is strong, what worries
family-strong = What is strong
family-strong-none = No strengths written down yet
family-strong-none-text = At the next visit ask: what goes well, even a little? Who helps? Write it in their own words.
family-source-visit = visit
family-source-safety-map = strengths and safety
family-source-csi = child status
family-source-concern = worry about safety
family-worries = What worries
family-worries-none = Nothing worrying is written down now.
family-concern-raise = Raise a worry
family-concern-said-by = { $name } said so
family-concern-by = written down by { $name }, { $day }
family-concern-done = Done at once:
family-concern-reported = Reported to { $to }.
family-concern-not-reported = Not reported to the authorities.
family-concern-answer = Answer
family-concern-answer-what = What should be done now?
family-concern-answer-hint = Who does it, and until when
family-concern-settle = They are safe now
family-concern-settle-how = How do we know that they are safe?
family-concern-settle-hint = What was seen, who confirmed it
family-concern-settled = How we know they are safe:
family-concern-four-eyes = A grave worry is settled by somebody else than who raised it. Your supervisor can do it.
family-concerns-settled = { $count ->
    [one] 1 earlier worry
   *[other] { $count } earlier worries
  }

# The plan
family-plan = The family’s plan
family-plan-summary = { $goals ->
    [one] 1 goal
   *[other] { $goals } goals
  } · { $done } of { $steps } steps done
family-plan-begin = Make a plan together
family-plan-change = Change the plan
family-plan-agree = Agree and sign
family-plan-none = There is no plan yet
family-plan-none-text = Ask the family: how should life look in six months? Their own words make the first goal.
family-plan-uncovered = No goal answers this yet:
family-plan-agreed = Agreed on { $day } by { $names }.
family-plan-review = Looked at again on { $day }.
family-plan-changed-since = It has changed since: agree it once more.
family-plan-not-agreed = Not agreed by the family yet.
family-goal-for = For { $names }
family-goal-reached-when = We shall see it when:
family-goal-reached = reached on { $day }
family-goal-handed-over = { $to } goes on with it
family-goal-dropped = no longer needed: { $reason }
family-goals-ended = { $count ->
    [one] 1 earlier goal
   *[other] { $count } earlier goals
  }
family-step-done = done on { $day }
family-step-dropped = no longer needed: { $reason }

# Visits
family-visits = Visits
family-visit-next = Next visit { $day }
family-visit-none-planned = No visit is planned
family-visit-plan = Plan a visit
family-visit-record = Record a visit
family-visit-move = Another day
family-visit-missed = It did not happen
family-visit-was-missed = did not happen
family-visit-missed-why = Why not?
family-visit-goes = { $name } goes
family-visit-when = Which day?
family-visit-purpose = What for?
family-visit-purpose-hint = For example: look at the school report together
family-visit-who = Who goes?
family-visit-met = Met:
family-visit-done = Steps done:

# Assessments
family-tools = Looked at together
family-tools-none = Nothing filled in yet
family-tools-due = { $count ->
    [one] 1 is due
   *[other] { $count } are due
  }
family-tools-last = Last { $day }
family-tool-of = { $tool }: { $name }
family-tool-last = Last on { $day }
family-tool-never = Not filled in yet
family-tool-due = Again on { $day }
family-tool-is-due = Due since { $day }
family-tool-fill = Fill in together
family-tool-again = Fill in again
family-tool-go-on = Go on where you stopped
family-mark-better = better, was { $before }
family-mark-worse = lower, was { $before }
family-mark-same = the same as before
family-mark-new = new
family-mark-gone = no longer asked
family-mark-changed = changed
family-voice-child = child
family-voice-caregiver = caregiver
family-voice-network = somebody close to them
family-voice-worker = social worker
family-voice-supervisor = supervisor
family-scale-of-ten = { $score } of 10
family-scale-one-higher = One higher would be:

# Consent on the page
family-consents = What they agreed to
family-consents-none = Nothing agreed yet
family-consents-none-text = Explain what we do and what we write down. Ask the caregiver, then each child in words that a child understands.
family-consents-live = { $count ->
    [one] 1 consent holds
   *[other] { $count } consents hold
  }
family-consents-ended = { $count ->
    [one] 1 that has ended
   *[other] { $count } that have ended
  }
family-consent-ask = Ask for consent
family-consent-first-title = Consent comes first
family-consent-first = Ask for consent before assessing and planning. Visits and worries about safety can be written down at any time.
family-consent-by = { $name } agreed
family-consent-covers = For { $names }
family-consent-recipient = May be shared with { $who }
family-consent-withheld = Not to be told:
family-consent-withdrawn = Taken back from { $day } on.
family-consent-withdraw = They take it back
family-consent-withdraw-text = From today on this no longer holds: “{ $purpose }”. What was written before stays; nothing new is done or shared on it.
family-consent-withdraw-why = Why, in their own words?
family-mark-made-drawn = signed here
family-mark-made-thumb = thumbprint
family-mark-made-on_paper = on paper
family-mark-made-spoken = said aloud
family-assents = What the children said
family-assent-yes = said yes
family-assent-no = said no

# Reviews and the end
family-reviews = Reading and closing
family-review-plan = The plan
family-review-progress = How it goes
family-review-closing = Ending the work
family-review-ask = Ask for a reading
family-closing-ask = Ask to end the work
family-review-waits = Waits for the supervisor
family-review-is-waiting = waiting
family-review-is-signed = signed
family-review-is-returned = given back
family-review-sign = Sign
family-review-sign-closes = With your signature the work with this family ends, if everything below is so.
family-review-return = Give back
family-review-comment = What you want to say
family-review-mine = You asked for this; somebody else signs it.
family-closing-outcome = How it ends:
family-closing-contact = Whom they can call:
family-gates = Before the work can end
family-gates-met = { $met } of { $all } so far
family-gate-met = so
family-gate-not-yet = not yet
family-gate-in-form = asked in the closing form

# Referrals
family-referrals = How they came to us
family-referrals-none = No referral is written down
family-referral-waiting = Not decided yet
family-referral-accepted = Taken on
family-referral-declined = Not taken on
family-referral-passed-on = Passed on to { $to }
family-referral-known = The family knows of the referral.
family-referral-not-known = The family did not know of the referral.
family-referrer-told = The referrer was told on { $day }
family-referrer-not-told = The referrer has not been told yet

# The team and small tasks
family-team = Who works with them
family-team-lead = leads the work
family-team-lead-hint = Answers for the family. Who led until now no longer sees the file.
family-team-specialist = specialist
family-team-specialist-hint = Visits together with who leads
family-assign = Ask somebody
family-assign-whom = Whom?
family-assign-as = As what?
family-leads = { $count ->
    [one] 1 family
   *[other] { $count } families
  }
family-unassign = Leaves
family-unassign-title = { $name } leaves this family?
family-unassign-sight = { $name } no longer sees this file.
family-unassign-kept = Everything written stays, with the name of who wrote it.
family-tasks = Small things to do
family-tasks-open = { $count ->
    [0] all done
   *[other] { $count } to do
  }
family-tasks-none = Nothing to do beside the plan.
family-task-add = Add a task
family-task-what = What is to be done?
family-task-by = By when?

# What somebody must decide
family-decide = Something to decide
family-refused-kept = It is kept.
family-refused-again = Try again
family-refused-aside = Put aside

# What happened
family-history = What happened
family-history-count = { $count ->
    [one] 1 entry
   *[other] { $count } entries
  }
family-history-more = Show more
